"""An import of cases before and after it is applied: rows with what is wrong, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

from innovations.actions.case_imports import read_cases
from innovations.case_rows import COLUMNS, CaseRow, Key
from innovations.models import Case, CaseImport, Promise
from zi_portal.lib.dates import format_moment, month_name
from zi_portal.lib.numbers import format_count


@dataclass(frozen=True, slots=True)
class Cell:
    """`label` heads it on a phone; `wrong` is a sentence, empty when the cell can be read."""

    label: str
    text: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    cells: list[Cell]
    outcome: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    promise: Promise
    kept: CaseImport
    sentence: str
    lines: list[Line]
    heads: list[str]
    count: int
    can_apply: bool
    is_undoable: bool
    undo_until: str


def import_page(kept: CaseImport, promise: Promise) -> ImportPage:
    """A fixed number of queries, however many rows."""
    if kept.applied_at is not None:
        return _applied(kept, promise)
    reading = read_cases(kept, promise)
    cases: dict[Key, Case] = {(one.reference, one.started_at): one for one in reading.fresh}
    count, wrong = len(reading.fresh), reading.wrong
    words = [
        f"{count} kasus akan dimasukkan.",
        f"Pratinjau ini menunggu sampai {format_moment(kept.kept_until, promise.zone)}.",
    ]
    if reading.known:
        words.append(f"{len(reading.known)} baris sudah tercatat dan dilewati.")
    if wrong:
        words = [
            f"{wrong} dari {len(reading.rows)} baris keliru, jadi belum ada yang dapat dimasukkan."
            " Perbaiki di kotak di bawah atau di Excel, lalu lihat pratinjaunya lagi."
        ]
    elif reading.months:
        names = ", ".join(month_name(month) for month in reading.months)
        words.append(
            f"{names} sudah dicatat sebagai angka bulanan. Hapus dulu angka bulan itu, karena satu"
            " bulan hanya berisi kasus atau angka bulanan."
        )
    return ImportPage(
        promise=promise,
        kept=kept,
        sentence=" ".join(words),
        lines=[_line(row, row.line in reading.known, cases.get(row.key)) for row in reading.rows],
        heads=list(COLUMNS.values()),
        count=count,
        can_apply=bool(count) and not wrong and not reading.months,
        is_undoable=False,
        undo_until="",
    )


def _applied(kept: CaseImport, promise: Promise) -> ImportPage:
    count = kept.cases.count()
    words = "Impor ini sudah dibatalkan." if kept.undone_at else f"{count} kasus dimasukkan."
    return ImportPage(
        promise=promise,
        kept=kept,
        sentence=words,
        lines=[],
        heads=[],
        count=count,
        can_apply=False,
        is_undoable=kept.is_undoable,
        undo_until=format_moment(kept.undo_until, promise.zone),
    )


def _line(row: CaseRow, is_known: bool, case: Case | None) -> Line:
    if row.wrong:
        outcome, tone, icon = "Keliru", "error", "alert"
    elif is_known:
        outcome, tone, icon = "Sudah tercatat", "neutral", "circle"
    elif case is None or case.minutes is None:
        outcome, tone, icon = "Masih berjalan", "info", "clock"
    elif case.met:
        outcome, tone, icon = f"{format_count(case.minutes)} menit", "success", "check"
    else:
        outcome, tone, icon = f"Terlewat, {format_count(case.minutes)} menit", "warning", "alert"
    return Line(
        number=row.line,
        cells=[
            Cell(COLUMNS[name], text, row.wrong.get(name, "")) for name, text in row.cells.items()
        ],
        outcome=outcome,
        tone=tone,
        icon=icon,
    )
