"""A filled LKE on its way in: what it says per item, as plain values that can be kept and compared.

Any LKE the reader knows may come. One the portal itself handed out tells how old its answers are;
in return its form must be as it was, because a column that moved or doubled may hold anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pengungkit.instruments import Instrument, Item
from pengungkit.pasting.placed import CellError, Placed
from pengungkit.workbooks.columns import plain
from pengungkit.workbooks.lines import codes_of
from pengungkit.workbooks.origin import TITLE as ORIGIN
from pengungkit.workbooks.origin import AlteredOriginError, Origin, origin_in
from pengungkit.workbooks.reader import NotUnderstood, ReadLke, read_lke
from pengungkit.workbooks.table import COUNT
from zi_portal.lib.workbooks.archive import Limits
from zi_portal.lib.workbooks.cells import Cell, Sheet, column_letters, read_sheets, sheet_names
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


LIMITS = Limits(file_bytes=10_000_000)
ANSWERS, NOTES, CODES = "Jawaban", "Catatan/Keterangan/Penjelasan", "Kode Butir"
# The columns of our own form that an import reads or recognises rows by.
NEEDED = (ANSWERS, NOTES, CODES)
LOOKED_AT_ROWS = 20
LONGEST_CODE = 40
Coded = dict[tuple[str, ...], list[Cell]]
NOTE_FORMULA = "Sel berisi rumus. Ketik catatannya sebagai teks."


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a workbook brings. `rows` are JSON, one for each item that was found.

    `strange` are the code cells of ours that name no item ("A.I.9.i.a (R207)").
    """

    sheet: str
    rows: list[dict[str, Any]]
    not_found: tuple[str, ...]
    strange: tuple[str, ...]
    columns: dict[str, str]
    origin: Origin | None


def read_incoming(path: Path, instrument: Instrument) -> Incoming:
    """Read a filled LKE. Raises WorkbookRefusedError with a sentence for the user."""
    ours = _ours(path)
    origin, coded = ours if ours else (None, {})
    doubled = {
        key[0]: [one.coordinate for one in cells] for key, cells in coded.items() if len(cells) > 1
    }
    read = read_lke(path, instrument, LIMITS, follows=ours is None)
    wrong: dict[str, list[NotUnderstood]] = {}
    for one in read.not_understood:
        wrong.setdefault(one.code, []).append(one)
    return Incoming(
        sheet=read.sheet,
        rows=[
            _doubled_row(item, read, doubled[plain(item.code)])
            if plain(item.code) in doubled
            else _row(item, read, wrong.get(item.code, []))
            for item in instrument.items
            if item.code in read.places
        ],
        not_found=read.not_found,
        strange=_strange(coded, codes_of(instrument)),
        columns=read.columns,
        origin=origin,
    )


def placed_row(row: dict[str, Any], instrument: Instrument) -> Placed:
    """A kept row as what it asks for its item."""
    return Placed(
        item=instrument.item(row["kode"]),
        line=0,
        answer=row["jawaban"],
        counts=row["jumlah"],
        note=row["catatan"],
        errors=tuple(CellError(text, reason, cell) for cell, text, reason in row["galat"]),
        cells=row["sel"],
    )


def _row(item: Item, read: ReadLke, wrong: list[NotUnderstood]) -> dict[str, Any]:
    places = read.places[item.code]
    errors = [[one.cell, one.content, _sentence(one.reason)] for one in wrong]
    # A cell that could not be read asks for nothing, least of all to be emptied.
    unread = {one.cell.rpartition("!")[2] for one in wrong}
    response = read.responses.get(item.code)
    answer: str | None = None
    counts: dict[str, str] | None = None
    if item.ratio is None:
        if "answer" in places and not wrong:
            answer = _typed(response) if isinstance(response, str | Decimal) else ""
    else:
        known = response if isinstance(response, dict) else {}
        counts = {
            one.key: str(known.get(one.key, ""))
            for one in item.ratio.inputs
            if one.key in places and places[one.key] not in unread
        } or None
    note: str | None = None
    if item.code in read.formula_notes:
        place = f"{read.sheet}!{places['note']}"
        errors.append([place, read.formula_notes[item.code][:200], NOTE_FORMULA])
    elif "note" in places:
        note = read.notes.get(item.code, "")
    return {
        "kode": item.code,
        "sel": {name: f"{read.sheet}!{cell}" for name, cell in places.items()},
        "jawaban": answer,
        "jumlah": counts,
        "catatan": note,
        "galat": errors,
    }


def _doubled_row(item: Item, read: ReadLke, cells: list[str]) -> dict[str, Any]:
    """An item with two rows: which of them is meant cannot be told, so it asks for nothing."""
    reason = (
        f"Butir ini ada di beberapa baris ({', '.join(cells)}). Sisakan satu, lalu unggah lagi."
    )
    return {
        "kode": item.code,
        "sel": {"answer": f"{read.sheet}!{cells[-1]}"},
        "jawaban": None,
        "jumlah": None,
        "catatan": None,
        "galat": [[f"{read.sheet}!{cells[-1]}", item.code, reason]],
    }


def _typed(response: str | Decimal) -> str:
    """The answer as a person here would type it."""
    return response if isinstance(response, str) else f"{response:f}".replace(".", ",")


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


def _strange(coded: Coded, known: Collection[str]) -> tuple[str, ...]:
    return tuple(
        f"{cell.text.strip()[:LONGEST_CODE]} ({cell.coordinate})"
        for (code, *_), cells in coded.items()
        if code not in known
        for cell in cells
    )


def _ours(path: Path) -> tuple[Origin, Coded] | None:
    """Where the workbook came from, when it is ours and its form is as it was; None for others.

    With it where each code stands.
    """
    if ORIGIN not in sheet_names(path, LIMITS):
        return None
    with closing(read_sheets(path, LIMITS, lambda sheet: sheet.name != ORIGIN)) as sheets:
        try:
            origin = origin_in(next(sheets))
        except AlteredOriginError as error:
            raise WorkbookRefusedError(
                f"Lembar tersembunyi “{ORIGIN}” di berkas ini berubah, jadi tidak diketahui dari"
                " kapan isinya. Unduh LKE lagi, salin isian Anda ke sana, lalu impor."
            ) from error
        return origin, _coded(*_form_in(sheets))


def _form_in(sheets: Iterable[Sheet]) -> tuple[Sheet, dict[str, list[int]]]:
    """The sheet with our form, and its columns by heading.

    Refuses, naming the column, a form in which a column is missing, doubled, hidden or merged.
    """
    found = [
        (sheet, headings)
        for sheet in sheets
        if not sheet.hidden and (headings := _headings(sheet)) is not None
    ]
    if len(found) > 1:
        names = ", ".join(f"“{sheet.name}”" for sheet, _ in found)
        raise WorkbookRefusedError(
            f"Ada beberapa lembar berisi LKE: {names}. Sisakan satu lembar saja, lalu unggah lagi."
        )
    if not found:
        raise WorkbookRefusedError(
            f"Kolom {ANSWERS} atau {CODES} tidak ditemukan, jadi tidak ada yang dibaca. Kembalikan"
            " judul kolomnya, atau unduh LKE lagi."
        )
    sheet, headings = found[0]
    for title in NEEDED:
        places = headings.get(plain(title), [])
        if len(places) != 1:
            how = "tidak ditemukan" if not places else "ada lebih dari satu"
            raise WorkbookRefusedError(
                f"Kolom {title} {how}, jadi tidak ada yang dibaca. Kembalikan susunan kolomnya,"
                " atau unduh LKE lagi."
            )
        _check_column(sheet, title, places[0])
    return sheet, headings


def _coded(sheet: Sheet, headings: dict[str, list[int]]) -> Coded:
    """Code cells by code in plain spelling; the counts of an item are told apart by their words."""
    [column] = headings[plain(CODES)]
    words: dict[int, list[str]] = {}
    for (row, place), cell in sorted(sheet.cells.items()):
        if place < headings[plain(ANSWERS)][0]:
            words.setdefault(row, []).append(plain(cell.text))
    found: Coded = {}
    for (row, place), cell in sorted(sheet.cells.items()):
        code = plain(cell.text).rstrip(".") if place == column else ""
        if code and code != plain(CODES):
            is_count = COUNT in words.get(row, ())
            found.setdefault((code, *(words[row] if is_count else ())), []).append(cell)
    return found


def _headings(sheet: Sheet) -> dict[str, list[int]] | None:
    """Columns by their heading, of the row that names answers and codes; None if there is none."""
    for number in sheet.row_numbers()[:LOOKED_AT_ROWS]:
        titles: dict[str, list[int]] = {}
        for (row, column), cell in sheet.cells.items():
            if row == number:
                titles.setdefault(plain(cell.text), []).append(column)
        if plain(CODES) in titles and (plain(ANSWERS) in titles or plain(NOTES) in titles):
            return titles
    return None


def _check_column(sheet: Sheet, title: str, column: int) -> None:
    if any(first <= column <= last for first, last in sheet.hidden_columns):
        raise WorkbookRefusedError(
            f"Kolom {title} disembunyikan, jadi isinya tidak terlihat saat berkas disimpan."
            " Tampilkan lagi kolom itu, periksa isinya, lalu unggah lagi."
        )
    for top, left, bottom, right in sheet.merged:
        if left <= column <= right and bottom > top:
            raise WorkbookRefusedError(
                f"Ada sel gabungan di kolom {title} ({column_letters(column)}{top}), jadi isinya"
                " tidak jelas milik butir mana. Pisahkan sel itu, lalu unggah lagi."
            )
