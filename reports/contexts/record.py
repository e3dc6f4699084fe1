"""A record as its readers see it: the one input of workbook, PDF, index and pages.

`RecordContext.from_record(record)` reads nothing but the record's own JSON, so that what is made
from a record is the same on every day and machine. `RecordContext.live(assessment)` has the same
shape from the state of now, and stores nothing. Reading the JSON is in `record_reading`.

Scores are `Decimal`, moments are aware and in UTC (`unit.zone` shows them), days are dates.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from pengungkit.instruments import Instrument, Item, SubArea
from pengungkit.instruments.area_names import area_title
from pengungkit.models import Assessment, Record
from pengungkit.official.wording import SILENT, ItemWording
from pengungkit.records.canonical import canonical_text
from pengungkit.records.state import state_of
from units.models import Unit


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The office as it was; `above` are the names of the units over it, the highest first."""

    code: str
    name: str
    short_name: str
    kind: str
    province: str
    time_zone: str
    above: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return Unit.TimeZone(self.time_zone).label


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """Year, target ("WBK") with its full name, and state ("draf") with its label."""

    year: int
    target: str
    target_name: str
    state: str
    state_label: str
    due_on: dt.date | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A kept file. `extension` has no dot; `original_name` is shown text, never a path."""

    version: int
    sha256: str
    size: int
    content_type: str
    extension: str
    original_name: str
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Document:
    """One document that proves items. `file` is None for what is not kept: a noted link.

    `item_codes` in office order; `sections` are keys of other parts of the record that use it
    ("inovasi"). `kind` and `stage` are labels, "" when nobody said.
    """

    uuid: str
    title: str
    kind: str
    number: str
    document_date: dt.date | None
    valid_until: dt.date | None
    stage: str
    received_at: dt.datetime
    url: str
    file: FileFacts | None
    item_codes: tuple[str, ...]
    sections: tuple[str, ...]

    @property
    def is_kept(self) -> bool:
        return self.file is not None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an evaluator (TPI, or the final round) gave one item, beside the unit's own answer."""

    choice: str
    counts: Mapping[str, int | None] | None
    index: Decimal | None
    note: str
    share: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: its question (`item`, of the instrument) and what the unit answered.

    `version` counts the changes of the answer; a workbook tells by it what changed meanwhile.

    Only the field of the item's kind is filled: `choice` ("A", "Ya"), `counts` by input key, or
    `index`. `share` is what the LKE calls Nilai (0..1), `value` its points of at most `weight`.
    `remark` says why an answer does not count. `tpi` and `final` are None until there are any.
    `official` is what the official form says of the item, silent in a record that names none.
    """

    item: Item
    version: int
    choice: str
    counts: Mapping[str, int | None] | None
    index: Decimal | None
    narrative: str
    status: str
    status_label: str
    repair_note: str
    answered: bool
    remark: str
    share: Decimal
    value: Decimal
    weight: Decimal
    documents: tuple[Document, ...]
    tpi: Judgement | None
    final: Judgement | None
    official: ItemWording = SILENT

    @property
    def asked(self) -> Item:
        """The item in the words of the official form, where the record holds them; else in ours.

        For what an evaluator reads; lists call an item by the short `item.wording`.
        """
        return self.official.asked(self.item)

    @property
    def code(self) -> str:
        return self.item.code


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A sum: an aspect, a component, an area's part in one aspect, or the whole."""

    code: str
    name: str
    weight: Decimal
    value: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class SubAreaLine:
    """A sub-area with its items; `sub_area` is its definition in the instrument."""

    sub_area: SubArea
    score: ScoreLine
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area ("1".."6", "hasil"); `parts` are its sums by aspect key ("pemenuhan", "reform")."""

    key: str
    name: str
    short_name: str
    score: ScoreLine
    parts: Mapping[str, ScoreLine]
    sub_areas: tuple[SubAreaLine, ...]

    @property
    def items(self) -> tuple[ItemLine, ...]:
        return tuple(item for one in self.sub_areas for item in one.items)

    @property
    def title(self) -> str:
        """ "Area 1: Manajemen Perubahan", or "Hasil"."""
        return area_title(self)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One minimum of the target, in `unit` ("nilai" or "persen"); `gap` is 0 when met.

    `points` and `weight` say the same in points of the total; `index_minimum` as survey index.
    """

    code: str
    name: str
    unit: str
    value: Decimal
    minimum: Decimal
    gap: Decimal
    met: bool
    points: Decimal
    weight: Decimal
    index_minimum: Decimal | None


@dataclass(frozen=True, slots=True)
class Precondition:
    """The predicate that must come first; `held` is None while nothing is on record."""

    code: str
    name: str
    held: bool | None

    @property
    def met(self) -> bool:
        return self.held is True


@dataclass(frozen=True, slots=True)
class PredicateLine:
    """A predicate the unit was given, and its revocation if there was one."""

    predicate: str
    giver: str
    granted_on: dt.date
    only_year_known: bool
    document_number: str
    note: str
    revoked_on: dt.date | None
    revoked_reason: str


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A dated step on the unit's road, taken or planned; `kind` as in `Milestone.Kind`."""

    kind: str
    title: str
    happened_on: dt.date
    only_year_known: bool
    is_planned: bool
    note: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """How another year of the same unit stands."""

    year: int
    target: str
    state: str
    total: Decimal
    checks_met: int
    # By area key; empty in records made before they were kept.
    area_percents: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there. Items and documents in office order; `sections` are sentences by key."""

    unanswered: tuple[ItemLine, ...]
    without_evidence: tuple[ItemLine, ...]
    to_repair: tuple[ItemLine, ...]
    not_kept: tuple[Document, ...]
    checks: tuple[CheckLine, ...]
    precondition: Precondition | None
    sections: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes a state a record: number, moment, maker, hash, and the trail's end by then.

    `sha256` is that of the whole record, the text of `data/lke.json`.
    """

    number: int
    made_at: dt.datetime
    made_by: str
    sha256: str
    trail_number: int | None
    trail_hash: str

    @property
    def grouped_sha256(self) -> str:
        """The hash in groups of eight, for reading aloud and comparing by eye."""
        return " ".join(self.sha256[at : at + 8] for at in range(0, len(self.sha256), 8))


@dataclass(frozen=True)
class RecordContext:
    """Everything an output may show. `stamp` is None for a live state, which has no hash.

    `areas` hold every item in office order; `documents` every document in the order of the items
    that use it first. `sections` is what other rooms added, as plain data by key.
    """

    stamp: Stamp | None
    unit: UnitFacts
    assessment: AssessmentFacts
    instrument: Instrument
    areas: tuple[AreaLine, ...]
    documents: tuple[Document, ...]
    whole: ScoreLine
    components: Mapping[str, ScoreLine]
    aspects: Mapping[str, ScoreLine]
    answered: int
    checks: tuple[CheckLine, ...]
    precondition: Precondition | None
    passed: bool
    predicates: tuple[PredicateLine, ...]
    milestones: tuple[MilestoneLine, ...]
    other_years: tuple[YearLine, ...]
    sections: Mapping[str, Any]
    missing: Missing
    # The canonical JSON all of this was read from; of a record, byte for byte its content.
    text: str = field(repr=False)

    @classmethod
    def from_record(cls, record: Record) -> RecordContext:
        """The context of a frozen record; no query, and nothing but its text is read."""
        from reports.contexts.record_reading import context_of

        return context_of(json.loads(record.content), record.content)

    @classmethod
    def from_text(cls, text: str) -> RecordContext:
        """The same from the text of a record, such as the `data/lke.json` of a packet."""
        from reports.contexts.record_reading import context_of

        return context_of(json.loads(text), text)

    @classmethod
    def live(cls, assessment: Assessment, sections: Collection[str] | None = None) -> RecordContext:
        """The state of now (`with_structure()`) in the same shape, with all or some sections."""
        from reports.contexts.record_reading import context_of

        text = canonical_text(state_of(assessment, sections)[0])
        return context_of(json.loads(text), text)

    @cached_property
    def items(self) -> tuple[ItemLine, ...]:
        """Every item in office order."""
        return tuple(item for area in self.areas for item in area.items)

    @cached_property
    def by_code(self) -> Mapping[str, ItemLine]:
        return {line.code: line for line in self.items}

    def section_parts(self, key: str) -> list[Mapping[str, Any]]:
        """What a section lists, such as innovations; empty when there is none of that name."""
        told = self.sections.get(key, [])
        return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []

    @property
    def total(self) -> Decimal:
        return self.whole.value

    @property
    def checks_met(self) -> int:
        return sum(check.met for check in self.checks)

    @property
    def kept_documents(self) -> tuple[Document, ...]:
        return tuple(one for one in self.documents if one.is_kept)

    @property
    def kept_bytes(self) -> int:
        return sum(one.file.size for one in self.documents if one.file)
