"""What the page of one item shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from pengungkit.access import answer_of, may_answer
from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.item_entry import ShownEntry
from pengungkit.contexts.item_evidence import lines_of
from pengungkit.contexts.item_findings import ItemReadiness
from pengungkit.contexts.item_history import LastSitting
from pengungkit.contexts.item_proposal import ShownProposal
from pengungkit.contexts.item_score import ShownScore, shown_score
from pengungkit.contexts.shown_evidence import ShownEvidence
from pengungkit.contexts.shown_values import shown_value
from pengungkit.contexts.uploads import UploadQueue
from pengungkit.file_types import ACCEPT
from pengungkit.instruments import Area, Item, Kind, SubArea
from pengungkit.models import Answer, Assessment, ConflictDraft, Evidence
from pengungkit.models.official import wording_for
from pengungkit.scoring import as_decimal
from units.models import User
from units.permissions import SENTENCES, Permission, Rights, rights_of
from zi_portal.lib.dates import format_clock, format_date_long, format_moment
from zi_portal.lib.numbers import format_points


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the summary of errors; `anchor` is the id of the field, or empty."""

    anchor: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ItemUrls:
    """Addresses of the acts on one item, by name; only those a page asks for are made."""

    args: tuple[int, str, str]

    def __getitem__(self, name: str) -> str:
        return reverse(f"pengungkit:{name}", args=self.args)


@dataclass(frozen=True, slots=True)
class Detached:
    """A document just taken away from the item, so that it can be put back."""

    uuid: UUID
    title: str


@dataclass(frozen=True)
class ItemPage:
    """The page of one item for one person, as stored or as just typed."""

    assessment: Assessment
    item: Item
    area: Area
    sub_area: SubArea
    answer: Answer
    entry: ShownEntry
    evidence: tuple[ShownEvidence, ...]
    # Why the person cannot write here; empty when they can.
    locked: str
    may_review: bool
    has_draft: bool
    last_sitting: LastSitting | None
    # Files of the person on their way to this item; None when they cannot write here.
    uploads: UploadQueue | None = None
    detached: Detached | None = None
    problems: tuple[Problem, ...] = ()
    # A note to the team that was refused, to be corrected.
    note: str = ""

    @classmethod
    def of(
        cls,
        user: User,
        assessment: Assessment,
        item: Item,
        *,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        problems: Sequence[Problem] = (),
        detached: UUID | None = None,
        note: str = "",
    ) -> ItemPage:
        """Gathered with a fixed number of queries: answer, evidence, draft, sitting, uploads."""
        rights = rights_of(user)
        answer = answer_of(assessment, item.code)
        editable = may_answer(rights, assessment, item.area_key)
        official = wording_for(assessment.instrument, item)
        return cls(
            assessment=assessment,
            item=item,
            area=assessment.structure.area(item.area_key),
            sub_area=assessment.structure.sub_area(item.sub_area_code),
            answer=answer,
            entry=(
                ShownEntry.stored(item, answer, official)
                if typed is None
                else ShownEntry.typed(item, answer, typed, errors or {}, official)
            ),
            evidence=lines_of(answer),
            locked="" if editable else why_locked(rights, assessment, item.area_key),
            may_review=assessment.is_open
            and rights.allows(Permission.APPROVE_ITEM, assessment.unit, item.area_key),
            has_draft=editable
            and ConflictDraft.objects.filter(answer=answer, author=user, settled_at=None).exists(),
            last_sitting=LastSitting.of(answer, assessment.unit.time_zone),
            uploads=UploadQueue.of(user, assessment.unit, answer) if editable else None,
            detached=detached_evidence(assessment, detached) if editable else None,
            problems=tuple(problems),
            note=note,
        )

    @property
    def crumbs(self) -> list[Crumb]:
        url = reverse("pengungkit:area", args=[*self.place, self.area.key])
        number = "" if self.area.key == "hasil" else f"{self.area.key} "
        return assessment_crumbs(
            self.assessment, (f"{number}{self.area.name}", url), self.sub_area.name
        )

    @property
    def place(self) -> tuple[int, str]:
        return self.assessment.year, self.assessment.unit.code

    @property
    def urls(self) -> ItemUrls:
        return ItemUrls((*self.place, self.item.code))

    @property
    def url(self) -> str:
        return item_url(self.assessment, self.item.code)

    @property
    def previous_url(self) -> str:
        before = self.assessment.structure.previous_item(self.item.code)
        return item_url(self.assessment, before.code) if before else ""

    @property
    def next_url(self) -> str:
        return next_url(self.assessment, self.item.code)

    @property
    def is_last(self) -> bool:
        return self.item.position == len(self.assessment.structure.items)

    @property
    def where(self) -> str:
        """ "Butir 2 dari 113 · bobot 0,25"."""
        count = len(self.assessment.structure.items)
        weight = format_points(as_decimal(self.item.weight))
        return f"Butir {self.item.position} dari {count} · bobot {weight}"

    @property
    def score(self) -> ShownScore:
        return shown_score(self.item, self.answer)

    @property
    def status(self) -> str:
        return self.answer.get_status_display()

    @property
    def proposal(self) -> ShownProposal | None:
        """What rooms to the right would answer; only items they know about cost a query."""
        return ShownProposal.of(self.answer, self.item)

    @property
    def readiness(self) -> ItemReadiness | None:
        """What is missing or weak here, from what the page holds already."""
        documents = tuple(one.facts for one in self.evidence)
        return ItemReadiness.of(self.answer, self.item, documents)

    @property
    def saved_line(self) -> str:
        """When the item was last written: the time today, otherwise the day."""
        if self.problems:
            return "Sebagian belum tersimpan"
        at, zone = self.answer.updated_at, self.assessment.unit.time_zone
        if at is None:
            return ""
        local = ZoneInfo(zone)
        if timezone.localdate(at, local) == timezone.localdate(timezone=local):
            return f"Tersimpan {format_clock(at, zone)}"
        return f"Tersimpan {format_date_long(at, zone)}"

    @property
    def saved_state(self) -> str:
        """The state of the save line, one of those the stylesheet knows; empty when untouched."""
        if self.problems:
            return "error"
        return "saved" if self.answer.updated_at else ""

    @property
    def charge_line(self) -> str:
        """Who is in charge and until when, as far as it is said."""
        parts = []
        if self.answer.assignee:
            parts.append(f"PIC {self.answer.assignee.name}")
        if self.answer.due_on:
            parts.append(f"tenggat {format_date_long(self.answer.due_on)}")
        return " · ".join(parts)

    @property
    def repair_line(self) -> str:
        """Who sent the item back and when; empty unless it waits for repair."""
        if self.answer.status != Answer.Status.REPAIR or self.answer.repair_by is None:
            return ""
        when = format_moment(self.answer.repair_at, self.assessment.unit.time_zone)
        return f"{self.answer.repair_by.name}, {when}"

    @property
    def can_approve(self) -> bool:
        return self.answer.status == Answer.Status.READY

    @property
    def is_approved(self) -> bool:
        return self.answer.status == Answer.Status.APPROVED

    @property
    def can_return(self) -> bool:
        return self.answer.status in {*Answer.DONE_STATUSES, Answer.Status.REPAIR}

    @property
    def shown_answer(self) -> str:
        """The stored answer in words, for those who only read."""
        fields: dict[Kind, tuple[str, Any]] = {
            Kind.CHOICE: ("choice", self.answer.choice),
            Kind.RATIO: ("counts", self.answer.counts),
            Kind.INDEX: ("index", self.answer.index),
        }
        return shown_value(self.item, *fields[self.item.kind])

    @property
    def examples(self) -> tuple[str, ...]:
        return self.sub_area.evidence_examples

    @property
    def accept(self) -> str:
        return ACCEPT

    @property
    def max_megabytes(self) -> int:
        return settings.EVIDENCE_MAX_BYTES // 1_000_000


def item_url(assessment: Assessment, code: str) -> str:
    return reverse("pengungkit:item", args=[assessment.year, assessment.unit.code, code])


def next_url(assessment: Assessment, code: str) -> str:
    """Where "Simpan dan berikutnya" leads: the next item, after the last one the task list."""
    after = assessment.structure.next_item(code)
    return item_url(assessment, after.code) if after else assessment.get_absolute_url()


def why_locked(rights: Rights, assessment: Assessment, area: str) -> str:
    """The sentence above an item that the person may read but not write."""
    if not assessment.is_open:
        when = format_moment(assessment.closed_at, assessment.unit.time_zone)
        return (
            f"Pengisian ditutup pada {when}, jadi isian tidak dapat diubah. Bila ada yang perlu"
            " diperbaiki, minta admin wilayah membuka kembali penilaian ini."
        )
    if rights.allows(Permission.ANSWER, assessment.unit):
        name = assessment.structure.area(area).name
        return (
            f"Anda tidak ditugaskan di area {name}, jadi butir ini hanya dapat dibaca. Bila perlu"
            " mengisinya, minta ketua tim ZI menambah area Anda."
        )
    return SENTENCES[Permission.ANSWER]


def detached_evidence(assessment: Assessment, uuid: UUID | None) -> Detached | None:
    """The document just taken away from this item, so that it can be put back."""
    if uuid is None:
        return None
    found = Evidence.objects.filter(unit=assessment.unit, uuid=uuid).first()
    return Detached(found.uuid, found.title) if found else None
