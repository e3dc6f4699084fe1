"""Official forms: kept as they came, put into use, taken out of use, thrown away unused."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from pengungkit.exceptions import NotStoredError, OfficialFormStateError
from pengungkit.models import InstrumentVersion, OfficialForm
from pengungkit.models.instruments import structure_of
from pengungkit.official.analysis import LIMITS, Analysis, analyse, findings_of
from pengungkit.official.wording import wordings_to_json
from pengungkit.store import share_store
from units import audit
from units.models import User
from zi_portal.lib import blobs
from zi_portal.lib.blobs import Blob, BlobStoreError, BlobTooLargeError
from zi_portal.lib.workbooks.archive import TOO_BIG
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


def receive_form(
    *,
    instrument: InstrumentVersion,
    name: str,
    file_name: str,
    chunks: Iterable[bytes],
    by: User,
) -> OfficialForm:
    """Take in a form, look at it and keep it. Raises WorkbookRefusedError; nothing is kept then.

    The same file read in the same way is the form that is there already; its bytes are put back
    should they have been damaged.
    """
    try:
        temporary, blob = blobs.receive(chunks, limit=LIMITS.file_bytes)
    except BlobTooLargeError as error:
        raise WorkbookRefusedError(TOO_BIG) from error
    except BlobStoreError as error:
        raise WorkbookRefusedError(str(NotStoredError(is_full=error.is_full))) from error
    try:
        with tempfile.TemporaryDirectory() as folder:
            # The reader names the file in its sentences, so it must not carry our name for it.
            shown = Path(folder) / "formulir.xlsx"
            shown.symlink_to(temporary)
            analysis = analyse(shown, structure_of(instrument))
        return keep_form(
            instrument=instrument,
            name=name,
            file_name=file_name,
            temporary=temporary,
            blob=blob,
            analysis=analysis,
            by=by,
        )
    finally:
        blobs.discard(temporary)


@transaction.atomic
def keep_form(
    *,
    instrument: InstrumentVersion,
    name: str,
    file_name: str,
    temporary: Path,
    blob: Blob,
    analysis: Analysis,
    by: User,
) -> OfficialForm:
    share_store()
    blobs.keep(temporary, blob)
    # As it comes back from the database, for comparing.
    found = json.loads(
        json.dumps(
            {
                "places_found": analysis.places.to_json(),
                "wordings_found": wordings_to_json(analysis.wordings),
                "findings": findings_of(analysis),
            }
        )
    )
    for known in OfficialForm.objects.filter(instrument=instrument, sha256=blob.sha256):
        if all(getattr(known, field) == value for field, value in found.items()):
            return known
    form = OfficialForm.objects.create(
        instrument=instrument,
        name=name,
        file_name=file_name[-255:],
        sha256=blob.sha256,
        size=blob.size,
        received_by=by,
        **found,
    )
    audit.record(
        actor=by,
        action="templat_diunggah",
        target=form,
        instrumen=instrument.code,
        nama=name,
        sha256=blob.sha256,
        butir=len(analysis.places.items),
        tanpa_tempat=len(analysis.places.unplaced),
    )
    return form


@transaction.atomic
def use_form(*, form: OfficialForm, by: User) -> OfficialForm:
    """From now on this form's words are shown and its cells filled; another one gives way."""
    instrument = InstrumentVersion.objects.select_for_update().get(pk=form.instrument_id)
    if instrument.official_form_id == form.pk:
        return form
    before = instrument.official_form
    InstrumentVersion.objects.filter(pk=instrument.pk).update(official_form=form)
    form.used_at, form.used_by = timezone.now(), by
    form.save(update_fields=["used_at", "used_by"])
    audit.record(
        actor=by,
        action="templat_dipakai",
        target=form,
        instrumen=instrument.code,
        nama=form.name,
        sha256=form.sha256,
        menggantikan=before.name if before else "",
    )
    return form


@transaction.atomic
def retire_form(*, form: OfficialForm, by: User) -> None:
    """The portal's own words again, and no form to fill in; the form stays, to be used again."""
    instrument = InstrumentVersion.objects.select_for_update().get(pk=form.instrument_id)
    if instrument.official_form_id != form.pk:
        raise OfficialFormStateError("Templat ini memang sedang tidak dipakai.")
    InstrumentVersion.objects.filter(pk=instrument.pk).update(official_form=None)
    audit.record(
        actor=by,
        action="templat_dihentikan",
        target=form,
        instrumen=instrument.code,
        nama=form.name,
        sha256=form.sha256,
    )


@transaction.atomic
def discard_form(*, form: OfficialForm, by: User) -> None:
    """Throw away a form that was never used. One that was used may stand in records."""
    InstrumentVersion.objects.select_for_update().get(pk=form.instrument_id)
    locked = OfficialForm.objects.get(pk=form.pk)
    if locked.used_at is not None:
        raise OfficialFormStateError(
            "Templat ini pernah dipakai, jadi rekaman dan paket dapat merujuknya. Hentikan"
            " pemakaiannya; berkasnya tetap tersimpan."
        )
    audit.record(
        actor=by, action="templat_dibuang", target=form, nama=form.name, sha256=form.sha256
    )
    locked.delete()
