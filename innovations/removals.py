"""What a removal took away, so that it can be put back as it was."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import serializers
from django.db import models

from units.models import Unit


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows as text, the thing itself first; `unit` is the code of the office that recorded it."""

    unit: str
    action: str
    rows: str


def taken_away(unit: Unit, action: str, row: models.Model, *more: models.Model) -> Removed:
    """To be called while the rows are still there; `action` is what putting back is recorded as."""
    return Removed(unit.code, action, serializers.serialize("json", [row, *more]))
