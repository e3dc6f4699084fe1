"""The task list of an assessment: what waits, with whom, until when, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pengungkit.contexts.tasks import FILTERS, RULES, Selection, Task, tasks_of
from pengungkit.instruments.area_names import area_heading
from pengungkit.models import Answer, Assessment
from reports.lists.listing import Listing
from units.models import User
from zi_portal.lib.workbooks.tables import Form, TableColumn, Value


COLUMNS = (
    TableColumn("Kode butir", 14),
    TableColumn("Area", 30),
    TableColumn("Butir", 50),
    TableColumn("Status", 16),
    TableColumn("Jawaban", 16),
    TableColumn("Penanggung jawab", 24),
    TableColumn("Tenggat", 13, Form.DAY),
    TableColumn("Terlambat", 11),
    TableColumn("Bukti tersimpan", 10, Form.WHOLE),
    TableColumn("Tautan", 9, Form.WHOLE),
    TableColumn("Catatan perbaikan", 50),
)


def task_listing(assessment: Assessment, selection: Selection, user: User) -> Listing:
    structure = assessment.structure
    area = structure.area(selection.area) if selection.area else None
    labels = {one.key: one.label for one in FILTERS}
    return Listing(
        name=f"Daftar tugas {assessment.unit.code} {assessment.year}",
        title=f"Daftar tugas {assessment.unit.name} {assessment.year}",
        columns=COLUMNS,
        rows=_rows(assessment, selection, user),
        filters={
            "Area": area_heading(area) if area else "",
            "Saring": labels[selection.saring] if selection.saring else "",
            "Cari": selection.q,
        },
        unit=assessment.unit.code,
    )


def _rows(assessment: Assessment, selection: Selection, user: User) -> Iterator[Sequence[Value]]:
    structure = assessment.structure
    headings = {area.key: area_heading(area) for area in structure.areas}
    rule = RULES[selection.saring]
    for task in tasks_of(assessment):
        if selection.finds(structure, task) and rule(task, user.pk):
            yield _row(task, headings[task.area], structure.item(task.code).wording)


def _row(task: Task, area: str, wording: str) -> Sequence[Value]:
    return (
        task.code,
        area,
        wording,
        str(Answer.Status(task.status).label),
        task.answer,
        task.assignee or "",
        task.due_on,
        "terlambat" if task.is_late else "",
        task.kept,
        task.links,
        task.repair_note if task.status == Answer.Status.REPAIR else "",
    )
