"""A ZIP that came in is read: every file listed with a guess, then hashed and looked into.

Runs in the background, bears being broken off anywhere, and goes on where it was.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from pengungkit.actions.evidence import inspect, replaced_by_now, require_acceptable, too_large
from pengungkit.actions.zip_arrival import expiry, record
from pengungkit.actions.zip_choices import Reader
from pengungkit.archives import kept
from pengungkit.archives.reader import Archive, Member, opened
from pengungkit.archives.refusals import ArchiveRefusedError, MemberDamagedError
from pengungkit.archives.signatures import ARCHIVE_ENDINGS, NESTED, ending_of
from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.file_types import type_of_name
from pengungkit.guessing import guess
from pengungkit.models import EvidenceVersion, ZipEntry, ZipImport
from pengungkit.targets import Target
from units.permissions import rights_of
from zi_portal.lib import blobs, failpoints
from zi_portal.lib.blobs import HEAD_BYTES, Blob
from zi_portal.lib.dates import format_date_long


logger = logging.getLogger(__name__)
AT_A_TIME = 20
GONE = (
    "ZIP ini tidak ada lagi di server, misalnya karena portal dipulihkan dari cadangan. Kirim"
    " sekali lagi."
)
State = ZipEntry.State


def read_import(zip_import: ZipImport) -> None:
    """Read what is not read yet, and say that it may be looked over; or refuse the ZIP."""
    try:
        with kept.held(zip_import.uuid.hex) as path:
            imports = ZipImport.objects.select_related("unit", "assessment__instrument", "author")
            current = imports.filter(pk=zip_import.pk, state=ZipImport.State.READING).first()
            if current is not None:
                _read(current, path)
    except kept.ZipBusyError:
        logger.info("import %s is being read already", zip_import.uuid)
    except ArchiveRefusedError as refused:
        refuse_import(zip_import, str(refused))
    except FileNotFoundError:
        refuse_import(zip_import, GONE)


def _read(zip_import: ZipImport, path: Path) -> None:
    with opened(path, kept.limits()) as archive:
        if not zip_import.entries.exists():
            _list(zip_import, archive.members)
        members = {member.index: member for member in archive.members}
        waiting = zip_import.entries.filter(state=State.WAITING)
        for batch in _batches(list(waiting)):
            for entry in batch:
                _look_at(entry, archive, members[entry.position])
            if not _note(zip_import, batch):
                return
            failpoints.passing("zip-batch-read")
    _ready(zip_import)


def _batches(entries: list[ZipEntry]) -> Iterator[list[ZipEntry]]:
    for start in range(0, len(entries), AT_A_TIME):
        yield entries[start : start + AT_A_TIME]


@transaction.atomic
def _list(zip_import: ZipImport, members: Iterable[Member]) -> None:
    """A row for every file, with what its name and its folder suggest."""
    rights = rights_of(zip_import.author)
    target = Reader(zip_import.assessment, zip_import.unit, rights).target
    ZipEntry.objects.bulk_create(
        [_entry(zip_import, member, target) for member in members], batch_size=500
    )


def _entry(zip_import: ZipImport, member: Member, target: Target) -> ZipEntry:
    entry = ZipEntry(
        zip_import=zip_import, position=member.index, path=member.path, size=member.size
    )
    if member.ignored:
        entry.state, entry.reason, entry.wanted = State.IGNORED, member.ignored, False
        return entry
    found = guess(entry.name, entry.folder, target.book)
    # Nobody is offered items that are not theirs to answer.
    codes = [code for code in found.codes if code in target.items]
    code = codes[0] if len(found.codes) == len(codes) == 1 else ""
    day = format_date_long(found.document_date) if found.document_date else ""
    entry.guessed = {
        "title": found.title[:200],
        "kind": found.kind,
        "number": found.number[:120],
        "date_text": day,
        "codes_text": code,
    }
    for field, value in entry.guessed.items():
        setattr(entry, field, value)
    entry.candidates = [] if code else codes
    return entry


def _look_at(entry: ZipEntry, archive: Archive, member: Member) -> None:
    """Hash one file and judge it as an upload would be; nothing is kept."""
    try:
        if ending_of(entry.name) in ARCHIVE_ENDINGS:
            raise EvidenceRefusedError(NESTED)
        type_of_name(entry.name)
        if member.size > settings.EVIDENCE_MAX_BYTES:
            raise EvidenceRefusedError(too_large())
        with _unpacked(archive.chunks(member)) as (path, blob):
            inspect(entry.name, path, blob)
        entry.sha256, entry.state = blob.sha256, State.NEW
    except (EvidenceRefusedError, MemberDamagedError) as refused:
        entry.state, entry.reason, entry.wanted = State.REFUSED, str(refused), False


@contextmanager
def _unpacked(chunks: Iterable[bytes]) -> Iterator[tuple[Path, Blob]]:
    """The bytes in a file that is gone afterwards, and what they hash to."""
    folder = blobs.root() / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    with tempfile.NamedTemporaryFile(dir=folder, prefix="lihat-") as file:
        for chunk in chunks:
            head += chunk[: HEAD_BYTES - len(head)]
            size += len(chunk)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        yield Path(file.name), Blob(digest.hexdigest(), size, head)


@transaction.atomic
def _note(zip_import: ZipImport, entries: list[ZipEntry]) -> bool:
    """Write down what was seen; False when nobody waits for it any more."""
    imports = ZipImport.objects.select_for_update().filter(pk=zip_import.pk)
    if not imports.filter(state=ZipImport.State.READING).exists():
        return False
    hashes = {entry.sha256 for entry in entries if entry.sha256}
    versions = EvidenceVersion.objects.filter(unit=zip_import.unit, sha256__in=hashes)
    # Of a version that was taken up again the later one counts.
    rows = versions.select_related("destruction", "evidence").order_by("number")
    known = {version.sha256: version for version in rows}
    seen = zip_import.entries.filter(sha256__in=hashes).order_by("-position")
    first = dict(seen.values_list("sha256", "path"))
    for entry in entries:
        if not entry.sha256:
            continue
        if entry.sha256 in known:
            _recognise(entry, known[entry.sha256])
        elif entry.sha256 in first:
            entry.state, entry.reason = State.DOUBLE, first[entry.sha256]
        first.setdefault(entry.sha256, entry.path)
    fields = ["sha256", "state", "reason", "wanted", "evidence"]
    ZipEntry.objects.bulk_update(entries, fields)
    return True


def _recognise(entry: ZipEntry, version: EvidenceVersion) -> None:
    """The unit has this file, or had it until it was destroyed."""
    try:
        require_acceptable(version)
    except EvidenceRefusedError as refused:
        entry.state, entry.reason, entry.wanted = State.REFUSED, str(refused), False
    else:
        entry.state, entry.evidence_id = State.KNOWN, version.evidence_id
        entry.reason = replaced_by_now(version)


@transaction.atomic
def _ready(zip_import: ZipImport) -> None:
    rows = ZipImport.objects.filter(pk=zip_import.pk, state=ZipImport.State.READING)
    if rows.update(state=ZipImport.State.READY, expires_at=expiry()):
        record(zip_import, "impor_dibaca", None, berkas=zip_import.entries.count())


@transaction.atomic
def refuse_import(zip_import: ZipImport, sentence: str) -> None:
    """The ZIP goes, the sentence stays for its sender to read."""
    rows = ZipImport.objects.under_way().filter(pk=zip_import.pk)
    if rows.update(
        state=ZipImport.State.REFUSED, refusal=sentence, reserved=0, expires_at=expiry()
    ):
        zip_import.entries.all().delete()
        record(zip_import, "impor_ditolak", None, alasan=sentence)
        kept.drop(zip_import.uuid.hex)
