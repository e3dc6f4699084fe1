"""The recap: areas, results and total with their formulas, and the twelve minimums held to them.

Beside each formula stands the value as the portal counted it, so that the two can be compared and
the page means something where formulas are not calculated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pengungkit.instruments import Area, Level, Minimum
from pengungkit.scoring import Check, Result, checks
from reports.workbooks import looks
from reports.workbooks.content import LkeContent
from reports.workbooks.layout import Column, total_row
from reports.workbooks.lke_sheet import TITLE as LKE
from reports.workbooks.lke_sheet import protect, running_lines
from zi_portal.lib.workbooks.pens import Cell, Pen


if TYPE_CHECKING:
    from openpyxl import Workbook

TITLE = "Rekap"
MET, UNMET = "Terpenuhi", "Belum"
WIDTHS = {"A": 52, "B": 10, "C": 13, "D": 10, "E": 10, "F": 10, "G": 13, "H": 13, "I": 16}
AREA_HEADINGS = (
    "Area",
    "Bobot",
    "Pemenuhan",
    "Reform",
    "Nilai",
    "%",
    "Minimum",
    "Syarat",
    "Nilai saat diunduh",
)
CHECK_HEADINGS = (
    "Syarat",
    "Satuan",
    "Nilai",
    "Minimum",
    "Kurang",
    "Keadaan",
    "Nilai saat diunduh",
)
# A sum of fractions in a spreadsheet may end a hair below the minimum it reaches.
SURE_PLACES = 9


class RecapSheet:
    """Writes the sheet."""

    def __init__(self, workbook: Workbook, content: LkeContent, result: Result) -> None:
        self.content = content
        self.instrument = content.instrument
        self.result = result
        self.sheet: Any = workbook.create_sheet(TITLE)
        self.pen = Pen(self.sheet)
        # Where the values of an area stand on this sheet, by its key.
        self.area_rows: dict[str, int] = {}
        self.target = content.instrument.target(content.target)

    def write(self) -> None:
        self._set_up()
        text, row = self.pen.text, self.pen.row
        row([text(f"Rekap LKE Zona Integritas {self.content.year}", looks.TITLE)], height=24)
        row([text(self.content.unit_name, looks.SUBTITLE)])
        row([text(f"Sasaran {self.target.name}. {self.content.source}.", looks.REMARK)])
        row(())
        self._areas()
        row(())
        self._checks()
        if self.target.precondition:
            name = self.instrument.target(self.target.precondition).name
            row(())
            remark = f"{self.target.name} juga mensyaratkan unit sudah berpredikat {name}."
            row([text(remark, looks.REMARK)])

    def _set_up(self) -> None:
        from openpyxl.worksheet.properties import PageSetupProperties

        for letter, width in WIDTHS.items():
            self.sheet.column_dimensions[letter].width = width
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = 9
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self._colour_states()
        protect(self.sheet)
        running_lines(self.sheet, self.content)

    def _colour_states(self) -> None:
        """Green where a minimum is met and red where not, beside the word that says so."""
        from openpyxl.formatting.rule import CellIsRule
        from openpyxl.styles import Font

        for word, colour in ((MET, looks.GREEN), (UNMET, looks.RED)):
            rule = CellIsRule(operator="equal", formula=[f'"{word}"'], font=Font(color=colour))
            self.sheet.conditional_formatting.add("F1:H60", rule)

    def _headings(self, headings: tuple[str, ...]) -> None:
        self.pen.row([self.pen.text(one, looks.HEADING) for one in headings], height=30)

    def _areas(self) -> None:
        self._headings(AREA_HEADINGS)
        minimums = {
            one.measured: one for one in self.instrument.minimums if one.level is Level.AREA
        }
        for component in self.instrument.components:
            for area in self.instrument.areas:
                aspects = {one.code: one for one in self.instrument.aspects}
                own = [
                    p for p in area.parts if aspects[p.aspect_code].component_code == component.code
                ]
                if not own:
                    continue
                if area.key in minimums:
                    self._area(area, minimums[area.key])
                else:
                    for part in area.parts:
                        name = aspects[part.aspect_code].name
                        share = self.result.totals.aspects[part.aspect_code]
                        self._line(
                            name, part.weight, f"{LKE}!{Column.SCORE}{part.row}", share.value
                        )
            share = self.result.totals.components[component.code]
            place = f"{LKE}!{Column.SCORE}{component.row}"
            self._line(f"Jumlah {component.name}", component.weight, place, share.value, looks.SUM)
        place = f"{LKE}!{Column.SCORE}{total_row(self.instrument)}"
        self._line("Nilai total", self.instrument.weight, place, self.result.total, looks.GRAND)

    def _area(self, area: Area, minimum: Minimum) -> None:
        pen, share = self.pen, self.result.areas[area.key]
        row = self.area_rows[area.key] = self.pen.rows + 1
        cells: list[Cell | None] = [
            pen.text(f"{area.key} {area.name}", looks.WRAPPED),
            pen.number(area.weight, looks.NUMBER),
        ]
        for key in ("pemenuhan", "reform"):
            part = next(
                (p for p in area.parts if self.instrument.aspect(p.aspect_code).key == key), None
            )
            if part is None:
                cells.append(pen.empty(looks.NUMBER))
                continue
            value = float(share.parts[key].value)
            place = f"{LKE}!{Column.SCORE}{part.row}"
            cells.append(pen.formula(place, looks.NUMBER, value))
        required = minimum.minimum[self.target.code] / 100
        met = share.exact_percent >= required * 100
        cells += [
            pen.formula(f"SUM(C{row}:D{row})", looks.NUMBER, float(share.value)),
            pen.formula(f"E{row}/B{row}", looks.RATE, float(share.percent) / 100),
            pen.number(required, looks.RATE),
            pen.formula(_verdict(f"F{row}", f"G{row}"), looks.STATE, MET if met else UNMET),
            pen.number(share.value, looks.PLAIN_VALUE),
        ]
        pen.row(cells)

    def _line(
        self, name: str, weight: Any, place: str, value: Any, tier: looks.RecapLook = looks.PART
    ) -> None:
        row = self.pen.rows + 1
        self.pen.row(
            [
                self.pen.text(name, tier.words),
                self.pen.number(weight, tier.number),
                self.pen.empty(tier.number),
                self.pen.empty(tier.number),
                self.pen.formula(place, tier.number, float(value)),
                self.pen.formula(f"E{row}/B{row}", tier.rate, float(value / weight)),
                self.pen.empty(tier.number),
                self.pen.empty(tier.number),
                self.pen.number(value, tier.number),
            ]
        )

    def _checks(self) -> None:
        self._headings(CHECK_HEADINGS)
        first = self.pen.rows + 1
        found = checks(self.instrument, self.content.target, self.result.totals)
        for minimum, check in zip(self.instrument.minimums, found, strict=True):
            self._check(minimum, check)
        last = self.pen.rows
        met = sum(1 for check in found if check.met)
        words = f'COUNTIF(F{first}:F{last},"{MET}")&" dari {len(found)} syarat terpenuhi"'
        outcome = f"{met} dari {len(found)} syarat terpenuhi"
        self.pen.row([self.pen.formula(words, looks.CONCLUSION, outcome)])

    def _check(self, minimum: Minimum, check: Check) -> None:
        row = self.pen.rows + 1
        pen = self.pen
        self.pen.row(
            [
                pen.text(check.name, looks.WRAPPED),
                pen.text(check.unit, looks.CENTERED),
                self.pen.formula(self._measured(minimum), looks.NUMBER, float(check.value)),
                pen.number(check.minimum, looks.NUMBER),
                self.pen.formula(
                    f"MAX(0,ROUND(D{row}-C{row},{SURE_PLACES}))", looks.NUMBER, float(check.gap)
                ),
                self.pen.formula(
                    _verdict(f"C{row}", f"D{row}"), looks.STATE, MET if check.met else UNMET
                ),
                pen.number(check.value, looks.PLAIN_VALUE),
            ]
        )

    def _measured(self, minimum: Minimum) -> str:
        """The value a minimum is held against, in its own unit."""
        instrument, code = self.instrument, minimum.measured
        if minimum.level is Level.AREA:
            row = self.area_rows[code]
            return f"100*F{row}" if minimum.unit == "persen" else f"E{row}"
        rows = {
            Level.TOTAL: lambda: total_row(instrument),
            Level.COMPONENT: lambda: instrument.component(code).row,
            Level.ASPECT: lambda: instrument.aspect(code).row,
            Level.SUB_AREA: lambda: instrument.sub_area(code).row,
        }
        column = Column.PERCENT if minimum.unit == "persen" else Column.SCORE
        place = f"{LKE}!{column}{rows[minimum.level]()}"
        return f"100*{place}" if minimum.unit == "persen" else place


def _verdict(value: str, minimum: str) -> str:
    return f'IF(ROUND({value}-{minimum},{SURE_PLACES})>=0,"{MET}","{UNMET}")'
