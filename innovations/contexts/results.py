"""The results of an innovation: measures as pictures with their figures, activities, testimony."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from innovations.models import Activity, Innovation, Measure, MeasureValue, Testimony
from innovations.movement import is_silent
from innovations.telling_apart import is_better
from zi_portal.lib.charts import before_after, trend
from zi_portal.lib.dates import format_date_long, format_date_short
from zi_portal.lib.numbers import format_count, format_figure


MOST_POINTS = 12
MOST_ACTIVITIES = 20


@dataclass(frozen=True, slots=True)
class ShownValue:
    pk: int
    when: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """`sentence` tells the change in words, so that no picture need be read."""

    pk: int
    title: str
    sentence: str
    tone: str
    compared: SafeString | None
    course: SafeString | None
    values: list[ShownValue]
    change_url: str
    value_url: str


@dataclass(frozen=True, slots=True)
class ShownActivity:
    title: str
    kind: str
    when: str
    machine_day: str
    facts: str
    result: str
    photo_url: str
    change_url: str


@dataclass(frozen=True, slots=True)
class ShownTestimony:
    words: str
    by: str
    change_url: str


@dataclass(frozen=True, slots=True)
class Results:
    """`silence` is a sentence when nothing was noted for long, else empty."""

    measures: list[ShownMeasure]
    activities: list[ShownActivity]
    more_activities: int
    testimonies: list[ShownTestimony]
    moved: str
    silence: str


def results_of(innovation: Innovation, last: dt.date | None, today: dt.date) -> Results:
    """Everything noted about what came of it, with when it last moved; four queries."""
    measures = list(innovation.measures.all())
    values: dict[int, list[MeasureValue]] = defaultdict(list)
    for value in MeasureValue.objects.filter(measure__innovation=innovation):
        values[value.measure_id].append(value)
    activities = list(innovation.activities.select_related("photo"))
    testimonies = list(innovation.testimonies.all())
    return Results(
        measures=[_measure(innovation, one, values[one.pk]) for one in measures],
        activities=[_activity(innovation, one) for one in activities[:MOST_ACTIVITIES]],
        more_activities=max(0, len(activities) - MOST_ACTIVITIES),
        testimonies=[_testimony(innovation, one) for one in testimonies],
        moved=format_date_long(last) if last else "",
        silence=silence_of(innovation, last, today),
    )


def silence_of(innovation: Innovation, last: dt.date | None, today: dt.date) -> str:
    """What to say when a living innovation moved on no day of late; empty when it did."""
    if not is_silent(innovation, last, today):
        return ""
    if last is None:
        return "Belum ada kegiatan, nilai, kesaksian, atau kasus yang dicatat untuk inovasi ini."
    silent = (today - last).days
    return (
        f"Tidak ada yang dicatat sejak {format_date_long(last)}, {format_count(silent)} hari lalu."
        " Inovasi dan layanannya seharusnya terus naik: catat kegiatan atau nilai terbaru, atau"
        " catat bahwa inovasi ini berhenti."
    )


def _measure(innovation: Innovation, measure: Measure, values: list[MeasureValue]) -> ShownMeasure:
    unit, latest = measure.unit_name, values[-1] if values else None
    tone, sentence = _change(measure, latest)
    compared = None
    if latest is not None and measure.baseline is not None:
        compared = before_after(measure.baseline, latest.value, measure.name, unit)
    return ShownMeasure(
        pk=measure.pk,
        title=measure.name,
        sentence=sentence,
        tone=tone,
        compared=compared,
        course=_course(measure, values),
        values=[
            ShownValue(
                value.pk,
                format_date_short(value.measured_on),
                f"{format_figure(value.value)} {unit}",
                value.source,
            )
            for value in reversed(values)
        ],
        change_url=result_url(innovation, "ukuran", measure.pk),
        value_url=reverse("innovations:value_add", args=[innovation.slug, measure.pk]),
    )


def _course(measure: Measure, values: list[MeasureValue]) -> SafeString | None:
    """The line over time, with the target; two values at least make a line."""
    shown = values[-MOST_POINTS:]
    if len(shown) < 2:
        return None
    points = [(format_date_short(one.measured_on), one.value) for one in shown]
    numbers = [value for _, value in points] + ([measure.target] if measure.target else [])
    label = f"{measure.name} ({measure.unit_name})"
    return trend(points, measure.target, max([*numbers, Decimal(1)]), label, "target")


def _change(measure: Measure, latest: MeasureValue | None) -> tuple[str, str]:
    unit = measure.unit_name
    if latest is None:
        return "neutral", "Belum ada nilai yang dicatat sejak inovasi ini mulai."
    words = f"{format_figure(latest.value)} {unit} pada {format_date_long(latest.measured_on)}"
    tone = "neutral"
    if measure.baseline is not None and measure.baseline_on is not None:
        better = is_better(measure.direction, latest.value, measure.baseline)
        same = latest.value == measure.baseline
        tone = "neutral" if same else "success" if better else "warning"
        verdict = "tidak berubah" if same else "membaik" if better else "memburuk"
        words += (
            f"; sebelumnya {format_figure(measure.baseline)} {unit}"
            f" ({format_date_long(measure.baseline_on)}): {verdict}"
        )
    if measure.target is not None:
        reached = latest.value == measure.target or is_better(
            measure.direction, latest.value, measure.target
        )
        words += f". Target {format_figure(measure.target)} {unit} "
        words += "tercapai" if reached else "belum tercapai"
    return tone, f"{words}."


def result_url(innovation: Innovation, kind: str, pk: int) -> str:
    return reverse("innovations:result_change", args=[innovation.slug, kind, pk])


def _activity(innovation: Innovation, activity: Activity) -> ShownActivity:
    facts = [
        activity.place,
        f"{format_count(activity.participants)} peserta"
        if activity.participants is not None
        else "",
        f"diminta {activity.requester}" if activity.requester else "",
    ]
    return ShownActivity(
        title=activity.title,
        kind=activity.get_kind_display(),
        when=format_date_long(activity.happened_on),
        machine_day=activity.happened_on.isoformat(),
        facts=" · ".join(filter(None, facts)),
        result=activity.result,
        photo_url=activity.photo.get_absolute_url() if activity.photo else "",
        change_url=result_url(innovation, "kegiatan", activity.pk),
    )


def _testimony(innovation: Innovation, testimony: Testimony) -> ShownTestimony:
    return ShownTestimony(
        words=testimony.words,
        by=f"{testimony.speaker}, {format_date_long(testimony.given_on)}",
        change_url=result_url(innovation, "kesaksian", testimony.pk),
    )
