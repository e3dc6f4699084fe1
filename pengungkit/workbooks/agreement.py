"""How well a row of a workbook fits a line of the LKE, as a number to be added up."""

from __future__ import annotations

from dataclasses import dataclass

from pengungkit.workbooks.lines import Line
from pengungkit.workbooks.table import COUNT, PERCENT, TableRow


IMPOSSIBLE = -1000.0
# A pair must agree on something beyond its place in the order.
LEAST = 1.5
NAMED_BY_CODE = 40.0
SAME_IDENTITY = 8.0
OTHER_IDENTITY = -3.0
SAME_OFFSET = 1.5


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the rows lie from the official ones, if constant; whether ids are official rows."""

    row: int | None = None
    official_ids: bool = False

    def applied(self, fit: float, line: Line, row: TableRow) -> float:
        """The fit, with what the row's place and id say about it."""
        if self.official_ids and row.identity is not None:
            fit += SAME_IDENTITY if row.identity == line.row else OTHER_IDENTITY
        if fit >= LEAST and self.row is not None and row.number - line.row == self.row:
            fit += SAME_OFFSET
        return fit


def agreement(line: Line, row: TableRow) -> float:
    """How well a row fits a line by what stands in it; below LEAST they are not the same."""
    if row.code:
        if line.count is None and not line.is_sum:
            return NAMED_BY_CODE if row.code == line.code else IMPOSSIBLE
        if row.code != line.code:
            return IMPOSSIBLE
    if line.is_heading:
        return _heading(line, row)
    return _item(line, row) if line.item is not None else _count(line, row)


def _heading(line: Line, row: TableRow) -> float:
    common = len(line.words & row.words) / len(line.words)
    if line.marks and line.is_marked(row.lower):
        common = max(common, 0.8)
    labelled = _same_label(line.label, row.label)
    weighted = line.weight is not None and row.weight == line.weight
    if common < 0.5 and (line.named or not (labelled and weighted)):
        return IMPOSSIBLE
    score = 8.0 * common + (2.5 if labelled else 0.0) + (2.0 if weighted else 0.0)
    if row.label and not labelled:
        score -= 2.0
    if row.kind and row.kind != PERCENT:
        score -= 6.0
    if row.is_answered:
        score -= 4.0
    # A heading is short; a question that happens to hold its words is not.
    return score - 0.3 * max(0, len(row.words) - 2 * len(line.words) - 2)


def _item(line: Line, row: TableRow) -> float:
    if row.kind == COUNT:
        return IMPOSSIBLE
    score = 0.0
    if row.kind:
        # The column of choices is often copied from the row above; another family is not.
        same_family = "/" in row.kind and "/" in line.kind
        score += 4.0 if row.kind == line.kind else (-1.5 if same_family else -4.0)
    if _same_label(line.label, row.label):
        score += 3.0
    elif row.label and row.label != "-":
        score -= 4.0
    if line.words and row.words:
        score += 4.0 * len(line.words & row.words) / len(line.words)
    if line.marks and line.is_marked(row.lower):
        score += 3.0
    if row.weight is not None and row.weight != line.weight:
        score -= 4.0
    if not row.text and not row.label:
        score -= 2.0
    return score


def _count(line: Line, row: TableRow) -> float:
    if row.kind and row.kind != COUNT:
        return IMPOSSIBLE
    score = 4.0 if row.kind == COUNT else 0.0
    if line.is_marked(row.lower):
        score += 5.0
    else:
        score -= 1.0 if line.count is not None else 2.0
    if row.label and row.label != "-":
        score -= 2.0
    return score


def _same_label(expected: str, found: str) -> bool:
    return bool(expected) and expected.lower() == found
