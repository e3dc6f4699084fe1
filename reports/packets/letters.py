"""Drafts of the two letters that go with a proposal, from the data, with blanks for the rest.

Our own words: an office puts them under its own letterhead and into its own form.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from reports.contexts.record import RecordContext
from reports.contexts.record_words import headline, stamp_words
from reports.packets.letter_writing import Letter
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_count, format_percent, format_points, format_size


CONDITIONS = Path(__file__).parent / "data" / "keadaan-usulan.json"
DRAFT = (
    "DRAF dari portal. Lengkapi bagian berwarna kuning, sesuaikan dengan tata naskah dinas"
    " instansi, periksa isinya, lalu hapus baris ini."
)


def proposal_draft(context: RecordContext) -> bytes:
    """The letter with which the head of the agency proposes the office."""
    facts, unit = context.assessment, context.unit
    letter = _begun(f"Usulan penilaian {facts.target} {facts.year}: {unit.name}", context)
    letter.paragraph("[isi kop surat instansi]", centred=True, bold=True)
    letter.facts(
        [
            ("Nomor", "[isi nomor surat]"),
            ("Sifat", "[isi sifat surat]"),
            ("Lampiran", "satu paket LKE beserta bukti"),
            ("Hal", f"Usulan penilaian {facts.target_name} ({facts.target}) tahun {facts.year}"),
        ]
    )
    letter.paragraph("[isi tempat dan tanggal]")
    letter.paragraph(
        "Yth. Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi\n"
        "u.p. Tim Penilai Nasional\ndi [isi tempat]"
    )
    letter.paragraph(
        f"Kami mengusulkan unit kerja berikut untuk dinilai dalam pembangunan Zona Integritas tahun"
        f" {facts.year}."
    )
    _proposed(letter, context)
    _history(letter, context)
    letter.paragraph("Bersama surat ini kami sampaikan:")
    for line in (
        "surat pernyataan tanggung jawab mutlak yang ditandatangani pimpinan dan bermeterai;",
        "lembar kerja evaluasi beserta hasil evaluasi TPI;",
        f"bukti pendukung, {format_count(len(context.kept_documents))} berkas"
        f" ({format_size(context.kept_bytes)}), dalam paket dari {_origin(context)}.",
    ):
        letter.paragraph(line, style="List Number")
    letter.paragraph(
        "Keterangan lebih lanjut dapat ditanyakan kepada [isi nama, jabatan, dan nomor telepon]."
    )
    letter.paragraph("Atas perhatiannya kami ucapkan terima kasih.")
    letter.paragraph("[isi jabatan pimpinan instansi]\n\n\n\n[isi nama pimpinan]", right=True)
    return letter.saved()


def _proposed(letter: Letter, context: RecordContext) -> None:
    """The office in the list of those proposed, and its values area by area."""
    letter.table(
        ["No.", "Unit kerja", "Instansi", "Predikat", "Nilai sendiri", "Nilai TPI"],
        [
            [
                "1",
                context.unit.name,
                context.unit.above[0] if context.unit.above else "[isi instansi]",
                context.assessment.target,
                format_points(context.total),
                "[isi nilai TPI]",
            ],
            ["2", "[isi unit lain, atau hapus baris ini]", "", "", "", ""],
        ],
        [1, 4.6, 4, 1.9, 2.2, 2.3],
    )
    letter.paragraph(f"Rincian penilaian sendiri {context.unit.name}:")
    letter.table(
        ["Bagian", "Bobot", "Nilai", "Capaian"],
        [
            [
                area.title,
                format_points(area.score.weight),
                format_points(area.score.value),
                format_percent(area.score.percent),
            ]
            for area in context.areas
        ],
        [8.5, 2.5, 2.5, 2.5],
    )


def responsibility_draft(context: RecordContext) -> bytes:
    """The statement with which the head of the agency answers for what is proposed."""
    facts, unit = context.assessment, context.unit
    letter = _begun(f"SPTJM {facts.target} {facts.year}: {unit.name}", context)
    letter.paragraph("[isi kop surat instansi]", centred=True, bold=True)
    letter.paragraph("SURAT PERNYATAAN TANGGUNG JAWAB MUTLAK", centred=True, bold=True, size=13)
    letter.paragraph("Nomor [isi nomor surat]", centred=True)
    letter.paragraph("Saya yang bertanda tangan di bawah ini:")
    letter.facts(
        [
            ("Nama", "[isi nama pimpinan]"),
            ("NIP", "[isi NIP]"),
            ("Jabatan", "[isi jabatan]"),
            ("Instansi", unit.above[0] if unit.above else "[isi instansi]"),
        ]
    )
    letter.paragraph(
        f"menyatakan bahwa {unit.name}, yang kami usulkan menuju {facts.target_name}"
        f" ({facts.target}) tahun {facts.year}, pada tanggal surat ini berada dalam keadaan"
        " berikut:"
    )
    letter.table(
        ["No.", "Keadaan", "Capaian dan dokumennya"],
        [
            [str(number), text, "[isi capaian dan nomor dokumen]"]
            for number, text in enumerate(conditions(facts.target.lower()), start=1)
        ],
        [1.2, 9, 5.8],
    )
    letter.paragraph("Saya juga menyatakan:")
    for line in (
        "isian lembar kerja evaluasi dan bukti yang kami sampaikan benar dan dapat ditunjukkan"
        " aslinya;",
        f"yang kami sampaikan adalah {_origin(context)}, dengan nilai sendiri"
        f" {format_points(context.total)} dan {context.checks_met} dari"
        f" {len(context.checks)} syarat terpenuhi;",
        "bila kelak ternyata ada yang tidak benar, saya bertanggung jawab sepenuhnya menurut"
        " peraturan yang berlaku.",
    ):
        letter.paragraph(line, style="List Number")
    letter.paragraph(
        "[isi tempat dan tanggal]\n[isi jabatan pimpinan]\n\n[isi meterai dan tanda tangan]\n\n"
        "[isi nama pimpinan]",
        right=True,
    )
    return letter.saved()


def conditions(target: str) -> list[str]:
    """What an agency and its office must show for this predicate."""
    told = _conditions()
    return [
        text
        for one in (*told["instansi"], *told["unit"])
        if (text := one.get("semua") or one.get(target))
    ]


@cache
def _conditions() -> dict[str, list[dict[str, str]]]:
    told: dict[str, list[dict[str, str]]] = json.loads(CONDITIONS.read_text("utf-8"))
    return told


def _begun(title: str, context: RecordContext) -> Letter:
    letter = Letter(title, context.stamp.made_at if context.stamp else None)
    letter.paragraph(DRAFT, size=9)
    if not context.passed:
        letter.paragraph(f"Perhatian: {headline(context)}", bold=True, size=9)
    return letter


def _history(letter: Letter, context: RecordContext) -> None:
    held = [one for one in context.predicates if one.revoked_on is None]
    if not held:
        return
    letter.paragraph("Predikat yang sudah dipegang:")
    for one in held:
        when = str(one.granted_on.year) if one.only_year_known else format_date_long(one.granted_on)
        number = f", nomor {one.document_number}" if one.document_number else ""
        letter.paragraph(f"{one.predicate} dari {one.giver}, {when}{number}", style="List Bullet")


def _origin(context: RecordContext) -> str:
    """Which record it is, with enough of its hash to tell it from another."""
    code = f" (SHA-256 {context.stamp.sha256[:16]}…)" if context.stamp else ""
    return f"{stamp_words(context)}{code}"
