"""How the newest file of a kind stands, on the page from which it is asked for."""

from __future__ import annotations

from typing import Any

from django import template

from reports.contexts.jobs import latest_job
from units.models import Unit, User


register = template.Library()


@register.inclusion_tag("reports/_job_line.html")
def job_line(kind: str, unit: Unit, user: User) -> dict[str, Any]:
    """A line such as "Sedang dibuat: 3 dari 60" with a link; nothing when there is none."""
    return {"one": latest_job(user, kind=kind, unit=unit)}
