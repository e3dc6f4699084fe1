"""The register of a unit's innovations, and one innovation as it is read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from operator import itemgetter
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from innovations.contexts.results import Results, results_of
from innovations.instrument_parts import Choices, choices_for
from innovations.models import Innovation, InnovationEvidence
from innovations.movement import is_silent, last_moved, silent_ones, with_movement
from pengungkit.contexts.shown_evidence import ShownEvidence, shown_lines
from pengungkit.models import Evidence
from units.models import Unit
from units.permissions import Permission, Rights
from zi_portal.lib.chips import chip
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_count


PAGE_SIZE = 50
PURPOSES = tuple(InnovationEvidence.Purpose.values)
STATE_LOOKS = {
    Innovation.State.IDEA: ("neutral", "circle"),
    Innovation.State.TRIAL: ("info", "edit"),
    Innovation.State.RUNNING: ("success", "check"),
    Innovation.State.SOP: ("success", "lock"),
    Innovation.State.STOPPED: ("warning", "alert"),
}


# Not a state of its own: alive, but nothing was noted of it for long.
SILENT = "diam"
STATES: dict[str, str] = {
    **{value: str(label) for value, label in Innovation.State.choices},
    SILENT: "Lama tidak bergerak",
}
YES_NO: dict[bool | None, str] = {True: "Ya", False: "Tidak"}


def state_chip(state: str) -> SafeString:
    tone, icon = STATE_LOOKS[Innovation.State(state)]
    return chip(tone, str(Innovation.State(state).label), icon)


def day_or_year(day: dt.date | None, only_year: bool) -> str:
    if day is None:
        return ""
    return str(day.year) if only_year else format_date_long(day)


def unit_query(unit: Unit | None) -> str:
    return f"?unit={unit.code}" if unit else ""


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class InnovationRow:
    name: str
    meaning: str
    url: str
    unit_name: str
    kind: str
    phase: str
    chip: SafeString
    started: str
    service: str
    # The last day something of it was noted, and whether that is too long ago.
    moved: str
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked the list for; an empty field does not filter."""

    unit: str = ""
    query: str = ""
    phase: str = ""
    state: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Wanted:
        phase, state = query.get("masa", ""), query.get("keadaan", "")
        return cls(
            unit=query.get("unit", "")[:60],
            query=query.get("q", "").strip()[:100],
            phase=phase if phase in Innovation.Phase.values else "",
            state=state if state in STATES else "",
        )

    def url(self, **changed: str) -> str:
        params = {"unit": self.unit, "q": self.query, "masa": self.phase, "keadaan": self.state}
        kept = {name: value for name, value in (params | changed).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


@dataclass(frozen=True, slots=True)
class Register:
    unit: Unit | None
    rows: list[InnovationRow]
    page: Page
    phases: list[Chip]
    states: list[tuple[str, str]]
    wanted: Wanted
    may_record: bool
    is_searching: bool
    add_url: str = ""

    @property
    def nav_query(self) -> str:
        """What keeps the other pages about innovations on the same unit."""
        return unit_query(self.unit)


def wanted_innovations(rights: Rights, unit: Unit | None, wanted: Wanted) -> QuerySet[Innovation]:
    """Those that the search and the state leave; the phase is counted before it narrows."""
    visible = Innovation.objects.visible_to(rights).select_related("unit")
    if unit is not None:
        visible = visible.filter(unit=unit)
    for word in wanted.query.lower().split():
        visible = visible.filter(search_text__contains=word)
    if wanted.state == SILENT:
        return silent_ones(visible)
    return visible.filter(state=wanted.state) if wanted.state else visible


def register_page(rights: Rights, unit: Unit | None, wanted: Wanted, number: str) -> Register:
    """A unit's innovations, or those of every unit the person oversees; constant queries."""
    visible: QuerySet[Innovation] = wanted_innovations(rights, unit, wanted)
    counts = dict(visible.order_by().values_list("phase").annotate(Count("pk")))
    if wanted.phase:
        visible = visible.filter(phase=wanted.phase)
    page = Paginator(with_movement(visible).order_by("name", "pk"), PAGE_SIZE).get_page(number)
    may_record = unit is not None and rights.allows(Permission.RECORD_INNOVATION, unit)
    return Register(
        unit=unit,
        rows=[row_of(one) for one in page.object_list],
        page=page,
        phases=[
            Chip("Semua", wanted.url(masa=""), sum(counts.values()), not wanted.phase),
            *(
                Chip(label, wanted.url(masa=value), counts.get(value, 0), wanted.phase == value)
                for value, label in Innovation.Phase.choices
            ),
        ],
        states=list(STATES.items()),
        wanted=wanted,
        may_record=may_record,
        is_searching=bool(wanted.query or wanted.phase or wanted.state),
        add_url=f"{reverse('innovations:innovation_add')}?unit={unit.code}"
        if unit and may_record
        else "",
    )


def row_of(innovation: Innovation) -> InnovationRow:
    """Of one that comes `with_movement`."""
    last = last_moved(innovation)
    today = innovation.unit.today
    return InnovationRow(
        name=innovation.name,
        meaning=innovation.name_meaning,
        url=innovation.get_absolute_url(),
        unit_name=innovation.unit.short_name,
        kind=innovation.get_kind_display(),
        phase=innovation.get_phase_display(),
        chip=state_chip(innovation.state),
        started=day_or_year(innovation.started_on, innovation.only_year_known),
        service=innovation.service,
        moved=format_date_long(last) if last else "",
        is_silent=is_silent(innovation, last, today),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One thing told: a heading and its words, empty when nobody told it yet."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    when: str
    machine_day: str
    note: str


@dataclass(frozen=True, slots=True)
class InnovationPage:
    innovation: Innovation
    chip: SafeString
    facts: list[Told]
    story: list[Told]
    missing: list[str]
    steps: list[Step]
    items: list[tuple[str, str]]
    areas: list[str]
    proofs: tuple[ShownEvidence, ...]
    kit: tuple[ShownEvidence, ...]
    builds_on: Innovation | None
    successors: list[tuple[str, str]]
    promises: list[tuple[str, str]]
    results: Results
    may_record: bool
    can_move: bool
    crumbs: list[dict[str, str]] = field(default_factory=list)


STORY = (
    ("need", "Kebutuhan yang dijawab"),
    ("problem", "Masalah sebelumnya"),
    ("solution", "Solusi"),
    ("novelty", "Apa yang baru"),
    ("difference", "Pembeda"),
    ("resources", "Sumber daya"),
    ("sustainability", "Keberlanjutan"),
    ("kit_steps", "Langkah bagi peniru"),
)


def innovation_page(innovation: Innovation, rights: Rights) -> InnovationPage:
    """Of one that comes `with_movement`."""
    unit = innovation.unit
    parts = choices_for(unit)
    may_record = rights.allows(Permission.RECORD_INNOVATION, unit)
    today = unit.today
    documents = _documents(innovation, today)
    leads = _leads(innovation)
    story = [Told(label, getattr(innovation, name)) for name, label in STORY]
    return InnovationPage(
        innovation=innovation,
        chip=state_chip(innovation.state),
        facts=_facts(innovation),
        story=[one for one in story if one.text],
        missing=[one.label for one in story if not one.text] if may_record else [],
        steps=[
            Step(
                title=step.get_state_display(),
                when=day_or_year(step.happened_on, step.only_year_known),
                machine_day=step.happened_on.isoformat(),
                note=step.note,
            )
            for step in innovation.steps.all()
        ],
        items=_items(innovation, parts),
        areas=[label for key, label in parts.areas if key in innovation.areas],
        proofs=documents[InnovationEvidence.Purpose.PROOF],
        kit=documents[InnovationEvidence.Purpose.KIT],
        builds_on=innovation.builds_on,
        successors=leads["lanjutan"],
        promises=leads["janji"],
        results=results_of(innovation, last_moved(innovation), today),
        may_record=may_record,
        can_move=may_record and bool(innovation.next_states),
        crumbs=[
            {
                "label": "Inovasi",
                "url": f"{reverse('innovations:innovation_list')}?unit={unit.code}",
            },
            {"label": innovation.name, "url": ""},
        ],
    )


def _leads(innovation: Innovation) -> dict[str, list[tuple[str, str]]]:
    """Address and name of the innovations that build on it and of its promises; one query."""
    successors = innovation.successors.order_by().values_list(
        Value("lanjutan"), "slug", "name", Value(0)
    )
    promises = innovation.promises.order_by().values_list(
        Value("janji"), Cast("pk", CharField()), "service", "limit_minutes"
    )
    found: dict[str, list[tuple[str, str]]] = {"lanjutan": [], "janji": []}
    for kind, key, name, minutes in sorted(successors.union(promises), key=itemgetter(2, 1)):
        if kind == "janji":
            words = f"{name} ({format_count(minutes)} menit)"
            found[kind].append((reverse("innovations:promise", args=[key]), words))
        else:
            found[kind].append((reverse("innovations:innovation", args=[key]), name))
    return found


def _facts(innovation: Innovation) -> list[Told]:
    beyond = YES_NO.get(innovation.beyond_sop, "")
    if beyond and innovation.beyond_sop_note:
        beyond = f"{beyond}. {innovation.beyond_sop_note}"
    source = ". ".join(
        filter(None, (innovation.get_need_source_display(), innovation.need_reference))
    )
    told = [
        Told("Jenis", innovation.get_kind_display()),
        Told("Asal gagasan", innovation.get_origin_display()),
        Told("Mendekatkan layanan", YES_NO.get(innovation.brings_closer, "")),
        Told("Layanan", innovation.service),
        Told("Pemakai", innovation.users),
        Told("Mulai", day_or_year(innovation.started_on, innovation.only_year_known)),
        Told("Sumber kebutuhan", source),
        Told("Melampaui SOP dan IKU", beyond),
        Told("Penanggung jawab", innovation.owner),
        Told("Tim", innovation.team),
    ]
    return [one for one in told if one.text]


def _items(innovation: Innovation, parts: Choices) -> list[tuple[str, str]]:
    codes = innovation.items.values_list("code", flat=True)
    return [(code, parts.titles.get(code, "")) for code in codes]


def _documents(innovation: Innovation, today: dt.date) -> dict[str, tuple[ShownEvidence, ...]]:
    """The documents by purpose; three queries."""
    uses = InnovationEvidence.objects.filter(innovation=innovation)
    here = uses.filter(evidence=OuterRef("pk"))
    found = (
        Evidence.objects.filter(pk__in=uses.values("evidence"))
        .annotate(**{one: Exists(here.filter(purpose=one)) for one in PURPOSES})
        .order_by("title", "pk")
    )
    documents = list(found)
    lines = shown_lines(documents, today)
    return {
        purpose: tuple(
            line
            for document, line in zip(documents, lines, strict=True)
            if getattr(document, purpose)
        )
        for purpose in PURPOSES
    }
