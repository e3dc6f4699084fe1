"""How the newest file of a kind stands, on the page from which it is asked for."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from innovations.contexts.matrix import Matrix
from pengungkit.models import Assessment
from reports.contexts.jobs import latest_job
from reports.jobs.kinds import KINDS
from reports.pdfs.rendering import reason_without_pdf
from units.models import Unit, User


register = template.Library()


@register.inclusion_tag("reports/_job_line.html")
def job_line(kind: str, unit: Unit, user: User) -> dict[str, Any]:
    """A line such as "Sedang dibuat: 3 dari 60" with a link; nothing when there is none."""
    return {"one": latest_job(user, kind, unit_code=unit.code)}


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
        "one": latest_job(context["user"], *kinds, unit_code=assessment.unit.code),
    }


@register.inclusion_tag("reports/_matrix_pdf.html", takes_context=True)
def matrix_pdf(context: dict[str, Any], page: Matrix) -> dict[str, Any]:
    """The button that asks for the matrix as its page shows it, and how the newest one stands."""
    kind = KINDS["pdf-matriks"]
    return {
        "url": reverse("reports:matrix_pdf_ask", args=[page.paper_unit]),
        "told": {
            "bagian": page.tab,
            "q": page.wanted.query,
            "masa": page.wanted.phase,
            "keadaan": page.wanted.state,
            "semua": "" if page.unit else "ya",
        },
        "reason": reason_without_pdf(),
        "one": latest_job(context["user"], kind.code, unit_code=page.paper_unit),
        "csrf_token": context["csrf_token"],
    }
