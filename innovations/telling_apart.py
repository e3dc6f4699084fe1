"""What set a unit apart in its WBK time, and what is different on the way to WBBM.

The page reads its facts from the database, the packet from a frozen record. Here nothing is read,
so both tell the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from django.urls import reverse
from django.utils.safestring import SafeString

from innovations.models import Innovation, Measure
from pengungkit.instruments.area_names import Named, area_heading
from pengungkit.models import Assessment
from zi_portal.lib.numbers import format_percent, format_signed


Phase = Innovation.Phase


class YearOfUnit(Protocol):
    """A year of an office's assessments, as far as choosing between them needs it."""

    @property
    def year(self) -> int: ...
    @property
    def target(self) -> str: ...


Y = TypeVar("Y", bound=YearOfUnit)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One measure: before, after, and whether that is better (None when it cannot be told)."""

    innovation: str
    name: str
    before: str
    after: str
    better: bool | None


@dataclass(frozen=True, slots=True)
class Told:
    """One innovation as both phases tell it; `about` is a line of facts.

    `confirmed` is how many adopters confirmed it, None where a record does not tell.
    """

    slug: str
    name: str
    phase: str
    about: str
    state: str
    alive: bool
    confirmed: int | None
    difference: str
    results: tuple[ResultLine, ...]
    # The state as pages show it.
    chip: SafeString

    @property
    def url(self) -> str:
        return reverse("innovations:innovation", args=[self.slug])


@dataclass(frozen=True, slots=True)
class Column:
    """One phase: its innovations with what is told of their difference, and their results."""

    phase: str
    title: str
    innovations: list[Told]
    results: list[ResultLine]


@dataclass(frozen=True, slots=True)
class AreaLine:
    name: str
    before: str
    after: str
    change: str
    fell: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the claim still lacks, and where it is put right."""

    sentence: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Difference:
    verdict: str
    columns: list[Column]
    areas: list[AreaLine]
    gaps: list[Gap]


def told_apart(
    unit_code: str, told: Sequence[Told], areas: list[AreaLine], *, holds_wbk: bool
) -> Difference:
    columns = []
    for phase, label in Phase.choices:
        of_phase = [one for one in told if one.phase == phase]
        results = [line for one in of_phase for line in one.results]
        columns.append(Column(phase, str(label), of_phase, results))
    gaps = list(_gaps(unit_code, columns, areas, holds_wbk))
    return Difference(_verdict(columns, gaps), columns, areas, gaps)


def about_words(*facts: str, confirmed: int | None) -> str:
    adopted = f"{confirmed} replikasi dikonfirmasi" if confirmed else ""
    return " · ".join(filter(None, (*facts, adopted)))


def is_better(direction: str, value: Decimal, other: Decimal) -> bool:
    """Whether a value is better than another, the way its measure counts."""
    return value > other if direction == Measure.Direction.UP else value < other


def compared_years(years: Sequence[Y], *, ever_held: bool) -> tuple[Y | None, Y | None]:
    """The last year of the WBK time, and the newest year toward WBBM.

    The WBK time is told by the assessments toward WBK; where an office keeps none of them here,
    by the first year on record after WBK was given.
    """
    toward_wbbm = [one for one in years if one.target == Assessment.Target.WBBM]
    now = toward_wbbm[-1] if toward_wbbm else None
    toward_wbk = [one for one in years if one.target == Assessment.Target.WBK]
    before = [one for one in toward_wbk if now is None or one.year < now.year]
    if before:
        return before[-1], now
    if ever_held and len(toward_wbbm) > 1:
        return toward_wbbm[0], now
    return None, now


def area_lines(
    areas: Iterable[Named], then: Mapping[str, Decimal], now: Mapping[str, Decimal]
) -> list[AreaLine]:
    """The areas in both years, as shares of their weight; only where both are known."""
    return [
        AreaLine(
            name=area_heading(area),
            before=format_percent(then[area.key]),
            after=format_percent(now[area.key]),
            change=format_signed(now[area.key] - then[area.key], 1),
            fell=now[area.key] < then[area.key],
        )
        for area in areas
        if area.key in then and area.key in now
    ]


def _gaps(
    unit_code: str, columns: Sequence[Column], areas: Sequence[AreaLine], holds_wbk: bool
) -> Iterator[Gap]:
    """What the claim lacks, the weightiest first."""
    if not holds_wbk:
        yield Gap(
            "Predikat WBK belum tercatat, padahal WBBM hanya diberikan setelah WBK.",
            reverse("units:journey", args=[unit_code]),
            "Catat predikat",
        )
    yield from _gaps_of_innovations(unit_code, columns)
    for line in areas:
        if line.fell:
            yield Gap(
                f"Area {line.name} turun dari {line.before} menjadi {line.after}.",
                reverse("reports:dashboard", args=[unit_code]),
                "Lihat dasbor",
            )


def _gaps_of_innovations(unit_code: str, columns: Sequence[Column]) -> Iterator[Gap]:
    wbk, wbbm = columns
    add = f"{reverse('innovations:innovation_add')}?unit={unit_code}"
    if not wbk.innovations:
        words = "Inovasi masa WBK belum dicatat, jadi bedanya tidak terlihat."
        yield Gap(words, add, "Catat inovasi")
    # An idea sets nothing apart yet, and what was stopped no longer.
    living = [one for one in wbbm.innovations if one.alive]
    if not wbbm.innovations:
        yield Gap("Belum ada inovasi yang lahir pada masa WBBM.", add, "Catat inovasi")
    elif not living:
        yield Gap(
            "Inovasi masa WBBM masih ide atau sudah berhenti; belum ada yang dipakai.",
            wbbm.innovations[0].url,
            "Catat langkah",
        )
    for one in living:
        if not one.difference:
            yield Gap(
                f"{one.name}: belum diceritakan apa yang berbeda dari masa WBK.",
                reverse("innovations:innovation_change", args=[one.slug]),
                "Ceritakan pembedanya",
            )
    if living and not any(line.better for one in living for line in one.results):
        yield Gap(
            "Belum ada inovasi masa WBBM dengan angka sebelum dan sesudah yang membaik, padahal"
            " masyarakat harus merasakannya.",
            living[0].url,
            "Catat ukuran",
        )
    adopters = [one.confirmed for one in (*wbk.innovations, *wbbm.innovations)]
    if living and not any(adopters) and None not in adopters:
        yield Gap(
            "Belum ada replikasi yang dikonfirmasi penerimanya, padahal WBBM menuntut inovasi yang"
            " ditiru kantor lain.",
            f"{reverse('innovations:matrix')}?unit={unit_code}&bagian=replikasi",
            "Lihat replikasi",
        )


def _verdict(columns: Sequence[Column], gaps: Sequence[Gap]) -> str:
    wbk, wbbm = columns
    counts = (
        f"{len(wbbm.innovations)} inovasi masa WBBM di samping {len(wbk.innovations)} dari masa WBK"
    )
    if not gaps:
        return f"Pembedanya lengkap: {counts}."
    return f"{counts}; {len(gaps)} hal masih kurang."
