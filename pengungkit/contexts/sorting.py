"""One document being sorted: its form with guesses, and its place among those still unsorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb
from pengungkit.forms.sorting import SortForm
from pengungkit.models import Answer, Evidence, EvidenceUse, EvidenceVersion
from pengungkit.targets import Target, guessed_fields
from units.models import Unit, User


FIELDS = ("title", "kind", "number", "document_date", "valid_until", "stage")


def unsorted_in(unit: Unit) -> QuerySet[Evidence]:
    """Documents that prove no item yet, the newest first."""
    return Evidence.objects.filter(unit=unit).unused()


def sort_url(uuid: UUID) -> str:
    return reverse("pengungkit:evidence_sort", args=[uuid])


def store_url(unit: Unit, **query: str) -> str:
    """The unit's store, with what else is asked of it."""
    return f"{reverse('pengungkit:evidence_list')}?{urlencode({'unit': unit.code, **query})}"


@dataclass(frozen=True, slots=True)
class Queue:
    """Where a document stands among the unsorted ones; `number` is 0 when it is none of them."""

    number: int
    total: int
    previous: UUID | None
    next: UUID | None

    @classmethod
    def around(cls, evidence: Evidence) -> Queue:
        """One query."""
        uuids: list[UUID] = list(unsorted_in(evidence.unit).values_list("uuid", flat=True))
        if evidence.uuid not in uuids:
            return cls(0, len(uuids), None, uuids[0] if uuids else None)
        place = uuids.index(evidence.uuid)
        # After the last one comes the first that was skipped.
        others = uuids[place + 1 :] + uuids[:place]
        return cls(
            number=place + 1,
            total=len(uuids),
            previous=uuids[place - 1] if place else None,
            next=others[0] if others else None,
        )

    @property
    def next_url(self) -> str:
        return sort_url(self.next) if self.next else ""

    @property
    def previous_url(self) -> str:
        return sort_url(self.previous) if self.previous else ""


@dataclass(frozen=True, slots=True)
class SortPage:
    """What is known of the document, what its name suggests, and where it may be attached."""

    evidence: Evidence
    version: EvidenceVersion | None
    target: Target
    # Answers of the target's items it proves, by code; and what it proves elsewhere, in words.
    uses: dict[str, int]
    elsewhere: tuple[str, ...]
    guessed: dict[str, Any]

    @classmethod
    def of(
        cls,
        user: User,
        evidence: Evidence,
        target: Target | None = None,
        *,
        known_unused: bool = False,
    ) -> SortPage:
        """Newest version, open assessment (unless given), uses (unless known to be none)."""
        version = evidence.versions.select_related("destruction").first()
        if target is None:
            target = Target.of(user, evidence.unit)
        rows = (
            EvidenceUse.objects.filter(evidence=evidence)
            .order_by("-answer__assessment__year", "answer__position")
            .values_list(
                "answer_id", "answer__code", "answer__assessment_id", "answer__assessment__year"
            )
        )
        uses, elsewhere = {}, []
        for answer, code, assessment, year in () if known_unused else rows:
            here = target.assessment is not None and assessment == target.assessment.pk
            if here and code in target.items:
                uses[code] = answer
            else:
                elsewhere.append(f"{code} ({year})")
        name = version.original_name if version else ""
        guessed = guessed_fields(evidence, name, target, used=bool(uses or elsewhere))
        return cls(evidence, version, target, uses, tuple(elsewhere), guessed)

    def form(self, data: QueryDict | None = None) -> SortForm:
        """The form, with guesses where nothing is known; what was typed is never guessed over."""
        # Several of these forms may stand on one page.
        auto_id = f"bukti{self.evidence.pk}_%s"
        if data is not None:
            return SortForm(data, target=self.target, auto_id=auto_id)
        known: dict[str, Any] = {name: getattr(self.evidence, name) for name in FIELDS}
        known["items"] = ", ".join(self.uses)
        return SortForm(
            initial=known | self.guessed,
            target=self.target,
            guessed=self.guessed,
            auto_id=auto_id,
        )

    def answers_for(self, codes: Sequence[str]) -> dict[str, int]:
        """Pks of the target's answers by code; one query."""
        answers = Answer.objects.filter(assessment=self.target.assessment, code__in=codes)
        return dict(answers.values_list("code", "pk"))

    @property
    def crumbs(self) -> list[Crumb]:
        evidence = self.evidence
        return [
            {"label": "Kotak bukti", "url": store_url(evidence.unit)},
            {"label": evidence.title, "url": evidence.get_absolute_url()},
            {"label": "Pilah", "url": ""},
        ]

    @property
    def url(self) -> str:
        return sort_url(self.evidence.uuid)

    @property
    def original_name(self) -> str:
        return self.version.original_name if self.version else ""
