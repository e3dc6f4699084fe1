"""Who assisted whom: lists of both sides, who was never assisted, and one assistance as read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from innovations.contexts.register import Chip, Told, unit_query
from innovations.instrument_parts import choices_for
from innovations.models import Assistance, FollowUp
from pengungkit.contexts.shown_evidence import ShownEvidence, shown_lines
from pengungkit.models import Assessment, Evidence
from units.models import Unit
from units.permissions import Permission, Rights
from zi_portal.lib.chips import chip
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_count, format_points, plain_number


PAGE_SIZE = 50
MOST_OFFERED = 100
GIVEN, RECEIVED, WITHOUT = "diberikan", "diterima", "tanpa"
TABS = {GIVEN: "Diberikan", RECEIVED: "Diterima", WITHOUT: "Unit tanpa pendamping"}
LOOKS = {
    FollowUp.State.WAITING: ("neutral", "circle"),
    FollowUp.State.GOING: ("info", "edit"),
    FollowUp.State.DONE: ("success", "check"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked the list for; an empty field does not filter."""

    unit: str = ""
    tab: str = GIVEN
    year: int | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> Wanted:
        tab = query.get("bagian", "")
        return cls(
            unit=query.get("unit", "")[:60],
            tab=tab if tab in {GIVEN, RECEIVED, WITHOUT} else GIVEN,
            year=plain_number(query.get("tahun", ""), 4),
        )

    def url(self, tab: str) -> str:
        params = {"unit": self.unit, "bagian": tab, "tahun": self.year or ""}
        return f"?{urlencode({name: value for name, value in params.items() if value})}"


@dataclass(frozen=True, slots=True)
class AssistanceRow:
    topic: str
    url: str
    helper: str
    helped: str
    when: str
    mode: str
    follow_up: SafeString | str


@dataclass(frozen=True, slots=True)
class LonelyRow:
    """A unit building toward a predicate that nobody assisted this year."""

    name: str
    url: str
    target: str
    score: str


@dataclass(frozen=True, slots=True)
class AssistanceList:
    unit: Unit | None
    tabs: list[Chip]
    tab: str
    rows: list[AssistanceRow]
    lonely: list[LonelyRow]
    page: Page
    year: int
    may_record: bool
    add_url: str

    @property
    def nav_query(self) -> str:
        """What keeps the other pages about innovations on the same unit."""
        return unit_query(self.unit)


def assistance_list(
    rights: Rights, unit: Unit | None, wanted: Wanted, number: str
) -> AssistanceList:
    """One of the three lists with the counts of all; constant queries."""
    lists = lists_of(rights, unit, wanted)
    tab = wanted.tab if wanted.tab in lists else GIVEN
    pages = {key: Paginator(rows, PAGE_SIZE) for key, rows in lists.items()}
    shown = lists[tab] if tab == WITHOUT else with_open(lists[tab])
    page = Paginator(shown, PAGE_SIZE).get_page(number)
    helper = unit.code if unit else rights.home.unit_code if rights.home else ""
    may_record = (
        rights.allows(Permission.RECORD_ASSISTANCE, unit)
        if unit
        else rights.has_anywhere(Permission.RECORD_ASSISTANCE)
    )
    return AssistanceList(
        unit=unit,
        tabs=[Chip(TABS[key], wanted.url(key), pages[key].count, key == tab) for key in lists],
        tab=tab,
        rows=[] if tab == WITHOUT else [_row(one) for one in page.object_list],
        lonely=[_lonely(one) for one in page.object_list] if tab == WITHOUT else [],
        page=page,
        year=wanted.year or timezone.localdate().year,
        may_record=may_record,
        add_url=f"{reverse('innovations:assistance_add')}?unit={helper}" if may_record else "",
    )


def lists_of(rights: Rights, unit: Unit | None, wanted: Wanted) -> dict[str, QuerySet[Any]]:
    """The lists the person has, by tab: who oversees no units has none of those without helper."""
    given = Assistance.objects.given_within(rights)
    received = Assistance.objects.received_within(rights)
    without = without_assistance(rights, wanted.year or timezone.localdate().year)
    if unit is not None:
        given, received = given.filter(helper=unit), received.filter(helped=unit)
        without = without.filter(unit=unit)
    if wanted.year:
        span = _within(wanted.year)
        given, received = given.filter(span), received.filter(span)
    lists: dict[str, QuerySet[Any]] = {GIVEN: given, RECEIVED: received}
    if rights.oversees:
        lists[WITHOUT] = without
    return lists


def without_assistance(rights: Rights, year: int) -> QuerySet[Assessment]:
    """Assessments of the year of units in reach that nobody assisted that year."""
    helped = Assistance.objects.filter(_within(year), helped=OuterRef("unit_id"))
    return (
        Assessment.objects.filter(rights.scope(Permission.VIEW, "unit__"), year=year)
        .filter(unit__is_active=True)
        .filter(~Exists(helped))
        .select_related("unit")
        .order_by("unit__name", "pk")
    )


def _within(year: int) -> Q:
    return Q(happened_on__gte=dt.date(year, 1, 1), happened_on__lte=dt.date(year, 12, 31))


def with_open(rows: QuerySet[Assistance]) -> QuerySet[Assistance]:
    """The latest first, with how many follow-ups each has, how many are done, and late."""
    over = Q()
    for zone in Unit.TimeZone.values:
        # A day is over earlier in the east.
        today = timezone.localdate(timezone=ZoneInfo(zone))
        over |= Q(helper__time_zone=zone, follow_ups__due_on__lt=today)
    late = over & ~Q(follow_ups__state="selesai")
    counted = rows.select_related("helper", "helped").annotate(
        agreed=Count("follow_ups"),
        done=Count("follow_ups", filter=Q(follow_ups__state="selesai")),
        late=Count("follow_ups", filter=late),
    )
    return counted.order_by("-happened_on", "-pk")


def _row(one: Assistance) -> AssistanceRow:
    agreed, done, late = one.agreed, one.done, one.late  # type: ignore[attr-defined]
    said: SafeString | str = ""
    if late:
        said = chip("warning", f"{format_count(late)} lewat tenggat", "clock")
    elif agreed:
        finished = agreed == done
        said = chip(
            "success" if finished else "info",
            f"{format_count(done)} dari {format_count(agreed)} selesai",
            "check" if finished else "edit",
        )
    return AssistanceRow(
        topic=one.topic,
        url=one.get_absolute_url(),
        helper=one.helper.short_name,
        helped=one.helped.short_name if one.helped else one.agency_name,
        when=format_date_long(one.happened_on),
        mode=one.get_mode_display(),
        follow_up=said,
    )


def _lonely(assessment: Assessment) -> LonelyRow:
    return LonelyRow(
        name=assessment.unit.name,
        url=assessment.unit.get_absolute_url(),
        target=assessment.get_target_display(),
        score=format_points(assessment.total),
    )


@dataclass(frozen=True, slots=True)
class ShownFollowUp:
    pk: int
    what: str
    chip: SafeString
    facts: str
    remark: str
    is_late: bool
    url: str


@dataclass(frozen=True, slots=True)
class AssistancePage:
    """`proofs` are lines with links for whoever sees the helping unit, else `proof_titles`."""

    assistance: Assistance
    facts: list[Told]
    story: list[Told]
    items: list[tuple[str, str]]
    follow_ups: list[ShownFollowUp]
    proofs: tuple[ShownEvidence, ...]
    proof_titles: list[str]
    offered: list[Evidence]
    may_change: bool
    may_upload: bool
    may_follow: bool
    crumbs: list[dict[str, str]]


def assistance_page(one: Assistance, rights: Rights) -> AssistancePage:
    """One assistance as either side reads it; constant queries."""
    may_change = rights.allows(Permission.RECORD_ASSISTANCE, one.helper)
    may_follow = may_report(one, rights)
    parts, today = choices_for(one.helper), one.helper.today
    documents = Evidence.objects.filter(assistanceevidence_uses__assistance=one).order_by(
        "title", "pk"
    )
    inside = rights.allows(Permission.VIEW, one.helper)
    areas = [label for key, label in parts.areas if key in one.areas]
    told = [
        Told("Pendamping", one.helper.name),
        Told("Didampingi", _helped(one)),
        Told("Tanggal", format_date_long(one.happened_on)),
        Told("Cara", one.get_mode_display()),
        Told("Jumlah orang", "" if one.people is None else format_count(one.people)),
        Told("Area", ", ".join(areas)),
    ]
    return AssistancePage(
        assistance=one,
        facts=[fact for fact in told if fact.text],
        story=[
            fact
            for fact in (Told("Saran yang diberikan", one.advice), Told("Hasil", one.result))
            if fact.text
        ],
        items=[(code, parts.titles.get(code, "")) for code in one.items],
        follow_ups=[_follow_up(row, today) for row in one.follow_ups.all()],
        proofs=shown_lines(documents, today) if inside else (),
        proof_titles=[] if inside else [document.title for document in documents],
        offered=list(
            one.helper.evidence.exclude(assistanceevidence_uses__assistance=one).order_by("-pk")[
                :MOST_OFFERED
            ]
        )
        if may_change
        else [],
        may_change=may_change,
        may_upload=rights.allows(Permission.ANSWER, one.helper),
        may_follow=may_follow,
        crumbs=crumbs_of(one.topic),
    )


def may_report(one: Assistance, rights: Rights) -> bool:
    """Whether the person may say how far a follow-up is: either side may."""
    sides = (one.helper, one.helped) if one.helped else (one.helper,)
    return any(rights.allows(Permission.RECORD_ASSISTANCE, unit) for unit in sides)


def crumbs_of(here: str, assistance: Assistance | None = None) -> list[dict[str, str]]:
    crumbs = [{"label": "Asistensi", "url": reverse("innovations:assistance_list")}]
    if assistance is not None:
        crumbs.append({"label": assistance.topic, "url": assistance.get_absolute_url()})
    return [*crumbs, {"label": here, "url": ""}]


def _helped(one: Assistance) -> str:
    if one.helped:
        return one.helped.name
    return f"{one.agency_name} ({one.get_agency_kind_display()})"


def _follow_up(row: FollowUp, today: dt.date) -> ShownFollowUp:
    tone, icon = LOOKS[FollowUp.State(row.state)]
    late = row.is_late(today)
    facts = [
        f"Tenggat {format_date_long(row.due_on)}" if row.due_on else "Tanpa tenggat",
        f"selesai {format_date_long(row.done_on)}" if row.done_on else "",
    ]
    return ShownFollowUp(
        pk=row.pk,
        what=row.what,
        chip=chip("warning", "Lewat tenggat", "clock")
        if late
        else chip(tone, row.get_state_display(), icon),
        facts=" · ".join(filter(None, facts)),
        remark=row.remark,
        is_late=late,
        url=reverse("innovations:follow_up_change", args=[row.assistance_id, row.pk]),
    )
