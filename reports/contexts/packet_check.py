"""What a check found, in sentences: for the page, and for the command line."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from pengungkit.models import Record
from reports.contexts.packet_origin import (
    ONLY_ITS_MAKER,
    known_of,
    making_words,
    origin_of,
    told_otherwise,
    visible_record,
)
from reports.contexts.record import RecordContext
from reports.contexts.record_words import headline, stamp_words
from reports.packets.bag import manifest_of
from reports.packets.checking import (
    LISTED_BYTES,
    NOT_A_PACKET,
    Checked,
    check_packet,
    judge_record,
    outputs_named_by,
    read_manifest,
)
from reports.packets.exceptions import NoPacketError
from reports.packets.layout import MANIFEST, PART_LIST, RECORD, layout_of
from units.permissions import Rights
from zi_portal.lib.numbers import format_count, format_points, format_size


SHOWN = 50
NOT_AS_MADE = "Rekaman dan buktinya utuh, tetapi berkas lainnya tidak sama dengan buatan portal."
LIST_FITS = "Daftar ini cocok dengan rekaman di portal."
BY_THE_PORTAL = "Apakah sama dengan yang dibuat portal: unggah di Paket > Periksa paket."
FILES_UNREAD = (
    "Berkas-berkasnya sendiri belum diperiksa: jalankan periksa.bat atau periksa.sh di dalam"
    " paketnya."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One kind of difference with its lines; `more` are those not shown."""

    title: str
    lines: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The answer to "is it complete and unaltered?", ready to be shown."""

    is_whole: bool
    headline: str
    facts: tuple[str, ...]
    differences: tuple[Difference, ...]
    sha256: str
    origin: str
    url: str = ""
    # How far this portal vouches for the packet as the one it made; "" where it is not asked.
    making: str = ""

    @property
    def grouped_sha256(self) -> str:
        return " ".join(self.sha256[at : at + 8] for at in range(0, len(self.sha256), 8))


def differences_of(checked: Checked) -> tuple[Difference, ...]:
    kinds = (
        ("Hilang: tercantum di daftar, tetapi tidak ada", checked.missing),
        ("Berubah: isinya tidak cocok dengan sidiknya", checked.altered),
        ("Tambahan: ada, tetapi bukan bagian paket", checked.extra),
        ("Tidak sesuai dengan rekamannya", checked.faults),
    )
    return tuple(_difference(title, lines) for title, lines in kinds if lines)


def _difference(title: str, lines: tuple[str, ...]) -> Difference:
    return Difference(title, lines[:SHOWN], max(0, len(lines) - SHOWN))


def headline_of(checked: Checked, *, is_as_made: bool = False) -> str:
    """Held against itself a packet fits its own lists; only its portal knows it for unaltered."""
    if not checked.is_whole:
        count = sum(len(one.lines) + one.more for one in differences_of(checked))
        return f"Paket ini tidak cocok: {format_count(count)} perbedaan."
    number, parts = checked.part or (1, 1)
    name = f"Bagian {number} dari {parts}" if checked.part else "Paket"
    state = "tidak berubah" if is_as_made else "cocok dengan daftar di dalamnya"
    return f"{name} ini lengkap dan {state}."


def record_facts(record: RecordContext | None) -> tuple[str, ...]:
    """Whose record it is, in short lines."""
    if record is None:
        return ()
    facts = record.assessment
    return (
        f"{record.unit.name}, LKE {facts.year} menuju {facts.target}",
        f"Dibuat dari {stamp_words(record)}",
        f"Nilai {format_points(record.total)}. {headline(record)}",
    )


def without_words(checked: Checked) -> list[str]:
    """Reports that could not be made for it; it is whole all the same."""
    return [f"Dibuat tanpa {', '.join(checked.without)}."] if checked.without else []


def lines_of(checked: Checked) -> list[str]:
    """The outcome for the command line."""
    lines = [headline_of(checked)]
    for one in differences_of(checked):
        lines += ["", f"{one.title}:"]
        lines += [f"  {line}" for line in one.lines]
        if one.more:
            lines += [f"  dan {format_count(one.more)} lagi"]
    lines += ["", f"{format_count(checked.files)} berkas, {format_size(checked.size)}"]
    lines += [*record_facts(checked.record), *without_words(checked)]
    if checked.record_sha256:
        lines += [f"Sidik rekaman (SHA-256): {checked.record_sha256}"]
    lines += [BY_THE_PORTAL] if checked.is_whole else []
    return lines


def packet_outcome(checked: Checked, rights: Rights) -> CheckOutcome:
    """The outcome of a whole packet, and whether this portal made its record and made it so."""
    record = visible_record(checked.record_sha256, rights)
    if record is None and checked.record is not None and checked.is_whole:
        # A record rewritten, with every manifest written anew for it: only the portal can know.
        checked = replace(
            checked, faults=checked.faults + tuple(told_otherwise(checked.record, rights))
        )
    origin, url = origin_of(record)
    outcome = CheckOutcome(
        is_whole=checked.is_whole,
        headline=headline_of(checked),
        facts=(
            f"{format_count(checked.files)} berkas, {format_size(checked.size)}",
            *record_facts(checked.record),
            *without_words(checked),
        ),
        differences=differences_of(checked),
        sha256=checked.record_sha256,
        origin=origin,
        url=url,
    )
    if not outcome.is_whole:
        return outcome
    return _with_making(outcome, checked, record)


def _with_making(outcome: CheckOutcome, checked: Checked, record: Record | None) -> CheckOutcome:
    """Say how far the portal vouches for what is not evidence, whose lists anybody can rewrite."""
    if record is None:
        return replace(outcome, making=ONLY_ITS_MAKER)
    known = known_of(checked, record)
    outcome = replace(outcome, making=making_words(known, record))
    if known.made_at:
        return replace(outcome, headline=headline_of(checked, is_as_made=True))
    if not known.differing:
        return outcome
    title = "Tidak sama dengan yang dibuat portal"
    return replace(
        outcome,
        is_whole=False,
        headline=NOT_AS_MADE,
        differences=(_difference(title, known.differing),),
    )


def record_outcome(text: str, sha256: str, rights: Rights) -> CheckOutcome:
    """The outcome of a record alone, `data/lke.json`. Raises `NoPacketError`."""
    record, faults = judge_record(text)
    if record is None:
        raise NoPacketError(
            "Berkas ini bukan rekaman dari portal. Unggah data/lke.json, manifest-sha256.txt, atau"
            " paketnya (ZIP)."
        )
    known = visible_record(sha256, rights)
    faults += told_otherwise(record, rights) if known is None else []
    origin, url = origin_of(known)
    return CheckOutcome(
        is_whole=not faults,
        headline="Rekaman ini utuh." if not faults else "Rekaman ini tidak cocok.",
        facts=record_facts(record),
        differences=(Difference("Tidak sesuai", tuple(faults)),) if faults else (),
        sha256=sha256,
        origin=origin,
        url=url,
    )


def manifest_outcome(text: str, rights: Rights) -> CheckOutcome:
    """The outcome of a manifest alone, held against the record it names. Raises `NoPacketError`."""
    listed = read_manifest(text)
    if RECORD not in listed:
        raise NoPacketError(
            "Berkas ini bukan manifest-sha256.txt dari sebuah paket: data/lke.json tidak tercantum."
            " Unggah manifest-sha256.txt, data/lke.json, atau paketnya (ZIP)."
        )
    sha256 = listed[RECORD]
    record = visible_record(sha256, rights)
    if record is None:
        origin, _ = origin_of(None)
        return CheckOutcome(False, "Rekaman di daftar ini tidak dikenal.", (), (), sha256, origin)
    context = RecordContext.from_record(record)
    places = layout_of(context).documents
    wanted = {places[one.uuid]: one.file.sha256 for one in context.documents if one.file}
    others = {RECORD, *outputs_named_by(context)}
    there = {path: one for path, one in listed.items() if "/" in path and path not in others}
    checked = Checked(
        files=len(listed),
        size=context.kept_bytes,
        # Of a packet in parts a manifest names its own part only.
        missing=() if PART_LIST in listed else tuple(sorted(set(wanted) - set(there))),
        extra=tuple(sorted(set(there) - set(wanted))),
        altered=tuple(sorted(p for p in set(wanted) & set(there) if wanted[p] != there[p])),
        faults=(),
        record_sha256=sha256,
        record=context,
        hashes=listed | {MANIFEST: hashlib.sha256(manifest_of(listed)).hexdigest()},
    )
    outcome = packet_outcome(checked, rights)
    if not outcome.is_whole:
        return replace(outcome, headline=outcome.headline.replace("Paket", "Daftar", 1))
    return replace(outcome, headline=LIST_FITS, facts=(*outcome.facts, FILES_UNREAD))


def outcome_of_upload(file: UploadedFile, rights: Rights) -> CheckOutcome:
    """The outcome of whatever was sent: a packet, its manifest, or its record.

    Raises `NoPacketError`.
    """
    file.seek(0)
    if file.read(2) == b"PK":
        with _on_disk(file) as path:
            return packet_outcome(check_packet(path), rights)
    if (file.size or 0) > LISTED_BYTES:
        raise NoPacketError(NOT_A_PACKET)
    file.seek(0)
    data = file.read()
    text = data.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("{"):
        return record_outcome(text, hashlib.sha256(data).hexdigest(), rights)
    return manifest_outcome(text, rights)


@contextmanager
def _on_disk(file: UploadedFile) -> Iterator[Path]:
    """Where the sent bytes lie: large ones are on disk already, small ones are written there."""
    if isinstance(file, TemporaryUploadedFile):
        yield Path(file.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
