"""What is wrong with some documents of the demo, so that the pages about it can be seen.

None of it is damage in the store: a portal that was just set up must pass `periksa_integritas`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from pengungkit.actions.destroying import destroy
from pengungkit.models import Evidence, EvidenceVersion
from pengungkit.previews.cache import EDITION
from pengungkit.previews.inspection import Inspection
from units.models import User


LOCKED, CUT_OFF, DESTROYED = "terkunci", "terpotong", "dimusnahkan"
GROUND = "UU 27/2022 tentang Pelindungan Data Pribadi, contoh"
DECISION = "CONTOH-ND-17/{year}"


def locked(pdf: bytes) -> bytes:
    """The same PDF as if it were encrypted: no password opens it."""
    lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -60 /O <%s> /U <%s> >> /ID [<%s> <%s>]"
    digits = (b"5a" * 32, b"a5" * 32, b"01" * 16, b"01" * 16)
    return pdf.replace(b" /Root 1 0 R", b" /Root 1 0 R" + lock % digits)


def cut_off(pdf: bytes) -> bytes:
    """What a download leaves that broke off."""
    return pdf[:300]


CHANGES: dict[str, Callable[[bytes], bytes]] = {LOCKED: locked, CUT_OFF: cut_off}
SEEN = {LOCKED: Inspection(locked=True), CUT_OFF: Inspection(broken=True)}


def note_what_is_seen(version: EvidenceVersion, flaw: str) -> None:
    """What the first look of the worker would find, so that nobody has to wait for it."""
    if flaw in SEEN:
        version.inspection = SEEN[flaw].to_json()
        version.inspection_edition, version.inspected_at = EDITION, timezone.now()


def destroy_what_must_go(documents: list[tuple[Evidence, str]], by: User) -> None:
    for evidence, flaw in documents:
        if flaw == DESTROYED:
            destroy(
                evidence=evidence,
                numbers=[1],
                ground=GROUND,
                decision=DECISION.format(year=timezone.localdate().year),
                hide_names=False,
                by=by,
            )
