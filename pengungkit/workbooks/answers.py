"""From what stands in an answer cell to a response, or not: nothing is guessed."""

from __future__ import annotations

import re
from decimal import Decimal

from pengungkit.instruments import Item, Kind, RatioInput
from pengungkit.ratios import HIGHEST_COUNT
from pengungkit.workbooks.columns import plain
from zi_portal.lib.workbooks.cells import Cell


class NotUnderstoodError(ValueError):
    """The cell says something that is no answer; the message says what was expected."""


_YES = {"ya", "y", "iya"}
_NO = {"tidak", "tdk", "t"}
_NIL = {"nihil", "nol", "tidak ada"}
_LETTER = re.compile(r"^[(\[]?([a-z])[)\].:,;]*$")
_LETTER_WITH_TEXT = re.compile(r"^[(\[]?([a-z])[)\].:]+\s+\S")
_DECIMAL = re.compile(r"^[0-9]{1,3}(?:[.,][0-9]{1,12})?$")
_WHOLE = re.compile(r"^[0-9]{1,10}(?:[.,]0{1,6})?$")
_THOUSANDS = re.compile(r"^[0-9]{1,3}(?:\.[0-9]{3})+$")


def choice_in(cell: Cell, item: Item) -> str:
    """The option letter as the instrument spells it. Raises NotUnderstoodError."""
    letters = {plain(option.letter): option.letter for option in item.options}
    text = plain(cell.text)
    if cell.boolean:
        text = "ya" if text == "1" else "tidak"
    bare = text.strip(" .,;:'\"`()[]")
    if bare in letters:
        return letters[bare]
    if "ya" in letters and bare in _YES | _NO:
        return letters["ya" if bare in _YES else "tidak"]
    match = _LETTER.match(text) or _LETTER_WITH_TEXT.match(text)
    if match and match.group(1) in letters:
        return letters[match.group(1)]
    raise NotUnderstoodError(f"seharusnya {item.scale_name}")


def index_in(cell: Cell, item: Item) -> Decimal:
    """A survey index from 0 to the top of its scale, comma or point. Raises NotUnderstoodError."""
    highest = item.scale_max or Decimal(0)
    number = _number(cell)
    if number is None or not 0 <= number <= highest:
        raise NotUnderstoodError(f"seharusnya indeks 0 sampai {highest}")
    return number


def count_in(cell: Cell, one: RatioInput) -> int:
    """A whole number from 0. Raises NotUnderstoodError."""
    text = "" if cell.boolean else plain(cell.text)
    if text in _NIL:
        return 0
    if not cell.number and _THOUSANDS.match(text):
        return int(text.replace(".", ""))
    number = _number(cell) if cell.number else None
    if not cell.number and _WHOLE.match(text):
        number = Decimal(re.split("[.,]", text)[0])
    if number is None or number != int(number) or not 0 <= number <= HIGHEST_COUNT:
        raise NotUnderstoodError(f"{one.wording} seharusnya bilangan bulat mulai dari 0")
    return int(number)


def _number(cell: Cell) -> Decimal | None:
    if cell.boolean:
        return None
    text = plain(cell.text)
    if cell.number:
        try:
            # Excel stores 3.6 as 3.6000000000000001; the shortest form is what was typed.
            number = Decimal(repr(float(text)))
        except ValueError:
            return None
        return number if number.is_finite() else None
    return Decimal(text.replace(",", ".")) if _DECIMAL.match(text) else None


def response_in(cell: Cell, item: Item) -> str | Decimal:
    """The answer of a choice or index item. Raises NotUnderstoodError."""
    return choice_in(cell, item) if item.kind is Kind.CHOICE else index_in(cell, item)
