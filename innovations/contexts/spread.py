"""Who adopted from whom, by innovation and by province, and the catalogue across all units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from innovations.contexts.register import Told, state_chip
from innovations.contexts.replications import replication_chip
from innovations.models import Innovation, Replication
from units.models import Unit
from units.permissions import Permission, Rights


PAGE_SIZE, CATALOGUE_SIZE, MOST_GROUPS = 50, 30, 100
CONFIRMED = Q(state=Replication.State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class SpreadRow:
    innovation: str
    giver: str
    adopter: str
    place: str
    kinship: str
    chip: SafeString
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """How many adopted, and how many of those said so themselves."""

    title: str
    detail: str
    total: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Sought:
    query: str = ""
    state: str = ""
    place: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Sought:
        state = query.get("keadaan", "")
        return cls(
            query=query.get("q", "").strip()[:100],
            state=state if state in Replication.State.values else "",
            place=query.get("provinsi", "").strip()[:60],
        )

    @property
    def is_searching(self) -> bool:
        return bool(self.query or self.state or self.place)


@dataclass(frozen=True, slots=True)
class SpreadPage:
    rows: list[SpreadRow]
    page: Page
    by_innovation: list[Group]
    by_place: list[Group]
    places: list[str]
    states: list[tuple[str, str]]
    sought: Sought
    total: int
    confirmed: int


def spread_page(rights: Rights, sought: Sought, number: str) -> SpreadPage:
    """What the person may see of giver or adopter; a fixed number of queries."""
    # The types know no annotation that a method made.
    visible: Any = Replication.objects.visible_to(rights).with_place()
    found = _narrowed(visible, sought)
    places = visible.exclude(place="").order_by("place").values_list("place", flat=True).distinct()
    by_innovation = [
        Group(row["innovation__name"], row["innovation__unit__name"], row["total"], row["sure"])
        for row in found.values("innovation", "innovation__name", "innovation__unit__name")
        .annotate(total=Count("pk"), sure=Count("pk", filter=CONFIRMED))
        .order_by("-sure", "-total", "innovation__name")[:MOST_GROUPS]
    ]
    by_place = [
        Group(row["place"] or "Belum disebut", "", row["total"], row["sure"])
        for row in found.values("place")
        .annotate(total=Count("pk"), sure=Count("pk", filter=CONFIRMED))
        .order_by("-sure", "-total", "place")[:MOST_GROUPS]
    ]
    page = Paginator(_ordered(found), PAGE_SIZE).get_page(number)
    return SpreadPage(
        rows=[spread_row(one, rights) for one in page.object_list],
        page=page,
        by_innovation=by_innovation,
        by_place=by_place,
        places=list(places),
        states=list(Replication.State.choices),
        sought=sought,
        total=sum(one.total for one in by_place),
        confirmed=sum(one.confirmed for one in by_place),
    )


def spread_rows(rights: Rights, sought: Sought) -> QuerySet[Replication]:
    """What the page lists, for who takes the list along."""
    found: QuerySet[Replication] = _ordered(
        _narrowed(Replication.objects.visible_to(rights).with_place(), sought)
    )
    return found


def _ordered(rows: Any) -> Any:
    found = rows.select_related("innovation__unit", "adopter_unit")
    return found.order_by("innovation__name", "pk")


def _narrowed(rows: Any, sought: Sought) -> Any:
    if sought.state:
        rows = rows.filter(state=sought.state)
    if sought.place:
        rows = rows.filter(place=sought.place)
    if sought.query:
        rows = rows.filter(
            Q(innovation__name__icontains=sought.query)
            | Q(innovation__unit__name__icontains=sought.query)
            | Q(agency_name__icontains=sought.query)
            | Q(adopter_unit__name__icontains=sought.query)
        )
    return rows


def spread_row(one: Replication, rights: Rights) -> SpreadRow:
    giver = one.innovation.unit
    sees_giver = rights.allows(Permission.VIEW, giver)
    return SpreadRow(
        innovation=one.innovation.name,
        giver=giver.short_name,
        adopter=one.adopter_name,
        place=one.place,  # type: ignore[attr-defined]
        kinship=kinship_of(one),
        chip=replication_chip(one.state),
        url=one.get_absolute_url()
        if sees_giver
        else reverse("innovations:received", args=[one.pk]),
    )


def kinship_of(one: Replication) -> str:
    """ "Instansi lain, unit sejenis", as far as it was told."""
    agency = {True: "Instansi sama", False: "Instansi lain", None: ""}[one.same_agency]
    alike = {True: "unit sejenis", False: "unit lain jenis", None: ""}[one.similar_unit]
    return ", ".join(filter(None, (agency, alike)))


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    name: str
    meaning: str
    unit: str
    chip: SafeString
    facts: list[Told]
    kit: str
    confirmed: int
    slug: str
    # Empty, or why the person's unit cannot ask for it.
    taken: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`asking` is the unit in whose name the person may ask, None when there is none."""

    entries: list[CatalogueEntry]
    page: Page
    asking: Unit | None
    query: str
    kind: str
    kinds: list[tuple[str, str]]


def catalogue_page(asking: Unit | None, query: str, kind: str, number: str) -> Catalogue:
    """Short facts of what units share; never evidence, and two queries."""
    adopted = Replication.objects.filter(innovation=OuterRef("pk"), adopter_unit=asking)
    rows = shared_innovations(query, kind).annotate(is_known=Exists(adopted))
    page = Paginator(rows, CATALOGUE_SIZE).get_page(number)
    return Catalogue(
        entries=[_entry(one, asking) for one in page.object_list],
        page=page,
        asking=asking,
        query=query,
        kind=kind if kind in Innovation.Kind.values else "",
        kinds=list(Innovation.Kind.choices),
    )


def shared_innovations(query: str, kind: str) -> QuerySet[Innovation]:
    """Those in the catalogue, the most confirmed first."""
    shared = Innovation.objects.in_catalogue().select_related("unit")
    for word in query.lower().split():
        shared = shared.filter(search_text__contains=word)
    if kind in Innovation.Kind.values:
        shared = shared.filter(kind=kind)
    sure = Count("replications", filter=Q(replications__state=Replication.State.CONFIRMED))
    return shared.annotate(sure=sure).order_by("-sure", "name", "pk")


def _entry(one: Innovation, asking: Unit | None) -> CatalogueEntry:
    told = [
        Told("Jenis", one.get_kind_display()),
        Told("Layanan", one.service),
        Told("Pemakai", one.users),
        Told("Solusi", one.solution),
        Told("Apa yang baru", one.novelty),
    ]
    taken = ""
    if asking and one.unit_id == asking.pk:
        taken = "Milik unit Anda"
    elif asking and one.is_known:  # type: ignore[attr-defined]
        taken = "Sudah diminta atau diterapkan unit Anda"
    return CatalogueEntry(
        name=one.name,
        meaning=one.name_meaning,
        unit=one.unit.name,
        chip=state_chip(one.state),
        facts=[fact for fact in told if fact.text],
        kit=one.kit_steps,
        confirmed=one.sure,  # type: ignore[attr-defined]
        slug=one.slug,
        taken=taken,
    )
