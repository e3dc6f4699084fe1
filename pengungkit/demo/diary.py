"""Everything that happened in the demo, collected in any order and told in order of time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from units import audit
from units.models import Unit, User


class Diary:
    """Collects events; the trail has one order, so it is written once, at the end."""

    def __init__(self) -> None:
        self._entries: list[tuple[dt.datetime, User | None, audit.Event]] = []

    def note(
        self,
        at: dt.datetime,
        actor: User | None,
        action: str,
        target: models.Model,
        unit: Unit,
        **data: Any,
    ) -> None:
        self._entries.append((at, actor, audit.Event(action, target, unit.code, data, at)))

    def write(self) -> None:
        """Append everything to the audit trail, oldest first."""
        self._entries.sort(key=lambda entry: entry[0])
        audit.record_all((actor, event) for _, actor, event in self._entries)
