"""Drafts of the two letters that go with a proposal, from the data, with blanks for the rest.

Our own words: an office puts them under its own letterhead and into its own form.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from reports.contexts.record import RecordContext
from reports.contexts.record_words import headline, stamp_words
from reports.packets.letter_writing import SUM, Letter
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_count, format_percent, format_points, format_size


CONDITIONS = Path(__file__).parent / "data" / "keadaan-usulan.json"
DRAFT = (
    "DRAF dari portal. Lengkapi bagian berwarna kuning, sesuaikan dengan tata naskah dinas"
    " instansi, periksa isinya, lalu hapus kotak abu-abu ini."
)
ADDRESS = "[isi alamat, telepon, surel, dan laman instansi]"


def proposal_draft(context: RecordContext) -> bytes:
    """The letter with which the head of the agency proposes the office."""
    facts, unit = context.assessment, context.unit
    letter = _begun(f"Usulan penilaian {facts.target} {facts.year}: {unit.name}", context)
    letter.facts(
        [
            ("Nomor", "[isi nomor surat]"),
            ("Sifat", "[isi sifat surat]"),
            ("Lampiran", "satu paket LKE beserta bukti"),
            ("Hal", f"Usulan penilaian {facts.target_name} ({facts.target}) tahun {facts.year}"),
        ],
        beside="[isi tempat, tanggal]",
    )
    letter.paragraph(
        "Yth. Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi\n"
        "u.p. Tim Penilai Nasional\ndi [isi tempat]"
    )
    letter.paragraph("Dengan hormat,")
    letter.paragraph(
        f"Kami mengusulkan unit kerja berikut untuk dinilai dalam pembangunan Zona Integritas tahun"
        f" {facts.year}."
    )
    _proposed(letter, context)
    _history(letter, context)
    _enclosed(letter, context)
    letter.paragraph(
        "Keterangan lebih lanjut dapat ditanyakan kepada [isi nama, jabatan, dan nomor telepon]."
    )
    letter.paragraph("Atas perhatian Saudara, kami ucapkan terima kasih.", with_next=True)
    letter.signature(
        "[isi jabatan pimpinan instansi],",
        "",
        "[isi tanda tangan]",
        "",
        "[isi nama pimpinan]",
        "NIP [isi NIP, bila ada]",
    )
    letter.paragraph(
        "Tembusan:\n1. [isi pimpinan unit pengawasan intern]\n2. [isi pimpinan unit kerja]"
    )
    return letter.saved()


def _enclosed(letter: Letter, context: RecordContext) -> None:
    letter.paragraph("Bersama surat ini kami sampaikan:", with_next=True)
    for line in (
        "surat pernyataan tanggung jawab mutlak yang ditandatangani pimpinan dan bermeterai;",
        "lembar kerja evaluasi beserta hasil evaluasi TPI;",
        f"bukti pendukung, {format_count(len(context.kept_documents))} berkas"
        f" ({format_size(context.kept_bytes)}), dalam paket dari {_origin(context)}.",
    ):
        letter.point(line)


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
        [1, 4.9, 3.7, 2, 2, 2.4],
        numbers=[4, 5],
    )
    letter.paragraph(f"Rincian penilaian sendiri {context.unit.name}:", with_next=True)
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
        ]
        + [
            [
                SUM,
                format_points(context.whole.weight),
                format_points(context.whole.value),
                format_percent(context.whole.percent),
            ]
        ],
        [9.4, 2.2, 2.2, 2.2],
        numbers=[1, 2, 3],
    )


def responsibility_draft(context: RecordContext) -> bytes:
    """The statement with which the head of the agency answers for what is proposed."""
    facts, unit = context.assessment, context.unit
    letter = _begun(f"SPTJM {facts.target} {facts.year}: {unit.name}", context)
    letter.title("SURAT PERNYATAAN TANGGUNG JAWAB MUTLAK", "Nomor: [isi nomor surat]")
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
        [1.1, 9.3, 5.6],
    )
    _answered_for(letter, context)
    letter.paragraph("Demikian pernyataan ini saya buat dengan sebenarnya.", with_next=True)
    letter.signature(
        "[isi tempat, tanggal]",
        "[isi jabatan pimpinan],",
        "",
        "[isi meterai dan tanda tangan]",
        "",
        "[isi nama pimpinan]",
        "NIP [isi NIP, bila ada]",
    )
    return letter.saved()


def _answered_for(letter: Letter, context: RecordContext) -> None:
    letter.paragraph("Saya juga menyatakan bahwa:", with_next=True)
    for line in (
        "isian lembar kerja evaluasi dan bukti yang kami sampaikan benar dan dapat ditunjukkan"
        " aslinya;",
        f"yang kami sampaikan adalah {_origin(context)}, dengan nilai sendiri"
        f" {format_points(context.total)} dan {context.checks_met} dari"
        f" {len(context.checks)} syarat terpenuhi;",
        "bila kelak ternyata ada yang tidak benar, saya bertanggung jawab sepenuhnya menurut"
        " peraturan yang berlaku.",
    ):
        letter.point(line)


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
    warning = () if context.passed else (f"Perhatian: {headline(context)}",)
    letter.notice(DRAFT, *warning)
    above = context.unit.above
    letter.letterhead(above[0].upper() if above else "[isi nama instansi]", ADDRESS)
    return letter


def _history(letter: Letter, context: RecordContext) -> None:
    held = [one for one in context.predicates if one.revoked_on is None]
    if not held:
        return
    letter.paragraph("Predikat yang sudah dipegang:", with_next=True)
    for one in held:
        when = str(one.granted_on.year) if one.only_year_known else format_date_long(one.granted_on)
        number = f", nomor {one.document_number}" if one.document_number else ""
        letter.point(f"{one.predicate} dari {one.giver}, {when}{number}", numbered=False)


def _origin(context: RecordContext) -> str:
    """Which record it is, with enough of its hash to tell it from another."""
    code = f" (SHA-256 {context.stamp.sha256[:16]}…)" if context.stamp else ""
    return f"{stamp_words(context)}{code}"
