"""Choosing documents of the unit's store for an innovation."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from innovations.models import Innovation, InnovationEvidence
from pengungkit.contexts.shown_evidence import ShownEvidence, shown_lines


PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """The unit's documents, the newest first; those tied already say for what."""

    innovation: Innovation
    query: str
    page: Page
    lines: list[tuple[ShownEvidence, str]]
    purposes: list[tuple[str, str]]
    crumbs: list[dict[str, str]]

    @property
    def params(self) -> QueryDict:
        """What the links to other pages of the list carry along."""
        return QueryDict(urlencode({"q": self.query}) if self.query else "")


def choose_page(innovation: Innovation, query: str, number: str) -> ChoosePage:
    unit = innovation.unit
    found = unit.evidence.order_by("-received_at", "-pk")
    for word in query.lower().split()[:6]:
        found = found.filter(search_text__contains=word)
    page = Paginator(found, PER_PAGE).get_page(number)
    tied: dict[int, list[str]] = {}
    for pk, purpose in innovation.documents.values_list("evidence_id", "purpose"):
        tied.setdefault(pk, []).append(str(InnovationEvidence.Purpose(purpose).label))
    today = unit.today
    register = f"{reverse('innovations:innovation_list')}?unit={unit.code}"
    return ChoosePage(
        innovation=innovation,
        query=query,
        page=page,
        lines=[(one, ", ".join(tied.get(one.pk, []))) for one in shown_lines(page, today)],
        purposes=list(InnovationEvidence.Purpose.choices),
        crumbs=[
            {"label": "Inovasi", "url": register},
            {"label": innovation.name, "url": innovation.get_absolute_url()},
            {"label": "Pasang bukti", "url": ""},
        ],
    )
