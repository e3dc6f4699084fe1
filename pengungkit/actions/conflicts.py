"""Two people changed one field of an item: keep what the second typed until they have chosen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from pengungkit.actions.answers import Entry, Saved, answer_item
from pengungkit.exceptions import ConcurrentChangeError
from pengungkit.merging import ENTRY_FIELDS
from pengungkit.models import Answer, Assessment, ConflictDraft
from units.models import User


@transaction.atomic
def keep_conflict_draft(
    *, answer: Answer, values: dict[str, Any], base_version: int, by: User
) -> ConflictDraft:
    """Keep what somebody typed while another's version stands; a later draft replaces it."""
    draft, _ = ConflictDraft.objects.update_or_create(
        answer=answer,
        author=by,
        settled_at=None,
        defaults={"values": values, "base_version": base_version},
    )
    return draft


def keep_conflict(
    *, conflict: ConcurrentChangeError, base_version: int, done: bool | None, by: User
) -> ConflictDraft:
    """Keep what the writer of a refused save typed, with their declaration."""
    return keep_conflict_draft(
        answer=conflict.answer,
        values=conflict.mine | {"done": done},
        base_version=base_version,
        by=by,
    )


@transaction.atomic
def settle_conflict(*, draft: ConflictDraft, by: User) -> None:
    """Close a draft once its author has chosen; the text itself stays for 30 days."""
    ConflictDraft.objects.filter(pk=draft.pk, author=by, settled_at=None).update(
        settled_at=timezone.now()
    )


@transaction.atomic
def resolve_conflict(
    *,
    assessment: Assessment,
    draft: ConflictDraft,
    values: dict[str, Any],
    fields: set[str],
    seen_version: int,
    by: User,
) -> Saved:
    """Save what the author chose for these fields, leave the others, and close the draft.

    `seen_version` is the version they compared with: a field that changed again since then raises
    `ConcurrentChangeError` once more.
    """
    saved = answer_item(
        assessment=assessment,
        code=draft.answer.code,
        entry=entry_from(values, fields),
        base_version=seen_version,
        by=by,
    )
    settle_conflict(draft=draft, by=by)
    return saved


def entry_from(values: dict[str, Any], fields: set[str]) -> Entry:
    """An entry that says something about these fields only."""
    index = values.get("index")
    return Entry(
        choice=values.get("choice", ""),
        counts=values.get("counts"),
        index=Decimal(index) if index is not None else None,
        narrative=values.get("narrative", ""),
        done=values.get("done"),
        keep=frozenset(ENTRY_FIELDS) - fields,
    )
