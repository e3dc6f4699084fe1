"""What a file about everything one sees is about: its own unit, and what is seen beside it.

A job hangs on one unit. Somebody who looks after several trees, or after a tree and an office
elsewhere, sees them on one page; the file shows the same, and goes only while all are in reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from reports.models import Job
from units.models import Unit
from units.models.offices import in_subtree
from units.permissions import Permission, Rights


KEY = "lingkup"


def asked_reach(rights: Rights, unit: Unit) -> dict[str, dict[str, str]]:
    """What the parameters of a job on this unit say beside it: names by code, if there are any."""
    beside = rights.seen_beside(unit)
    return {KEY: beside} if beside else {}


def reach_words(parameters: Mapping[str, Any]) -> str:
    return ", ".join(["Unit ini", *parameters.get(KEY, {}).values()]) + ", dan unit di bawahnya"


def is_in_reach(parameters: Mapping[str, Any], rights: Rights) -> bool:
    """Whether the person still sees everything the file shows; its own unit is asked elsewhere."""
    codes = parameters.get(KEY)
    return not codes or all(rights.allows(Permission.VIEW, one) for one in _units(codes))


def _units(codes: Mapping[str, str]) -> list[Unit]:
    return list(Unit.objects.filter(code__in=codes).order_by("path"))


@dataclass(frozen=True, slots=True)
class Reach:
    """The units whose trees a file shows, the job's own first."""

    units: tuple[Unit, ...]

    @classmethod
    def of(cls, job: Job) -> Reach:
        codes = job.parameters.get(KEY)
        return cls((job.unit, *(_units(codes) if codes else ())))

    @property
    def name(self) -> str:
        return ", ".join(unit.name for unit in self.units)

    def within(self, prefix: str = "") -> Q:
        """Rows whose unit is one of them or below; `prefix` leads to the unit, as in "unit__"."""
        condition = Q()
        for unit in self.units:
            condition |= in_subtree(unit.path, unit.path_end, prefix)
        return condition
