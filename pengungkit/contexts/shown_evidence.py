"""Documents of the store as lines in a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from pengungkit.contexts.document_facts import DESTROYED, TROUBLE, facts_of, file_facts
from pengungkit.contexts.scan_words import SHORT
from pengungkit.contexts.thumbnails import thumbnail_url
from pengungkit.file_types import TYPES
from pengungkit.findings import DocumentFacts
from pengungkit.models import Assessment, Evidence, EvidenceUse, EvidenceVersion
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_size


class Newest(NamedTuple):
    """What a line needs of the file it shows."""

    number: int = 0
    extension: str = ""
    size: int = 0
    scan_state: str = ""
    # "rusak" or "dimusnahkan" when the file cannot be opened.
    trouble: str = ""
    name: str = ""
    inspection: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """`meta` says when, how long, how large and where used.

    `open_url` is empty for links, and for what a virus scanner rejected.
    """

    pk: int
    uuid: UUID
    title: str
    label: str
    meta: str
    url: str
    open_url: str
    thumb_url: str
    is_link: bool
    is_expired: bool
    is_rejected: bool
    # "rusak" or "dimusnahkan" when the file cannot be opened, otherwise empty.
    trouble: str
    facts: DocumentFacts
    # In how many items it is used, and what its newest file was called when it came.
    times: int
    original_name: str


def shown_lines(
    evidence: Iterable[Evidence], today: dt.date, *, within: Assessment | None = None
) -> tuple[ShownEvidence, ...]:
    """The documents with what their newest file is and how often they are used; two queries.

    `within` an assessment only its items are counted, and one of them is not worth a word. Once it
    is closed, the version is shown that was there when it closed.
    """
    documents = list(evidence)
    if not documents:
        return ()
    versions = EvidenceVersion.objects.filter(evidence__in=documents).order_by("number")
    uses = EvidenceUse.objects.filter(evidence__in=documents).order_by()
    frozen = within is not None and not within.is_open
    if within is not None:
        uses = uses.filter(answer__assessment=within)
        if within.closed_at is not None:
            versions = versions.filter(received_at__lte=within.closed_at)
    columns = (
        "evidence", "number", "extension", "size", "scan_state", TROUBLE, "original_name",
        "inspection",
    )  # fmt: skip
    newest = {row[0]: Newest(*row[1:]) for row in versions.values_list(*columns)}
    times = dict(uses.values_list("evidence").annotate(Count("pk")))
    return tuple(
        shown_line(
            one,
            newest.get(one.pk),
            times.get(one.pk, 0),
            today,
            frozen=frozen,
            alone=0 if within is None else 1,
        )
        for one in documents
    )


def shown_line(
    evidence: Evidence,
    newest: Newest | None,
    times: int,
    today: dt.date,
    *,
    frozen: bool,
    alone: int,
) -> ShownEvidence:
    """One line; `newest` is None for a link.

    `frozen` opens that very version, not the one that is newest by then. So many uses as `alone`
    says are not worth a word.
    """
    number, extension, _, scan_state, trouble, name, inspection = newest or Newest()
    rejected = scan_state == EvidenceVersion.ScanState.REJECTED
    kind = TYPES.get(extension)
    shows = kind is not None and not rejected and not trouble
    fixed = number if frozen else None
    expired = evidence.valid_until is not None and evidence.valid_until < today
    return ShownEvidence(
        pk=evidence.pk,
        uuid=evidence.uuid,
        title=evidence.title,
        label=kind.label if kind else "URL",
        meta=" · ".join(words_on(evidence, newest, expired, times if times > alone else 0)),
        url=evidence.get_absolute_url(),
        open_url=preview_url(evidence, fixed or 0) if shows else "",
        thumb_url=thumbnail_url(evidence.uuid, extension, fixed) if shows else "",
        is_link=evidence.is_link,
        is_expired=expired,
        is_rejected=rejected,
        trouble=trouble,
        facts=facts_of(evidence, times, file_facts(inspection, scan_state, trouble)),
        times=times,
        original_name=name,
    )


def words_on(evidence: Evidence, newest: Newest | None, expired: bool, times: int) -> Iterator[str]:
    """When it is from, how long it is valid, how large it is, whether scanned, where used."""
    if evidence.is_link:
        yield urlsplit(evidence.url).hostname or ""
    if evidence.document_date:
        yield format_date_long(evidence.document_date)
    if evidence.valid_until:
        word = "berakhir" if expired else "berlaku s.d."
        yield f"{word} {format_date_long(evidence.valid_until)}"
    if newest is not None and newest.extension in TYPES:
        yield format_size(newest.size)
        if newest.trouble != DESTROYED:
            yield SHORT[EvidenceVersion.ScanState(newest.scan_state)]
    if times:
        yield f"dipakai di {times} butir"


def preview_url(evidence: Evidence, number: int) -> str:
    """Where a line leads: a certain version when `number` is given, otherwise the newest one."""
    url = reverse("pengungkit:preview", args=[evidence.uuid])
    return f"{url}?versi={number}" if number else url
