"""One document of the store as a line in a list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import reverse

from pengungkit.file_types import TYPES
from pengungkit.models import Evidence
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_size


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """`meta` says when, how long, how large and where used; `open_url` is empty for links."""

    uuid: UUID
    title: str
    label: str
    meta: str
    url: str
    open_url: str
    open_word: str
    is_link: bool
    is_expired: bool

    @classmethod
    def of(
        cls, evidence: Evidence, today: dt.date, *, frozen: bool = False, besides: int = 0
    ) -> ShownEvidence:
        """`evidence` comes from `with_newest()` and `with_times_used()`.

        `frozen` opens the version shown here, not the one that is newest by then. In how many
        items it is used is said when they are more than `besides`.
        """
        kind = TYPES.get(evidence.newest_extension or "")  # type: ignore[attr-defined]
        expired = evidence.valid_until is not None and evidence.valid_until < today
        facts = []
        if evidence.is_link:
            facts.append(urlsplit(evidence.url).hostname or "")
        if evidence.document_date:
            facts.append(format_date_long(evidence.document_date))
        if evidence.valid_until:
            word = "berakhir" if expired else "berlaku s.d."
            facts.append(f"{word} {format_date_long(evidence.valid_until)}")
        if kind:
            facts.append(format_size(evidence.newest_size))  # type: ignore[attr-defined]
        times = evidence.times_used  # type: ignore[attr-defined]
        if times > besides:
            facts.append(f"dipakai di {times} butir")
        inline = kind is not None and kind.inline
        open_url = ""
        if kind and frozen:
            number = evidence.newest_number  # type: ignore[attr-defined]
            open_url = reverse("pengungkit:evidence_version", args=[evidence.uuid, number])
        elif kind:
            name = "evidence_view" if inline else "evidence_download"
            open_url = reverse(f"pengungkit:{name}", args=[evidence.uuid])
        return cls(
            uuid=evidence.uuid,
            title=evidence.title,
            label=kind.label if kind else "URL",
            meta=" · ".join(facts),
            url=reverse("pengungkit:evidence_detail", args=[evidence.uuid]),
            open_url=open_url,
            open_word="Lihat" if inline else "Unduh",
            is_link=evidence.is_link,
            is_expired=expired,
        )
