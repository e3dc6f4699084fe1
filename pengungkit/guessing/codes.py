"""The codes of an instrument in the spellings people use for them in names of files and folders.

People write A.I.1.i.a as "1.i.a", "A.1.i.a", "A1ia" or "I.i.a", and so leave out which aspect they
mean. A spelling therefore stands for a set of items, and what else is said narrows it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from pengungkit.instruments import Instrument, Item


ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
# Words that say nothing about which sub-area is meant.
_PLAIN_WORDS = (
    "dan atau yang di ke dari dalam untuk oleh pada dengan atas terhadap tentang tidak unit kerja"
    " sk sop laporan undangan notulen daftar hadir foto dokumen dokumentasi bukti kegiatan"
    " tangkapan layar rapat hasil zona integritas zi area pdf"
)
_PLAIN = frozenset(_PLAIN_WORDS.split())
_SHORTEST = 3

Tokens = tuple[str, ...]
Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands, by the labels people write, and the words that tell its sub-area."""

    code: str
    component: str
    aspect: str
    area: str
    sub_area: Tokens
    label: str
    sub_area_code: str
    sub_area_name: str
    component_name: str
    aspect_name: str
    area_name: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class CodeBook:
    """All items with the spellings of their codes; `items` and `sub_areas` map tokens to codes."""

    places: dict[str, Place]
    items: dict[Tokens, Codes]
    sub_areas: dict[Tokens, Codes]
    # Spellings that hold a digit, without anything between their tokens: "1ia", "a1iib".
    joined: dict[str, Codes]

    @classmethod
    def of(cls, instrument: Instrument) -> CodeBook:
        places = {item.code: place_of(instrument, item) for item in instrument.items}
        items: dict[Tokens, set[str]] = defaultdict(set)
        sub_areas: dict[Tokens, set[str]] = defaultdict(set)
        joined: dict[str, set[str]] = defaultdict(set)
        for place in places.values():
            for tokens in spellings(place):
                if place.label:
                    sub_areas[tokens].add(place.code)
                    tokens = (*tokens, place.label)
                if len(tokens) < 3:
                    continue
                items[tokens].add(place.code)
                if any(token.isdigit() for token in tokens):
                    joined["".join(tokens)].add(place.code)
        return cls(places, frozen(items), frozen(sub_areas), frozen(joined))

    def narrowed(self, codes: Codes, text: str) -> Codes:
        """Those of the one sub-area whose words the text shares most; all of them on a tie.

        Items of one sub-area are never told apart by words: those are too much alike.
        """
        said = telling_words(text)
        shared: dict[str, int] = {
            self.places[code].sub_area_code: len(said & self.places[code].words) for code in codes
        }
        most = max(shared.values(), default=0)
        best = [sub_area for sub_area, number in shared.items() if number == most]
        if most == 0 or len(best) > 1:
            return codes
        return frozenset(code for code in codes if self.places[code].sub_area_code == best[0])


def frozen(table: dict) -> dict:
    return {key: frozenset(codes) for key, codes in table.items()}


def place_of(instrument: Instrument, item: Item) -> Place:
    """The item's labels, each what its code has behind the code of the level above."""
    sub_area = instrument.sub_area(item.sub_area_code)
    aspect = instrument.aspect(item.aspect_code)
    area = instrument.area(item.area_key)
    component = instrument.component(aspect.component_code)
    part = next(part for part in area.parts if sub_area in part.sub_areas)
    said = " ".join((sub_area.name, *sub_area.words, *sub_area.evidence_examples))
    wordings = " ".join(one.wording for one in sub_area.items)
    return Place(
        code=item.code,
        component=component.code.lower(),
        aspect=behind(aspect.code, component.code),
        area=behind(part.code, aspect.code),
        sub_area=tuple(token for token in behind(sub_area.code, part.code).split(".") if token),
        label=behind(item.code, sub_area.code),
        sub_area_code=sub_area.code,
        sub_area_name=plain(sub_area.name),
        component_name=plain(component.name),
        aspect_name=plain(aspect.name),
        area_name=plain(area.name),
        words=telling_words(f"{said} {wordings}"),
    )


def behind(code: str, above: str) -> str:
    return code.removeprefix(above).strip(".").lower()


def spellings(place: Place) -> Iterator[Tokens]:
    """Every way in which people write the code of a sub-area, shortest last."""
    component, aspect = place.component, place.aspect
    fronts: list[Tokens] = [(component, aspect)]
    areas: list[Tokens] = [()]
    if place.area:
        # The area tells enough, so that what stands before it may be left out.
        fronts += [(component,), (aspect,), ()]
        areas = [(one,) for one in as_numeral(place.area)]
    behind_it = [tuple(one) for one in product(*(as_numeral(token) for token in place.sub_area))]
    for front, area, rest in product(fronts, areas, behind_it):
        # "A.I.1" is the first area of aspect I, not the first sub-area of area I.
        if area and area[0].isalpha() and rest[0].isdigit():
            continue
        yield (*front, *area, *rest)


def as_numeral(token: str) -> Iterable[str]:
    """A number in both writings; a letter as it is."""
    if token in ROMAN:
        return (token, str(ROMAN.index(token)))
    if token.isdigit() and int(token) < len(ROMAN):
        return (token, ROMAN[int(token)])
    return (token,)


def plain(text: str) -> str:
    """Words only, in lower case, one blank between them."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def telling_words(text: str) -> frozenset[str]:
    words = plain(text).split()
    return frozenset(
        word
        for word in words
        if len(word) >= _SHORTEST and not word.isdigit() and word not in _PLAIN
    )
