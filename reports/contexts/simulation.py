"""The what-if of the dashboard: items that add most, the ticked ones, and what comes of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pengungkit.instruments import Kind, Level, Minimum
from pengungkit.instruments.area_names import area_label
from pengungkit.models import Assessment
from pengungkit.readiness import readiness
from pengungkit.scoring import ItemScore, Result
from pengungkit.simulation import Raise, counts_toward, enough_to_pass, totals_with
from reports.contexts.links import item_url
from reports.contexts.standings import Standing
from reports.contexts.wording import in_words, listed
from zi_portal.lib.numbers import format_number, format_percent, format_signed


SHOWN = 10
# On the one printed page: what is ticked, else the greatest gains.
PRINTED = 5
# More requirements than this are not named; the outcome has their number.
MOST_NAMED = 4
# In place of item codes: tick as many as it takes.
ENOUGH = "cukup"


@dataclass(frozen=True, slots=True)
class RaiseLine:
    """One item that can still add: from what it is to what it may become."""

    code: str
    wording: str
    place: str
    # Counts toward an area or result that is below its minimum now.
    helps: bool
    before: str
    after: str
    gain: str
    url: str
    ticked: bool
    printed: bool


@dataclass(frozen=True, slots=True)
class Simulation:
    """The list to tick from, and the outcome of what is ticked ("" when nothing is)."""

    lines: tuple[RaiseLine, ...]
    ticked: int
    outcome: str
    passes: bool
    remaining: str


def simulation_of(
    assessment: Assessment, standing: Standing, wanted: Collection[str]
) -> Simulation:
    """`wanted` are item codes, or ENOUGH; codes that cannot be raised are passed over."""
    structure, target = assessment.structure, assessment.target
    result, now, possible = standing.result, standing.readiness, standing.raises
    if ENOUGH in wanted:
        ticked: Sequence[Raise] = (
            enough_to_pass(structure, target, result.totals, possible) or possible
        )
    else:
        ticked = [one for one in possible if one.code in wanted]
    codes = {one.code for one in ticked}
    shown = [one for i, one in enumerate(possible) if i < SHOWN or one.code in codes]
    missing = {check.code for check in now.failed}
    narrow = [
        minimum
        for minimum in structure.minimums
        if minimum.code in missing and minimum.level not in (Level.TOTAL, Level.COMPONENT)
    ]
    printed = {one.code for one in sorted(shown, key=lambda one: one.code not in codes)[:PRINTED]}
    lines = tuple(_line(assessment, result, one, narrow, codes, printed) for one in shown)
    if not ticked:
        return Simulation(lines, 0, "", False, "")
    totals = totals_with(structure, result, ticked)
    then = readiness(structure, target, totals)
    count = len(ticked)
    outcome = (
        f"Jika {in_words(count)} butir ini selesai: {format_number(result.total)} →"
        f" {format_number(totals.total)} dan {then.met_count} dari {len(then.checks)} syarat"
        " terpenuhi."
    )
    failed = [check.name.replace(": ", " ", 1) for check in then.failed]
    remaining = f"Masih kurang: {listed(failed)}." if 0 < len(failed) <= MOST_NAMED else ""
    absent = now.precondition is not None and not now.precondition.met
    if not failed and absent and now.precondition:
        remaining = f"Predikat {now.precondition.predicate_name} tetap harus dipegang lebih dahulu."
    return Simulation(lines, count, outcome, not failed and not absent, remaining)


def _line(
    assessment: Assessment,
    result: Result,
    one: Raise,
    missing: Sequence[Minimum],
    ticked: Collection[str],
    printed: Collection[str],
) -> RaiseLine:
    item, now = one.item, result.items[one.code]
    area = assessment.structure.area(item.area_key)
    return RaiseLine(
        code=one.code,
        wording=item.wording,
        place=area_label(area),
        helps=any(counts_toward(assessment.structure, item, minimum) for minimum in missing),
        before=shown_response(now, item.kind),
        after=after_words(one),
        gain=format_signed(one.gain),
        url=item_url(assessment, one.code),
        ticked=one.code in ticked,
        printed=one.code in printed,
    )


def shown_response(now: ItemScore, kind: Kind) -> str:
    """The present answer in a word: the letter, the percentage, the index; "kosong" without."""
    if not now.answered:
        return "kosong"
    if kind is Kind.INDEX:
        return format_number(now.response)
    if kind is Kind.RATIO:
        return format_percent(now.share * 100)
    return str(now.response)


def after_words(one: Raise) -> str:
    if one.index is not None:
        return format_number(one.index)
    return one.letter or "100%"
