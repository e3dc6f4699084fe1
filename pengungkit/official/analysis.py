"""Looking at an official form once: where everything goes, and what it says.

Columns are found by their headings, rows by outline, kind of answer and code, as when a filled LKE
is read; nothing goes by its place.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pengungkit.instruments import Instrument, Item, Kind
from pengungkit.official.places import Asked, Column, ItemPlace, Places, Unplaced
from pengungkit.official.wording import ItemWording, wording_of
from pengungkit.workbooks.answers import NotUnderstoodError, choice_in
from pengungkit.workbooks.columns import EVALUATOR, Columns, Role, role_of
from pengungkit.workbooks.matching import Match
from pengungkit.workbooks.reader import find_lke
from zi_portal.lib.workbooks.archive import Limits, opened
from zi_portal.lib.workbooks.cells import Cell, Sheet, column_letters, read_sheets, sheet_parts
from zi_portal.lib.workbooks.choices import ChoiceLists
from zi_portal.lib.workbooks.editing import fill_cells
from zi_portal.lib.workbooks.package import Holding, holdings_of, refusal_of
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


LIMITS = Limits(file_bytes=10_000_000)
OWN = "unit"
# Who judges, by the words of the heading; the first that fits.
_JUDGES = (
    ("akhir", re.compile(r"\b(tpn|kementerian|final|akhir|panel)\b")),
    ("tpi", EVALUATOR),
)
_NOBODY = re.compile(r"\b(tahun lalu|sebelumnya)\b")
_ROLES = {Role.ANSWER: "jawaban", Role.NOTE: "catatan", Role.SCORE: "nilai"}


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a form came to. `typed` counts cells that should be empty in a form and are not."""

    places: Places
    wordings: Mapping[str, ItemWording]
    holdings: tuple[Holding, ...]
    typed: int
    hidden_sheets: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def analyse(path: Path, instrument: Instrument) -> Analysis:
    """Raises WorkbookRefusedError with a sentence for the user."""
    with opened(path, LIMITS) as archive:
        if refusal := refusal_of(archive):
            raise WorkbookRefusedError(refusal)
        holdings = tuple(holdings_of(archive))
        parts = sheet_parts(archive, LIMITS)
        with closing(read_sheets(path, LIMITS)) as every:
            sheets = {sheet.name: sheet for sheet in every}
        sheet, columns, match = find_lke(path, instrument, LIMITS)
        choices = ChoiceLists(archive, parts[sheet.name], sheet, sheets)
    looking = _Looking(instrument, sheet, columns, match, choices)
    places = looking.places()
    # A form that cannot be filled is refused now and not when an office needs it.
    empty = {places.sheet: dict.fromkeys(places.cells)}
    fill_cells(path, io.BytesIO(), empty, LIMITS, packed=False)
    return Analysis(
        places=places,
        wordings=looking.wordings(),
        holdings=holdings,
        typed=looking.typed(places),
        hidden_sheets=tuple(name for name, one in sheets.items() if one.hidden),
        sheets=tuple(sheets),
    )


@dataclass(slots=True)
class _Looking:
    instrument: Instrument
    sheet: Sheet
    columns: Columns
    match: Match
    choices: ChoiceLists
    unplaced: list[Unplaced] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)

    def places(self) -> Places:
        judges = self.judges()
        found: dict[str, ItemPlace] = {}
        for item in self.instrument.items:
            if (place := self.item(item, judges)) is not None:
                found[item.code] = place
        return Places(
            sheet=self.sheet.name,
            heading_row=self.columns.first_row - 1,
            columns=tuple(self.told_columns(judges)),
            items=found,
            unplaced=tuple(self.unplaced),
        )

    def judges(self) -> dict[str, dict[str, int]]:
        """Columns of those who evaluate, by who and what; of several alike the first."""
        found: dict[str, dict[str, int]] = {}
        own = set(self.columns.roles.values())
        for column, text in sorted(self.columns.texts.items()):
            what = _ROLES.get(role_of(text) or Role.QUESTION)
            if what is None or column in own or _NOBODY.search(text):
                continue
            who = next((name for name, pattern in _JUDGES if pattern.search(text)), None)
            if who is not None:
                found.setdefault(who, {}).setdefault(what, column)
        return found

    def told_columns(self, judges: dict[str, dict[str, int]]) -> Iterable[Column]:
        for role, column in sorted(self.columns.roles.items(), key=lambda one: one[1]):
            yield self.told(role.value, column)
        for who, columns in judges.items():
            for what, column in columns.items():
                yield self.told(f"{what} {who}", column)

    def told(self, what: str, column: int) -> Column:
        heading = self.columns.texts.get(column, "")
        return Column(what, column_letters(column), heading[:120])

    def item(self, item: Item, judges: dict[str, dict[str, int]]) -> ItemPlace | None:
        row = self.match.items.get(item.code)
        counts = {
            one.key: self.match.counts[item.code, one.key].number
            for one in (item.ratio.inputs if item.ratio else ())
            if (item.code, one.key) in self.match.counts
        }
        if row is None:
            self.miss(item.code, "butir", "barisnya tidak ditemukan")
            if not counts:
                return None
        for one in item.ratio.inputs if item.ratio else ():
            if one.key not in counts:
                self.miss(item.code, one.wording, "baris jumlahnya tidak ditemukan")
        number = row.number if row else min(counts.values()) - 1
        at = row.number if row else 0
        roles = self.columns.roles
        own = {what: roles[role] for role, what in _ROLES.items() if role in roles}
        own.pop("nilai", None)
        place = self.asked(item, at, counts, own, OWN)
        return ItemPlace(
            row=number,
            own=place,
            evidence=self.cell(item.code, "bukti", at, roles.get(Role.EVIDENCE)),
            choices=self.spellings(item, at) if place.answer else {},
            judged={
                who: self.asked(item, at, counts, columns, who) for who, columns in judges.items()
            },
        )

    def asked(
        self, item: Item, row: int, counts: Mapping[str, int], columns: Mapping[str, int], who: str
    ) -> Asked:
        """The cells of one who answers. A percentage is the result of a formula, or left to one."""
        told = "" if who == OWN else f" {who}"
        answers = columns.get("jawaban")
        answer = ""
        if item.kind is not Kind.RATIO:
            answer = self.cell(item.code, f"jawaban{told}", row, answers)
        return Asked(
            answer=answer,
            note=self.cell(item.code, f"catatan{told}", row, columns.get("catatan")),
            value=self.cell(item.code, f"nilai{told}", row, columns.get("nilai"), quiet=True),
            counts={
                key: cell
                for key, number in counts.items()
                if (cell := self.cell(item.code, f"jumlah {key}{told}", number, answers))
            },
        )

    def cell(
        self, code: str, what: str, row: int, column: int | None, *, quiet: bool = False
    ) -> str:
        """The cell to write to, of a merged range its first; "" when there is none to write to.

        `quiet`: a formula there is as it should be.
        """
        if column is None or not row:
            return ""
        for top, left, bottom, right in self.sheet.merged:
            if top <= row <= bottom and left <= column <= right:
                row, column = top, left
        name = f"{column_letters(column)}{row}"
        found = self.sheet.cells.get((row, column))
        if found is not None and found.formula is not None:
            if not quiet:
                self.miss(code, what, "sel berisi rumus formulir dan dibiarkan", name)
            return ""
        holder = self.taken.setdefault(name, code)
        if holder != code:
            self.miss(code, what, f"sel gabungan sudah dipakai butir {holder}", name)
            return ""
        return name

    def spellings(self, item: Item, row: int) -> dict[str, str]:
        """How the form spells each option: as its list has it, else as it names the choices."""
        allowed = self.choices.of(row, self.columns.roles[Role.ANSWER])
        column = self.columns.get(Role.CHOICES)
        named = self.sheet.cells.get((row, column)) if column else None
        offered = allowed or re.split(r"[/\\,;]", named.text if named else "")
        found: dict[str, str] = {}
        for entry in offered:
            try:
                found.setdefault(choice_in(Cell(1, 1, entry), item), entry.strip())
            except NotUnderstoodError:
                continue
        if allowed is None:
            return {
                option.letter: found.get(option.letter, option.letter) for option in item.options
            }
        for option in item.options:
            if option.letter not in found:
                self.miss(
                    item.code,
                    f"pilihan {option.letter}",
                    f"daftar selnya hanya memuat {', '.join(allowed)[:100]}",
                    f"{column_letters(self.columns.roles[Role.ANSWER])}{row}",
                )
        return found

    def miss(self, code: str, what: str, why: str, cell: str = "") -> None:
        self.unplaced.append(Unplaced(code, what, why, cell))

    def wordings(self) -> dict[str, ItemWording]:
        column = self.columns.get(Role.CRITERIA)
        found: dict[str, ItemWording] = {}
        for code, row in self.match.items.items():
            item = self.instrument.item(code)
            criteria = self.sheet.cells.get((row.number, column)) if column else None
            counts = {key: one.text for (of, key), one in self.match.counts.items() if of == code}
            wording = wording_of(item, row.text, criteria.text if criteria else "", counts)
            if wording.question:
                found[code] = wording
        return found

    def typed(self, places: Places) -> int:
        """How many cells the portal will fill hold something already."""
        filled = {cell.coordinate for cell in self.sheet.cells.values()}
        return sum(1 for cell in set(places.cells) if cell in filled)


def findings_of(analysis: Analysis) -> dict[str, Any]:
    """What is kept for the page that shows the analysis."""
    return {
        "bawaan": [[one.word, one.count, one.fate] for one in analysis.holdings],
        "terisi": analysis.typed,
        "lembar": list(analysis.sheets),
        "tersembunyi": list(analysis.hidden_sheets),
    }
