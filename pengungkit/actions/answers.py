"""Filling in an item: save with merge, declare ready, approve, send back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from pengungkit import history, rollups
from pengungkit.exceptions import (
    AssessmentClosedError,
    ConcurrentChangeError,
    ItemChangedError,
    ItemNotAnsweredError,
    ItemNotReadyError,
)
from pengungkit.instruments import Item
from pengungkit.merging import ENTRY_FIELDS, KINDS, since_version, values_of
from pengungkit.models import Answer, Assessment
from pengungkit.models.answers import response_from
from pengungkit.scoring import score_item
from units import audit
from units.models import User


KEPT_WHOLE = frozenset(ENTRY_FIELDS)
REPAIR_FIELDS = ("repair_note", "repair_at", "repair_by")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person entered for one item. Only the field of the item's kind is filled.

    `counts` may hold None for a number not yet known. `done` is the declaration that the item is
    ready for review; None leaves the declaration as it is. `keep` names fields the person said
    nothing valid about, which stay as they are: "narrative", or "counts.agen" for one count.
    """

    choice: str = ""
    counts: dict[str, int | None] | None = None
    index: Decimal | None = None
    narrative: str = ""
    done: bool | None = None
    keep: frozenset[str] = frozenset()

    def values(self) -> dict[str, Any]:
        return {
            "choice": self.choice,
            "counts": self.counts if self.counts and any_known(self.counts) else None,
            "index": str(self.index.quantize(Decimal("0.01"))) if self.index is not None else None,
            "narrative": self.narrative.replace("\r\n", "\n"),
        }

    def over(self, base: dict[str, Any]) -> dict[str, Any]:
        """The values with every kept field taken from `base`, the version the person saw."""
        if not self.keep:
            return self.values()
        counts = dict(self.counts or {})
        for name in self.keep:
            field, _, key = name.partition(".")
            if key:
                counts[key] = (base[field] or {}).get(key)
        values = replace(self, counts=counts, keep=frozenset()).values()
        return values | {field: base[field] for field in KEPT_WHOLE & self.keep}


def any_known(counts: dict[str, int | None]) -> bool:
    return any(value is not None for value in counts.values())


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save."""

    answer: Answer
    changed: bool
    # The person declared an item ready that holds no answer; everything else was saved.
    not_answered: bool = False
    # Somebody (or another tab) saved since the version the person started from.
    merged: bool = False


@transaction.atomic
def answer_item(
    *, assessment: Assessment, code: str, entry: Entry, base_version: int, by: User
) -> Saved:
    """Save what a person entered, if need be merged with what others saved meanwhile.

    `base_version` is the version the person started from. Fields only they changed are taken;
    a field that somebody else changed to something different raises `ConcurrentChangeError`.
    The same content sent twice changes nothing the second time. A person never conflicts with
    themselves: of two own tabs the last text wins.
    """
    answer, siblings = locked_answer(assessment, code)
    current = values_of(answer)
    done, stale = entry.done, base_version < answer.version
    if stale:
        wanted, done = merged(answer, entry, base_version, by)
    else:
        wanted = entry.over(current)

    new = current | wanted
    answered = is_answered(assessment.structure.item(code), new)
    not_answered = bool(done) and not answered
    new["status"] = status_after(
        current, new, answered=answered, done=None if not_answered else done
    )
    saved = Saved(answer, changed=new != current, not_answered=not_answered, merged=stale)
    if saved.changed:
        write(answer, current, new, by)
        if any(new[kind] != current[kind] for kind in KINDS):
            # Words alone are worth no points.
            rollups.store_sub_area(answer.assessment, answer.sub_area, siblings)
        trail(answer, "butir_diisi", current, new, by)
    return saved


def merged(
    answer: Answer, entry: Entry, base_version: int, by: User
) -> tuple[dict[str, Any], bool | None]:
    """Three-way merge of what was entered with what is stored, or `ConcurrentChangeError`.

    Also returns the declaration: None where it only repeats what the person had on screen.
    """
    since = since_version(answer, base_version)
    wanted = entry.over(since.base)
    if clashing := since.clashes(wanted, by):
        latest = since.last_other(clashing, by)
        raise ConcurrentChangeError(
            answer=answer,
            fields=clashing,
            mine=wanted,
            theirs={field: since.current[field] for field in ENTRY_FIELDS},
            actor_name=latest.actor_name,
            at=latest.at,
        )
    repeated = entry.done == (since.base["status"] in Answer.DONE_STATUSES)
    return since.combined(wanted), None if repeated else entry.done


def is_answered(item: Item, values: dict[str, Any]) -> bool:
    """Whether the values hold an answer that can be scored."""
    return score_item(item, response_from(**{name: values[name] for name in KINDS})).answered


def status_after(
    current: dict[str, Any], new: dict[str, Any], *, answered: bool, done: bool | None
) -> str:
    """The status that follows a save. It is declared by a person, never guessed from the fields."""
    status = Answer.Status
    content_changed = any(current[field] != new[field] for field in ENTRY_FIELDS)
    was_done = current["status"] in Answer.DONE_STATUSES
    ready = was_done if done is None else done
    if ready and answered:
        untouched = current["status"] == status.APPROVED and not content_changed
        return status.APPROVED if untouched else status.READY
    if current["status"] == status.REPAIR:
        return status.REPAIR
    is_empty = not any(new[field] for field in ENTRY_FIELDS)
    return status.EMPTY if is_empty else status.WORKING


@transaction.atomic
def approve_item(
    *, assessment: Assessment, code: str, by: User, seen_version: int | None = None
) -> Answer:
    """Accept an item inside the office. It must have been declared ready.

    `seen_version` is what the judge read; another one raises `ItemChangedError`.
    """
    answer, _ = locked_answer(assessment, code)
    if answer.status == Answer.Status.APPROVED:
        return answer
    if seen_version is not None and seen_version != answer.version:
        raise ItemChangedError
    if answer.response is None:
        raise ItemNotAnsweredError
    if answer.status != Answer.Status.READY:
        raise ItemNotReadyError
    current = values_of(answer)
    answer.repair_note, answer.repair_at, answer.repair_by = "", None, None
    new = current | {"status": Answer.Status.APPROVED.value}
    write(answer, current, new, by, *REPAIR_FIELDS)
    trail(answer, "butir_disetujui", current, new, by)
    return answer


@transaction.atomic
def return_item(*, assessment: Assessment, code: str, note: str, by: User) -> Answer:
    """Send one item back to its team with a note that says what counts as repaired."""
    answer, _ = locked_answer(assessment, code)
    current = values_of(answer)
    answer.repair_note, answer.repair_at, answer.repair_by = note, timezone.now(), by
    new = current | {"status": Answer.Status.REPAIR.value}
    write(answer, current, new, by, *REPAIR_FIELDS)
    trail(answer, "butir_dikembalikan", current, new, by, note=note)
    return answer


def locked_answer(assessment: Assessment, code: str) -> tuple[Answer, list[Answer]]:
    """The answer and all of its sub-area, locked together with the assessment, in one query.

    The lock lets others point at the rows: attaching evidence holds the assessment and then makes
    sure that the answer exists, and would otherwise wait in a circle with a save.

    Raises `AssessmentClosedError` when the assessment is not open, `Answer.DoesNotExist` when the
    instrument has no such item.
    """
    item = assessment.structure.item(code)
    siblings = list(
        Answer.objects.select_for_update(of=("self", "assessment"), no_key=True)
        .select_related("assessment")
        .filter(assessment_id=assessment.pk, sub_area=item.sub_area_code)
    )
    for answer in siblings:
        # One fresh row for all of them; unit and instrument never change under an assessment.
        answer.assessment = siblings[0].assessment
    siblings[0].assessment.unit = assessment.unit
    siblings[0].assessment.instrument = assessment.instrument
    if not siblings[0].assessment.is_open:
        raise AssessmentClosedError
    return next(answer for answer in siblings if answer.code == code), siblings


def write(
    answer: Answer, before: dict[str, Any], after: dict[str, Any], by: User, *also: str
) -> None:
    """Store the values as the next version of a row the caller holds locked.

    Only columns that change are written, so that no index of the others is touched; `also` names
    further ones that the caller has set on the row.
    """
    changed = {field for field in after if after[field] != before[field]}
    for field in changed:
        value = after[field]
        setattr(answer, field, Decimal(value) if field == "index" and value is not None else value)
    if answer.updated_by_id != by.pk:
        answer.updated_by = by
        changed.add("updated_by")
    answer.version += 1
    answer.updated_at = timezone.now()
    answer.save(update_fields={*changed, *also, "version", "updated_at"})


def trail(
    answer: Answer,
    action: str,
    before: dict[str, Any],
    after: dict[str, Any],
    by: User,
    **more: Any,
) -> None:
    """Record a change of one answer with its fields, for the trail and for the item's history."""
    audit.record(
        actor=by,
        action=action,
        target=answer,
        unit=answer.assessment.unit.code,
        code=answer.code,
        year=answer.assessment.year,
        version=answer.version,
        changes=history.changes_between(before, after),
        **more,
    )
