"""ZIPs of evidence folders on their way in: set aside as what they are, given up, swept."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pengungkit.archives import kept
from pengungkit.archives.refusals import ArchiveRefusedError
from pengungkit.archives.signatures import HEAD_BYTES, refuse_by_name, refuse_unless_zip
from pengungkit.exceptions import EvidenceRefusedError, NotStoredError, ZipImportStateError
from pengungkit.file_names import clean_name
from pengungkit.models import Assessment, Upload, ZipImport
from pengungkit.quotas import require_room
from pengungkit.tasks import read_zip
from units import audit
from units.models import Unit, User
from zi_portal.lib import blobs
from zi_portal.lib.numbers import format_size
from zi_portal.tasks import enqueue


logger = logging.getLogger(__name__)


def too_large_zip() -> str:
    return (
        f"ZIP melebihi batas {format_size(settings.ZIP_MAX_BYTES)}. Buat satu ZIP tiap subfolder,"
        " lalu bawa masuk satu per satu."
    )


def too_large_plain() -> str:
    """A form without script is one request, held to the limit of any form."""
    largest = format_size(settings.EVIDENCE_MAX_BYTES)
    return (
        f"Tanpa JavaScript ZIP paling besar {largest}, jadi ZIP ini tidak diterima. Nyalakan"
        " JavaScript di peramban, atau buat satu ZIP tiap subfolder lalu"
        " bawa masuk satu per satu."
    )


def refuse_zip_beforehand(*, unit: Unit, name: str, size: int) -> None:
    """What can be said before a byte was sent. Raises `EvidenceRefusedError`; unit is locked."""
    try:
        refuse_by_name(name)
    except ArchiveRefusedError as refused:
        raise EvidenceRefusedError(str(refused)) from refused
    if size <= 0:
        raise EvidenceRefusedError(
            "ZIP ini kosong (0 byte). Periksa berkas di perangkat Anda, lalu kirim lagi."
        )
    if size > settings.ZIP_MAX_BYTES:
        raise EvidenceRefusedError(too_large_zip())
    refuse_second(unit)
    on_its_way = Upload.objects.unfinished().filter(unit=unit, purpose=Upload.Purpose.ZIP)
    if other := on_its_way.select_related("owner").first():
        raise EvidenceRefusedError(
            f"ZIP lain untuk unit ini, {clean_name(other.original_name)}, sedang dikirim"
            f" {other.owner.name}. Lanjutkan atau batalkan dahulu yang itu."
        )


def refuse_second(unit: Unit) -> None:
    """One at a time, or two people would bring in the same folder."""
    if other := ZipImport.objects.under_way().filter(unit=unit).select_related("author").first():
        raise EvidenceRefusedError(
            f"ZIP lain untuk unit ini, {other.original_name} dari {other.author.name}, belum"
            " selesai. Terapkan atau batalkan dahulu yang itu."
        )


def refuse_content(path: Path) -> None:
    with path.open("rb") as file:
        try:
            refuse_unless_zip(file.read(HEAD_BYTES))
        except ArchiveRefusedError as refused:
            raise EvidenceRefusedError(str(refused)) from refused


@transaction.atomic
def accept_zip(*, upload: Upload, path: Path, by: User) -> Upload:
    """A whole ZIP that came in parts becomes an import and waits to be read."""
    refuse_content(path)
    upload.zip_import = _begin(
        unit=upload.unit, name=upload.original_name, size=upload.size, by=by, code=upload.uuid
    )
    kept.keep(path, upload.zip_import.uuid.hex)
    upload.offset, upload.expires_at = upload.size, expiry()
    rows = Upload.objects.unkept().filter(pk=upload.pk, refusal="")
    rows.update(zip_import=upload.zip_import, offset=upload.offset, expires_at=upload.expires_at)
    return upload


def receive_zip(*, unit: Unit, name: str, chunks: Iterable[bytes], by: User) -> ZipImport:
    """A ZIP that came in one piece, with a form or a command.

    Raises `EvidenceRefusedError` with the sentence to show.
    """
    try:
        temporary, blob = blobs.receive(chunks, limit=settings.ZIP_MAX_BYTES)
    except blobs.BlobTooLargeError:
        raise EvidenceRefusedError(too_large_zip()) from None
    except blobs.BlobStoreError as error:
        raise NotStoredError(is_full=error.is_full, what="ZIP") from error
    try:
        with transaction.atomic():
            locked = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
            refuse_zip_beforehand(unit=locked, name=name, size=blob.size)
            refuse_content(temporary)
            require_room(locked, blob.size)
            zip_import = _begin(unit=unit, name=name, size=blob.size, by=by, code=uuid.uuid4())
            kept.keep(temporary, zip_import.uuid.hex)
    finally:
        blobs.discard(temporary)
    return zip_import


def _begin(*, unit: Unit, name: str, size: int, by: User, code: uuid.UUID) -> ZipImport:
    """The row, its room and its line in the trail; the caller gives the file its place."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    refuse_second(unit)
    open_ones = Assessment.objects.filter(unit=unit, state__in=Assessment.OPEN_STATES)
    zip_import = ZipImport.objects.create(
        uuid=code,
        unit=unit,
        author=by,
        assessment=open_ones.order_by("-year").first(),
        original_name=clean_name(name),
        size=size,
        reserved=size,
        expires_at=expiry(),
    )
    record(zip_import, "impor_dikirim", by, nama=zip_import.original_name, ukuran=size)
    enqueue(read_zip, str(code))
    return zip_import


@transaction.atomic
def cancel_import(*, zip_import: ZipImport, by: User) -> None:
    """Forget an import that was not applied, with its ZIP and everything typed."""
    locked = ZipImport.objects.select_for_update().select_related("unit").get(pk=zip_import.pk)
    if locked.state not in {
        ZipImport.State.READING,
        ZipImport.State.READY,
        ZipImport.State.REFUSED,
    }:
        raise ZipImportStateError(
            "Berkas dari ZIP ini sudah mulai dimasukkan, jadi tidak dapat dibatalkan. Sesudah"
            " selesai, pemasangannya dapat dilepas sekaligus."
        )
    record(locked, "impor_dibatalkan", by)
    _forget(locked)


def sweep_imports() -> int:
    """Take away imports that nobody applied in time, and ZIPs that no row names."""
    swept = 0
    over = ZipImport.objects.filter(expires_at__lte=timezone.now()).exclude(
        state=ZipImport.State.APPLYING
    )
    for pk in list(over.values_list("pk", flat=True)):
        with transaction.atomic():
            locked = over.select_for_update(of=("self",)).filter(pk=pk).first()
            if locked is not None:
                _forget(locked)
                swept += 1
    return swept + sweep_strange_zips()


def sweep_strange_zips() -> int:
    """ZIPs without a row, as a crash between file and row leaves them."""
    swept = 0
    for name in kept.names():
        path = kept.path_of(name)
        with transaction.atomic(), contextlib.suppress(FileNotFoundError):
            age = timezone.now().timestamp() - path.stat().st_mtime
            if age > dt.timedelta(hours=24).total_seconds() and not _is_needed(name):
                path.unlink(missing_ok=True)
                logger.info("ZIP %s without a row swept", name)
                swept += 1
    return swept


def _is_needed(name: str) -> bool:
    try:
        return ZipImport.objects.under_way().filter(uuid=uuid.UUID(name)).exists()
    except ValueError:
        return False


def _forget(zip_import: ZipImport) -> None:
    name = zip_import.uuid.hex
    zip_import.delete()
    kept.drop(name)


def expiry() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=settings.UPLOAD_HOURS)


def record(zip_import: ZipImport, action: str, by: User | None, **data: object) -> None:
    audit.record(
        actor=by,
        action=action,
        target=zip_import,
        unit=zip_import.unit.code,
        impor=str(zip_import.uuid),
        **data,
    )
