"""The LKE as a workbook, out and in, beside what openpyxl takes for the plainest of the kind.

Seconds of computing, not of waiting: another process on the machine does not count.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from bench.goals import Goal


ROUNDS = 15
ROWS, COLUMNS = 150, 12
MOST_OUT, MOST_IN = 3.0, 6.0


def measured(unit: str, year: int) -> dict[str, float]:
    """Seconds of each of the four acts, on the filled LKE of a unit."""
    from openpyxl import load_workbook

    from pengungkit.models import Assessment
    from pengungkit.workbooks.incoming import read_incoming
    from reports.contexts.record import RecordContext
    from reports.workbooks.content import LkeContent
    from reports.workbooks.lke import lke_workbook

    assessment = Assessment.objects.with_structure().get(unit__code=unit, year=year)
    context = RecordContext.live(assessment)

    def out() -> bytes:
        content = LkeContent.of(
            context, link_for=lambda document: f"bukti/{document.uuid}.pdf", source="", made=""
        )
        return lke_workbook(content)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lke.xlsx"
        path.write_bytes(out())
        return median_seconds(
            {
                "out": out,
                "plain": plain_table,
                "in": lambda: read_incoming(path, assessment.structure),
                "load": lambda: load_workbook(path),
            }
        )


def plain_table() -> bytes:
    """A table of 150 x 12 cells with a font, a fill, frames and wrapping, by openpyxl alone."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    book = Workbook()
    sheet = book.active
    font, fill = Font(bold=True), PatternFill("solid", fgColor="EDF4FE")
    line = Side("thin")
    border = Border(left=line, right=line, top=line, bottom=line)
    alignment = Alignment(wrap_text=True)
    for row in range(1, ROWS + 1):
        for column in range(1, COLUMNS + 1):
            cell = sheet.cell(row, column, f"Baris {row} kolom {column}")
            cell.font, cell.fill, cell.border, cell.alignment = font, fill, border, alignment
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def median_seconds(acts: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Every act once a round, in the same order; the first round does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(ROUNDS + 1):
        for name, act in acts.items():
            began = time.process_time()
            act()
            if number:
                seconds[name].append(time.process_time() - began)
    return {name: statistics.median(each) for name, each in seconds.items()}


def workbook_goals(seconds: dict[str, float]) -> list[Goal]:
    return [
        Goal(
            "LKE ke Excel / tabel openpyxl 150 x 12",
            seconds["out"] / seconds["plain"],
            MOST_OUT,
            "x",
        ),
        Goal("LKE dari Excel / openpyxl membukanya", seconds["in"] / seconds["load"], MOST_IN, "x"),
    ]
