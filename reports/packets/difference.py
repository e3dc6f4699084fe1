"""What sets WBBM apart from WBK, of a record: a page of its packet, without script or network."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from innovations.contexts.register import day_or_year
from innovations.models import Innovation, Replication
from innovations.telling_apart import (
    AreaLine,
    ResultLine,
    Told,
    about_words,
    area_lines,
    compared_years,
    is_better,
    told_apart,
)
from reports.contexts.record import AssessmentFacts, RecordContext, YearLine
from reports.contexts.record_words import stamp_words
from reports.packets.index_page import style
from reports.packets.layout import INDEX
from reports.packets.matrix import given_replications
from units.models import PredicateRecord
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_figure


Node = Mapping[str, Any]
# A record names the state in words.
ALIVE = {str(state.label) for state in Innovation.ALIVE_STATES}


def difference_html(context: RecordContext) -> bytes:
    """The page "Pembeda" as it stood when the record was made, as far as the record tells."""
    held = [one for one in context.predicates if one.predicate == PredicateRecord.Predicate.WBK]
    before = [one for one in context.other_years if one.year < context.assessment.year]
    years: list[YearLine | AssessmentFacts] = [*before, context.assessment]
    then, now = compared_years(years, ever_held=bool(held))
    innovations = sorted(context.section_parts("inovasi"), key=lambda one: one["nama"])
    adopted = _adopted(context)
    told = told_apart(
        context.unit.code,
        [_told(one, None if adopted is None else adopted[one["alamat"]]) for one in innovations],
        _areas(context, then, now),
        holds_wbk=any(one.revoked_on is None for one in held),
    )
    page = {
        "unit": context.unit.name,
        "stamp": stamp_words(context),
        "told": told,
        "then": then,
        "now": now,
        "style": style(),
        # The page lies one folder below.
        "index": f"../{INDEX}",
    }
    return render_to_string("reports/packet/difference.html", page).encode()


def _areas(
    context: RecordContext,
    then: YearLine | AssessmentFacts | None,
    now: YearLine | AssessmentFacts | None,
) -> list[AreaLine]:
    if not isinstance(then, YearLine) or now is not context.assessment:
        return []
    percents = {one.key: one.score.percent for one in context.areas}
    return area_lines(context.areas, then.area_percents, percents)


def _adopted(context: RecordContext) -> Counter[str] | None:
    """Confirmed replications by innovation; None in records made before they were told."""
    if not isinstance(context.sections.get("replikasi"), Mapping):
        return None
    return Counter(
        one["inovasi"]
        for one in given_replications(context)
        if one["keadaan"] == Replication.State.CONFIRMED
    )


def _told(one: Node, confirmed: int | None) -> Told:
    """Records made before innovations were told in full have less."""
    day = one.get("mulai")
    since = day_or_year(dt.date.fromisoformat(day), one["hanya_tahun"]) if day else ""
    return Told(
        slug=one["alamat"],
        name=one["nama"],
        phase=one.get("fase", ""),
        about=about_words(
            one.get("arti_nama") or one["jenis_nama"],
            one["layanan"],
            f"sejak {since}" if since else "",
            confirmed=confirmed,
        ),
        state=one["keadaan_nama"],
        alive=one["keadaan_nama"] in ALIVE,
        confirmed=confirmed,
        difference=one.get("pembeda", ""),
        results=tuple(_result(one["nama"], measure) for measure in one.get("ukuran", ())),
        chip=SafeString(""),
    )


def _result(innovation: str, measure: Node) -> ResultLine:
    unit, latest = measure["satuan"], next(iter(measure["nilai"][-1:]), None)
    first = None if measure["nilai_awal"] is None else Decimal(str(measure["nilai_awal"]))
    better, after = None, ""
    if latest is not None:
        value = Decimal(str(latest["nilai"]))
        day = format_date_long(dt.date.fromisoformat(latest["tanggal"]))
        after = f"{format_figure(value)} {unit} ({day})"
        better = None if first is None else is_better(measure["arah"], value, first)
    return ResultLine(
        innovation=innovation,
        name=measure["nama"],
        before="" if first is None else f"{format_figure(first)} {unit}",
        after=after,
        better=better,
    )
