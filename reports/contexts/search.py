"""Finding items, evidence, innovations and units; the scope is always inside the query."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from innovations.models import Innovation
from pengungkit.models import Answer, Assessment, Evidence, InstrumentVersion
from pengungkit.models.instruments import structure_of
from reports.contexts.links import dashboard_url, evidence_url, item_url
from reports.contexts.unit_lists import named
from units.models import Unit
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_date_long


LONGEST_QUERY = 100
MOST_WORDS = 6
# Shorter fragments are in every text, and "1" is in many codes.
SHORTEST_CODE = 3
SHORTEST_TEXT = 3
SHOWN = 5
PER_PAGE = 20
EXCERPT = 140

ITEMS, EVIDENCE, INNOVATIONS, UNITS = "butir", "bukti", "inovasi", "unit"
TITLES = {ITEMS: "Butir", EVIDENCE: "Bukti", INNOVATIONS: "Inovasi", UNITS: "Unit"}
# What people also call it; the right-hand word is the portal's.
SYNONYMS = {
    "eviden": EVIDENCE,
    "evidens": EVIDENCE,
    "evidence": EVIDENCE,
    "dasboard": "dasbor",
    "dashboard": "dasbor",
    "review": "reviu",
    "spak": "ipak",
    "spkp": "ipkp",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. `first` are the groups named in the query itself ("bukti rapat").

    `words` are lower-case; empty when only a group was named, which then means all of it.
    """

    text: str
    words: tuple[str, ...]
    first: tuple[str, ...]

    @property
    def code(self) -> str:
        """The query read as an item's code or a part of one: "1 i a" is "1.i.a"; "" if too short.

        A code may be written with dots, spaces, dashes or slashes.
        """
        parts = " ".join(self.words).replace(".", " ").replace("-", " ").replace("/", " ").split()
        code = ".".join(parts)
        return code if len(code) >= SHORTEST_CODE else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    title: str
    url: str
    code: str
    meta: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Group:
    """The things found of one kind. `more` is whether there are others than these."""

    key: str
    title: str
    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class SearchContext:
    """All groups at once, or one group with its pages."""

    wanted: Wanted
    groups: tuple[Group, ...]
    group: str
    page: Page | None

    @property
    def found(self) -> bool:
        return any(group.hits for group in self.groups)


def wanted_in(text: str) -> Wanted:
    """What a query means: control characters and anything over the limits are left out."""
    visible = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    text = " ".join(visible[:LONGEST_QUERY].split())
    words = [SYNONYMS.get(word, word) for word in text.lower().split()[:MOST_WORDS]]
    groups = tuple(dict.fromkeys(word for word in words if word in TITLES))
    return Wanted(text, tuple(word for word in words if word not in TITLES), groups)


@dataclass(frozen=True, slots=True)
class Source:
    """Where things of one kind are found.

    `parts` are looked through one after the other and only as far as needed; `whole` is all of
    them in one query, for the pages of one kind. `read` turns a row into a hit.
    """

    parts: tuple[QuerySet, ...]
    whole: QuerySet
    read: Callable[[Any, Wanted], Hit]


def search_of(rights: Rights, query: Mapping[str, str]) -> SearchContext:
    """`query` holds "q", "kelompok" and "page" as they came in the address."""
    wanted = wanted_in(query.get("q", ""))
    if not wanted.text:
        return SearchContext(wanted, (), "", None)
    only = query.get("kelompok", "")
    if only in TITLES:
        source = SOURCES[only](rights, wanted)
        page = Paginator(source.whole, PER_PAGE).get_page(query.get("page"))
        hits = tuple(source.read(row, wanted) for row in page.object_list)
        return SearchContext(wanted, (Group(only, TITLES[only], hits, False),), only, page)
    # A query that only names a group asks for that group.
    keys = wanted.first if wanted.first and not wanted.words else TITLES
    ordered = sorted(keys, key=lambda key: key not in wanted.first)
    return SearchContext(wanted, tuple(_group(key, rights, wanted) for key in ordered), "", None)


def _group(key: str, rights: Rights, wanted: Wanted) -> Group:
    source = SOURCES[key](rights, wanted)
    found: list[Any] = []
    for part in source.parts:
        if len(found) <= SHOWN:
            found += part[: SHOWN + 1 - len(found)]
    hits = tuple(source.read(row, wanted) for row in found[:SHOWN])
    return Group(key, TITLES[key], hits, len(found) > SHOWN)


# --- Items ---------------------------------------------------------------------------------------


def _items(rights: Rights, wanted: Wanted) -> Source:
    """Items of the newest assessment of each unit: by code or question, then by what was written.

    What was written is only looked through when the query is no code: it means reading every
    answer in the scope.
    """
    newest = Assessment.objects.visible_to(rights).newest()
    home = rights.home.unit_id if rights.home else 0
    rows = (
        Answer.objects.filter(assessment__in=newest.values("pk"))
        .annotate(elsewhere=_zero_when(Q(assessment__unit=home)))
        .order_by("elsewhere", "assessment__unit__name", "assessment", "position")
        .select_related("assessment__unit", "assessment__instrument")
        .defer("assessment__instrument__document", "assessment__sub_scores")
    )
    asked, is_code = _asked(wanted)
    long_enough = all(len(word) >= SHORTEST_TEXT for word in wanted.words)
    if is_code or not wanted.words or not long_enough:
        return Source((rows.filter(asked),), rows.filter(asked), _item_hit)
    written = Q()
    for word in wanted.words:
        written &= Q(narrative__icontains=word)
    whole = rows.filter(asked | written).annotate(later=_zero_when(asked))
    return Source(
        (rows.filter(asked), rows.filter(written).exclude(asked)),
        whole.order_by("elsewhere", "later", "assessment__unit__name", "assessment", "position"),
        _item_hit,
    )


def _asked(wanted: Wanted) -> tuple[Q, bool]:
    """Items by code or question, per instrument version, and whether the query was a code."""
    condition, is_code = Q(pk__in=[]), False
    for version in InstrumentVersion.objects.defer("document"):
        texts = _item_texts(version.pk, version.sha256)
        codes = _by_code(texts, wanted.code)
        is_code = is_code or bool(codes)
        codes = codes or [
            code for code, text in texts.items() if all(_has(text, word) for word in wanted.words)
        ]
        if codes:
            condition |= Q(assessment__instrument=version.pk, code__in=codes)
    return condition, is_code


def _by_code(texts: Iterable[str], code: str) -> list[str]:
    """Codes that are, begin with, end with or hold the steps of `code`."""
    return [one for one in texts if f".{code}." in f".{one.lower()}."] if code else []


def _zero_when(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def _has(text: str, word: str) -> bool:
    """Whether a text holds a word; a short one must stand alone ("sk" is not in "skala")."""
    return word in text if len(word) >= SHORTEST_TEXT else f" {word} " in f" {text} "


@lru_cache(maxsize=16)
def _item_texts(pk: int, sha256: str) -> dict[str, str]:
    """Lower-case text an item is found by, by code; kept per version, which never changes."""
    structure = structure_of(InstrumentVersion.objects.defer("document").get(pk=pk, sha256=sha256))
    found = {}
    for item in structure.items:
        part = structure.sub_area(item.sub_area_code)
        area = structure.area(item.area_key)
        found[item.code] = f"{item.code} {item.wording} {part.name} {area.name}".lower()
    return found


def _item_hit(answer: Any, wanted: Wanted) -> Hit:
    assessment = answer.assessment
    item = assessment.structure.item(answer.code)
    return Hit(
        title=item.wording,
        url=item_url(assessment, answer.code),
        code=answer.code,
        meta=f"{assessment.unit.short_name} {assessment.year} · {answer.get_status_display()}",
        excerpt=excerpt_of(answer.narrative, wanted.words),
    )


def excerpt_of(text: str, words: Sequence[str]) -> str:
    """The stretch of a text around the first word found in it; "" when none is."""
    flat = " ".join(text.split())
    places = [place for word in words if (place := flat.lower().find(word)) >= 0]
    if not places:
        return ""
    start = max(0, min(places) - EXCERPT // 3)
    cut = flat[start : start + EXCERPT]
    return ("…" if start else "") + cut + ("…" if start + EXCERPT < len(flat) else "")


# --- Evidence ------------------------------------------------------------------------------------


def _evidence(rights: Rights, wanted: Wanted) -> Source:
    """Evidence by title, number or file name, the newest first."""
    rows = Evidence.objects.visible_to(rights).select_related("unit")
    for word in wanted.words:
        rows = rows.filter(search_text__contains=word)
    rows = rows.order_by("-received_at", "-pk")
    return Source((rows,), rows, _evidence_hit)


def _evidence_hit(evidence: Any, wanted: Wanted) -> Hit:
    facts = [evidence.get_kind_display(), evidence.number, evidence.unit.short_name]
    if evidence.document_date:
        facts.append(format_date_long(evidence.document_date))
    if evidence.is_link:
        facts.append("tautan, tidak disimpan")
    return Hit(
        title=evidence.title,
        url=evidence_url(evidence.uuid),
        code="",
        meta=" · ".join(fact for fact in facts if fact),
        excerpt="",
    )


# --- Innovations ---------------------------------------------------------------------------------


def _innovations(rights: Rights, wanted: Wanted) -> Source:
    """Innovations by name, meaning, service or users."""
    rows = Innovation.objects.visible_to(rights).select_related("unit")
    for word in wanted.words:
        rows = rows.filter(search_text__contains=word)
    rows = rows.order_by("name", "pk")
    return Source((rows,), rows, _innovation_hit)


def _innovation_hit(innovation: Any, wanted: Wanted) -> Hit:
    facts = (
        innovation.name_meaning,
        innovation.get_phase_display(),
        innovation.get_state_display(),
        innovation.unit.short_name,
    )
    return Hit(
        title=innovation.name,
        url=innovation.get_absolute_url(),
        code="",
        meta=" · ".join(fact for fact in facts if fact),
        excerpt="",
    )


# --- Units ---------------------------------------------------------------------------------------


def _units(rights: Rights, wanted: Wanted) -> Source:
    """Units by name, code or province."""
    rows = Unit.objects.filter(rights.scope(Permission.VIEW), named(wanted.words), is_active=True)
    rows = rows.order_by("name", "pk")
    return Source((rows,), rows, _unit_hit)


def _unit_hit(unit: Any, wanted: Wanted) -> Hit:
    return Hit(
        title=unit.name,
        url=dashboard_url(unit.code),
        code="",
        meta=" · ".join(fact for fact in (unit.code, unit.province) if fact),
        excerpt="",
    )


SOURCES = {ITEMS: _items, EVIDENCE: _evidence, INNOVATIONS: _innovations, UNITS: _units}
