"""Which items a file name and the folders above it point at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pengungkit.guessing.codes import ROMAN, CodeBook, Codes, Place, Tokens, as_numeral, plain


# More than this many candidates say nothing: a whole area, not an item.
MOST = 8

_PIECE = r"(?:[a-z]{1,4}|[0-9]{1,2})"
_TOKENS = re.compile(_PIECE)
_DOTTED = re.compile(rf"(?<![^\W_])(?<!\.){_PIECE}(?:\s?\.\s?{_PIECE})+(?![^\W_])")
# A mixed or missing separator is only read where a code is expected: at the beginning.
_SEPARATED = [
    re.compile(rf"{_PIECE}(?:{between}{_PIECE})+(?![^\W_])") for between in (r"\s?-\s?", "_", r"\s")
]
_JOINED = re.compile(r"[a-z0-9.]+(?![^\W_])")
_FOREWORD = re.compile(
    r"[\s(\[]*(?:(?:butir|item|kode|indikator|poin|no|nomor|bukti|eviden|lke|area)[\s.:_-]+)*[(\[]?"
)
_AREA = re.compile(r"\b(?:area|pokja)(?: perubahan)? ([ivx]+|\d{1,2})\b")
_LABEL = re.compile(r"\s*([a-z]|[ivx]+|\d{1,2})\s*(?:[.)_-]\s*(?=\S)|$)")


def candidates(name: str, folders: list[str], book: CodeBook) -> Codes:
    """The items meant: one, several when the names leave it open, none when they say nothing."""
    above = within(folders, book)
    stem = name.lower()
    said = codes_in(stem, book)
    if not said and above:
        said = labelled(stem, above, book)
    above = above if len(above) <= MOST else above & said
    if said and above and not said & above:
        # The two contradict each other, so both stay candidates.
        return said | above
    found = said & above or said or above
    if len(found) > 1:
        found = book.narrowed(found, " ".join((name, *folders[-1:])))
    return found if len(found) <= MOST else frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A code found in a text: what it stands for, and where it stands."""

    codes: Codes
    start: int
    end: int


def codes_in(text: str, book: CodeBook) -> Codes:
    """All items whose code, or else the sub-areas whose code, stands in a text."""
    return frozenset().union(*(reading.codes for reading in readings(text, book)))


def code_end(text: str, book: CodeBook) -> int:
    """Where the code ends with which a text begins; 0 when it begins with none."""
    start = beginning(text)
    return max((one.end for one in readings(text, book) if one.start <= start), default=0)


def readings(text: str, book: CodeBook) -> list[Reading]:
    start = beginning(text)
    dotted = list(_DOTTED.finditer(text))
    found = [read(run, book.items) for run in dotted if run.start() == start or is_outline(run)]
    if not any(found):
        runs = (pattern.match(text, start) for pattern in _SEPARATED)
        found = [read(run, book.items) for run in runs if run and any(map(str.isdigit, run[0]))]
    if not any(found) and (run := _JOINED.match(text, start)):
        codes = book.joined.get(run[0].replace(".", ""))
        found = [Reading(codes, *run.span()) if codes else None]
    if not any(found):
        found = [sub_area_at(run, run.start() == start, book) for run in dotted]
    return [reading for reading in found if reading]


def beginning(text: str) -> int:
    """Where the name begins behind words like "bukti" or "butir"."""
    match = _FOREWORD.match(text)
    return match.end() if match else 0


def is_outline(run: re.Match[str]) -> bool:
    """Whether a run in the middle of a name looks like a code: "2.1.b" also numbers a chapter."""
    tokens = [token[0] for token in _TOKENS.finditer(run[0])]
    return any(token in ROMAN for token in tokens[1:-1])


def sub_area_at(run: re.Match[str], is_first: bool, book: CodeBook) -> Reading | None:
    """The sub-area in "A.I.1.i", or in "1.i" at the beginning; "1.2" also numbers a list."""
    tokens = [token[0] for token in _TOKENS.finditer(run[0])]
    is_whole = len(tokens) > 2 and tokens[0].isalpha()
    if not is_whole and not (is_first and tokens[0].isdigit() and tokens[1].isalpha()):
        return None
    reading = read(run, book.sub_areas, least=3 if is_whole else 2)
    # One more letter is an item that does not exist.
    if reading and re.match(r"\s?\.\s?[a-z](?![^\W_])", run.string[reading.end :]):
        return None
    return reading


def read(run: re.Match[str], table: dict[Tokens, Codes], least: int = 2) -> Reading | None:
    """What the longest part of a run of tokens stands for, the first of its length."""
    found = list(_TOKENS.finditer(run[0]))
    tokens = tuple(token[0] for token in found)
    for length in range(len(tokens), least - 1, -1):
        for first in range(len(tokens) - length + 1):
            if codes := table.get(tokens[first : first + length]):
                last = found[first + length - 1]
                return Reading(codes, run.start() + found[first].start(), run.start() + last.end())
    return None


def within(folders: list[str], book: CodeBook) -> Codes:
    """The items that the folders leave, from the outermost in; none when no folder tells."""
    everything = frozenset(book.places)
    left = everything
    for folder in folders:
        text = folder.lower()
        if said := codes_in(text, book):
            left = left & said or said
        for told in named(text, left, book):
            left = told
        if left != everything and (said := labelled(text, left, book)):
            left = said
    return left if left != everything else frozenset()


def named(text: str, left: Codes, book: CodeBook) -> Iterator[Codes]:
    """The items left, narrowed by each level of the instrument that the folder names."""
    words = plain(text)
    bare = plain(_LABEL.sub("", text, count=1)) if _LABEL.match(text) else words
    bare = re.sub(r"^(?:area|aspek|komponen)(?: perubahan)?(?: [ivx]+| \d+)? ", "", f"{bare} ")
    bare = bare.strip()
    area = _AREA.search(words)
    tests: list[Callable[[Place], bool]] = [
        lambda place: bare in (place.component_name, place.aspect_name, place.area_name),
        lambda place: bool(area and place.area) and area[1] in as_numeral(place.area),  # type: ignore[index]
        lambda place: bool(place.area) and f" {place.area_name} " in f" {words} ",
        lambda place: f" {place.sub_area_name} " in f" {words} ",
    ]
    for test in tests:
        if found := frozenset(code for code in left if test(book.places[code])):
            left = found
            yield found


def labelled(text: str, left: Codes, book: CodeBook) -> Codes:
    """Items left whose own label, or else whose sub-area's, stands before the text: "a. SK Tim"."""
    match = _LABEL.match(text)
    if match is None:
        return frozenset()
    label = match[1]
    places = [book.places[code] for code in left]
    if len({(place.area, place.sub_area) for place in places}) == 1:
        return frozenset(place.code for place in places if place.label == label)
    if len({place.area for place in places}) > 1:
        return frozenset()
    return frozenset(
        place.code
        for place in places
        if len(place.sub_area) == 1 and label in as_numeral(place.sub_area[0])
    )
