"""All that findings rest on: what one item claims, and what its documents are like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from pengungkit.instruments import Item, Kind, UnknownCodeError
from pengungkit.ratios import read_ratio


# Options of which only the first is worth something ("Ya"/"Tidak") ask whether a thing is there;
# more of them ask how far it goes.
YES_OR_NO = 2


class DocumentFacts(NamedTuple):
    """One document that proves an item, a kept file or (`is_link`) an address that is only noted.

    `items` is how many items of the same assessment it proves. `active` says in words what the
    file does by itself, `lost` why it is no longer there; "" for neither. `destroyed`: it is gone
    on legal grounds, so sending it again would be wrong.
    """

    uuid: UUID
    title: str
    is_link: bool
    kind: str
    stage: str
    document_date: dt.date | None
    valid_until: dt.date | None
    items: int = 1
    locked: bool = False
    broken: bool = False
    rejected: bool = False
    unscanned: bool = False
    active: str = ""
    lost: str = ""
    destroyed: bool = False


class ItemFacts(NamedTuple):
    """One item as answered, with its documents. A value: equal facts have equal findings.

    `answer` is the answer in a word, "" when there is none. `claims`: it is worth something.
    `graded`: it says how far something goes, not only that it is there. `remark` is what is to be
    said of counts. `due_on` is None once nobody can work on the item any more.
    """

    code: str
    year: int
    today: dt.date
    kind: Kind
    answer: str
    claims: bool
    graded: bool
    remark: str
    has_narrative: bool
    status: str
    due_on: dt.date | None
    documents: tuple[DocumentFacts, ...] = ()

    @property
    def answered(self) -> bool:
        return bool(self.answer)

    @property
    def kept(self) -> tuple[DocumentFacts, ...]:
        return tuple(one for one in self.documents if not one.is_link)


class _Given(NamedTuple):
    """What the fields of an answer come to."""

    answer: str = ""
    claims: bool = False
    remark: str = ""


def item_facts(
    item: Item,
    *,
    year: int,
    today: dt.date,
    choice: str,
    counts: Mapping[str, int | None] | None,
    index: Decimal | None,
    has_narrative: bool,
    status: str,
    due_on: dt.date | None,
    documents: tuple[DocumentFacts, ...],
) -> ItemFacts:
    """The facts of one item from the stored fields of its answer."""
    if item.kind is Kind.CHOICE:
        given = _chosen(item, choice)
    elif item.kind is Kind.RATIO:
        given = _counted(item, counts)
    else:
        given = _Given() if index is None else _Given("indeks", index > 0)
    return ItemFacts(
        code=item.code,
        year=year,
        today=today,
        kind=item.kind,
        answer=given.answer,
        claims=given.claims,
        graded=len(item.options) > YES_OR_NO,
        remark=given.remark,
        has_narrative=has_narrative,
        status=status,
        due_on=due_on,
        documents=documents,
    )


def _chosen(item: Item, choice: str) -> _Given:
    if not choice:
        return _Given()
    try:
        return _Given(choice, item.option(choice).fraction > 0)
    except UnknownCodeError:
        # An option of another version of the instrument; whoever opens the item is told there.
        return _Given(choice, True)


def _counted(item: Item, counts: Mapping[str, int | None] | None) -> _Given:
    known = {key: number for key, number in (counts or {}).items() if number is not None}
    if item.ratio is None or not known:
        return _Given()
    try:
        reading = read_ratio(item.ratio, known)
    except ValueError as wrong:
        return _Given(remark=str(wrong))
    return _Given("jumlah" if reading.answered else "", reading.fraction > 0, reading.remark)
