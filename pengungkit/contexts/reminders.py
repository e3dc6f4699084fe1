"""A message about items that wait, to be copied into the group where an office talks."""

from __future__ import annotations

from collections.abc import Sequence

from pengungkit.contexts.tasks import Selection, Task
from pengungkit.models import Assessment
from zi_portal.lib.dates import format_date_long


# What each filter leaves to be said; the others are no reason to remind anybody.
WORDS = {
    "perbaikan": "perlu perbaikan",
    "tanpa-bukti": "belum punya bukti",
    "kosong": "belum diisi",
    "lewat-tenggat": "lewat tenggat",
    "tanpa-petugas": "belum ada penanggung jawabnya",
}
MOST_NAMED = 15


def reminder(assessment: Assessment, selection: Selection, tasks: Sequence[Task]) -> str:
    """The items a filter shows, by code and name; "" when there is nothing to remind of.

    It names no person: such messages travel further than the portal.
    """
    words = WORDS.get(selection.saring)
    if words is None or not tasks or not assessment.is_open:
        return ""
    lines = [f"Zona Integritas {assessment.unit.short_name} {assessment.year}: "]
    lines[0] += f"{len(tasks)} butir {words}."
    for task in tasks[:MOST_NAMED]:
        due = f" (tenggat {format_date_long(task.due_on)})" if task.due_on else ""
        lines.append(f"• {task.code} {assessment.structure.item(task.code).wording}{due}")
    if len(tasks) > MOST_NAMED:
        lines.append(f"dan {len(tasks) - MOST_NAMED} butir lain")
    return "\n".join(lines)
