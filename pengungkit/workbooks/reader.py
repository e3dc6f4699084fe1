"""A filled LKE workbook, read: the answers the unit typed, and what could not be read.

Only typed answers count. Scores, percentages and totals in the workbook are never read, because
the portal calculates them itself. Usable without the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from pengungkit.instruments import Instrument, Item, bundled_instrument
from pengungkit.scoring import Response
from pengungkit.workbooks.answers import NotUnderstoodError, count_in, response_in
from pengungkit.workbooks.columns import Columns, Role, find_columns, plain
from pengungkit.workbooks.lines import codes_of
from pengungkit.workbooks.matching import Match, match_rows
from pengungkit.workbooks.table import TableRow, table_rows
from zi_portal.lib.workbooks.archive import Limits
from zi_portal.lib.workbooks.cells import Cell, Sheet, column_letters, position, read_sheets
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


# Fewer items than this make no LKE, whatever the headings say.
LEAST_ITEMS = 10
# A sheet with this share of the items is taken without looking further.
NEARLY_ALL = 0.8
_FORMULA = "sel berisi rumus; ketik jawabannya"
_REFERENCE = re.compile(r"^\+?\$?([A-Z]{1,3})\$?(\d{1,6})$")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_NO_YEAR = 9999
_OTHERS_SHEET = re.compile(r"\b(tpi|tpn|itjen|evaluator|evaluasi|reviu|contoh|template|lama)\b")


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A cell that should hold an answer and holds something else.

    `cell` is "Lembar!F12", `content` what stands there, `reason` why it is no answer; `code` is
    the item it belongs to.
    """

    cell: str
    content: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class ReadLke:
    """What a workbook says.

    `responses` go to scoring as they are; items left empty are absent. `notes` are the unit's own
    notes by item code. `cells` gives per item code the coordinate of its answer ("H12"), and
    `count_cells` that of each count. `not_found` are codes without a row. `places` are the cells
    of every item found, filled or not, by "answer", "note" or the key of a count.
    """

    sheet: str
    columns: dict[str, str]
    responses: dict[str, Response]
    notes: dict[str, str]
    cells: dict[str, str]
    count_cells: dict[str, dict[str, str]]
    not_found: tuple[str, ...]
    not_understood: tuple[NotUnderstood, ...]
    places: dict[str, dict[str, str]]
    formula_notes: dict[str, str]


def read_lke(
    path: str | Path,
    instrument: Instrument | None = None,
    limits: Limits | None = None,
    *,
    follows: bool = True,
) -> ReadLke:
    """Read a filled LKE. Raises WorkbookRefusedError when it is no LKE or not safe to read.

    `follows`: whether an answer that is a plain reference ("=H20") is read where it leads. Forms of
    offices hold such cells from the start; ours hold none.
    """
    reading = _reading(Path(path), instrument or bundled_instrument(), limits or Limits())
    reading.follows = follows
    return reading.result()


def find_lke(path: Path, instrument: Instrument, limits: Limits) -> tuple[Sheet, Columns, Match]:
    """The sheet that holds the LKE, filled or not, its columns, and which row is which line.

    Raises WorkbookRefusedError.
    """
    reading = _reading(path, instrument, limits)
    return reading.sheet, reading.columns, reading.match


def _reading(path: Path, instrument: Instrument, limits: Limits) -> _Reading:
    with closing(read_sheets(path, limits, _preference)) as sheets:
        best = _best_reading(instrument, sheets, limits)
    if best is None or len(best.match.items) < LEAST_ITEMS or not best.match.headings:
        raise WorkbookRefusedError(
            "Berkas ini bukan LKE yang dikenal: tabel dengan judul kolom Bobot, Pilihan Jawaban,"
            " dan Jawaban serta butir LKE tidak ditemukan. Pilih berkas LKE lain."
        )
    return best


def _rank(sheet: Sheet) -> tuple[bool, bool]:
    """What is shown before what is hidden, and the unit's own sheet before the evaluator's."""
    return (sheet.hidden, bool(_OTHERS_SHEET.search(plain(sheet.name))))


def _preference(sheet: Sheet) -> tuple[tuple[bool, bool], int]:
    """Of sheets named by their year ("LKE 2025", "LKE 2026") the latest comes first."""
    years = [int(year) for year in _YEAR.findall(sheet.name)]
    return (_rank(sheet), -max(years, default=_NO_YEAR))


def _best_reading(
    instrument: Instrument, sheets: Iterable[Sheet], limits: Limits
) -> _Reading | None:
    """The first sheet with nearly all items and an answer, else the one with most items.

    An empty form beside the filled one is passed over, but never for a sheet of lower rank: an
    office that answered nothing has not the answers of its evaluator, nor those of a hidden copy.
    """
    best: _Reading | None = None
    nearly_all = NEARLY_ALL * len(instrument.items)
    compared = 0
    for sheet in sheets:
        if best and len(best.match.items) > nearly_all and _rank(sheet) > _rank(best.sheet):
            break
        columns = find_columns(sheet)
        if columns is None:
            continue
        rows = table_rows(sheet, columns, codes_of(instrument))
        compared += len(rows)
        if compared > limits.compared_rows:
            break
        match = match_rows(instrument, rows)
        filled = len(match.items) > nearly_all and _has_answers(match)
        if best is None or filled or len(match.items) > len(best.match.items):
            best = _Reading(instrument, sheet, columns, match)
        if filled:
            break
    return best


def _has_answers(match: Match) -> bool:
    """Whether somebody answered; a form nobody filled often holds zeros."""
    return any(
        row.answer is not None and row.is_answered and row.answer.text.strip() not in ("", "0")
        for row in match.items.values()
    )


@dataclass(slots=True)
class _Reading:
    """Collects the answers of one sheet."""

    instrument: Instrument
    sheet: Sheet
    columns: Columns
    match: Match
    follows: bool = True
    responses: dict[str, Response] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    count_cells: dict[str, dict[str, str]] = field(default_factory=dict)
    not_found: list[str] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)

    def result(self) -> ReadLke:
        for item in self.instrument.items:
            self.read(item)
        return ReadLke(
            sheet=self.sheet.name,
            columns={
                role.value: column_letters(column) for role, column in self.columns.roles.items()
            },
            responses=self.responses,
            notes=self.notes,
            cells=self.cells,
            count_cells=self.count_cells,
            not_found=tuple(self.not_found),
            not_understood=tuple(self.not_understood),
            places={
                code: self.places_of(code)
                for code in {*self.match.items, *(code for code, _ in self.match.counts)}
            },
            formula_notes={
                code: f"={row.note.formula}"
                for code, row in self.match.items.items()
                if row.note is not None and row.note.formula is not None
            },
        )

    def places_of(self, code: str) -> dict[str, str]:
        """Where answer, note and counts of a found item stand, or would if they were filled."""
        row = self.match.items.get(code)
        found = {}
        for name, role in (("answer", Role.ANSWER), ("note", Role.NOTE)):
            column = self.columns.get(role)
            if row is not None and column is not None:
                found[name] = f"{column_letters(column)}{row.number}"
        answers = column_letters(self.columns.roles[Role.ANSWER])
        ratio = self.instrument.item(code).ratio
        for one in ratio.inputs if ratio else ():
            count = self.match.counts.get((code, one.key))
            if count is not None:
                found[one.key] = f"{answers}{count.number}"
        return found

    def read(self, item: Item) -> None:
        row = self.match.items.get(item.code)
        if item.ratio is not None:
            self.read_counts(item, row)
        elif row is None:
            self.not_found.append(item.code)
        else:
            self.read_answer(item, row)
        if row is not None and row.note is not None and row.note.formula is None:
            note = row.note.text.strip()
            if note:
                self.notes[item.code] = note

    def read_answer(self, item: Item, row: TableRow) -> None:
        if row.answer is None or _is_blank(row.answer):
            self.report_score_without_answer(item, row)
            return
        self.cells[item.code] = row.answer.coordinate
        try:
            answer = self.typed(row.answer)
            if not _is_blank(answer):
                self.responses[item.code] = response_in(answer, item)
        except NotUnderstoodError as error:
            self.report(item, row.answer, str(error))

    def read_counts(self, item: Item, row: TableRow | None) -> None:
        """The counts below a ratio item; its own percentage is only ever a result."""
        ratio = item.ratio
        if ratio is None:
            return
        rows = {
            one.key: found
            for one in ratio.inputs
            if (found := self.match.counts.get((item.code, one.key))) is not None
        }
        if row is None and not rows:
            self.not_found.append(item.code)
            return
        if row is not None and row.answer is not None:
            self.cells[item.code] = row.answer.coordinate
        counts: dict[str, int] = {}
        filled = False
        for key, found in rows.items():
            cell = found.answer
            if cell is None or _is_blank(cell):
                continue
            filled = True
            self.count_cells.setdefault(item.code, {})[key] = cell.coordinate
            try:
                answer = self.typed(cell)
                if not _is_blank(answer):
                    counts[key] = count_in(answer, ratio.input(key))
            except NotUnderstoodError as error:
                self.report(item, cell, str(error))
        if counts:
            self.responses[item.code] = counts
        elif not filled:
            self.report_result_without_counts(item, row)

    def report_result_without_counts(self, item: Item, row: TableRow | None) -> None:
        """A percentage, or a sum of people, typed without the counts it should follow from."""
        typed = [row.answer if row else None]
        total = self.match.sums.get(item.code)
        typed.append(total.answer if total else None)
        for cell in typed:
            if cell is not None and cell.formula is None and not _is_blank(cell):
                self.report(item, cell, "hasil tanpa rincian jumlah; isi baris Jumlah di bawahnya")

    def report_score_without_answer(self, item: Item, row: TableRow) -> None:
        """Something typed as score while the answer is empty: the answer cannot be told from it."""
        score = row.score
        if score is None or score.formula is not None or _is_blank(score):
            return
        if score.number and float(score.text) == 0:
            return
        self.report(item, score, "nilai diketik tanpa jawaban; isi kolom Jawaban")

    def typed(self, cell: Cell) -> Cell:
        """The cell itself, or the typed cell a plain reference ("=H20") leads to.

        Any other formula is refused: its cached result says nothing about what would come out.
        """
        seen = set()
        while cell.formula is not None:
            match = _REFERENCE.match(cell.formula.strip()) if self.follows else None
            if match is None or cell.coordinate in seen:
                raise NotUnderstoodError(_FORMULA)
            seen.add(cell.coordinate)
            place = position(f"{match.group(1)}{match.group(2)}")
            cell = self.sheet.cells.get(place) or Cell(*place, "")
        return cell

    def report(self, item: Item, cell: Cell, reason: str) -> None:
        content = cell.text.strip()
        if cell.formula is not None:
            content = f"={cell.formula}" if cell.formula else content
        self.not_understood.append(
            NotUnderstood(
                cell=f"{self.sheet.name}!{cell.coordinate}",
                content=content[:200],
                reason=reason,
                code=item.code,
            )
        )


def _is_blank(cell: Cell) -> bool:
    return cell.formula is None and not cell.text.replace("\u00a0", " ").strip()
