"""The workbook an admin fills in: the right columns, NIP as text, and what each column means."""

from __future__ import annotations

from io import BytesIO

from units.areas import area_choices
from units.imports.columns import PEOPLE, Content, SheetLayout
from units.models import Unit, UnitKind
from units.permissions import Role


# So many rows below the headings get the right cell format.
PREPARED_ROWS = 1000


def template_workbook(layout: SheetLayout) -> bytes:
    """An empty xlsx for the layout, with a second sheet of explanations."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = layout.title
    sheet.freeze_panes = "A2"
    for at, column in enumerate(layout.columns, start=1):
        head = sheet.cell(1, at, column.title)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="0A2E66")
        sheet.column_dimensions[get_column_letter(at)].width = max(16, len(column.title) + 4)
        if column.content is Content.DIGITS:
            # Excel would turn 18 digits into 1,98501E+17 and lose the last three.
            for row in range(2, PREPARED_ROWS + 2):
                sheet.cell(row, at).number_format = "@"
    guide = workbook.create_sheet("Petunjuk")
    guide.append(["Kolom", "Wajib", "Isi"])
    for column in layout.columns:
        guide.append([column.title, "ya" if column.needed else "", column.explanation])
    guide.append([])
    for title, values in _known_values(layout):
        guide.append([title, "", ", ".join(values)])
    for cell in guide[1]:
        cell.font = Font(bold=True)
    for letter, width in (("A", 22), ("B", 8), ("C", 90)):
        guide.column_dimensions[letter].width = width
    for row in guide.iter_rows():
        row[2].alignment = Alignment(wrap_text=True, vertical="top")
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _known_values(layout: SheetLayout) -> list[tuple[str, list[str]]]:
    """What may be written in the columns that take one of a list."""
    if layout is PEOPLE:
        return [
            ("Peran", [str(role.label) for role in Role]),
            ("Area", [f"{key} = {name}" for key, name in area_choices()]),
        ]
    return [
        ("Jenis", [kind.name for kind in UnitKind.objects.all()]),
        ("Zona waktu", [str(zone.label) for zone in Unit.TimeZone]),
    ]
