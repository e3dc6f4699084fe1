"""What one LKE workbook is made of: a record, or the state of now, seen as rows of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from pengungkit.instruments import Instrument
from pengungkit.models.answers import response_from
from pengungkit.official.wording import SILENT, ItemWording
from pengungkit.scoring import Response
from reports.contexts.record import Document, ItemLine, Judgement, RecordContext
from zi_portal.lib.workbooks.links import file_target, web_target


# Where a document lies: a path beside the workbook ("AREA 1/SK Tim.pdf"), an address, or nowhere.
LinkFor = Callable[[Document], str | None]


@dataclass(frozen=True, slots=True)
class Proof:
    """One document that proves an item. `target` is where its name leads, "" for nowhere."""

    title: str
    kind: str = ""
    number: str = ""
    day: dt.date | None = None
    target: str = ""


@dataclass(frozen=True)
class Filled:
    """One item as it was filled in, with the version of the answer it was read at."""

    choice: str = ""
    counts: Mapping[str, int | None] | None = None
    index: Decimal | None = None
    narrative: str = ""
    version: int = 0
    proofs: tuple[Proof, ...] = ()
    # What the evaluator gave, once there is an evaluation.
    tpi: Judgement | None = None

    @cached_property
    def response(self) -> Response | None:
        counts = dict(self.counts) if self.counts is not None else None
        return response_from(choice=self.choice, counts=counts, index=self.index)


NOTHING = Filled()


@dataclass(frozen=True)
class LkeContent:
    """A whole LKE. `source` says in words what it was read from, `made` when as an ISO moment."""

    instrument: Instrument
    unit_code: str
    unit_name: str
    year: int
    target: str
    source: str
    made: str
    items: Mapping[str, Filled] = field(default_factory=dict)
    # What the official form says of the items, where one is in use.
    wordings: Mapping[str, ItemWording] = field(default_factory=dict)

    @classmethod
    def of(cls, context: RecordContext, *, link_for: LinkFor, source: str, made: str) -> LkeContent:
        """The content of a record, or of a live state; reads nothing else."""
        return cls(
            instrument=context.instrument,
            unit_code=context.unit.code,
            unit_name=context.unit.name,
            year=context.assessment.year,
            target=context.assessment.target,
            source=source,
            made=made,
            items={line.code: _filled(line, link_for) for line in context.items},
            wordings={line.code: line.official for line in context.items},
        )

    def filled(self, code: str) -> Filled:
        return self.items.get(code, NOTHING)

    def wording(self, code: str) -> ItemWording:
        return self.wordings.get(code, SILENT)

    @cached_property
    def responses(self) -> dict[str, Response]:
        return {
            code: response
            for code, one in self.items.items()
            if (response := one.response) is not None
        }


def _filled(line: ItemLine, link_for: LinkFor) -> Filled:
    return Filled(
        choice=line.choice,
        counts=line.counts,
        index=line.index,
        narrative=line.narrative,
        version=line.version,
        proofs=tuple(_proof(one, link_for(one) or "") for one in line.documents),
        tpi=line.tpi,
    )


def _proof(one: Document, place: str) -> Proof:
    target = web_target(place) or file_target(place) or web_target(one.url)
    return Proof(one.title, one.kind, one.number, one.document_date, target)
