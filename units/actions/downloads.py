"""What leaves the portal as a file is written down before it leaves."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from units import audit
from units.models import User


@transaction.atomic
def record_download(
    *, action: str, target: models.Model | str, unit: str = "", by: User, **data: Any
) -> None:
    """Record that the person takes something along; what, how much, and with which filters."""
    audit.record(actor=by, action=action, target=target, unit=unit, **data)
