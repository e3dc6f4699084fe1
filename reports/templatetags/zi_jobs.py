"""How the newest file of a kind stands, on the page from which it is asked for."""

from __future__ import annotations

from typing import Any

from django import template

from pengungkit.models import Assessment
from reports.contexts.jobs import latest_job
from reports.jobs.kinds import KINDS
from reports.pdfs.rendering import reason_without_pdf
from units.models import Unit, User


register = template.Library()


@register.inclusion_tag("reports/_job_line.html")
def job_line(kind: str, unit: Unit, user: User) -> dict[str, Any]:
    """A line such as "Sedang dibuat: 3 dari 60" with a link; nothing when there is none."""
    return {"one": latest_job(user, kind, unit=unit)}


@register.simple_tag
def pdf_reason() -> str:
    """Why this machine makes no PDF; "" when it does."""
    return reason_without_pdf()


@register.inclusion_tag("reports/_pdf_asks.html", takes_context=True)
def pdf_asks(
    context: dict[str, Any], assessment: Assessment, *kinds: str, area: str = "", record: int = 0
) -> dict[str, Any]:
    """Buttons that ask for PDFs of an assessment, and how the newest of them stands; one query.

    `area` for the sheet of an area, `record` to show a record and not the state of now.
    """
    return {
        "url": f"{assessment.get_absolute_url()}pdf/",
        "kinds": [KINDS[kind] for kind in kinds],
        "area": area,
        "record": record,
        "reason": reason_without_pdf(),
        "one": latest_job(context["user"], *kinds, unit=assessment.unit),
    }
