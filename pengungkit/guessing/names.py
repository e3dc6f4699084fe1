"""A guess about a document from its file name and folder."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pengungkit.file_names import SHRUNK, says_nothing
from pengungkit.guessing.codes import CodeBook, plain
from pengungkit.guessing.facts import date_in, kind_in, number_in
from pengungkit.guessing.places import candidates
from pengungkit.guessing.titles import title_of


_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_COPIED = re.compile(
    r"^(?:salinan dari|copy of|salinan)\s+|(?:\s*-\s*|\s+)(?:copy|salin(?:an)?)(?:\s*\(\d+\))?$"
    r"|\s*\(\d{1,2}\)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the name suggests; whatever it leaves open is empty.

    `codes` are the items that may be meant, in the instrument's order: one, or several when the
    name leaves it open.
    """

    codes: tuple[str, ...] = ()
    kind: str = ""
    number: str = ""
    document_date: dt.date | None = None
    title: str = ""

    @property
    def code(self) -> str:
        """The one item meant; empty when there are several or none."""
        return self.codes[0] if len(self.codes) == 1 else ""

    @property
    def is_empty(self) -> bool:
        return self == Guess()


def guess(name: str, folder: str = "", codes: CodeBook | None = None) -> Guess:
    """What a file name and its folder path suggest about the document.

    `codes` is the book of the instrument in use; without one no item is guessed. A name that says
    nothing ("IMG_2031.jpg") gives no title, number or date, but its folder may still tell.
    """
    stem = bare_stem(name)
    folders = [part.strip() for part in re.split(r"[\\/]", folder) if part.strip()]
    found = candidates(stem, folders, codes) if codes else frozenset()
    ordered = tuple(code for code in codes.places if code in found) if codes else ()
    says = not says_nothing(name)
    kind = kind_in(stem) if says else ""
    if not kind:
        told = (kind_in(part) for part in reversed(folders) if not names_place(part, codes))
        kind = next((one for one in told if one), "")
    if not says:
        return Guess(codes=ordered, kind=kind)
    return Guess(
        codes=ordered,
        kind=kind,
        number=number_in(stem),
        document_date=date_in(stem),
        title=title_of(stem, codes),
    )


def bare_stem(name: str) -> str:
    """The name without its ending and without the marks of a copy."""
    stem = _ENDING.sub("", name.replace(SHRUNK, "").strip()).strip()
    while (shorter := _COPIED.sub("", stem).strip()) != stem:
        stem = shorter
    return stem


def names_place(folder: str, codes: CodeBook | None) -> bool:
    """Whether a folder is called after a sub-area; "Prosedur (SOP)" then says no kind."""
    words = plain(folder)
    return codes is not None and any(
        place.sub_area_name in words for place in codes.places.values()
    )
