"""Would it pass? One sentence, and the requirements behind it. Always of the unit's own answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from pengungkit.instruments import Level
from pengungkit.models import Assessment
from pengungkit.readiness import Readiness
from pengungkit.scoring import Check
from reports.contexts.links import rows_behind
from reports.contexts.wording import in_words, listed
from units.models import PredicateRecord
from zi_portal.lib.charts import Bar
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_number, format_percent, telling_places


CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One requirement, ready to be shown.

    `gap` is "kurang 0,38 poin": points of the total also where the requirement is a percentage, so
    that it can be held against what an item adds; "" when met. `url` opens the rows behind it.
    """

    code: str
    level: Level
    name: str
    short_name: str
    value: str
    minimum: str
    gap: str
    met: bool
    url: str
    bar: Bar

    def as_item(self) -> dict[str, str]:
        """The line as _checklist.html takes it."""
        return {
            "state": "yes" if self.met else "no",
            "label": f"{self.short_name} min. {self.minimum}",
            "value": self.value,
            "gap": self.gap,
            "url": self.url,
        }


@dataclass(frozen=True, slots=True)
class PreconditionLine:
    """The predicate that must be held before: a sentence, and whether it is."""

    met: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "are we going to pass?" with what it rests on."""

    headline: str
    tone: str
    met_count: int
    checks: tuple[CheckLine, ...]
    precondition: PreconditionLine | None

    @property
    def failed(self) -> tuple[CheckLine, ...]:
        return tuple(check for check in self.checks if not check.met)

    @property
    def failed_names(self) -> str:
        """All that is missing, with the areas in one word when every one of them is."""
        areas = [check for check in self.checks if check.level is Level.AREA]
        together = bool(areas) and not any(check.met for check in areas)
        names = []
        for check in self.failed:
            if together and check.level is Level.AREA:
                if check == areas[0]:
                    names.append(f"{in_words(len(areas))} area")
            else:
                names.append(check.name)
        return listed(names)

    @property
    def items(self) -> list[dict[str, str]]:
        return [check.as_item() for check in self.checks]

    @property
    def all_met(self) -> bool:
        return self.met_count == len(self.checks)

    @property
    def results(self) -> list[bool]:
        return [check.met for check in self.checks]


def headline_of(readiness: Readiness) -> str:
    """The first sentence: pass or not, and how many requirements are missing."""
    target, total = readiness.target_name, len(readiness.checks)
    missing = len(readiness.failed)
    first = readiness.precondition
    absent = ""
    if first is not None and not first.met:
        state = "belum tercatat" if first.held is None else "sudah dicabut"
        absent = f"predikat {first.predicate_name} {state}"
    if missing:
        also = f" dan {absent}" if absent else ""
        return f"Belum memenuhi syarat {target}: {missing} dari {total} syarat masih kurang{also}."
    if absent:
        return (
            f"Belum dapat diusulkan {target}: {total} dari {total} syarat terpenuhi, tetapi"
            f" {absent}."
        )
    return f"Memenuhi syarat {target}: {total} dari {total} syarat terpenuhi."


def verdict_of(
    assessment: Assessment, readiness: Readiness, predicates: Iterable[PredicateRecord]
) -> Verdict:
    """The readiness of one assessment in words, with links to the rows of that assessment."""
    minimums = {minimum.code: minimum for minimum in assessment.structure.minimums}
    lines = tuple(
        _check_line(
            check, minimums[check.code].level, rows_behind(assessment, minimums[check.code])
        )
        for check in readiness.checks
    )
    return Verdict(
        headline=headline_of(readiness),
        tone="success" if readiness.passed else "error",
        met_count=readiness.met_count,
        checks=lines,
        precondition=_precondition_line(readiness, predicates),
    )


def shown_value(check: Check) -> str:
    """The value with as many decimals as it takes to see on which side of the minimum it is."""
    if check.unit == "persen":
        return format_percent(check.value, telling_places(check.value, check.minimum, 1))
    return format_number(check.value, telling_places(check.value, check.minimum, 2))


def shown_minimum(check: Check) -> str:
    plain = format_number(check.minimum).removesuffix(",00")
    if check.index_minimum is not None:
        return f"{plain} (indeks {format_number(check.index_minimum)})"
    return f"{plain}%" if check.unit == "persen" else plain


def missing_points(check: Check) -> Decimal:
    """What is missing in points of the total, rounded up: what is missing is never shown as 0."""
    gap = check.gap * check.weight / 100 if check.unit == "persen" else check.gap
    return gap.quantize(CENT, rounding=ROUND_UP)


def _check_line(check: Check, level: Level, url: str) -> CheckLine:
    name = check.name.replace(": ", " ", 1)
    value, minimum = shown_value(check), shown_minimum(check)
    is_percent = check.unit == "persen"
    return CheckLine(
        code=check.code,
        level=level,
        name=name,
        short_name=check.name.split(": ")[0] if level is Level.AREA else name,
        value=value,
        minimum=minimum,
        gap="" if check.met else f"kurang {format_number(missing_points(check))} poin",
        met=check.met,
        url=url,
        bar=Bar(
            label=name,
            value=check.value,
            minimum=check.minimum,
            maximum=Decimal(100) if is_percent else check.weight,
            shown=value,
            url=url,
        ),
    )


def _precondition_line(
    readiness: Readiness, predicates: Iterable[PredicateRecord]
) -> PreconditionLine | None:
    required = readiness.precondition
    if required is None:
        return None
    name = required.predicate_name
    standing = [one for one in _named(predicates, required.predicate_code) if not one.revoked_on]
    if standing:
        one = standing[0]
        day = one.granted_on
        when = str(day.year) if one.only_year_known else format_date_long(day)
        return PreconditionLine(
            True, f"Predikat {name} tercatat: {when}, {one.get_giver_display()}."
        )
    state = "sudah dicabut" if required.held is False else "belum tercatat"
    return PreconditionLine(False, f"Predikat {name} {state}, padahal harus dipegang lebih dahulu.")


def _named(predicates: Iterable[PredicateRecord], code: str) -> list[PredicateRecord]:
    return [one for one in predicates if one.predicate.lower() == code.lower()]
