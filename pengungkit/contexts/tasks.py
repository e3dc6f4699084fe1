"""The tasks of an assessment in memory: one per item, with filters and words to find them by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.http import urlencode

from pengungkit.contexts.document_facts import Documents, documents_of
from pengungkit.instruments import Instrument
from pengungkit.models import Answer, Assessment, EvidenceUse
from pengungkit.models import Evidence as EvidenceModel
from units.models import User
from units.permissions import Permission, Rights
from zi_portal.lib.numbers import format_input


EMPTY, REPAIR = str(Answer.Status.EMPTY), str(Answer.Status.REPAIR)
READY = str(Answer.Status.READY)
DONE = frozenset(str(status) for status in Answer.DONE_STATUSES)


class Task(NamedTuple):
    """One answer as lists need it: a row of the query, and what follows from it.

    `is_late`: not done although its day has passed where the unit is.
    """

    code: str
    area: str
    status: str
    choice: str
    counts: dict[str, int | None] | None
    survey: Decimal | None
    repair_note: str
    assignee_id: int | None
    assignee: str | None
    due_on: dt.date | None
    updated_by: int | None
    updated_at: dt.datetime | None
    has_narrative: bool
    documents: Documents
    is_late: bool

    @property
    def kept(self) -> int:
        """Documents in our store."""
        return sum(not one.is_link for one in self.documents)

    @property
    def links(self) -> int:
        """Addresses that are only noted."""
        return len(self.documents) - self.kept

    @property
    def is_done(self) -> bool:
        return self.status in DONE

    @property
    def answer(self) -> str:
        """The answer in a word; "" when there is none."""
        if self.choice:
            return self.choice
        if self.counts:
            return "jumlah terisi"
        return f"indeks {format_input(self.survey)}" if self.survey is not None else ""


FIELDS = (
    "code",
    "area",
    "status",
    "choice",
    "counts",
    "index",
    "repair_note",
    "assignee_id",
    "assignee__name",
    "due_on",
    "updated_by_id",
    "updated_at",
)

Rule = Callable[[Task, int], bool]


class Filter(NamedTuple):
    """A way to look at the tasks: its key in the query string, its words, and what it lets through.

    Those of coordinators are offered to whoever shares out items, when they find something.
    """

    key: str
    label: str
    rule: Rule
    for_coordinators: bool = False


FILTERS = (
    Filter("", "Semua", lambda task, me: True),
    Filter("saya", "Tugas saya", lambda task, me: task.assignee_id == me),
    Filter("perbaikan", "Perlu perbaikan", lambda task, me: task.status == REPAIR),
    Filter("tanpa-bukti", "Tanpa bukti", lambda task, me: not task.kept),
    Filter("kosong", "Belum diisi", lambda task, me: task.status == EMPTY),
    Filter("siap", "Siap direviu", lambda task, me: task.status == READY, True),
    Filter("lewat-tenggat", "Lewat tenggat", lambda task, me: task.is_late, True),
    Filter(
        "tanpa-petugas",
        "Tanpa petugas",
        lambda task, me: not (task.assignee_id or task.is_done),
        True,
    ),
)
RULES = {one.key: one.rule for one in FILTERS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a coordinator asked for in vain: it stands in the form again, boxes ticked."""

    codes: frozenset[str] = frozenset()
    person: str = ""
    due: str = ""
    # The same day for the picker of a phone, "asis" for what is no day.
    due_picked: str = ""
    clear_due: bool = False
    everything: bool = False


NOTHING_ASKED = Asked()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which tasks are looked at: a filter by its key, words to find, and one area or all."""

    saring: str = ""
    q: str = ""
    area: str = ""

    def query(self, **changes: str) -> str:
        """The query string of this selection, "" when nothing is selected."""
        values = {"saring": self.saring, "q": self.q} | changes
        pairs = {key: value for key, value in values.items() if value}
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def narrows(self) -> bool:
        return bool(self.saring or self.q)

    def finds(self, structure: Instrument, task: Task) -> bool:
        """Whether every word occurs in the code, the question, or the name of its sub-area."""
        if self.area and task.area != self.area:
            return False
        if not self.q:
            return True
        item = structure.item(task.code)
        text = f"{item.code} {item.wording} {structure.sub_area(item.sub_area_code).name}"
        text = text.casefold()
        return all(word in text for word in self.q.casefold().split())


Evidence = tuple[int, int]
NO_EVIDENCE: Evidence = (0, 0)


def evidence_counts(assessment: Assessment) -> dict[int, Evidence]:
    """Documents kept and links noted, by primary key of the answer; one query.

    What a virus scanner rejected is neither.
    """
    rejected = EvidenceModel.objects.rejected()
    return {
        answer: (kept, links)
        for answer, kept, links in EvidenceUse.objects.filter(answer__assessment=assessment.pk)
        .order_by()
        .values_list("answer_id")
        .annotate(
            kept=Count(
                "pk",
                filter=Q(evidence__url="", evidence__is_destroyed=False)
                & ~Q(evidence__in=rejected),
            ),
            links=Count("pk", filter=~Q(evidence__url="")),
        )
    }


def evidence_words(kept: int, links: int) -> str:
    """ "2 bukti", "1 tautan"; a link is named apart because it is not kept."""
    words = [f"{kept} bukti"] if kept else []
    if links:
        words.append(f"{links} tautan")
    return ", ".join(words) or "tanpa bukti"


def tasks_of(assessment: Assessment) -> list[Task]:
    """All tasks in office order, in two queries."""
    documents = documents_of(assessment)
    today = assessment.unit.today
    rows = (
        Answer.objects.filter(assessment=assessment.pk)
        .order_by("position")
        .annotate(has_narrative=~Q(narrative=""))
        .values_list(*FIELDS, "has_narrative")
    )
    status, due_on = FIELDS.index("status"), FIELDS.index("due_on")
    return [
        Task._make(
            (
                *row,
                documents.get(row[0], ()),
                row[due_on] is not None and row[due_on] < today and row[status] not in DONE,
            )
        )
        for row in rows
    ]


def matching_codes(
    assessment: Assessment, user: User, selection: Selection, areas: Collection[str]
) -> list[str]:
    """Codes of all tasks the selection shows within these areas."""
    rule = RULES[selection.saring]
    return [
        task.code
        for task in tasks_of(assessment)
        if task.area in areas
        and selection.finds(assessment.structure, task)
        and rule(task, user.pk)
    ]


def areas_allowed(assessment: Assessment, rights: Rights, permission: Permission) -> frozenset[str]:
    """Keys of the areas in which the person may do this now: none once the assessment is closed."""
    if not assessment.is_open:
        return frozenset()
    return frozenset(
        area.key
        for area in assessment.structure.areas
        if rights.allows(permission, assessment.unit, area.key)
    )


@dataclass(frozen=True, slots=True)
class Next:
    """Where to go on: the item, and the verb that says whether it was begun."""

    code: str
    word: str


def next_task(tasks: list[Task], me: int, areas: Collection[str]) -> Next | None:
    """The item this person changed last and did not finish; else their next one; else any open."""
    open_tasks = [task for task in tasks if task.status not in DONE and task.area in areas]
    begun = [
        (task.updated_at, task.code)
        for task in open_tasks
        if task.updated_by == me and task.updated_at
    ]
    if begun:
        return Next(max(begun)[1], "Lanjutkan")
    for candidates in ([t for t in open_tasks if t.assignee_id == me], open_tasks):
        if candidates:
            return Next(candidates[0].code, "Kerjakan")
    return None
