"""All innovations side by side with what proves each, and replications with how far they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from innovations.contexts.register import (
    STATES,
    Chip,
    Wanted,
    day_or_year,
    state_chip,
    unit_query,
    wanted_innovations,
)
from innovations.contexts.replications import replication_chip
from innovations.models import Innovation, InnovationEvidence, MeasureValue, Replication
from units.models import Unit
from units.permissions import Rights
from zi_portal.lib.numbers import format_count, format_figure


PAGE_SIZE = 50
INNOVATIONS, REPLICATIONS = "inovasi", "replikasi"
TABS = {INNOVATIONS: "Inovasi", REPLICATIONS: "Replikasi"}


def tab_in(query: QueryDict) -> str:
    tab = query.get("bagian", "")
    return tab if tab in TABS else INNOVATIONS


@dataclass(frozen=True, slots=True)
class InnovationCells:
    """One innovation; `results` are "Lama layanan: 5 hari, lalu 1 hari"."""

    name: str
    url: str
    unit: str
    phase: str
    kind: str
    service: str
    need: str
    results: list[str]
    items: list[str]
    replications: str
    has_kit: bool
    state: str
    chip: SafeString


@dataclass(frozen=True, slots=True)
class ReplicationCells:
    innovation: str
    url: str
    unit: str
    adopter: str
    kind: str
    place: str
    state: str
    since: str
    chip: SafeString


@dataclass(frozen=True, slots=True)
class Matrix:
    unit: Unit | None
    tab: str
    tabs: list[Chip]
    phases: list[tuple[str, str]]
    states: list[tuple[str, str]]
    wanted: Wanted
    innovations: list[InnovationCells]
    replications: list[ReplicationCells]
    page: Page
    is_searching: bool
    # Whose matrix a PDF shows: the unit's, or that of all units below one.
    paper_unit: str

    @property
    def nav_query(self) -> str:
        """What keeps the other pages about innovations on the same unit."""
        return unit_query(self.unit)


def matrix_page(rights: Rights, unit: Unit | None, wanted: Wanted, tab: str, number: str) -> Matrix:
    """One of the two tables with the counts of both; constant queries."""
    told, adopted = told_innovations(rights, unit, wanted), adoptions(rights, unit, wanted)
    pages: dict[str, Paginator] = {
        INNOVATIONS: Paginator(told, PAGE_SIZE),
        REPLICATIONS: Paginator(adopted, PAGE_SIZE),
    }
    page = pages[tab].get_page(number)
    states = STATES if tab == INNOVATIONS else dict(Replication.State.choices)
    return Matrix(
        unit=unit,
        tab=tab,
        tabs=[
            Chip(label, _url(wanted, key), pages[key].count, key == tab)
            for key, label in TABS.items()
        ],
        phases=list(Innovation.Phase.choices),
        states=[(value, str(label)) for value, label in states.items()],
        wanted=wanted,
        innovations=[innovation_cells(one) for one in page] if tab == INNOVATIONS else [],
        replications=[replication_cells(one) for one in page] if tab == REPLICATIONS else [],
        page=page,
        is_searching=bool(wanted.query or wanted.phase or wanted.state),
        paper_unit=unit.code if unit else rights.overseen_code,
    )


def _url(wanted: Wanted, tab: str) -> str:
    """The other table of the same unit and phase; states differ between the two."""
    url = wanted.url(keadaan="")
    return f"{url}{'' if url.endswith('?') else '&'}bagian={tab}"


def told_innovations(rights: Rights, unit: Unit | None, wanted: Wanted) -> QuerySet[Innovation]:
    """With everything `innovation_cells` needs: four queries, however many rows."""
    found = wanted_innovations(rights, unit, wanted)
    if wanted.phase:
        found = found.filter(phase=wanted.phase)
    kit = InnovationEvidence.objects.filter(
        innovation=OuterRef("pk"), purpose=InnovationEvidence.Purpose.KIT
    )
    values = MeasureValue.objects.order_by("measured_on", "pk")
    confirmed = Q(replications__state=Replication.State.CONFIRMED)
    return (
        found.select_related("unit")
        .annotate(
            kit_files=Exists(kit),
            replicated=Count("replications", distinct=True),
            confirmed=Count("replications", distinct=True, filter=confirmed),
        )
        .prefetch_related("items", "measures", Prefetch("measures__values", values))
        .order_by("unit__name", "phase", "name", "pk")
    )


def adoptions(rights: Rights, unit: Unit | None, wanted: Wanted) -> QuerySet[Replication]:
    """Replications of innovations the person may see, by innovation and adopter."""
    found = Replication.objects.given_within(rights).with_place()
    if unit is not None:
        found = found.filter(innovation__unit=unit)
    for word in wanted.query.lower().split():
        found = found.filter(innovation__search_text__contains=word)
    if wanted.phase:
        found = found.filter(innovation__phase=wanted.phase)
    if wanted.state:
        found = found.filter(state=wanted.state)
    return (
        found.select_related("innovation__unit", "adopter_unit__kind")
        .prefetch_related("steps")
        .order_by("innovation__name", "innovation_id", "pk")
    )


def innovation_cells(one: Innovation) -> InnovationCells:
    replicated, confirmed = one.replicated, one.confirmed  # type: ignore[attr-defined]
    return InnovationCells(
        name=one.name,
        url=one.get_absolute_url(),
        unit=one.unit.short_name,
        phase=str(one.phase),
        kind=one.get_kind_display(),
        service=one.service,
        need=one.need,
        results=_results(one),
        items=[item.code for item in one.items.all()],
        replications=(
            f"{format_count(confirmed)} dikonfirmasi dari {format_count(replicated)}"
            if replicated
            else ""
        ),
        has_kit=bool(one.kit_steps) or one.kit_files,  # type: ignore[attr-defined]
        state=one.get_state_display(),
        chip=state_chip(one.state),
    )


def _results(one: Innovation) -> list[str]:
    told = []
    for measure in one.measures.all():
        values, unit = list(measure.values.all()), measure.unit_name
        before = "" if measure.baseline is None else f"{format_figure(measure.baseline)} {unit}"
        after = f"{format_figure(values[-1].value)} {unit}" if values else ""
        figures = f"{before}, lalu {after}" if before and after else before or after
        if figures:
            told.append(f"{measure.name}: {figures}")
    return told


def replication_cells(one: Replication) -> ReplicationCells:
    adopter, steps = one.adopter_unit, list(one.steps.all())
    since = day_or_year(steps[-1].happened_on, steps[-1].only_year_known) if steps else ""
    return ReplicationCells(
        innovation=one.innovation.name,
        url=reverse("innovations:replication", args=[one.innovation.slug, one.pk]),
        unit=one.innovation.unit.short_name,
        adopter=one.adopter_name,
        kind=adopter.kind.name if adopter else one.get_agency_kind_display(),
        place=one.place or "",  # type: ignore[attr-defined]
        state=one.get_state_display(),
        since=since,
        chip=replication_chip(one.state),
    )


def wanted_in(query: QueryDict, tab: str) -> Wanted:
    """As in the register; the table of replications has states of its own."""
    wanted = Wanted.from_query(query)
    if tab != REPLICATIONS:
        return wanted
    state = query.get("keadaan", "")
    return Wanted(
        unit=wanted.unit,
        query=wanted.query,
        phase=wanted.phase,
        state=state if state in Replication.State.values else "",
    )
