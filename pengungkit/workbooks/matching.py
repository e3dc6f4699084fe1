"""Which row of a workbook is which line of the instrument.

The instrument gives the lines a full LKE has, in order: headings, items and the counts below ratio
items. The workbook gives its rows. Both run in the same order, so they are laid side by side such
that the most agrees (labels, names of areas and sub-areas, kinds of answer, weights, ids); a line
without a row is missing, a row without a line is something the office added. Two outlines are
tried: the official one (Pemenuhan, then Reform) and the one by area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pengungkit.instruments import Area, AreaPart, Instrument, Item, Kind, RatioInput
from pengungkit.workbooks.columns import plain
from pengungkit.workbooks.table import COUNT, INDEX, PERCENT, TableRow, words_of


IMPOSSIBLE = -1000.0
# A pair must agree on something beyond its place in the order.
LEAST = 1.5
NAMED_BY_CODE = 40.0
SAME_IDENTITY = 8.0
OTHER_IDENTITY = -3.0
SAME_OFFSET = 1.5


@dataclass(frozen=True, slots=True)
class Line:
    """One line a full LKE has: a heading, an item, a count of a ratio item, or their sum."""

    code: str
    row: int
    label: str
    words: frozenset[str]
    kind: str
    weight: Decimal | None
    item: Item | None = None
    count: RatioInput | None = None
    is_sum: bool = False
    marks: tuple[str, ...] = ()
    named: bool = False

    @property
    def is_heading(self) -> bool:
        return self.item is None and self.count is None and not self.is_sum


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the rows lie from the official ones, if constant; whether ids are official rows."""

    row: int | None = None
    official_ids: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """The rows found, by the code of an item, and by (code, key) of a count."""

    items: dict[str, TableRow]
    counts: dict[tuple[str, str], TableRow]
    sums: dict[str, TableRow]
    headings: int
    score: float


def match_rows(instrument: Instrument, rows: list[TableRow]) -> Match:
    """The best reading of the rows, over both orders an LKE is kept in."""
    official = sorted(_lines(instrument), key=lambda line: line.row)
    by_area = list(_lines(instrument))
    rows = _in_order_of_codes(official, rows)
    return max(
        (_match(lines, rows) for lines in (official, by_area)), key=lambda match: match.score
    )


def codes_of(instrument: Instrument) -> dict[str, str]:
    """Every code an id column may hold, by its lower-case spelling."""
    return {line.code.lower(): line.code for line in _lines(instrument)}


def _in_order_of_codes(lines: list[Line], rows: list[TableRow]) -> list[TableRow]:
    """Rows that name their code may stand in any order; each takes the rows below it along."""
    if sum(1 for row in rows if row.code) < len(lines) // 3:
        return rows
    places: dict[str, int] = {}
    for line in lines:
        places.setdefault(line.code, line.row)
    place = 0
    keyed = []
    for row in rows:
        place = places.get(row.code, place)
        keyed.append((place, row.number, row))
    return [row for _, _, row in sorted(keyed, key=lambda one: one[:2])]


def _match(lines: list[Line], rows: list[TableRow]) -> Match:
    """Two passes: the first tells how far rows and ids are shifted, the second counts on it."""
    pairs = _align(lines, rows, Shift())[1]
    shift = Shift(
        row=_usual(rows[j].number - lines[i].row for i, j in pairs),
        official_ids=_usual(
            identity - lines[i].row for i, j in pairs if (identity := rows[j].identity) is not None
        )
        == 0,
    )
    score, pairs = _align(lines, rows, shift)
    pairs = pairs + _between(lines, rows, pairs)
    items: dict[str, TableRow] = {}
    counts: dict[tuple[str, str], TableRow] = {}
    sums: dict[str, TableRow] = {}
    headings = 0
    for i, j in pairs:
        line, row = lines[i], rows[j]
        if line.count is not None:
            counts[line.code, line.count.key] = row
        elif line.is_sum:
            sums[line.code] = row
        elif line.item is not None:
            items[line.code] = row
        else:
            headings += 1
    return Match(items, counts, sums, headings, score)


def _between(
    lines: list[Line], rows: list[TableRow], pairs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Pairs by elimination: between two sure pairs as many items are left over as answered rows."""
    found = []
    edges = [(-1, -1), *pairs, (len(lines), len(rows))]
    for (above, first), (below, last) in zip(edges, edges[1:], strict=False):
        items = [i for i in range(above + 1, below) if lines[i].item is not None]
        answered = [j for j in range(first + 1, last) if rows[j].is_answered and rows[j].text]
        if len(items) == len(answered):
            found += [
                (i, j)
                for i, j in zip(items, answered, strict=True)
                if not rows[j].code and (rows[j].kind == COUNT) == (lines[i].kind == COUNT)
            ]
    return found


def _usual(differences: Iterable[int]) -> int | None:
    """The difference most pairs share; None when there is no such."""
    counted = Counter(differences)
    if not counted:
        return None
    value, times = counted.most_common(1)[0]
    return value if times > 0.6 * counted.total() else None


def _align(
    lines: list[Line], rows: list[TableRow], shift: Shift
) -> tuple[float, list[tuple[int, int]]]:
    """The order-keeping pairing with the highest sum, as (line, row) indexes."""
    width = len(rows) + 1
    previous = [0.0] * width
    # 0 = leave the row out, 1 = leave the line out, 2 = pair them.
    choices: list[bytearray] = []
    for line in lines:
        current = [0.0] * width
        choice = bytearray(width)
        choice[0] = 1
        for j, row in enumerate(rows, start=1):
            best, how = current[j - 1], 0
            if previous[j] > best:
                best, how = previous[j], 1
            agreement = _agreement(line, row, shift)
            if agreement >= LEAST and previous[j - 1] + agreement > best:
                best, how = previous[j - 1] + agreement, 2
            current[j] = best
            choice[j] = how
        choices.append(choice)
        previous = current
    pairs = []
    i, j = len(lines), len(rows)
    while i > 0 and j > 0:
        how = choices[i - 1][j]
        if how == 2:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif how == 1:
            i -= 1
        else:
            j -= 1
    pairs.reverse()
    return previous[-1], pairs


def _agreement(line: Line, row: TableRow, shift: Shift) -> float:
    """How well a row fits a line; below LEAST they are not the same."""
    if row.code:
        if line.count is None and not line.is_sum:
            return NAMED_BY_CODE if row.code == line.code else IMPOSSIBLE
        if row.code != line.code:
            return IMPOSSIBLE
    if line.is_heading:
        score = _heading(line, row)
    elif line.item is not None:
        score = _item(line, row)
    else:
        score = _count(line, row)
    if shift.official_ids and row.identity is not None:
        score += SAME_IDENTITY if row.identity == line.row else OTHER_IDENTITY
    if score >= LEAST and shift.row is not None and row.number - line.row == shift.row:
        score += SAME_OFFSET
    return score


def _marked(line: Line, text: str) -> bool:
    """Whether one of the line's words stands in the text, and none of those it excludes ("!")."""
    found = False
    for mark in line.marks:
        if mark[0] == "!":
            if mark[1:] in text:
                return False
        elif mark in text:
            found = True
    return found


def _heading(line: Line, row: TableRow) -> float:
    common = len(line.words & row.words) / len(line.words)
    if line.marks and _marked(line, row.lower):
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
    if line.marks and _marked(line, row.lower):
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
    if _marked(line, row.lower):
        score += 5.0
    else:
        score -= 1.0 if line.count is not None else 2.0
    if row.label and row.label != "-":
        score -= 2.0
    return score


def _same_label(expected: str, found: str) -> bool:
    return bool(expected) and expected.lower() == found


def _lines(instrument: Instrument) -> Iterable[Line]:
    """All lines in office order: component, then per area its parts with their aspect heading."""
    told: set[str] = set()
    for area in instrument.areas:
        for part in area.parts:
            aspect = instrument.aspect(part.aspect_code)
            component = instrument.component(aspect.component_code)
            if component.code not in told:
                told.add(component.code)
                yield _named(component.code, component.row, component.name, component.weight)
            if aspect.code not in told and aspect.code != part.code:
                told.add(aspect.code)
                yield _named(aspect.code, aspect.row, aspect.name, aspect.weight)
            yield from _part_lines(area, part, aspect.name if aspect.code == part.code else "")


def _part_lines(area: Area, part: AreaPart, own_name: str) -> Iterable[Line]:
    yield _named(part.code, part.row, own_name or area.name, part.weight)
    group = None
    for sub_area in part.sub_areas:
        if sub_area.group is not None and sub_area.group.code != group:
            group = sub_area.group.code
            yield replace(
                _named(group, sub_area.group.row, sub_area.group.name, sub_area.group.weight),
                named=False,
            )
        measured_alone = len(sub_area.items) == 1 and sub_area.items[0].row == sub_area.row
        if not measured_alone:
            yield Line(
                code=sub_area.code,
                row=sub_area.row,
                label=_last(sub_area.code),
                words=words_of(sub_area.name),
                kind="",
                weight=sub_area.weight,
                marks=sub_area.words,
            )
        for item in sub_area.items:
            yield from _item_lines(
                item, sub_area.weight if measured_alone else None, sub_area.words
            )


def _item_lines(item: Item, weight: Decimal | None, marks: tuple[str, ...]) -> Iterable[Line]:
    kinds = {Kind.RATIO: PERCENT, Kind.INDEX: INDEX, Kind.CHOICE: plain(item.scale_name)}
    yield Line(
        code=item.code,
        row=item.row,
        label=item.label,
        words=words_of(item.wording),
        kind=kinds[item.kind],
        weight=weight,
        item=item,
        marks=marks,
    )
    if item.ratio is None:
        return
    counts = [
        Line(
            item.code, one.row, "-", words_of(one.wording), COUNT, None, None, one, False, one.words
        )
        for one in item.ratio.inputs
    ]
    if item.ratio.total_row is not None:
        counts.append(
            Line(
                code=item.code,
                row=item.ratio.total_row,
                label="-",
                words=frozenset(),
                kind=COUNT,
                weight=None,
                is_sum=True,
                marks=item.ratio.total_words,
            )
        )
    yield from sorted(counts, key=lambda line: line.row)


def _named(code: str, row: int, name: str, weight: Decimal) -> Line:
    return Line(
        code=code,
        row=row,
        label=_last(code),
        words=words_of(name),
        kind="",
        weight=weight,
        named=True,
    )


def _last(code: str) -> str:
    return code.rpartition(".")[2]
