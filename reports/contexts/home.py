"""The home page of one person: the offices they work in, and what waits for them there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils import timezone

from pengungkit.models import Answer, Assessment, Evidence
from reports.contexts.answers import AnswerLine, answer_lines
from reports.contexts.followups import FollowUp, follow_ups
from reports.contexts.links import dashboard_url
from reports.contexts.standings import standing_of
from reports.contexts.verdicts import Verdict, verdict_of
from reports.contexts.wording import listed
from reports.contexts.worklists import Worklist, repairs_for, worklist_of
from units.models import PredicateRecord, Unit, User
from units.permissions import Permission, Rights, holders_of
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_number


# Offices shown in full; whoever works in more finds the rest in the list of assessments.
MOST_OFFICES = 3
MOST_CONTACTS = 3
PARTS_OF_DAY = ((18, "malam"), (15, "sore"), (11, "siang"), (4, "pagi"), (0, "malam"))


@dataclass(frozen=True, slots=True)
class OfficeHome:
    """One office on a person's home page.

    `assessment` is its newest one, None before the first. `verdict` and `follow_ups` are for
    those who lead; `contacts` says whom to ask when nothing was given to the person.
    """

    unit: Unit
    assessment: Assessment | None
    worklist: Worklist | None
    answers: bool
    unused_evidence: int
    done: int
    items: int
    total: str
    minimums: int
    verdict: Verdict | None
    follow_ups: tuple[FollowUp, ...]
    contacts: str

    @property
    def dashboard_url(self) -> str:
        return dashboard_url(self.unit.code)

    @property
    def has_work(self) -> bool:
        work = self.worklist
        return work is not None and bool(work.waiting or work.resume)

    @property
    def whom_to_ask(self) -> str:
        """The next step of a person for whom there is nothing to do."""
        if self.assessment is None:
            return (
                "Penilaian dibuka oleh ketua tim ZI atau admin. Setelah itu butirnya dapat dibagi."
            )
        if self.contacts:
            return f"Yang membagi butir di area Anda: {self.contacts}. Tanyakan butir berikutnya."
        return "Belum ada koordinator di area Anda. Tanyakan kepada admin wilayah."


@dataclass(frozen=True, slots=True)
class HomeContext:
    """What the person is greeted with, and their offices."""

    greeting: str
    waiting: int
    offices: tuple[OfficeHome, ...]
    more_offices: int

    @property
    def headline(self) -> str:
        if self.waiting:
            return f"{self.greeting} {self.waiting} butir menunggu Anda."
        if any(office.answers for office in self.offices):
            return f"{self.greeting} Tidak ada butir yang menunggu Anda."
        return self.greeting


def greeting(name: str, zone: str) -> str:
    """ "Selamat pagi, Sari." by the clock of the office."""
    hour = timezone.localtime(timezone=ZoneInfo(zone)).hour
    part = next(word for first, word in PARTS_OF_DAY if hour >= first)
    return f"Selamat {part}, {name}."


def home_of(user: User, rights: Rights) -> HomeContext:
    """The queries do not depend on the number of offices or items."""
    ids = rights.office_ids
    shown = ids[:MOST_OFFICES]
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=shown)} if shown else {}
    assessments = {
        one.unit_id: one
        for one in (
            Assessment.objects.newest().with_structure().filter(unit__in=shown) if shown else ()
        )
    }
    lines = answer_lines(one.pk for one in assessments.values()) if assessments else {}
    facts = _Facts.read(list(units.values()), assessments, lines, user, rights)
    offices = tuple(_office(units[pk], assessments.get(pk), facts, user, rights) for pk in shown)
    zone = offices[0].unit.time_zone if offices else _zone_of(rights)
    return HomeContext(
        greeting=greeting(user.name, zone),
        waiting=sum(one.worklist.waiting for one in offices if one.worklist),
        offices=offices,
        more_offices=len(ids) - len(shown),
    )


def _zone_of(rights: Rights) -> str:
    """The zone of the unit an overseer stands in."""
    zones = Unit.objects.filter(pk=rights.home.unit_id) if rights.home else Unit.objects.none()
    return zones.values_list("time_zone", flat=True).first() or Unit.TimeZone.WIB


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is read for all offices at once."""

    lines: Mapping[int, Sequence[AnswerLine]]
    notes: Mapping[int, Mapping[str, str]]
    unused: Mapping[int, int]
    predicates: Sequence[PredicateRecord]

    @classmethod
    def read(
        cls,
        units: Sequence[Unit],
        assessments: Mapping[int, Assessment],
        lines: Mapping[int, Sequence[AnswerLine]],
        user: User,
        rights: Rights,
    ) -> _Facts:
        answering = [unit for unit in units if rights.allows(Permission.ANSWER, unit)]
        leading = [unit for unit in units if leads(rights, unit)]
        return cls(
            lines=lines,
            notes=_repair_notes(assessments, lines, user, rights),
            unused=dict(
                Evidence.objects.filter(unit__in=answering)
                .unused()
                .values_list("unit")
                .annotate(count=Count("pk"))
                .order_by()
            )
            if answering
            else {},
            predicates=list(PredicateRecord.objects.filter(unit__in=leading)) if leading else [],
        )


def leads(rights: Rights, unit: Unit) -> bool:
    """Whether the person answers for the whole LKE of the office: ketua tim or kepala."""
    return rights.allows(Permission.CLOSE_ASSESSMENT, unit)


def _repair_notes(
    assessments: Mapping[int, Assessment],
    lines: Mapping[int, Sequence[AnswerLine]],
    user: User,
    rights: Rights,
) -> dict[int, dict[str, str]]:
    """ "SK belum ditandatangani" – Rina, 20 November 2026, by assessment and item."""
    wanted = {
        one.pk: {line.code for line in repairs_for(one, lines.get(one.pk, ()), user, rights)}
        for one in assessments.values()
    }
    notes: dict[int, dict[str, str]] = {pk: {} for pk in wanted}
    if not any(wanted.values()):
        return notes
    zones = {one.pk: one.unit.time_zone for one in assessments.values()}
    rows = Answer.objects.filter(
        assessment__in=[pk for pk, codes in wanted.items() if codes],
        code__in=set().union(*wanted.values()),
        repair_at__isnull=False,
    ).values_list("assessment_id", "code", "repair_note", "repair_by__name", "repair_at")
    for pk, code, note, name, at in rows:
        notes[pk][code] = f"“{note}” – {name}, {format_date_long(at, zones[pk])}"
    return notes


def _office(
    unit: Unit, assessment: Assessment | None, facts: _Facts, user: User, rights: Rights
) -> OfficeHome:
    lines = facts.lines.get(assessment.pk, []) if assessment else []
    verdict, worklist = None, None
    waiting: tuple[FollowUp, ...] = ()
    if assessment:
        today = assessment.unit.today
        worklist = worklist_of(
            assessment,
            lines,
            user=user,
            rights=rights,
            today=today,
            notes=facts.notes[assessment.pk],
        )
        if leads(rights, unit):
            verdict = _verdict(assessment, lines, facts)
            waiting = follow_ups(rights, assessment, lines, today)
    answers = rights.allows(Permission.ANSWER, unit)
    idle = answers and not (worklist and worklist.waiting)
    return OfficeHome(
        unit=unit,
        assessment=assessment,
        worklist=worklist,
        answers=answers,
        unused_evidence=facts.unused.get(unit.pk, 0),
        done=sum(line.is_done for line in lines),
        items=len(lines),
        total=format_number(assessment.total) if assessment else "",
        minimums=len(assessment.structure.minimums) if assessment else 0,
        verdict=verdict,
        follow_ups=waiting,
        contacts=_contacts(unit, user, rights) if idle else "",
    )


def _verdict(assessment: Assessment, lines: Sequence[AnswerLine], facts: _Facts) -> Verdict:
    predicates = [one for one in facts.predicates if one.unit_id == assessment.unit_id]
    standing = standing_of(assessment, lines, predicates)
    return verdict_of(assessment, standing.readiness, predicates)


def _contacts(unit: Unit, user: User, rights: Rights) -> str:
    """Who gives out work in the person's areas: "Rina (area 1 dan 2) dan Dewi"."""
    named = []
    for holder in holders_of(Permission.ASSIGN, unit):
        own = sorted(a for a in holder.areas if rights.allows(Permission.ANSWER, unit, a))
        if holder.user_id == user.pk or (holder.areas and not own):
            continue
        named.append(f"{holder.name} (area {listed(own)})" if own else holder.name)
    return listed(named[:MOST_CONTACTS])
