"""What set the unit apart in its WBK time, and what is different on the way to WBBM."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from innovations.contexts.register import InnovationRow, row_of
from innovations.contexts.results import is_better
from innovations.models import Innovation, Measure, MeasureValue
from pengungkit.models import Assessment
from units.models import PredicateRecord, Unit
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_input, format_percent, format_signed


Phase = Innovation.Phase


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One measure: before, after, and whether that is better (None when it cannot be told)."""

    innovation: str
    name: str
    before: str
    after: str
    better: bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """One phase: its innovations with what is told of their difference, and their results."""

    phase: str
    title: str
    innovations: list[tuple[InnovationRow, str]]
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
    unit: Unit
    verdict: str
    columns: list[Column]
    areas: list[AreaLine]
    then: Assessment | None
    now: Assessment | None
    gaps: list[Gap]
    may_record: bool


def difference_of(unit: Unit, rights: Rights) -> Difference:
    """Both phases side by side; a fixed number of queries however much was told."""
    innovations = list(unit.innovations.select_related("unit").order_by("name", "pk"))
    results = _results(unit)
    years = list(Assessment.objects.with_structure().filter(unit=unit).order_by("year"))
    held = list(unit.predicates.filter(predicate=PredicateRecord.Predicate.WBK))
    then, now = compared_years(years, held)
    columns = [
        Column(
            phase=phase,
            title=str(label),
            innovations=[
                (row_of(one), one.difference) for one in innovations if one.phase == phase
            ],
            results=[line for one in innovations if one.phase == phase for line in results[one.pk]],
        )
        for phase, label in Phase.choices
    ]
    areas = area_lines(then, now)
    gaps = _gaps(unit, innovations, columns, areas, held)
    return Difference(
        unit=unit,
        verdict=_verdict(columns, gaps),
        columns=columns,
        areas=areas,
        then=then,
        now=now,
        gaps=gaps,
        may_record=rights.allows(Permission.RECORD_INNOVATION, unit),
    )


def compared_years(
    years: Sequence[Assessment], held: Iterable[PredicateRecord]
) -> tuple[Assessment | None, Assessment | None]:
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
    if any(True for _ in held) and len(toward_wbbm) > 1:
        return toward_wbbm[0], now
    return None, now


def area_lines(then: Assessment | None, now: Assessment | None) -> list[AreaLine]:
    """The areas of change in both years, as shares of their weight; only where both are known."""
    if then is None or now is None:
        return []
    lines = []
    for area in now.structure.areas:
        values = [one.area_percents.get(area.key) for one in (then, now)]
        if None in values:
            continue
        before, after = (Decimal(str(value)) for value in values)
        lines.append(
            AreaLine(
                name=f"{area.key} {area.name}" if area.key.isdigit() else area.name,
                before=format_percent(before),
                after=format_percent(after),
                change=format_signed(after - before, 1),
                fell=after < before,
            )
        )
    return lines


def _results(unit: Unit) -> dict[int, list[ResultLine]]:
    """The measures of every innovation of the unit with their newest value; two queries."""
    newest: dict[int, MeasureValue] = {}
    for value in MeasureValue.objects.filter(measure__innovation__unit=unit):
        newest[value.measure_id] = value
    lines: dict[int, list[ResultLine]] = defaultdict(list)
    measures = Measure.objects.filter(innovation__unit=unit).select_related("innovation")
    for measure in measures.order_by("innovation__name", "pk"):
        lines[measure.innovation_id].append(_line(measure, newest.get(measure.pk)))
    return lines


def _line(measure: Measure, latest: MeasureValue | None) -> ResultLine:
    unit, better = measure.unit_name, None
    if latest is not None and measure.baseline is not None:
        better = is_better(measure, latest.value, measure.baseline)
    return ResultLine(
        innovation=measure.innovation.name,
        name=measure.name,
        before=f"{format_input(measure.baseline)} {unit}" if measure.baseline is not None else "",
        after=f"{format_input(latest.value)} {unit} ({format_date_long(latest.measured_on)})"
        if latest is not None
        else "",
        better=better,
    )


def _gaps(
    unit: Unit,
    innovations: Sequence[Innovation],
    columns: Sequence[Column],
    areas: Sequence[AreaLine],
    held: Sequence[PredicateRecord],
) -> list[Gap]:
    """What the claim lacks, the weightiest first."""
    gaps = []
    if not any(one.revoked_on is None for one in held):
        gaps.append(
            Gap(
                "Predikat WBK belum tercatat, padahal WBBM hanya diberikan setelah WBK.",
                reverse("units:journey", args=[unit.code]),
                "Catat predikat",
            )
        )
    return [*gaps, *_gaps_of_innovations(unit, innovations, columns), *_fallen(unit, areas)]


def _gaps_of_innovations(
    unit: Unit, innovations: Sequence[Innovation], columns: Sequence[Column]
) -> Iterator[Gap]:
    wbk, wbbm = columns
    add = f"{reverse('innovations:innovation_add')}?unit={unit.code}"
    if not wbk.innovations:
        words = "Inovasi masa WBK belum dicatat, jadi bedanya tidak terlihat."
        yield Gap(words, add, "Catat inovasi")
    if not wbbm.innovations:
        yield Gap("Belum ada inovasi yang lahir pada masa WBBM.", add, "Catat inovasi")
    for one in innovations:
        if one.phase == Phase.WBBM and not one.difference:
            yield Gap(
                f"{one.name}: belum diceritakan apa yang berbeda dari masa WBK.",
                reverse("innovations:innovation_change", args=[one.slug]),
                "Ceritakan pembedanya",
            )
    if wbbm.innovations and not any(line.better for line in wbbm.results):
        yield Gap(
            "Belum ada inovasi masa WBBM dengan angka sebelum dan sesudah yang membaik, padahal"
            " masyarakat harus merasakannya.",
            wbbm.innovations[0][0].url,
            "Catat ukuran",
        )


def _fallen(unit: Unit, areas: Sequence[AreaLine]) -> Iterator[Gap]:
    for line in areas:
        if line.fell:
            yield Gap(
                f"Area {line.name} turun dari {line.before} menjadi {line.after}.",
                reverse("reports:dashboard", args=[unit.code]),
                "Lihat dasbor",
            )


def _verdict(columns: Sequence[Column], gaps: Sequence[Gap]) -> str:
    wbk, wbbm = columns
    counts = (
        f"{len(wbbm.innovations)} inovasi masa WBBM di samping {len(wbk.innovations)} dari masa WBK"
    )
    if not gaps:
        return f"Pembedanya lengkap: {counts}."
    return f"{counts}; {len(gaps)} hal masih kurang."
