"""Sorting documents: saying what they are and what they prove, many in one act, undone as one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models, transaction
from django.utils import timezone

from pengungkit.actions.evidence import use_event
from pengungkit.derived import KEYS, derive
from pengungkit.exceptions import AssessmentClosedError, SortingNotUndoableError
from pengungkit.models import (
    Answer,
    Assessment,
    Evidence,
    EvidenceUse,
    EvidenceVersion,
    Sorting,
)
from units import audit
from units.models import Unit, User
from zi_portal.lib.dates import format_moment


@dataclass(frozen=True, slots=True)
class Wish:
    """What one document shall be: new values by field, answers (pks) it shall and shall no longer
    prove.
    """

    evidence: int
    values: Mapping[str, Any] = field(default_factory=dict)
    attach: frozenset[int] = frozenset()
    detach: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Undone:
    """How many documents are as they were, and the titles of those changed since."""

    restored: int
    left: list[str]


@transaction.atomic
def sort_evidence(
    *, unit: Unit, wishes: Collection[Wish], summary: str | Callable[[int], str], by: User
) -> Sorting | None:
    """Carry out all wishes or none; None when nothing changes. Constant queries.

    `summary` is the sentence to keep, or what makes it of the number of documents that change.
    The caller has checked that documents and answers belong to the unit and that the person may
    write the answers. Raises `AssessmentClosedError`.
    """
    answers = open_answers({pk for wish in wishes for pk in wish.attach | wish.detach})
    documents = locked_documents(unit, [wish.evidence for wish in wishes])
    there = uses_of(documents)
    changes = {}
    for wish in wishes:
        document = documents[wish.evidence]
        after = {
            name: value for name, value in wish.values.items() if getattr(document, name) != value
        }
        change = {
            "before": {name: getattr(document, name) for name in after},
            "after": after,
            "attached": sorted(wish.attach - there[document.pk]),
            "detached": sorted(wish.detach & there[document.pk]),
        }
        if after or change["attached"] or change["detached"]:
            changes[document.pk] = change
    if not changes:
        return None
    sorting = Sorting.objects.create(
        unit=unit,
        author=by,
        summary=summary if isinstance(summary, str) else summary(len(changes)),
        changes={str(pk): change for pk, change in changes.items()},
    )
    write(sorting, documents, answers, changes, by)
    return sorting


@transaction.atomic
def undo_sorting(*, sorting: Sorting, by: User) -> Undone:
    """Put back every document that nobody touched since.

    Raises `SortingNotUndoableError` and `AssessmentClosedError`.
    """
    sorting = Sorting.objects.select_for_update().select_related("unit").get(pk=sorting.pk)
    if reason := not_undoable(sorting):
        raise SortingNotUndoableError(reason)
    answers = open_answers(answers_in(sorting))
    documents = locked_documents(sorting.unit, [int(pk) for pk in sorting.changes])
    there = uses_of(documents)
    changes, left = {}, []
    for pk, done in sorting.changes.items():
        document = documents.get(int(pk))
        if document is None:
            continue
        now = {name: getattr(document, name) for name in done["after"]}
        if any(value != typed(name, done["after"][name]) for name, value in now.items()):
            left.append(document.title)
            continue
        changes[document.pk] = {
            "before": now,
            "after": {name: typed(name, value) for name, value in done["before"].items()},
            "attached": sorted(set(done["detached"]) - there[document.pk]),
            "detached": sorted(set(done["attached"]) & there[document.pk]),
        }
    sorting.undone_at = timezone.now()
    sorting.save(update_fields=["undone_at"])
    write(sorting, documents, answers, changes, by)
    return Undone(len(changes), left)


def undo_until(sorting: Sorting) -> dt.datetime:
    return sorting.made_at + dt.timedelta(hours=Sorting.UNDO_HOURS)


def not_undoable(sorting: Sorting) -> str:
    """Why the sorting cannot be taken back now, as a sentence; "" when it can."""
    if sorting.undone_at is not None:
        return "Pemilahan ini sudah dibatalkan."
    if timezone.now() > undo_until(sorting):
        when = format_moment(undo_until(sorting), sorting.unit.time_zone)
        return (
            f"Pemilahan hanya dapat dibatalkan sampai {when}. Ubah keterangan buktinya satu per"
            " satu."
        )
    return ""


def answers_in(sorting: Sorting) -> set[int]:
    """Pks of the answers a sorting touched."""
    return {
        pk for change in sorting.changes.values() for pk in change["attached"] + change["detached"]
    }


def typed(name: str, value: Any) -> Any:
    """A stored value as the model's field holds it; the record keeps dates as text."""
    return cast(models.Field, Evidence._meta.get_field(name)).to_python(value)


def open_answers(pks: Iterable[int]) -> dict[int, Answer]:
    """The answers, their assessments locked; raises when one of these is closed."""
    answers = {
        answer.pk: answer
        for answer in Answer.objects.filter(pk__in=list(pks)).select_related("assessment__unit")
    }
    if not answers:
        return {}
    wanted = {answer.assessment_id for answer in answers.values()}
    locked = Assessment.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    if not all(assessment.is_open for assessment in locked):
        raise AssessmentClosedError
    return answers


def locked_documents(unit: Unit, pks: Collection[int]) -> dict[int, Evidence]:
    documents = Evidence.objects.select_for_update(no_key=True).filter(unit=unit, pk__in=pks)
    return {document.pk: document for document in documents.order_by("pk")}


def uses_of(documents: Collection[int]) -> dict[int, set[int]]:
    """Per document the answers it proves."""
    found: dict[int, set[int]] = defaultdict(set)
    uses = EvidenceUse.objects.filter(evidence__in=list(documents)).order_by()
    for document, answer in uses.values_list("evidence_id", "answer_id"):
        found[document].add(answer)
    return found


def write(
    sorting: Sorting,
    documents: Mapping[int, Evidence],
    answers: Mapping[int, Answer],
    changes: Mapping[int, dict[str, Any]],
    by: User,
) -> None:
    """Store the changes and put them into the trail."""
    described = [documents[pk] for pk, change in changes.items() if change["after"]]
    for document in described:
        for name, value in changes[document.pk]["after"].items():
            setattr(document, name, value)
    names = {name for change in changes.values() for name in change["after"]}
    if names:
        derive_all(described)
        Evidence.objects.bulk_update(described, [*sorted(names), *KEYS])
    pairs = [(pk, answer) for pk, change in changes.items() for answer in change["detached"]]
    if pairs:
        # The pairs a document lost are those of its own list, so the product is filtered again.
        doomed = EvidenceUse.objects.filter(
            evidence__in={pk for pk, _ in pairs}, answer__in={answer for _, answer in pairs}
        )
        rows = doomed.order_by().values_list("pk", "evidence_id", "answer_id")
        wanted = set(pairs)
        EvidenceUse.objects.filter(
            pk__in=[pk for pk, *pair in rows if tuple(pair) in wanted]
        ).delete()
    EvidenceUse.objects.bulk_create(
        EvidenceUse(answer_id=answer, evidence_id=pk, attached_by=by)
        for pk, change in changes.items()
        for answer in change["attached"]
    )
    audit.record_many(by, list(events(sorting, documents, answers, changes)))


def derive_all(documents: Collection[Evidence]) -> None:
    names: dict[int, list[str]] = defaultdict(list)
    versions = EvidenceVersion.objects.filter(evidence__in=documents).order_by("-number")
    for pk, name in versions.values_list("evidence_id", "original_name"):
        names[pk].append(name)
    for document in documents:
        derive(document, names[document.pk])


def events(
    sorting: Sorting,
    documents: Mapping[int, Evidence],
    answers: Mapping[int, Answer],
    changes: Mapping[int, dict[str, Any]],
) -> Iterable[audit.Event]:
    more = {"pilahan": str(sorting.uuid)}
    for pk, change in changes.items():
        document = documents[pk]
        if change["after"]:
            fields = {
                name: [change["before"][name], value] for name, value in change["after"].items()
            }
            data = {"changes": fields} | more
            yield audit.Event("bukti_diterangkan", document, sorting.unit.code, data)
        for action, answer in (
            *(("bukti_dipasang", one) for one in change["attached"]),
            *(("bukti_dilepas", one) for one in change["detached"]),
        ):
            event = use_event(action, answers[answer], document)
            event.data.update(more)
            yield event
