"""How the cells of the LKE look: our colours, and yellow wherever something may be typed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.workbooks.layout import Tier
from zi_portal.lib.workbooks.pens import (
    MUTED,
    NEGATIVE,
    OPEN,
    POSITIVE,
    POSITIVE_SOFT,
    PRIMARY_DEEP,
    PRIMARY_LINE,
    PRIMARY_SOFT,
    SUNKEN,
    Look,
)


TAB = PRIMARY_DEEP
WHITE, LINK_BLUE = "FFFFFF", "0B55C4"
GREEN, RED = POSITIVE, NEGATIVE
POINTS, PERCENT, WHOLE = "0.00", "0.00%", "0"


@dataclass(frozen=True, slots=True)
class TierLook:
    """The cells of one kind of row."""

    plain: Look
    wrapped: Look
    points: Look
    percent: Look


def _tier(base: Look) -> TierLook:
    number = replace(base, across="right")
    return TierLook(
        plain=base,
        wrapped=replace(base, wrap=True),
        points=replace(number, form=POINTS),
        percent=replace(number, form=PERCENT),
    )


_TIERS = {
    # No frames where a heading runs over the narrow columns of the outline.
    Tier.COMPONENT: _tier(Look(PRIMARY_DEEP, WHITE, bold=True, size=12, framed=False)),
    Tier.ASPECT: _tier(Look(PRIMARY_DEEP, WHITE, bold=True, size=11, framed=False)),
    Tier.PART: _tier(Look(PRIMARY_LINE, bold=True, size=11, framed=False)),
    Tier.GROUP: _tier(Look(PRIMARY_SOFT, bold=True, framed=False)),
    Tier.SUB_AREA: _tier(Look(PRIMARY_SOFT, bold=True, framed=False)),
    Tier.ITEM: _tier(Look()),
    Tier.COUNT: _tier(Look(color=MUTED)),
    Tier.SUM: _tier(Look(color=MUTED)),
    Tier.TOTAL: _tier(Look(PRIMARY_DEEP, WHITE, bold=True, size=12, framed=False)),
}


def of(tier: Tier) -> TierLook:
    return _TIERS[tier]


HEADING = Look(fill=PRIMARY_DEEP, color=WHITE, bold=True, across="center", wrap=True)
CENTERED = Look(across="center", wrap=True)
WRAPPED = Look(wrap=True)
LINK = Look(wrap=True, color=LINK_BLUE, link=True)
SHARE = Look(fill=SUNKEN, across="center", form=PERCENT)
COUNTED = Look(fill=SUNKEN, across="center", form=WHOLE)
OPEN_CHOICE = Look(fill=OPEN, bold=True, across="center", open=True)
OPEN_INDEX = replace(OPEN_CHOICE, form=POINTS)
OPEN_COUNT = replace(OPEN_CHOICE, form=WHOLE)
OPEN_NOTE = Look(fill=OPEN, wrap=True, open=True)
EVALUATOR = Look(fill=POSITIVE_SOFT, across="center", open=True)
EVALUATOR_COUNT = replace(EVALUATOR, form=WHOLE)
EVALUATOR_INDEX = replace(EVALUATOR, form=POINTS)
EVALUATOR_SHARE = replace(EVALUATOR, form=PERCENT)
EVALUATOR_NOTE = Look(fill=POSITIVE_SOFT, wrap=True, open=True)

# The recap.
TITLE = Look(bold=True, size=16, color=PRIMARY_DEEP, framed=False)
SUBTITLE = Look(bold=True, size=12, framed=False)
REMARK = Look(color=MUTED, framed=False)
CONCLUSION = Look(bold=True, size=11, framed=False)
NUMBER = Look(across="right", form=POINTS)
RATE = Look(across="right", form=PERCENT)
STATE = Look(across="center", bold=True)
PLAIN_VALUE = Look(fill=SUNKEN, across="right", form=POINTS)


@dataclass(frozen=True, slots=True)
class RecapLook:
    """The cells of one line of the recap."""

    words: Look
    number: Look
    rate: Look


PART = RecapLook(WRAPPED, NUMBER, RATE)
SUM = RecapLook(*(replace(one, fill=PRIMARY_SOFT, bold=True) for one in (WRAPPED, NUMBER, RATE)))
GRAND = RecapLook(
    *(replace(one, fill=PRIMARY_DEEP, color=WHITE, bold=True) for one in (WRAPPED, NUMBER, RATE))
)
DAY = Look(across="center", form="DD-MM-YYYY")
ADVICE = Look(size=11, wrap=True, framed=False)
