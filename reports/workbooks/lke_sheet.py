"""The sheet that people fill in: questions locked, answers open, every value a live formula."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from pengungkit.instruments import Item, Kind
from pengungkit.official.wording import ItemWording
from pengungkit.scoring import ZERO, Result, Share
from reports.workbooks import looks
from reports.workbooks.content import Filled, LkeContent, Proof
from reports.workbooks.formulas import percent_of, ratio_share, score_of
from reports.workbooks.layout import (
    HEADER_ROW,
    HEADINGS,
    ITEM_DEPTH,
    LETTERS,
    OUTLINE,
    WIDTHS,
    Column,
    SheetRow,
    Tier,
    rows_of,
)
from zi_portal.lib.workbooks.pens import Cell, Look, Pen


if TYPE_CHECKING:
    from openpyxl import Workbook

TITLE = "LKE"
# Taller rows than this no screen shows; Excel itself stops at 409 points.
TALLEST, LINE, PADDING = 400, 13, 3
# The evaluator's columns and the codes stay off the paper, or its letters would be too small.
LAST_PRINTED = Column.EVIDENCE
# A column's width counts digits of the default font; words break before the edge.
LETTERS_A_WIDTH = 1.25
Row = dict[str, Cell]


class LkeSheet:
    """Writes the sheet."""

    def __init__(
        self, workbook: Workbook, content: LkeContent, result: Result, places: dict[str, str]
    ) -> None:
        self.content = content
        self.result = result
        # Where the documents of an item stand on their own sheet, by item code.
        self.places = places
        self.sheet: Any = workbook.create_sheet(TITLE)
        self.pen = Pen(self.sheet)
        self.shares = _shares_by_row(content, result)

    def write(self) -> None:
        self._set_up()
        self.pen.row(
            [self.pen.text(HEADINGS.get(c, ""), looks.HEADING) for c in LETTERS], height=32
        )
        self._merge(OUTLINE[0], HEADER_ROW)
        rows = rows_of(self.content.instrument)
        for number in range(HEADER_ROW + 1, max(rows) + 1):
            row = rows.get(number)
            if row is None:
                self.pen.row(())
                continue
            cells = self._row(row)
            self.pen.row(
                [cells[letter] for letter in LETTERS], height=self._height(row), adjusts=True
            )

    def _set_up(self) -> None:
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet = self.sheet
        for letter, width in WIDTHS.items():
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = f"{Column.WEIGHT}{HEADER_ROW + 1}"
        sheet.sheet_view.zoomScale = 90
        sheet.sheet_properties.tabColor = looks.TAB
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
        last = max(rows_of(self.content.instrument))
        sheet.print_area = f"{OUTLINE[0]}{HEADER_ROW}:{LAST_PRINTED}{last}"
        protect(sheet)
        running_lines(sheet, self.content)
        add_validations(sheet, self.content)

    def _row(self, row: SheetRow) -> Row:
        look = looks.of(row.tier)
        cells = dict.fromkeys(LETTERS, self.pen.empty(look.plain))
        self._outline(row, cells)
        if row.weight is not None:
            cells[Column.WEIGHT] = self.pen.number(row.weight, look.points)
        if row.code and row.tier is not Tier.COMPONENT:
            cells[Column.CODE] = self.pen.text(row.code, look.plain)
        if row.tier not in (Tier.COUNT, Tier.SUM):
            self._values(row, cells)
        if row.item is not None:
            self._entry(row, row.item, cells)
        return cells

    def _outline(self, row: SheetRow, cells: Row) -> None:
        look = looks.of(row.tier)
        if row.label == "-":
            text, at = f"- {self._text(row)}", row.depth + 1
        else:
            text, at = self._text(row), row.depth + 1 if row.label else row.depth
            if row.label:
                cells[OUTLINE[row.depth]] = self.pen.text(f"{row.label}.", look.plain)
        cells[OUTLINE[at]] = self.pen.text(text, look.wrapped if at >= ITEM_DEPTH else look.plain)
        if at == ITEM_DEPTH:
            self._merge(OUTLINE[at], row.number)

    def _merge(self, first: str, row: int) -> None:
        """Let a text run over the rest of the outline."""
        from openpyxl.worksheet.cell_range import CellRange

        # Past `add`, which compares a range with each of those before it.
        self.sheet.merged_cells.ranges.add(CellRange(f"{first}{row}:{OUTLINE[-1]}{row}"))

    def _text(self, row: SheetRow) -> str:
        """What the row asks: in the words of the official form, where it has any."""
        said = self.content.wording(row.code)
        if row.tier is Tier.ITEM:
            return said.question or row.text
        counted = said.counts.get(row.count.key) if row.count is not None else None
        return counted or row.text

    def _values(self, row: SheetRow, cells: Row) -> None:
        """Nilai and %, as formulas with what they come to."""
        look = looks.of(row.tier)
        share = self.shares[row.number]
        alone = row.tier is Tier.ITEM and row.weight is None
        value = float(self.result.items[row.code].share if alone else share.value)
        percent = value if alone else float(share.percent) / 100
        for column, expression, outcome, form in (
            (Column.SCORE, score_of(row), value, look.points),
            (Column.PERCENT, percent_of(row), percent, look.percent),
        ):
            cells[column] = self.pen.formula(expression, form, outcome)

    def _entry(self, row: SheetRow, item: Item, cells: Row) -> None:
        """What may be typed into, and what it is chosen from."""
        filled = self.content.filled(item.code)
        cells[Column.CHOICES] = self.pen.text(choices_of(row, item), looks.CENTERED)
        if row.tier is Tier.SUM:
            self._formula_answer(row, f"SUM({_answers(row.parts)})", looks.COUNTED, cells)
        elif row.count is not None:
            number = (filled.counts or {}).get(row.count.key)
            cells[Column.ANSWER] = self._number(number, looks.OPEN_COUNT)
            judged = (filled.tpi.counts or {}).get(row.count.key) if filled.tpi else None
            cells[Column.EVALUATOR_ANSWER] = self._number(judged, looks.EVALUATOR_COUNT)
        else:
            self._answer(row, item, filled, cells)
            self._notes(item, filled, cells)

    def _answer(self, row: SheetRow, item: Item, filled: Filled, cells: Row) -> None:
        cells[Column.CRITERIA] = self.pen.text(
            criteria_of(item, self.content.wording(item.code)), looks.WRAPPED
        )
        judged = filled.tpi
        if item.ratio is not None:
            self._formula_answer(row, ratio_share(item.ratio), looks.SHARE, cells)
            share = judged.share if judged else None
            cells[Column.EVALUATOR_ANSWER] = self._number(share, looks.EVALUATOR_SHARE)
        elif item.kind is Kind.INDEX:
            cells[Column.ANSWER] = self._number(filled.index, looks.OPEN_INDEX)
            index = judged.index if judged else None
            cells[Column.EVALUATOR_ANSWER] = self._number(index, looks.EVALUATOR_INDEX)
        else:
            cells[Column.ANSWER] = self._words(filled.choice, looks.OPEN_CHOICE)
            choice = judged.choice if judged else ""
            cells[Column.EVALUATOR_ANSWER] = self._words(choice, looks.EVALUATOR)

    def _number(self, number: Decimal | int | None, look: Look) -> Cell:
        return self.pen.empty(look) if number is None else self.pen.number(number, look)

    def _words(self, words: str, look: Look) -> Cell:
        return self.pen.text(words, look) if words else self.pen.empty(look)

    def _formula_answer(self, row: SheetRow, expression: str, look: Look, cells: Row) -> None:
        known = self.content.filled(row.code).counts or {}
        if row.tier is Tier.SUM and row.item is not None and row.item.ratio is not None:
            rows = {one.row: one.key for one in row.item.ratio.inputs}
            outcome = float(sum(known.get(rows[part]) or 0 for part in row.parts))
        else:
            outcome = float(self.result.items[row.code].share)
        cells[Column.ANSWER] = self.pen.formula(expression, look, outcome)

    def _notes(self, item: Item, filled: Filled, cells: Row) -> None:
        cells[Column.NOTE] = self._words(filled.narrative, looks.OPEN_NOTE)
        cells[Column.EVIDENCE] = self._evidence(item, filled.proofs)
        note = filled.tpi.note if filled.tpi else ""
        cells[Column.EVALUATOR_NOTE] = self._words(note, looks.EVALUATOR_NOTE)
        cells[Column.SAMPLE] = self.pen.empty(looks.EVALUATOR)

    def _height(self, row: SheetRow) -> float:
        """Room for the longest text of the row, as no program makes it when it opens the file."""
        if row.item is None:
            lines = lines_of(row.text, (WIDTHS["E"] + WIDTHS["F"]) / LETTERS_A_WIDTH)
            return lines * looks.of(row.tier).plain.size * 1.3 + PADDING
        texts = {OUTLINE[-1]: self._text(row)}
        if row.tier is Tier.ITEM:
            filled = self.content.filled(row.code)
            texts[Column.CRITERIA] = criteria_of(row.item, self.content.wording(row.code))
            texts[Column.NOTE] = filled.narrative
            texts[Column.EVIDENCE] = _named(filled.proofs)
        lines = max(lines_of(text, WIDTHS[column]) for column, text in texts.items())
        return min(TALLEST, lines * LINE + PADDING)

    def _evidence(self, item: Item, proofs: tuple[Proof, ...]) -> Cell:
        """The names; the cell leads to the one file, or to the list of them."""
        if not proofs:
            return self.pen.empty(looks.WRAPPED)
        target = proofs[0].target if len(proofs) == 1 else ""
        place = "" if target else self.places.get(item.code, "")
        cell = self.pen.text(_named(proofs), looks.LINK if target or place else looks.WRAPPED)
        return self.pen.link(cell, target=target, place=place) if target or place else cell


def protect(sheet: Any) -> None:
    """Lock what is not open, without a password; widths, heights and filters stay changeable."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.autoFilter = sheet.protection.sort = False


def running_lines(sheet: Any, content: LkeContent) -> None:
    """What stands above and below each printed page."""
    name = content.unit_name.replace("&", "&&")
    sheet.oddHeader.left.text = f"LKE Zona Integritas {content.year} - {name}"
    sheet.oddFooter.left.text = content.source.replace("&", "&&")
    sheet.oddFooter.right.text = "Halaman &P dari &N"
    for one in (sheet.oddHeader.left, sheet.oddFooter.left, sheet.oddFooter.right):
        one.size = 8
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    margins.header = margins.footer = 0.3


def add_validations(sheet: Any, content: LkeContent) -> None:
    """What Excel lets people put into the answer cells: lists, indexes, whole numbers."""
    from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
    from openpyxl.worksheet.datavalidation import DataValidation

    cells: dict[tuple[str, ...], list[int]] = {}
    for item in content.instrument.items:
        if item.ratio is not None:
            cells.setdefault(("",), []).extend(one.row for one in item.ratio.inputs)
        elif item.kind is Kind.INDEX:
            cells.setdefault(("", str(item.scale_max)), []).append(item.row)
        else:
            cells.setdefault(tuple(option.letter for option in item.options), []).append(item.row)
    for choices, rows in cells.items():
        if choices == ("",):
            rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0")
            rule.error = "Isi dengan bilangan bulat mulai dari 0."
        elif choices[0] == "":
            rule = DataValidation("decimal", operator="between", formula1="0", formula2=choices[1])
            rule.error = f"Isi dengan indeks dari 0 sampai {choices[1]}, misalnya 3,60."
        else:
            rule = DataValidation("list", formula1=f'"{",".join(choices)}"')
            rule.error = f"Pilih salah satu: {', '.join(choices)}."
        rule.errorTitle, rule.allow_blank, rule.showErrorMessage = (
            "Jawaban tidak dikenal",
            True,
            True,
        )
        # One by one, each cell would be looked for among all those before it.
        columns = (Column.ANSWER, Column.EVALUATOR_ANSWER)
        rule.sqref = MultiCellRange(
            [CellRange(f"{column}{row}") for row in sorted(rows) for column in columns]
        )
        sheet.data_validations.append(rule)


def criteria_of(item: Item, said: ItemWording) -> str:
    """What each answer means, or how the percentage is counted; our short words fill silence."""
    if said.criteria:
        return said.criteria
    if item.ratio is not None:
        return item.ratio.formula
    return "\n".join(f"{one.letter}: {one.wording}" for one in said.asked(item).options)


def choices_of(row: SheetRow, item: Item) -> str:
    if row.tier in (Tier.COUNT, Tier.SUM):
        return "Jumlah"
    if item.ratio is not None:
        return "%"
    return f"Nilai (0-{item.scale_max})" if item.kind is Kind.INDEX else item.scale_name


def _shares_by_row(content: LkeContent, result: Result) -> dict[int, Share]:
    """What each row's points and percentage are, counted by the portal."""
    instrument, totals = content.instrument, result.totals
    found: dict[int, Share] = {}
    for component in instrument.components:
        found[component.row] = totals.components[component.code]
    for aspect in instrument.aspects:
        found[aspect.row] = totals.aspects[aspect.code]
    for area in instrument.areas:
        for part in area.parts:
            key = instrument.aspect(part.aspect_code).key
            found[part.row] = totals.areas[area.key].parts[key]
    groups: dict[int, list[Share]] = {}
    for sub_area in instrument.sub_areas:
        share = totals.sub_areas[sub_area.code]
        found[sub_area.row] = share
        for item in sub_area.items:
            found[item.row] = share
        if sub_area.group:
            groups.setdefault(sub_area.group.row, []).append(share)
    for row in rows_of(instrument).values():
        if row.tier is Tier.GROUP and row.weight is not None:
            exact = sum((one.exact for one in groups[row.number]), ZERO)
            found[row.number] = Share(row.code, row.text, row.weight, exact)
        elif row.tier is Tier.TOTAL:
            alone = len(row.parts) == 1
            found[row.number] = found[row.parts[0]] if alone else totals.whole
    return found


def _answers(rows: tuple[int, ...]) -> str:
    return ",".join(f"{Column.ANSWER}{number}" for number in rows)


def _named(proofs: tuple[Proof, ...]) -> str:
    if len(proofs) == 1:
        return proofs[0].title
    # A link is one line in LibreOffice, whatever its text.
    return "; ".join(f"{number}. {one.title}" for number, one in enumerate(proofs, start=1))


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column that is so many letters wide."""
    letters = width * LETTERS_A_WIDTH
    return sum(max(1, ceil(len(line) / letters)) for line in text.split("\n"))
