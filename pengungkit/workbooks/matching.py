"""Which row of a workbook is which line of the instrument.

The instrument gives the lines a full LKE has, in order; the workbook gives its rows. Both are laid
side by side such that the most agrees (labels, names of areas and sub-areas, kinds of answer,
weights, ids); a line without a row is missing, a row without a line is something the office added.
Two orders are tried: the official one (Pemenuhan, then Reform) and the one by area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pengungkit.instruments import Instrument
from pengungkit.workbooks.agreement import LEAST, SAME_IDENTITY, Shift, agreement
from pengungkit.workbooks.lines import Line, lines_by_area
from pengungkit.workbooks.table import COUNT, TableRow


Pair = tuple[int, int]
Fits = Mapping[Line, Mapping[int, float]]


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
    by_area = list(lines_by_area(instrument))
    official = sorted(by_area, key=lambda line: line.row)
    rows = _in_order_of_codes(official, rows)
    fits = {line: _fits(line, rows) for line in by_area}
    match = _match(official, rows, fits)
    if len(match.items) == len(instrument.items):
        return match
    return max(match, _match(by_area, rows, fits), key=lambda one: one.score)


def _fits(line: Line, rows: list[TableRow]) -> dict[int, float]:
    """Row index -> how well it fits, for the rows that could be the line at all."""
    found = {}
    for index, row in enumerate(rows):
        fit = agreement(line, row)
        if fit > LEAST - SAME_IDENTITY:
            found[index] = fit
    return found


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


def _match(lines: list[Line], rows: list[TableRow], fits: Fits) -> Match:
    """Two passes: the first tells how far rows and ids are shifted, the second counts on it."""
    pairs = _align(lines, rows, fits, Shift())[1]
    shift = Shift(
        row=_usual(rows[j].number - lines[i].row for i, j in pairs),
        official_ids=_usual(
            identity - lines[i].row for i, j in pairs if (identity := rows[j].identity) is not None
        )
        == 0,
    )
    score, pairs = _align(lines, rows, fits, shift)
    pairs = _numbers_by_words(lines, rows, pairs + _between(lines, rows, pairs))
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


def _between(lines: list[Line], rows: list[TableRow], pairs: list[Pair]) -> list[Pair]:
    """Pairs by elimination: between two sure pairs as many items are left over as answered rows."""
    found: list[Pair] = []
    edges = [(-1, -1), *pairs, (len(lines), len(rows))]
    for (above, first), (below, last) in pairwise(edges):
        items = [i for i in range(above + 1, below) if lines[i].item is not None]
        answered = [j for j in range(first + 1, last) if rows[j].is_answered and rows[j].text]
        if len(items) == len(answered):
            found += [
                (i, j)
                for i, j in zip(items, answered, strict=True)
                if not rows[j].code and rows[j].kind != COUNT
            ]
    return found


def _numbers_by_words(lines: list[Line], rows: list[TableRow], pairs: list[Pair]) -> list[Pair]:
    """Counts of one item may stand in any order: a row only one of them is known by is its own."""
    block: dict[str, list[int]] = {}
    for i, j in pairs:
        if lines[i].item is not None or lines[i].is_number:
            block.setdefault(lines[i].code, []).append(j)
    numbers: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.is_number and line.code in block:
            numbers.setdefault(line.code, []).append(i)
    taken = {j for _, j in pairs}
    settled: list[Pair] = []
    for code, members in numbers.items():
        end = max(block[code])
        while end + 1 < len(rows) and rows[end + 1].kind == COUNT and end + 1 not in taken:
            end += 1
        near = [j for j in range(min(block[code]), end + 1) if rows[j].kind == COUNT]
        known = {j: [i for i in members if lines[i].is_marked(rows[j].lower)] for j in near}
        sure = [(found[0], j) for j, found in known.items() if len(found) == 1]
        times = Counter(i for i, _ in sure)
        settled += [(i, j) for i, j in sure if times[i] == 1]
    lines_settled = {i for i, _ in settled}
    rows_settled = {j for _, j in settled}
    rest = [(i, j) for i, j in pairs if i not in lines_settled and j not in rows_settled]
    return rest + settled


def _usual(differences: Iterable[int]) -> int | None:
    """The difference most pairs share; None when there is no such."""
    counted = Counter(differences)
    if not counted:
        return None
    value, times = counted.most_common(1)[0]
    return value if times > 0.6 * counted.total() else None


def _align(
    lines: list[Line], rows: list[TableRow], fits: Fits, shift: Shift
) -> tuple[float, list[Pair]]:
    """The order-keeping pairing with the highest sum, as (line, row) indexes."""
    previous = [0.0] * (len(rows) + 1)
    # 0 = leave the row out, 1 = leave the line out, 2 = pair them.
    choices: list[bytearray] = []
    for line in lines:
        possible = fits[line]
        current = [0.0]
        choice = bytearray(b"\x01")
        best = 0.0
        for j, above in enumerate(previous[1:]):
            how = 0
            if above > best:
                best, how = above, 1
            if j in possible:
                fit = shift.applied(possible[j], line, rows[j])
                if fit >= LEAST and previous[j] + fit > best:
                    best, how = previous[j] + fit, 2
            current.append(best)
            choice.append(how)
        choices.append(choice)
        previous = current
    return previous[-1], _walked_back(choices)


def _walked_back(choices: list[bytearray]) -> list[Pair]:
    pairs = []
    i, j = len(choices), len(choices[0]) - 1
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
    return pairs
