"""Evidence around one item: the lines under it, the store to choose from, a link to note."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.shown_evidence import ShownEvidence, shown_lines
from pengungkit.instruments import Item
from pengungkit.models import Answer, Evidence


PER_PAGE = 50


def lines_of(answer: Answer, besides: Collection[int] = ()) -> tuple[ShownEvidence, ...]:
    """What proves the item, in the order it was attached; three queries, one where nothing does."""
    found = Evidence.objects.filter(uses__answer=answer).order_by("uses__pk")
    if besides:
        found = found.exclude(pk__in=besides)
    return shown_lines(found, answer.assessment.unit.today, within=answer.assessment)


def crumbs_below(answer: Answer, item: Item, here: str) -> list[Crumb]:
    assessment = answer.assessment
    args = [assessment.year, assessment.unit.code, item.code]
    return assessment_crumbs(assessment, (item.code, reverse("pengungkit:item", args=args)), here)


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """The unit's documents, those already attached marked."""

    answer: Answer
    item: Item
    query: str
    page: Page
    lines: tuple[tuple[ShownEvidence, bool], ...]
    crumbs: list[Crumb]

    @classmethod
    def of(cls, answer: Answer, query: str, number: str) -> ChoosePage:
        assessment = answer.assessment
        item = assessment.structure.item(answer.code)
        found = Evidence.objects.filter(unit=assessment.unit)
        for word in query.lower().split()[:6]:
            found = found.filter(search_text__contains=word)
        page = Paginator(found, PER_PAGE).get_page(number)
        attached = set(answer.uses.values_list("evidence_id", flat=True))
        today = assessment.unit.today
        return cls(
            answer=answer,
            item=item,
            query=query,
            page=page,
            lines=tuple((one, one.pk in attached) for one in shown_lines(page, today)),
            crumbs=crumbs_below(answer, item, "Pilih bukti"),
        )

    @property
    def back_url(self) -> str:
        return self.answer.get_absolute_url()

    @property
    def params(self) -> QueryDict:
        """What the links to other pages of the list carry along."""
        return QueryDict(urlencode({"q": self.query}) if self.query else "")


@dataclass(frozen=True, slots=True)
class LinkPage:
    answer: Answer
    item: Item
    crumbs: list[Crumb]

    @property
    def back_url(self) -> str:
        return self.answer.get_absolute_url()

    @classmethod
    def of(cls, answer: Answer) -> LinkPage:
        item = answer.assessment.structure.item(answer.code)
        return cls(answer, item, crumbs_below(answer, item, "Catat tautan"))
