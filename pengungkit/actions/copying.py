"""Taking over answers, notes and still valid evidence from an earlier year of the same unit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from pengungkit.actions.answers import is_answered, status_after
from pengungkit.actions.many_answers import Change, locked_answers, write_many
from pengungkit.instruments import Item
from pengungkit.merging import ENTRY_FIELDS, values_of
from pengungkit.models import Answer, Assessment, Evidence, EvidenceUse
from units.models import User


@dataclass(frozen=True, slots=True)
class Copied:
    """Codes copied, codes left alone because somebody had filled them, and evidence attached."""

    codes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    evidence: int = 0


@transaction.atomic
def copy_year(
    *,
    source: Assessment,
    target: Assessment,
    codes: Collection[str],
    replacing: Mapping[str, int],
    by: User,
) -> Copied:
    """Copy items of an earlier assessment of the same unit.

    `codes` are items to copy only while they are empty. `replacing` names items whose content may
    be replaced, with the version the person saw; one that changed since is left alone. What was an
    answer becomes a proposal: the item is being worked on, never ready. Raises `ValueError` when
    the assessments are of two units, and `AssessmentClosedError`.
    """
    if source.unit_id != target.unit_id:
        raise ValueError("an assessment is only copied within its unit")
    wanted = frozenset(codes) | replacing.keys()
    answers = locked_answers(target, wanted)
    old = {answer.code: answer for answer in source.answers.filter(code__in=wanted)}
    evidence = valid_evidence(source, wanted, target.unit.today)
    changes, left = [], []
    for answer in answers:
        if answer.code not in wanted or answer.code not in old:
            continue
        if not (is_empty(answer) or replacing.get(answer.code) == answer.version):
            left.append(answer.code)
            continue
        current = values_of(answer)
        new = current | copied_values(source, target, old[answer.code])
        if new != current:
            answered = is_answered(target.structure.item(answer.code), new)
            new["status"] = status_after(current, new, answered=answered, done=False)
        documents = evidence[answer.code]
        if new != current or documents:
            more = {"dari": source.year, "bukti": [str(one.uuid) for one in documents]}
            changes.append(Change(answer, current, new, more))
    attached = attach_all(changes, evidence, by)
    write_many(answers, changes, "butir_disalin", by)
    return Copied([change.answer.code for change in changes], left, attached)


def copied_values(source: Assessment, target: Assessment, old: Answer) -> dict[str, Any]:
    """The entry fields of last year's answer that hold something and fit the item of this year.

    Of another version of the instrument only the text is taken, and a choice the item still has:
    its counts and its scale may mean something else.
    """
    values = values_of(old)
    copied = {name: values[name] for name in ENTRY_FIELDS if values[name] not in (None, "")}
    if source.instrument_id != target.instrument_id:
        copied.pop("counts", None)
        copied.pop("index", None)
        if not has_option(target.structure.item(old.code), old.choice):
            copied.pop("choice", None)
    return copied


def has_option(item: Item, letter: str) -> bool:
    return any(option.letter == letter for option in item.options)


def is_empty(answer: Answer) -> bool:
    """Whether nobody has entered anything yet."""
    return answer.status == Answer.Status.EMPTY and answer.response is None and not answer.narrative


def valid_evidence(
    source: Assessment, codes: Collection[str], today: dt.date
) -> dict[str, list[Evidence]]:
    """Kept documents of the items that are not out of date, by item code; links are not kept."""
    uses = (
        EvidenceUse.objects.filter(answer__assessment=source.pk, answer__code__in=codes)
        .filter(Q(evidence__valid_until__isnull=True) | Q(evidence__valid_until__gte=today))
        .filter(evidence__url="", evidence__unit=source.unit_id)
        .select_related("evidence", "answer")
        .only("evidence__uuid", "evidence__title", "answer__code")
        .order_by("pk")
    )
    found: dict[str, list[Evidence]] = defaultdict(list)
    for use in uses:
        found[use.answer.code].append(use.evidence)
    return found


def attach_all(changes: list[Change], evidence: Mapping[str, list[Evidence]], by: User) -> int:
    """Attach the documents to the copied items; one that is there already stays as it is."""
    held = set(
        EvidenceUse.objects.filter(answer__in=[change.answer.pk for change in changes])
        .order_by()
        .values_list("answer_id", "evidence_id")
    )
    new = [
        EvidenceUse(answer=change.answer, evidence=one, attached_by=by)
        for change in changes
        for one in evidence[change.answer.code]
        if (change.answer.pk, one.pk) not in held
    ]
    EvidenceUse.objects.bulk_create(new)
    return len(new)
