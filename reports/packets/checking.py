"""Is a packet complete and unaltered? Read as a stranger's file: nothing is unpacked to disk."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pengungkit.archives.reader import Archive, Limits, Member, opened
from pengungkit.archives.refusals import ArchiveRefusedError, MemberDamagedError
from pengungkit.records.recount import UNREADABLE, differences
from reports.contexts.record import RecordContext
from reports.packets.exceptions import NoPacketError
from reports.packets.layout import BAG_INFO, MANIFEST, RECORD, TAG_MANIFEST, layout_of


# A packet is mostly scans: what unpacks to far more than it takes is none.
LIMITS = Limits(
    entries=20_000, directory_bytes=16_000_000, unpacked_bytes=1_000_000_000_000, ratio=200
)
LISTED_BYTES = 16_000_000
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(\S.*)")
_PARTS = re.compile(r"^Bag-Count: (\d{1,6}) of (\d{1,6})\r?$", re.M)
NOT_A_PACKET = (
    "Berkas ini bukan paket dari portal, atau sudah rusak sehingga tidak dapat dibaca. Unduh lagi"
    " dari portal, atau minta paket yang baru kepada pengirimnya."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a packet is, held against itself.

    `missing`, `extra` and `altered` are paths; `faults` are sentences on what the record inside
    says otherwise. `part` is (2, 4) for the second of four, else None. `without` are PDFs that it
    was made without, which is no fault. `hashes` are those of its files by path.
    """

    files: int
    size: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    altered: tuple[str, ...]
    faults: tuple[str, ...]
    record_sha256: str
    record: RecordContext | None
    part: tuple[int, int] | None = None
    without: tuple[str, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not (self.missing or self.extra or self.altered or self.faults)


def check_packet(path: Path, progress: Callable[[int], None] = lambda size: None) -> Checked:
    """Hold every file of a ZIP against its manifests, and the evidence against the record.

    `progress` hears how many bytes were read. Raises `NoPacketError`.
    """
    try:
        with opened(path, LIMITS) as archive:
            return _checked(archive, progress)
    except ArchiveRefusedError as error:
        raise NoPacketError(NOT_A_PACKET) from error


def _checked(archive: Archive, progress: Callable[[int], None]) -> Checked:
    members = _without_top_folder(archive)
    if MANIFEST not in members:
        raise NoPacketError(NOT_A_PACKET)
    listed = read_manifest(_text(archive, members, MANIFEST))
    if TAG_MANIFEST in members:
        listed |= read_manifest(_text(archive, members, TAG_MANIFEST))
    # What came along by itself is no difference; what the packet was made with is never that.
    members = {path: one for path, one in members.items() if path in listed or not one.ignored}
    hashes = {path: _sha256(archive, member, progress) for path, member in members.items()}
    there = set(hashes) - {TAG_MANIFEST}
    altered = sorted(path for path in there & set(listed) if hashes[path] != listed[path])
    parts = _PARTS.search(_text(archive, members, BAG_INFO)) if BAG_INFO in members else None
    part = (int(parts[1]), int(parts[2])) if parts else None
    text = _text(archive, members, RECORD) if RECORD in members else ""
    record, faults = judge_record(text)
    missing, extra = set(listed) - there, there - set(listed)
    outputs = outputs_named_by(record) if record else set()
    # What its own manifest tells already is not told twice.
    if record is not None and not (missing or extra or altered):
        evidence = {path: sha256 for path, sha256 in hashes.items() if path not in outputs}
        faults += _evidence_faults(record, evidence, is_part=part is not None)
    return Checked(
        files=len(members),
        size=sum(member.size for member in members.values()),
        missing=tuple(sorted(missing)),
        extra=tuple(sorted(extra)),
        altered=tuple(altered),
        faults=tuple(faults),
        record_sha256=hashes.get(RECORD) or "",
        record=record,
        part=part,
        without=tuple(
            sorted(one for one in outputs - set(listed) if one.endswith(".pdf"))
            if part is None or part[0] == 1
            else ()
        ),
        hashes=hashes,
    )


def outputs_named_by(record: RecordContext) -> set[str]:
    """Paths of what is made from a record, which the record itself cannot hold."""
    try:
        return set(layout_of(record).outputs.values())
    except UNREADABLE:
        # A stranger's record, readable as one but bent where paths come from.
        return set()


def _without_top_folder(archive: Archive) -> Mapping[str, Member]:
    """Members by path; who zipped the unpacked folder again put one folder around everything."""
    members = {member.path: member for member in archive.members}
    tops = {path.split("/", 1)[0] for path, member in members.items() if not member.ignored}
    if MANIFEST not in members and len(tops) == 1:
        top = next(iter(tops))
        members = {path.removeprefix(f"{top}/"): one for path, one in members.items()}
    return members


def _text(archive: Archive, members: Mapping[str, Member], path: str) -> str:
    """A small file; "" when it is too large or damaged, which its hash will tell."""
    member = members[path]
    if member.size > LISTED_BYTES:
        raise NoPacketError(NOT_A_PACKET)
    try:
        return b"".join(archive.chunks(member)).decode("utf-8", "replace")
    except MemberDamagedError:
        return ""


def _sha256(archive: Archive, member: Member, progress: Callable[[int], None]) -> str:
    """The hash of what comes out; "" when it is damaged, which equals nothing."""
    digest = hashlib.sha256()
    try:
        for chunk in archive.chunks(member):
            digest.update(chunk)
            progress(len(chunk))
    except MemberDamagedError:
        return ""
    return digest.hexdigest()


def read_manifest(text: str) -> dict[str, str]:
    """Hashes by path, as `sha256sum` writes them; lines that are none are left out."""
    found = {}
    for line in text.removeprefix("\ufeff").splitlines():
        if match := _LINE.fullmatch(line.rstrip()):
            found[match[2]] = match[1].lower()
    return found


def judge_record(text: str) -> tuple[RecordContext | None, list[str]]:
    """The record a text is, and what is wrong with it. None when it is no record at all."""
    try:
        content: Any = json.loads(text)
        if content["format"] != "rekaman-lke/1":
            raise ValueError
        context = RecordContext.from_text(text)
    except UNREADABLE:
        # A stranger's text can be wrong in any place; then it is no record.
        return None, ["Isi data/lke.json bukan rekaman, jadi bukti tidak dapat dicocokkan."]
    return context, [f"Rekaman: {one}" for one in differences(content)[:20]]


def _evidence_faults(
    record: RecordContext, hashes: Mapping[str, str], *, is_part: bool
) -> list[str]:
    """Evidence that only the record or only the packet holds, whatever the manifest says."""
    recorded = {one.file.sha256 for one in record.kept_documents if one.file}
    there = set(hashes.values())
    faults = [
        f"{path}: berkas ini tidak ada di rekaman."
        for path, sha256 in sorted(hashes.items())
        if "/" in path and path != RECORD and sha256 not in recorded
    ]
    if not is_part:
        faults += [
            f"Bukti “{one.title}”: berkas yang direkam tidak ada di paket."
            for one in record.kept_documents
            if one.file and one.file.sha256 not in there
        ]
    return faults
