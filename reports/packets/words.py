"""The two texts of a packet that are read without any program but Notepad."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from reports.contexts.record import RecordContext
from reports.contexts.record_words import Lack, headline, lacks_of, stamp_words
from reports.packets.layout import INDEX, LACKS, Layout
from zi_portal.lib.numbers import format_count, format_points, format_size


# What Notepad of older Windows needs to take the text for what it is.
_MARK, _LINE_END = "\ufeff", "\r\n"


def text_file(lines: Iterable[str]) -> bytes:
    return (_MARK + "".join(line + _LINE_END for line in lines)).encode()


def title_of(context: RecordContext) -> str:
    facts = context.assessment
    return f"Paket LKE Zona Integritas {facts.year} - {context.unit.name}"


def readme(context: RecordContext, layout: Layout, left_out: Collection[str] = ()) -> bytes:
    """BACA-SAYA.txt: what this is, how to open it, how to check it."""
    title = title_of(context)
    kept = len(context.kept_documents)
    lines = [
        title,
        "=" * len(title),
        "",
        "Paket ini memuat isian LKE unit di atas beserta buktinya, untuk dibaca dan diperiksa",
        "tanpa portal. Isinya mengikuti sebuah rekaman: keadaan penilaian yang dibekukan pada",
        "saat itu dan tidak berubah lagi.",
        "",
        f"Sasaran   : {context.assessment.target_name} ({context.assessment.target})",
        f"Nilai     : {format_points(context.total)} menurut penilaian sendiri unit",
        f"Syarat    : {context.checks_met} dari {len(context.checks)} terpenuhi",
        f"Bukti     : {format_count(kept)} berkas, {format_size(context.kept_bytes)}",
        f"Rekaman   : {stamp_words(context).removeprefix('rekaman ')}",
        "",
        headline(context),
        "",
        *_part_lines(layout),
        "CARA MEMBACA",
        "1. Ekstrak seluruh isi ZIP ini ke sebuah folder (klik kanan, Ekstrak Semua).",
        "2. Buka index.html dengan peramban apa saja. Tidak perlu internet atau program lain.",
        "3. Di sana tiap butir menampilkan jawaban, penjelasan, nilai, dan buktinya; satu klik",
        "   pada judul bukti membuka berkasnya.",
        "4. Bukti juga dapat dibuka langsung dari folder-foldernya, menurut area dan sub-area.",
        "   Berkas yang membuktikan beberapa butir disimpan sekali, pada butir pertamanya.",
        f"5. Yang tidak ada di paket ini tertulis di {LACKS}.",
        "",
        "CARA MEMERIKSA KEUTUHAN",
        "- Windows        : klik dua kali periksa.bat (tidak perlu hak admin).",
        "- Linux dan macOS: sh periksa.sh",
        "Keduanya membandingkan setiap berkas dengan manifest-sha256.txt.",
        *_code_lines(context),
        "",
        "ISI LAIN",
        *_output_lines(layout, left_out),
        "- data/lke.json: rekaman itu sendiri, untuk dibaca program lain.",
        "- bagit.txt, bag-info.txt, tagmanifest-sha256.txt: keterangan untuk arsip (BagIt).",
    ]
    return text_file(lines)


# What the files beside the evidence are, the ones to read first.
ABOUT = {
    "kesiapan.pdf": "laporan kesiapan, untuk dibaca dan dicetak",
    "lke.pdf": "LKE lengkap; judul bukti di dalamnya membuka berkasnya",
    "lke.xlsx": "LKE sebagai buku kerja, dengan rumus dan tautan ke bukti",
    "formulir.xlsx": "formulir resmi yang sudah terisi",
    "formulir.txt": "isian yang tidak mendapat tempat di formulir resmi",
    "usulan.docx": "rancangan surat usulan, untuk dilengkapi dan ditandatangani pimpinan",
    "sptjm.docx": "rancangan pernyataan tanggung jawab, untuk dilengkapi dan ditandatangani",
    "pembeda.html": "hal yang membedakan WBBM dari WBK",
    "matriks.pdf": "matriks inovasi dan replikasi, untuk dicetak",
    "matriks.xlsx": "matriks inovasi dan replikasi",
}


def told_outputs(layout: Layout) -> dict[str, str]:
    """What each file beside the evidence is, by its path."""
    return {layout.outputs[key]: about for key, about in ABOUT.items() if key in layout.outputs}


def _output_lines(layout: Layout, left_out: Collection[str]) -> list[str]:
    """What lies beside the evidence, and which PDFs do not."""
    if layout.part > 1:
        return ["- Laporan, buku kerja, dan rancangan surat ada di bagian 1."]
    return [
        f"- {path}: {about}."
        if path not in left_out
        else f"- Tanpa {path}: server tidak dapat menyusunnya, lihat {LACKS}."
        for path, about in told_outputs(layout).items()
    ]


def _part_lines(layout: Layout) -> list[str]:
    if layout.parts == 1:
        return []
    return [
        f"Ini bagian {layout.part} dari {layout.parts}. Setiap bagian utuh dan dapat diperiksa"
        " sendiri.",
        "Ekstrak semua bagian berdampingan, masing-masing ke folder menurut nama ZIP-nya, supaya",
        "tautan dari satu bagian ke bagian lain dapat dibuka. BAGIAN.txt menyebut letak tiap",
        "berkas.",
        "",
    ]


def _code_lines(context: RecordContext) -> list[str]:
    if context.stamp is None:
        return []
    groups = context.stamp.grouped_sha256.split()
    return [
        "Sidik (SHA-256) rekaman, sama dengan yang tertulis di laporan dan di portal:",
        f"   {' '.join(groups[:4])}",
        f"   {' '.join(groups[4:])}",
    ]


def lacks_with(
    context: RecordContext, layout: Layout, left_out: Collection[str]
) -> tuple[Lack, ...]:
    """What the record lacks, and before it the PDFs that could not be made of it.

    Without the reason, which is that of one machine at one hour.
    """
    books = {
        layout.outputs[f"{stem}.pdf"]: layout.outputs[f"{book}.xlsx"]
        for stem, book in (("kesiapan", "lke"), ("lke", "lke"), ("matriks", "matriks"))
        if f"{stem}.pdf" in layout.outputs
    }
    pdfs = tuple(
        f"{path}: server tidak dapat menyusunnya; isinya dapat dibaca di {INDEX} dan {books[path]}"
        for path in sorted(left_out)
    )
    without = (Lack("Laporan PDF yang tidak disertakan", pdfs),) if pdfs else ()
    return without + lacks_of(context)


def lacks_text(context: RecordContext, lacks: Collection[Lack]) -> bytes:
    """KEKURANGAN.txt: everything that is not there, or that nothing is missing."""
    title = f"Yang belum ada: {context.unit.name}, {context.assessment.year}"
    lines = [title, "=" * len(title), "", f"Menurut {stamp_words(context)}.", ""]
    for lack in lacks:
        lines += [f"{lack.title} ({len(lack.lines)})"]
        lines += [f"- {' '.join(line.split())}" for line in lack.lines]
        lines += [""]
    if not lacks:
        lines += ["Tidak ada yang kurang."]
    return text_file(lines)
