"""What a read workbook is worth, as JSON for programs and as text for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pengungkit.instruments import Instrument
from pengungkit.instruments.area_names import area_title, is_numbered
from pengungkit.readiness import Readiness, readiness
from pengungkit.scoring import Response, Result, score
from pengungkit.workbooks.reader import ReadLke
from zi_portal.lib.numbers import format_number, format_points, telling_places


# Enough for any comparison, few enough for a float to show them as they are.
JSON_PLACES = 9


@dataclass(frozen=True, slots=True)
class Counted:
    """A workbook's answers with their score and the checks of one predicate."""

    instrument: Instrument
    read: ReadLke
    result: Result
    readiness: Readiness


def counted(instrument: Instrument, read: ReadLke, target: str) -> Counted:
    result = score(instrument, read.responses)
    return Counted(instrument, read, result, readiness(instrument, target, result.totals))


def as_json(outcome: Counted) -> str:
    """One JSON object. `nilai` of an item is its share 0..1; of an area, points."""
    result = outcome.result
    numbered = [area for area in outcome.instrument.areas if is_numbered(area)]
    document = {
        "total": _number(result.total),
        "pengungkit": _number(result.pengungkit),
        "hasil": _number(result.hasil),
        "area": {
            area.key: {
                "nilai": _number(result.areas[area.key].value),
                "persen": _number(result.areas[area.key].percent),
            }
            for area in numbered
        },
        "syarat": [
            {
                "kode": check.code,
                "nilai": _number(check.value),
                "minimum": _number(check.minimum),
                "lulus": check.met,
            }
            for check in outcome.readiness.checks
        ],
        "butir": {
            item.code: {
                "jawaban": _plain(result.items[item.code].response),
                "nilai": _number(result.items[item.code].share),
            }
            for item in outcome.instrument.items
        },
        "tidak_ditemukan": list(outcome.read.not_found),
        "tidak_dipahami": [
            {"sel": one.cell, "isi": one.content} for one in outcome.read.not_understood
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def as_text(outcome: Counted) -> str:
    """A report in plain Indonesian."""
    result, ready, read = outcome.result, outcome.readiness, outcome.read
    lines = [
        f"{outcome.instrument.name}",
        f"Lembar {read.sheet}, kolom jawaban {read.columns.get('jawaban', '')};"
        f" {result.answered} dari {len(outcome.instrument.items)} butir terjawab.",
        "",
        f"Nilai total {format_points(result.total)}"
        f"  (pengungkit {format_points(result.pengungkit)},"
        f" hasil {format_points(result.hasil)})",
        "",
        *_area_lines(outcome),
        "",
        f"Syarat {ready.target_name}: {ready.met_count} dari {len(ready.checks)} terpenuhi",
        *_check_lines(outcome),
    ]
    if ready.precondition is not None:
        lines.append(
            f"  Catatan: {ready.target_name} juga mensyaratkan predikat"
            f" {ready.precondition.predicate_name}; itu tidak terlihat dari LKE."
        )
    lines += _remark_lines(outcome)
    if read.not_found:
        lines += ["", f"Butir yang tidak ditemukan ({len(read.not_found)}), dihitung 0:"]
        lines += [f"  {code}" for code in read.not_found]
    if read.not_understood:
        lines += ["", f"Isian yang tidak dipahami ({len(read.not_understood)}):"]
        lines += [
            f"  {one.cell}: {one.content!r} pada butir {one.code} - {one.reason}"
            for one in read.not_understood
        ]
    return "\n".join(lines)


def _area_lines(outcome: Counted) -> list[str]:
    lines = []
    for area in outcome.instrument.areas:
        share = outcome.result.areas[area.key]
        lines.append(
            f"  {area_title(area):<52}{format_points(share.value):>7}"
            f" dari {format_points(area.weight):>5}"
            f"  {format_points(share.percent):>6}%"
        )
    return lines


def _check_lines(outcome: Counted) -> list[str]:
    lines = []
    for check in outcome.readiness.checks:
        unit = "%" if check.unit == "persen" else ""
        # What falls short must not look as if it reached the minimum: 59,999 is not 60,00.
        places = telling_places(check.value, check.minimum, 2)
        value = format_number(check.value, places)
        short = f"kurang {format_number(check.gap, places)}{unit}"
        lines.append(
            f"  {check.name:<52}{value:>7}{unit:<1} minimum {format_points(check.minimum)}{unit}"
            f"  {'lulus' if check.met else short}"
        )
    return lines


def _remark_lines(outcome: Counted) -> list[str]:
    remarks = [
        f"  {code}: {one.remark}" for code, one in outcome.result.items.items() if one.remark
    ]
    return ["", "Keterangan butir berjumlah:", *remarks] if remarks else []


def _number(value: Decimal) -> float | int:
    rounded = round(float(value), JSON_PLACES)
    return int(rounded) if rounded.is_integer() else rounded


def _plain(response: Response | None) -> Any:
    if isinstance(response, Decimal):
        return _number(response)
    if response is None or isinstance(response, str):
        return response
    return dict(response)
