"""From pasted cells to the fields of an answer; what cannot be read is said and never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pengungkit.instruments import Item, Kind
from pengungkit.pasting.placed import CellError, Placed
from pengungkit.ratios import HIGHEST_COUNT
from pengungkit.workbooks.answers import NotUnderstoodError, choice_in
from pengungkit.workbooks.columns import plain
from zi_portal.lib.numbers import NumberFormatError, format_count, parse_count, parse_decimal
from zi_portal.lib.workbooks.cell_text import plain_text
from zi_portal.lib.workbooks.cells import Cell


INDEX_PLACES = 2
# Longer cells are no answer, whatever they say.
LONGEST_ANSWER = 200
SHOWN = 60
_NIL = {"nihil", "nol"}


@dataclass(frozen=True, slots=True)
class Pasted:
    """The fields one pasted row asks for over what is stored, and the cells that are no answer."""

    values: dict[str, Any]
    errors: list[CellError] = field(default_factory=list)


def pasted_values(
    placed: Placed, current: Mapping[str, Any], *, clear_empty: bool, longest_note: int
) -> Pasted:
    """`current` with the pasted fields put in. Empty cells keep what is stored, unless told."""
    pasted = Pasted(dict(current), list(placed.errors))
    if placed.item.kind is Kind.CHOICE:
        _put_choice(pasted, placed, clear_empty)
    elif placed.item.kind is Kind.INDEX:
        _put_index(pasted, placed, clear_empty)
    else:
        _put_counts(pasted, placed, clear_empty)
    if placed.note is not None:
        _put_note(pasted, placed, placed.note, clear_empty, longest_note)
    return pasted


def _put_choice(pasted: Pasted, placed: Placed, clear_empty: bool) -> None:
    text = placed.answer
    if text is None or not text.strip():
        if text is not None and clear_empty:
            pasted.values["choice"] = ""
        return
    try:
        pasted.values["choice"] = choice_of(text, placed.item)
    except ValueError as error:
        pasted.errors.append(error_at(placed, "answer", text, str(error)))


def _put_index(pasted: Pasted, placed: Placed, clear_empty: bool) -> None:
    text = placed.answer
    if text is None or not text.strip():
        if text is not None and clear_empty:
            pasted.values["index"] = None
        return
    try:
        pasted.values["index"] = str(index_of(text, placed.item))
    except ValueError as error:
        pasted.errors.append(error_at(placed, "answer", text, str(error)))


def _put_counts(pasted: Pasted, placed: Placed, clear_empty: bool) -> None:
    if placed.counts is None:
        _no_counts(pasted, placed, clear_empty)
        return
    stored = dict(pasted.values["counts"] or {})
    for one in placed.item.ratio.inputs if placed.item.ratio else ():
        text = placed.counts.get(one.key)
        if text is None or not text.strip():
            if text is not None and clear_empty and one.key in stored:
                stored[one.key] = None
            continue
        try:
            stored[one.key] = count_of(text)
        except ValueError as error:
            pasted.errors.append(error_at(placed, one.key, text, f"{one.wording}: {error}"))
    known = any(number is not None for number in stored.values())
    pasted.values["counts"] = stored if known else None


def _no_counts(pasted: Pasted, placed: Placed, clear_empty: bool) -> None:
    """A ratio item whose answer cell holds no count: empty, or the percentage it results in."""
    text = placed.answer
    if text is not None and text.strip():
        names = (
            "; ".join(one.wording for one in placed.item.ratio.inputs) if placed.item.ratio else ""
        )
        pasted.errors.append(
            error_at(
                placed,
                "answer",
                text,
                f"Butir ini diisi dengan jumlah, bukan persen. Tempel jumlahnya: {names}.",
            )
        )
    elif text is not None and clear_empty:
        pasted.values["counts"] = None


def _put_note(pasted: Pasted, placed: Placed, text: str, clear_empty: bool, longest: int) -> None:
    note = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not note and not clear_empty:
        return
    if len(note) > longest:
        pasted.errors.append(
            error_at(
                placed,
                "note",
                note,
                f"Penjelasan {format_count(len(note))} huruf, padahal paling banyak"
                f" {format_count(longest)}. Pendekkan, lalu tempel lagi.",
            )
        )
    # A cell cannot hold every character; what it could not is no change.
    elif note != plain_text(pasted.values["narrative"]).strip():
        pasted.values["narrative"] = note


def error_at(placed: Placed, what: str, text: str, reason: str) -> CellError:
    """The error of the cell that holds the answer, the note, or the count of this key."""
    return CellError(shown(text), reason, placed.cells.get(what, ""))


def choice_of(text: str, item: Item) -> str:
    """The option letter as the instrument spells it. Raises ValueError (Indonesian sentence)."""
    letters = ", ".join(option.letter for option in item.options)
    if len(text) <= LONGEST_ANSWER:
        try:
            return choice_in(Cell(1, 1, text), item)
        except NotUnderstoodError:
            pass
    raise ValueError(f"Bukan pilihan butir ini. Pilih salah satu: {letters}.")


def index_of(text: str, item: Item) -> Decimal:
    """A survey index with a decimal comma. Raises ValueError (Indonesian sentence)."""
    value = parse_decimal(text, minimum=0, maximum=item.scale_max, places=INDEX_PLACES)
    return value.quantize(Decimal("0.01"))


def count_of(text: str) -> int:
    """A whole number from 0; "nihil" is 0. Raises ValueError (Indonesian sentence)."""
    return 0 if plain(text) in _NIL else parse_count(text, maximum=HIGHEST_COUNT)


def looks_like_count(text: str) -> bool:
    try:
        count_of(text)
    except NumberFormatError:
        return False
    return True


def looks_like_answer(text: str, item: Item) -> bool:
    """Whether a cell could be the answer of the item; for telling columns apart."""
    if not text.strip():
        return False
    try:
        if item.kind is Kind.CHOICE:
            choice_of(text, item)
        elif item.kind is Kind.INDEX:
            index_of(text, item)
        else:
            count_of(text)
    except ValueError:
        return False
    return True


def shown(text: str) -> str:
    """The beginning of a cell on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
