"""Files that a virus scanner rejected, for those who sent them and who lead the office."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from pengungkit.contexts.scan_words import scan_words
from pengungkit.models import EvidenceVersion
from units.models import User
from units.permissions import Permission, Rights


MOST = 20


@dataclass(frozen=True, slots=True)
class RejectedFile:
    title: str
    label: str
    url: str
    # What was found, by what, and when.
    found: str
    # "KPPN Ternate, dari Sari".
    place: str


def rejected_files(user: User, rights: Rights) -> tuple[RejectedFile, ...]:
    """The newest ones that nobody has replaced yet; one query."""
    mine = Q(received_by=user) & rights.scope(Permission.VIEW, "unit__")
    rows = (
        EvidenceVersion.objects.kept()
        .rejected()
        .newest()
        .filter(mine | rights.scope(Permission.CLOSE_ASSESSMENT, "unit__"))
        .select_related("evidence", "unit", "received_by")
        .order_by("-scanned_at", "-pk")
    )
    return tuple(
        RejectedFile(
            title=one.evidence.title,
            label=one.extension.upper(),
            url=one.evidence.get_absolute_url(),
            found=scan_words(one, one.unit.time_zone).text,
            place=f"{one.unit.short_name}, dari {one.sender}",
        )
        for one in rows[:MOST]
    )
