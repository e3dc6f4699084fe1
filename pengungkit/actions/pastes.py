"""Rows from a spreadsheet: kept for a preview, applied as one act, taken back as one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

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
from pengungkit.pasting.outcomes import outcomes
from pengungkit.pasting.placing import place
from units.models import User
from zi_portal.lib.dates import format_moment


@dataclass(frozen=True, slots=True)
class Undone:
    """How many items are as they were, and the codes left alone because they changed since."""

    restored: int
    left: list[str]


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
def apply_paste(
    *,
    paste: Paste,
    choices: Mapping[str, tuple[bool, int]],
    by: User,
    areas: Collection[str] | None = None,
) -> int:
    """Write what was brought, all or nothing; returns how many items changed.

    `areas` are those the person may answer in, by default the paste's own. `choices` settles items
    that somebody changed meanwhile: by code, whether the paste wins, and the version the person
    saw when choosing. Raises `PasteClashError` with the codes that still need a choice,
    `PasteAlreadyAppliedError` the second time.
    """
    paste = locked_paste(paste)
    if paste.applied_at is not None:
        raise PasteAlreadyAppliedError(paste.noun)
    answers = locked_answers(paste.assessment, paste.changes.keys()) if paste.changes else []
    areas = [paste.area] if areas is None else areas
    found = outcomes(paste, {answer.code: answer for answer in answers}, areas)
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
        raise PasteClashError(open_codes, paste.noun)
    changes = [
        Change(one.answer, one.current, one.pasted.values, {paste.noun: str(paste.uuid)})
        for one in wanted
    ]
    paste.changes = {change.answer.code: undo_record(change) for change in changes}
    paste.applied_at = timezone.now()
    paste.save(update_fields=["changes", "applied_at"])
    write_many(answers, changes, "butir_diimpor" if paste.is_workbook else "butir_ditempel", by)
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
        more = {paste.noun: str(paste.uuid)}
        changes.append(Change(answer, current, current | record["before"], more))
    paste.undone_at = timezone.now()
    paste.save(update_fields=["undone_at"])
    write_many(answers, changes, f"{paste.noun}_dibatalkan", by)
    return Undone(len(changes), left)


def sweep_pastes() -> str:
    """Take away previews that nobody applied in time; what was applied stays on record."""
    swept, _ = Paste.objects.given_up().delete()
    return f"{swept} pratinjau yang tidak diterapkan dihapus."


def undo_until(paste: Paste) -> dt.datetime | None:
    """Until when the paste may be taken back; None while it is not applied."""
    if paste.applied_at is None:
        return None
    return paste.applied_at + dt.timedelta(hours=Paste.UNDO_HOURS)


def not_undoable(paste: Paste) -> str:
    """Why the paste cannot be taken back now, as a sentence; "" when it can."""
    until = undo_until(paste)
    if until is None:
        return (
            f"{paste.noun.capitalize()} ini belum diterapkan, jadi tidak ada yang perlu dibatalkan."
        )
    if paste.undone_at is not None:
        return f"{paste.noun.capitalize()} ini sudah dibatalkan."
    if timezone.now() > until:
        when = format_moment(until, paste.assessment.unit.time_zone)
        return (
            f"{paste.noun.capitalize()} hanya dapat dibatalkan sampai {when}. Ubah butirnya satu"
            " per satu; isi lama ada di riwayat tiap butir."
        )
    return ""


def locked_paste(paste: Paste) -> Paste:
    """The row itself, locked, with the assessment the caller read through the person's scope."""
    locked = Paste.objects.select_for_update().get(pk=paste.pk)
    locked.assessment = paste.assessment
    return locked
