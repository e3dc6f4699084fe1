"""Documents that look like doubles: why, of which other, and the two side by side.

The same bytes are never kept twice in a unit, so a double is something people see: a name that only
differs by the marks of a copy, the same title with the same number and date, or a file that was
sent again and found to be there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb
from pengungkit.contexts.shown_evidence import ShownEvidence, shown_lines
from pengungkit.contexts.sorting import store_url
from pengungkit.models import Assessment, Evidence, EvidenceUse, Upload
from units.models import Unit


SAME_NAME = "nama berkasnya hanya beda tanda salinan"
SAME_FACTS = "judul, nomor, dan tanggalnya sama"
KEPT_ONCE = "isinya sama persis, jadi tetap disimpan satu kali"
# So many likes of one document are named.
MOST = 3


@dataclass(frozen=True, slots=True)
class Twin:
    """Another document that this one looks like; `why` says by what."""

    title: str
    why: str
    url: str


def twin_condition(unit: Unit) -> Q:
    """Documents that share a key with another one, or that were sent again, and were not settled.

    Keys are compared in groups, so that a store of thousands is read once, not once per document.
    """
    looked_at = Evidence.objects.filter(unit=unit, superseded_by=None, twins_accepted=False)
    sent_again = Upload.objects.filter(unit=unit, was_there=True, evidence__isnull=False)
    condition = Q(pk__in=sent_again.values("evidence"))
    for key in ("name_key", "facts_key"):
        shared = (
            looked_at.exclude(**{key: ""})
            .order_by()
            .values(key)
            .annotate(number=Count("pk"))
            .filter(number__gt=1)
            .values(key)
        )
        condition |= Q(**{f"{key}__in": shared})
    return condition & Q(superseded_by=None, twins_accepted=False)


def compare_url(one: Evidence, other: Evidence) -> str:
    return reverse("pengungkit:evidence_compare", args=[one.uuid, other.uuid])


def why_alike(one: Evidence, other: Evidence) -> str:
    """By what two documents look alike, in words; "" when they do not."""
    found = []
    if one.name_key and one.name_key == other.name_key:
        found.append(SAME_NAME)
    if one.facts_key and one.facts_key == other.facts_key:
        found.append(SAME_FACTS)
    return " dan ".join(found)


def twins_of(unit: Unit, documents: Collection[Evidence]) -> dict[int, tuple[Twin, ...]]:
    """Per document those it looks like, and whether it was sent again; two queries."""
    names = {one.name_key for one in documents} - {""}
    facts = {one.facts_key for one in documents} - {""}
    others = Evidence.objects.filter(
        Q(name_key__in=names) | Q(facts_key__in=facts),
        unit=unit,
        superseded_by=None,
        twins_accepted=False,
    )
    found: dict[int, list[Twin]] = defaultdict(list)
    likes = list(others)
    for one in documents:
        for other in likes:
            if other.pk != one.pk and (why := why_alike(one, other)):
                found[one.pk].append(Twin(other.title, why, compare_url(one, other)))
    again = Upload.objects.filter(evidence__in=documents, was_there=True).order_by()
    for pk, times in again.values_list("evidence").annotate(Count("pk")):
        found[pk].append(Twin("", f"dikirim {times} kali lagi; {KEPT_ONCE}", ""))
    return {pk: tuple(twins[:MOST]) for pk, twins in found.items()}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents; `uses` are what it proves now, `open_uses` those of them that can
    be moved.
    """

    evidence: Evidence
    line: ShownEvidence
    uses: tuple[str, ...]
    open_uses: dict[int, str]

    @property
    def locked(self) -> int:
        return len(self.uses) - len(self.open_uses)


@dataclass(frozen=True, slots=True)
class ComparePage:
    first: Side
    second: Side
    why: str

    @classmethod
    def of(cls, first: Evidence, second: Evidence) -> ComparePage:
        """Three queries: versions, number of uses, uses."""
        today = first.unit.today
        lines = shown_lines([first, second], today)
        uses: dict[int, list[tuple[int, str, bool]]] = {first.pk: [], second.pk: []}
        rows = (
            EvidenceUse.objects.filter(evidence__in=[first, second])
            .order_by("-answer__assessment__year", "answer__position")
            .values_list(
                "evidence_id",
                "answer_id",
                "answer__code",
                "answer__assessment__year",
                "answer__assessment__state",
            )
        )
        for pk, answer, code, year, state in rows:
            uses[pk].append((answer, f"{code} ({year})", state in Assessment.OPEN_STATES))
        sides = [
            Side(
                evidence=one,
                line=line,
                uses=tuple(words for _, words, _ in uses[one.pk]),
                open_uses={answer: words for answer, words, is_open in uses[one.pk] if is_open},
            )
            for one, line in zip((first, second), lines, strict=True)
        ]
        return cls(sides[0], sides[1], why_alike(first, second))

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.first, self.second

    @property
    def crumbs(self) -> list[Crumb]:
        unit = self.first.evidence.unit
        return [
            {"label": "Kotak bukti", "url": store_url(unit)},
            {"label": "Duplikat", "url": store_url(unit, saring="duplikat")},
            {"label": "Bandingkan", "url": ""},
        ]
