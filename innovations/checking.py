"""What must always hold of replications, for the check of the whole portal."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from innovations.models import Confirmation, Replication
from innovations.sealing import seal_of


def confirmations_stand(thorough: bool) -> Iterator[str]:
    """Every confirmed replication rests on an answer of its adopter that is whole and not taken
    back, and its letter lies in the giver's store."""
    rows = Replication.objects.confirmed().select_related(
        "confirmation__letter", "innovation__unit", "adopter_unit"
    )
    for one in rows.order_by("pk").iterator(chunk_size=500):
        said = one.confirmation
        standing = (
            said is not None
            and said.replication_id == one.pk
            and said.answer == Confirmation.Answer.RUNS
            and said.withdrawn_at is None
        )
        if not standing:
            yield f"Replikasi {one} berstatus dikonfirmasi tanpa konfirmasi yang berlaku."
        elif said and said.letter and said.letter.destruction_id is not None:
            yield f"Surat konfirmasi {said.reference} sudah dimusnahkan."
    strays = Confirmation.objects.exclude(letter=None).exclude(
        letter__unit_id=F("replication__innovation__unit_id")
    )
    for stray in strays.order_by("pk"):
        yield f"Surat konfirmasi {stray.reference} tersimpan di unit lain."
    lost = Confirmation.objects.exclude(link=None).exclude(link__replication_id=F("replication_id"))
    for other in lost.order_by("pk"):
        yield f"Konfirmasi {other.reference} memakai tautan replikasi lain."
    every = Confirmation.objects.select_related("replication__innovation", "letter")
    for kept in every.order_by("pk").iterator(chunk_size=500):
        if seal_of(kept) != kept.sha256:
            yield f"Isi konfirmasi {kept.reference} tidak sesuai dengan sidiknya."
