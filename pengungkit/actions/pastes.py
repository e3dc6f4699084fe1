"""Pasting from a spreadsheet: kept for a preview, applied as one act, taken back as one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from pengungkit.actions.answers import is_answered, status_after
from pengungkit.actions.many_answers import Change, locked_answers, write_many
from pengungkit.exceptions import (
    AssessmentClosedError,
    PasteAlreadyAppliedError,
    PasteClashError,
    PasteNotUndoableError,
)
from pengungkit.instruments import Area
from pengungkit.merging import values_of
from pengungkit.models import Answer, Assessment, Paste
from pengungkit.pasting.clipboard import grid_of
from pengungkit.pasting.placed import Placed, Placing
from pengungkit.pasting.placing import place
from pengungkit.pasting.values import Pasted, pasted_values
from units.models import User
from zi_portal.lib.dates import format_moment


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one pasted row would do to its answer as it is stored now."""

    placed: Placed
    answer: Answer
    current: dict[str, Any]
    pasted: Pasted
    # Somebody changed the row after the paste was looked at, to something else than was pasted.
    clashes: bool

    @property
    def changes(self) -> bool:
        return not self.pasted.errors and self.pasted.values != self.current


@dataclass(frozen=True, slots=True)
class Undone:
    """How many items are as they were, and the codes left alone because they changed since."""

    restored: int
    left: list[str]


def placing_of(paste: Paste) -> Placing:
    """The pasted rows at their items; the text was read once before it was kept."""
    structure = paste.assessment.structure
    return place(grid_of(paste.text), structure, structure.area(paste.area))


def outcomes(paste: Paste, answers: Mapping[str, Answer]) -> list[Outcome]:
    """What the paste would do to these answers (by code), in office order; no query."""
    found = []
    for placed in placing_of(paste).rows:
        answer = answers[placed.item.code]
        current = values_of(answer)
        pasted = pasted_values(
            placed,
            current,
            clear_empty=paste.clear_empty,
            longest_note=Answer.NARRATIVE_MAX,
        )
        pasted.values["status"] = status_after(
            current,
            pasted.values,
            answered=is_answered(placed.item, pasted.values),
            done=None,
        )
        seen = paste.changes.get(answer.code, {}).get("seen", answer.version)
        clashes = answer.version != seen and pasted.values != current
        found.append(Outcome(placed, answer, current, pasted, clashes and not pasted.errors))
    return sorted(found, key=lambda outcome: outcome.placed.item.position)


@transaction.atomic
def keep_paste(
    *, assessment: Assessment, area: Area, text: str, clear_empty: bool, by: User
) -> Paste:
    """Keep a block for its preview, with the version every item has now.

    Raises `PasteTooLargeError` or `NotPlacedError`, both of which are sentences for the user, and
    `AssessmentClosedError`.
    """
    if not assessment.is_open:
        raise AssessmentClosedError
    placing = place(grid_of(text), assessment.structure, area)
    versions = dict(
        Answer.objects.filter(assessment=assessment, area=area.key).values_list("code", "version")
    )
    return Paste.objects.create(
        assessment=assessment,
        area=area.key,
        author=by,
        text=text,
        clear_empty=clear_empty,
        changes={placed.item.code: {"seen": versions[placed.item.code]} for placed in placing.rows},
    )


@transaction.atomic
def apply_paste(*, paste: Paste, choices: Mapping[str, tuple[bool, int]], by: User) -> int:
    """Write what was pasted, all or nothing; returns how many items changed.

    `choices` settles items that somebody changed meanwhile: by code, whether the paste wins, and
    the version the person saw when choosing. Raises `PasteClashError` with the codes that still
    need a choice, `PasteAlreadyAppliedError` the second time.
    """
    paste = locked_paste(paste)
    if paste.applied_at is not None:
        raise PasteAlreadyAppliedError
    answers = locked_answers(paste.assessment, paste.changes.keys())
    found = outcomes(paste, {answer.code: answer for answer in answers})
    wanted, open_codes = [], []
    for outcome in found:
        code, version = outcome.answer.code, outcome.answer.version
        if not outcome.changes:
            continue
        if outcome.clashes:
            paste_wins, seen = choices.get(code, (False, -1))
            if seen != version:
                open_codes.append(code)
                continue
            if not paste_wins:
                continue
        wanted.append(outcome)
    if open_codes:
        raise PasteClashError(open_codes)
    changes = [
        Change(one.answer, one.current, one.pasted.values, {"tempelan": str(paste.uuid)})
        for one in wanted
    ]
    paste.changes = {change.answer.code: undo_record(change) for change in changes}
    paste.applied_at = timezone.now()
    paste.save(update_fields=["changes", "applied_at"])
    write_many(answers, changes, "butir_ditempel", by)
    return len(changes)


def undo_record(change: Change) -> dict[str, Any]:
    """The fields that change, before and after, and the version the change will make."""
    fields = [field for field in change.after if change.before[field] != change.after[field]]
    return {
        "version": change.answer.version + 1,
        "before": {field: change.before[field] for field in fields},
        "after": {field: change.after[field] for field in fields},
    }


@transaction.atomic
def undo_paste(*, paste: Paste, by: User) -> Undone:
    """Put every item back that nobody touched since. Raises `PasteNotUndoableError`."""
    paste = locked_paste(paste)
    if reason := not_undoable(paste):
        raise PasteNotUndoableError(reason)
    answers = locked_answers(paste.assessment, paste.changes.keys()) if paste.changes else []
    changes, left = [], []
    for answer in answers:
        record = paste.changes.get(answer.code)
        if record is None:
            continue
        if answer.version != record["version"]:
            left.append(answer.code)
            continue
        current = values_of(answer)
        more = {"tempelan": str(paste.uuid)}
        changes.append(Change(answer, current, current | record["before"], more))
    paste.undone_at = timezone.now()
    paste.save(update_fields=["undone_at"])
    write_many(answers, changes, "tempelan_dibatalkan", by)
    return Undone(len(changes), left)


def undo_until(paste: Paste) -> dt.datetime | None:
    """Until when the paste may be taken back; None while it is not applied."""
    if paste.applied_at is None:
        return None
    return paste.applied_at + dt.timedelta(hours=Paste.UNDO_HOURS)


def not_undoable(paste: Paste) -> str:
    """Why the paste cannot be taken back now, as a sentence; "" when it can."""
    until = undo_until(paste)
    if until is None:
        return "Tempelan ini belum diterapkan, jadi tidak ada yang perlu dibatalkan."
    if paste.undone_at is not None:
        return "Tempelan ini sudah dibatalkan."
    if timezone.now() > until:
        when = format_moment(until, paste.assessment.unit.time_zone)
        return (
            f"Tempelan hanya dapat dibatalkan sampai {when}. Ubah butirnya satu per satu; isi lama"
            " ada di riwayat tiap butir."
        )
    return ""


def locked_paste(paste: Paste) -> Paste:
    """The row itself, locked, with the assessment the caller read through the person's scope."""
    locked = Paste.objects.select_for_update().get(pk=paste.pk)
    locked.assessment = paste.assessment
    return locked
