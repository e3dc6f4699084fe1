"""Every document of every item, one to a row, each leading to its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.workbooks import looks
from reports.workbooks.content import LkeContent
from reports.workbooks.lke_sheet import protect, running_lines
from zi_portal.lib.workbooks.pens import Pen


if TYPE_CHECKING:
    from openpyxl import Workbook

TITLE = "Bukti"
COLUMNS = (
    ("Kode Butir", 14),
    ("Butir", 50),
    ("Bukti", 50),
    ("Jenis", 16),
    ("Nomor", 22),
    ("Tanggal dokumen", 16),
)
FIRST_ROW = 2


def evidence_places(content: LkeContent) -> dict[str, str]:
    """Where the documents of each item begin on the sheet, by item code."""
    places = {}
    row = FIRST_ROW
    for item in content.instrument.items:
        count = len(content.filled(item.code).proofs)
        if count:
            places[item.code] = f"{TITLE}!C{row}"
        row += count
    return places


def write_evidence(workbook: Workbook, content: LkeContent) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet: Any = workbook.create_sheet(TITLE)
    pen = Pen(sheet)
    for letter, (_, width) in zip("ABCDEF", COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"
    protect(sheet)
    running_lines(sheet, content)
    pen.row([pen.text(title, looks.HEADING) for title, _ in COLUMNS])
    for item in content.instrument.items:
        for proof in content.filled(item.code).proofs:
            name = pen.text(proof.title, looks.LINK if proof.target else looks.WRAPPED)
            pen.row(
                [
                    pen.text(item.code, looks.WRAPPED),
                    pen.text(item.wording, looks.WRAPPED),
                    pen.link(name, target=proof.target) if proof.target else name,
                    pen.text(proof.kind, looks.WRAPPED),
                    pen.text(proof.number, looks.WRAPPED),
                    pen.day(proof.day, looks.DAY) if proof.day else pen.empty(looks.DAY),
                ]
            )
