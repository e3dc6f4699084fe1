"""The rules of scoring as formulas of a spreadsheet, cell by cell as `pengungkit.scoring` has them.

Counts that are missing, empty denominators and results beyond 0..1 are told apart exactly as
`pengungkit.ratios` does; what is no number in a cell counts as missing.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pengungkit.instruments import Item, Kind, Ratio
from reports.workbooks.layout import Column, SheetRow, Tier


def share_of(item: Item) -> str:
    """The item's share 0..1 from its answer cell or its counts."""
    answer = f"{Column.ANSWER}{item.row}"
    if item.kind is Kind.CHOICE:
        return choice_share(item, answer)
    if item.kind is Kind.INDEX:
        scale = item.scale_max or Decimal(1)
        return f"IF(ISNUMBER({answer}),MAX(0,MIN(1,{answer}/{scale})),0)"
    return answer


def choice_share(item: Item, answer: str) -> str:
    """The value of the option whose letter stands in the cell; 0 for anything else."""
    expression = "0"
    for option in reversed(item.options):
        if option.value:
            expression = f'IF(TRIM({answer})="{option.letter}",{option.value},{expression})'
    return expression


def ratio_share(ratio: Ratio) -> str:
    """The percentage of a ratio item, kept within 0..1."""
    cells = {one.key: f"{Column.ANSWER}{one.row}" for one in ratio.inputs}
    below = [key for _, key in ratio.denominator]
    required = [key for key in below if not ratio.input(key).optional]
    unknown = [f"COUNT({','.join(cells[key] for key in below)})=0"]
    unknown += [f"NOT(ISNUMBER({cells[key]}))" for key in required]
    missing = [
        f"NOT(ISNUMBER({cells[one.key]}))"
        for one in ratio.inputs
        if one.in_formula and not one.optional and one.key not in below
    ]
    numerator = _sum(ratio.numerator, cells)
    denominator = _sum(ratio.denominator, cells)
    share = f"MAX(0,MIN(1,({numerator})/({denominator})))"
    if missing:
        share = f"IF({_any(missing)},0,{share})"
    return f"IF({_any(unknown)},0,IF(({denominator})<=0,{_empty(ratio, cells)},{share}))"


def _empty(ratio: Ratio, cells: dict[str, str]) -> str:
    """What an empty denominator is worth."""
    rule = ratio.empty
    if rule.value is None:
        return "0"
    granted = [f"ISNUMBER({cells[key]}),SUM({cells[key]})=0" for key in sorted(rule.zero)]
    granted += [f"SUM({cells[key]})=0" for key in sorted(rule.zero_or_empty)]
    return f"IF(AND({','.join(granted)}),{_number(rule.value)},0)"


def _sum(terms: tuple[tuple[int, str], ...], cells: dict[str, str]) -> str:
    """SUM takes what is no number for 0, where + would fail."""
    text = "".join(f"{'+' if sign > 0 else '-'}SUM({cells[key]})" for sign, key in terms)
    return text.removeprefix("+")


def _any(conditions: list[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"


def _number(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"({value})"


def score_of(row: SheetRow) -> str:
    """What stands in the column Nilai: the share of an item, the points of everything else."""
    if row.item is not None and row.tier is Tier.ITEM:
        share = share_of(row.item)
        return f"{Column.WEIGHT}{row.number}*{share}" if row.weight is not None else share
    cells = ",".join(f"{Column.SCORE}{number}" for number in row.parts)
    if row.tier is Tier.SUB_AREA:
        return f"{Column.WEIGHT}{row.number}*SUM({cells})/{len(row.parts)}"
    return f"SUM({cells})"


def percent_of(row: SheetRow) -> str:
    """What stands in the column %: the share of the weight that was reached."""
    if row.weight is None:
        return f"{Column.SCORE}{row.number}"
    return f"{Column.SCORE}{row.number}/{Column.WEIGHT}{row.number}"
