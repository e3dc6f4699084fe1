"""Addresses of the rows behind a number.

A dashboard holds some forty of them, and working out an address costs as much as showing a line,
so each is worked out once per process.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import reverse

from pengungkit.instruments import Level, Minimum
from pengungkit.models import Assessment


REMEMBERED = 8192


@lru_cache(maxsize=REMEMBERED)
def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def assessment_url(assessment: Assessment) -> str:
    return _url("pengungkit:assessment", assessment.year, assessment.unit.code)


def area_url(assessment: Assessment, key: str) -> str:
    return _url("pengungkit:area", assessment.year, assessment.unit.code, key)


def item_url(assessment: Assessment, code: str) -> str:
    return _url("pengungkit:item", assessment.year, assessment.unit.code, code)


def evidence_url(uuid: UUID) -> str:
    return reverse("pengungkit:evidence_detail", args=[uuid])


def close_url(assessment: Assessment) -> str:
    return _url("pengungkit:assessment_close", assessment.year, assessment.unit.code)


def dashboard_url(unit_code: str) -> str:
    return _url("reports:dashboard", unit_code)


def comparison_url(unit_code: str) -> str:
    return _url("reports:comparison", unit_code)


def rows_behind(assessment: Assessment, minimum: Minimum) -> str:
    """Where the items stand that a requirement is measured on."""
    if minimum.level is Level.AREA:
        return area_url(assessment, minimum.measured)
    if minimum.level in (Level.SUB_AREA, Level.ASPECT):
        parts = [
            one
            for one in assessment.structure.sub_areas
            if minimum.measured in (one.code, one.aspect_code)
        ]
        items = [item for part in parts for item in part.items]
        if len(items) == 1:
            return item_url(assessment, items[0].code)
        if len({part.area_key for part in parts}) == 1:
            return area_url(assessment, parts[0].area_key)
    return assessment_url(assessment)
