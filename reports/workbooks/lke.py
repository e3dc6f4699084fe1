"""The whole workbook: LKE, recap, list of evidence, instructions, and the hidden origin."""

from __future__ import annotations

from typing import Any

from pengungkit.scoring import score
from pengungkit.workbooks import origin
from reports.workbooks import looks
from reports.workbooks.content import LkeContent
from reports.workbooks.evidence_sheet import evidence_places, write_evidence
from reports.workbooks.lke_sheet import LINE, PADDING, LkeSheet, lines_of, protect
from reports.workbooks.recap_sheet import RecapSheet
from zi_portal.lib.workbooks.pens import Pen
from zi_portal.lib.workbooks.saving import saved


GUIDE, GUIDE_WIDTH = "Petunjuk", 100
GUIDANCE = (
    "Cara memakai buku kerja ini",
    "1. Isi hanya sel kuning di lembar LKE: Jawaban dan Catatan. Sel lain terkunci supaya rumus dan"
    " susunannya tetap utuh; kuncinya tanpa kata sandi.",
    "2. Butir pilihan: pilih dari daftar di selnya. Butir berjumlah (%): isi baris Jumlah di"
    " bawahnya; persennya terhitung sendiri. Survei: isi indeksnya, misalnya 3,60.",
    "3. Nilai, persen, dan lembar Rekap terhitung sendiri di Excel atau LibreOffice.",
    "4. Kolom hijau (TPI dan Sampel) untuk penilai dan tidak ikut diimpor.",
    "5. Jangan mengetik rumus di sel kuning, mengganti judul kolom, atau menambah kolom Jawaban.",
    "6. Bila selesai: buka penilaian ini di portal, pilih Impor Excel, unggah berkas ini, periksa"
    " pratinjaunya, lalu tekan Terapkan. Sel kosong tidak menghapus isi di portal.",
    "7. Bila orang lain mengubah butir yang sama di portal sesudah berkas ini diunduh, portal"
    " bertanya isi mana yang dipakai; tidak ada yang tertimpa diam-diam.",
)


def lke_workbook(content: LkeContent, *, packed: bool = True) -> bytes:
    """The workbook of an LKE; the same content always gives the same bytes.

    Unpacked it is some ten times as large and does not depend on the machine's zlib either.
    """
    from openpyxl import Workbook

    result = score(content.instrument, content.responses)
    workbook = Workbook(write_only=True)
    workbook.properties.title = f"LKE {content.unit_name} {content.year}"
    LkeSheet(workbook, content, result, evidence_places(content)).write()
    RecapSheet(workbook, content, result).write()
    write_evidence(workbook, content)
    _write_guide(workbook)
    _write_origin(workbook, content)
    return saved(workbook, packed=packed)


def _write_guide(workbook: Any) -> None:
    sheet = workbook.create_sheet(GUIDE)
    pen = Pen(sheet)
    sheet.column_dimensions["A"].width = GUIDE_WIDTH
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    protect(sheet)
    title, *lines = GUIDANCE
    pen.row([pen.text(title, looks.TITLE)], height=24)
    for line in lines:
        height = LINE * 1.2 * lines_of(line, GUIDE_WIDTH) + PADDING
        pen.row([pen.text(line, looks.ADVICE)], height=height)


def _write_origin(workbook: Any, content: LkeContent) -> None:
    told = origin.Origin(
        unit=content.unit_code,
        year=content.year,
        instrument=content.instrument.code,
        instrument_version=content.instrument.version,
        source=content.source,
        made=content.made,
        versions={
            item.code: content.filled(item.code).version for item in content.instrument.items
        },
    )
    sheet = workbook.create_sheet(origin.TITLE)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    pen = Pen(sheet)
    for row in told.rows():
        pen.row([pen.text(text, looks.REMARK) for text in row])
