"""Where documents of a unit can be attached now, and what their names suggest for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pengungkit.file_names import title_from
from pengungkit.guessing import CodeBook, Guess, guess
from pengungkit.guessing.places import codes_in
from pengungkit.models import Assessment, Evidence
from pengungkit.models.instruments import book_of
from units.models import Unit, User
from units.permissions import Permission, rights_of
from zi_portal.lib.dates import format_date_long


@dataclass(frozen=True, slots=True)
class Target:
    """The unit's newest open assessment, and those of its items the person may write.

    Without an open assessment nothing can be attached, and no item is guessed.
    """

    assessment: Assessment | None
    items: dict[str, str]

    @classmethod
    def of(cls, user: User, unit: Unit) -> Target:
        """One query."""
        open_ones = Assessment.objects.filter(unit=unit, state__in=Assessment.OPEN_STATES)
        assessment = open_ones.with_structure().first()
        if assessment is None:
            return cls(None, {})
        rights = rights_of(user)
        structure = assessment.structure
        allowed = {
            area.key for area in structure.areas if rights.allows(Permission.ANSWER, unit, area.key)
        }
        items = {item.code: item.wording for item in structure.items if item.area_key in allowed}
        return cls(assessment, items)

    @property
    def book(self) -> CodeBook | None:
        return book_of(self.assessment.instrument) if self.assessment else None

    @property
    def year(self) -> int:
        return self.assessment.year if self.assessment else 0

    def read(self, text: str) -> tuple[str, ...]:
        """The items a person means by what was typed: one, several when unclear, none."""
        book = self.book
        if book is None:
            return ()
        first = text.strip().split(" ")[0].lower().strip(".")
        exact = next((code for code in book.places if code.lower() == first), "")
        found = {exact} if exact else codes_in(text.strip().lower(), book)
        return tuple(code for code in book.places if code in found)

    def guess(self, name: str) -> Guess:
        return guess(name, "", self.book) if name else Guess()


def guessed_fields(evidence: Evidence, name: str, target: Target, *, used: bool) -> dict[str, Any]:
    """What the file name suggests for fields that nobody has filled in, by field."""
    suggested = target.guess(name)
    found: dict[str, Any] = {}
    if suggested.title and evidence.title == title_from(name)[:200] != suggested.title:
        found["title"] = suggested.title
    for field in ("kind", "number", "document_date"):
        if getattr(suggested, field) and not getattr(evidence, field):
            found[field] = getattr(suggested, field)
    if not used and suggested.code in target.items:
        found["items"] = suggested.code
    return found


def told(found: dict[str, Any]) -> str:
    """The guesses in one line: "A.I.1.i.a · SK · 8 November 2026"."""
    facts = [found.get("items", "")]
    if "kind" in found:
        facts.append(str(Evidence.Kind(found["kind"]).label))
    facts.append(found.get("number", ""))
    if "document_date" in found:
        facts.append(format_date_long(found["document_date"]))
    return " · ".join(fact for fact in facts if fact)
