"""What rows from a spreadsheet would do to the answers that are stored now.

A workbook the portal handed out brings every item, also those nobody touched in it. Only what
differs from the version it was handed out with is taken; what others changed since stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pengungkit import history
from pengungkit.actions.answers import is_answered, status_after
from pengungkit.merging import ENTRY_FIELDS, values_of
from pengungkit.models import Answer, Paste
from pengungkit.pasting.clipboard import grid_of
from pengungkit.pasting.placed import Placed, Placing
from pengungkit.pasting.placing import place
from pengungkit.pasting.values import Pasted, pasted_values
from pengungkit.workbooks.incoming import placed_row


Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row would do to its answer as it is stored now."""

    placed: Placed
    answer: Answer
    current: Values
    pasted: Pasted
    # Somebody changed the row after it was looked at, to something else than was brought.
    clashes: bool

    @property
    def changes(self) -> bool:
        return not self.pasted.errors and self.pasted.values != self.current


def placing_of(paste: Paste) -> Placing:
    """The rows at their items; they were read once before they were kept."""
    structure = paste.assessment.structure
    if paste.is_workbook:
        rows = [placed_row(row, structure) for row in paste.rows]
        return Placing(rows, how="menurut susunan LKE")
    return place(grid_of(paste.text), structure, structure.area(paste.area))


def outcomes(paste: Paste, answers: Mapping[str, Answer], areas: Collection[str]) -> list[Outcome]:
    """What the rows would do to these answers (by code), in office order.

    Rows of other areas than `areas` are left out. At most one query: the history of the items
    that changed since a workbook was handed out.
    """
    placed = [row for row in placing_of(paste).rows if row.item.area_key in areas]
    bases = _bases(paste, [answers[row.item.code] for row in placed])
    found = [
        _outcome(paste, row, answers[row.item.code], bases.get(row.item.code)) for row in placed
    ]
    return sorted(found, key=lambda outcome: outcome.placed.item.position)


def seen_version(paste: Paste, answer: Answer) -> int:
    """The version of the answer the rows were made from."""
    seen: int = paste.changes.get(answer.code, {}).get("seen", answer.version)
    return seen


def _bases(paste: Paste, answers: Iterable[Answer]) -> dict[str, Values]:
    """The fields of each answer as they were when a workbook of ours was handed out."""
    if not paste.origin:
        return {}
    # Of a version that is yet to come (a backup was restored) nothing is known.
    known = {one: seen for one in answers if (seen := seen_version(paste, one)) <= one.version}
    older = {answer: seen for answer, seen in known.items() if seen < answer.version}
    events = history.events_since(older)
    bases = {}
    for answer in known:
        values = values_of(answer)
        bases[answer.code] = history.values_at(values, events.get(answer, []))[0]
    return bases


def _outcome(paste: Paste, placed: Placed, answer: Answer, base: Values | None) -> Outcome:
    current = values_of(answer)
    pasted = pasted_values(
        placed,
        current if base is None else base,
        clear_empty=paste.clear_empty,
        longest_note=Answer.NARRATIVE_MAX,
    )
    if base is None:
        clashes = answer.version != seen_version(paste, answer) and pasted.values != current
    else:
        touched = [field for field in ENTRY_FIELDS if pasted.values[field] != base[field]]
        wanted = {
            field: _over(current[field], base[field], pasted.values[field]) for field in touched
        }
        clashes = any(
            base[field] != current[field] and wanted[field] != current[field] for field in touched
        )
        # The status is never the workbook's to say.
        pasted.values.update(current | wanted)
    if pasted.values != current:
        answered = is_answered(placed.item, pasted.values)
        pasted.values["status"] = status_after(current, pasted.values, answered=answered, done=None)
    return Outcome(placed, answer, current, pasted, clashes and not pasted.errors)


def _over(current: Any, base: Any, wanted: Any) -> Any:
    """A field as the workbook wants it; of counts only those that were changed in it."""
    if not isinstance(wanted, dict):
        return wanted
    before = base or {}
    changed = {key: number for key, number in wanted.items() if number != before.get(key)}
    return (current or {}) | changed
