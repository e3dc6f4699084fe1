"""Opening a ZIP from anywhere: its directory is judged whole before a byte is unpacked.

Nothing is ever written under a name of the archive, and what the directory says of a file is held
against the bytes that come out.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pengungkit.archives.names import name_of, plain_path, refuse_dangerous, why_ignored
from pengungkit.archives.refusals import (
    MAKE_ANEW,
    ArchiveRefusedError,
    MemberDamagedError,
    shown,
)
from pengungkit.archives.signatures import HEAD_BYTES, refuse_unless_zip
from zi_portal.lib.numbers import format_size


CHUNK = 256 * 1024
MEGABYTE, GIGABYTE = 1_000_000, 1_000_000_000
_CENTRAL, _LOCAL = b"PK\x01\x02", struct.Struct("<4s5H3L2H")
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW = 0x8
_IN_EXTRA = 0xFFFF_FFFF
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
DAMAGED = f"ZIP ini rusak atau terpotong. Unduh lagi dari asalnya, atau: {MAKE_ANEW}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may be at most, counted before it is unpacked."""

    entries: int = 5_000
    directory_bytes: int = 8 * MEGABYTE
    unpacked_bytes: int = 4 * GIGABYTE
    # Scans and office files stay below a tenth of it; small texts may pack better.
    ratio: int = 100
    ratio_from_bytes: int = MEGABYTE


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: its place in the directory, its path, and its size as said there.

    `ignored` says what it is when it only came along by itself.
    """

    index: int
    path: str
    size: int
    ignored: str


class _Guarded(io.BufferedReader):
    """A file of which no huge piece is read at once: that would be a directory made to hurt."""

    limits: Limits | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        if self.limits is None:
            return super().read(size)
        if size is None or size < 0:
            size = os.fstat(self.fileno()).st_size - self.tell()
        if size > self.limits.directory_bytes:
            raise _too_many(self.limits)
        data = super().read(size)
        if data.count(_CENTRAL) > self.limits.entries:
            raise _too_many(self.limits)
        return data


class Archive:
    """A ZIP whose directory was found harmless."""

    def __init__(
        self, archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], members: list[Member]
    ) -> None:
        self._archive = archive
        self._infos = infos
        self.members = members

    def chunks(self, member: Member) -> Iterator[bytes]:
        """The bytes of one file. Raises `MemberDamagedError` when they are not as announced."""
        count = 0
        try:
            with self._archive.open(self._infos[member.index]) as stream:
                while chunk := stream.read(CHUNK):
                    count += len(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise MemberDamagedError from error
        if count != member.size:
            raise MemberDamagedError


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Archive]:
    """Raises `ArchiveRefusedError` with the sentence to show; `OSError` when it cannot be read."""
    with _Guarded(io.FileIO(path)) as file:
        refuse_unless_zip(file.read(HEAD_BYTES))
        file.limits = limits
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
            raise ArchiveRefusedError(DAMAGED) from None
        finally:
            file.limits = None
        with archive:
            infos = archive.infolist()
            members = _members(infos, limits)
            _judge_ranges(file, infos, archive.start_dir)
            yield Archive(archive, infos, members)


def _members(infos: Sequence[zipfile.ZipInfo], limits: Limits) -> list[Member]:
    """The files, after every entry was judged by what the directory says of it."""
    if len(infos) > limits.entries:
        raise _too_many(limits)
    members: list[Member] = []
    places: dict[str, str] = {}
    for index, info in enumerate(infos):
        name = name_of(info)
        refuse_dangerous(name)
        _judge_entry(info, name, limits)
        path, is_folder = plain_path(name), name.endswith("/")
        # One file on disks that take large and small letters for the same.
        place = path.casefold()
        if place in places and not (is_folder and places[place].endswith("/")):
            raise _doubled(places[place], name)
        places[place] = name
        if not is_folder:
            members.append(Member(index, path, info.file_size, why_ignored(name)))
    if sum(member.size for member in members) > limits.unpacked_bytes:
        raise ArchiveRefusedError(
            f"Isi ZIP ini lebih dari {format_size(limits.unpacked_bytes)} setelah dibuka, terlalu"
            " besar untuk sekali impor. Buat satu ZIP tiap subfolder, lalu bawa masuk satu per"
            " satu."
        )
    if not members:
        raise ArchiveRefusedError(f"ZIP ini tidak memuat satu berkas pun. {MAKE_ANEW}")
    return members


def _judge_entry(info: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveRefusedError(
            f"ZIP ini dikunci sandi ({shown(name)}), jadi isinya tidak dapat diperiksa. Buat ulang"
            " tanpa sandi."
        )
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ArchiveRefusedError(
            f"ZIP ini memuat pintasan atau berkas khusus ({shown(name)}), bukan berkas biasa. Ganti"
            f" dengan berkas aslinya. {MAKE_ANEW}"
        )
    if info.compress_type not in _METHODS:
        raise ArchiveRefusedError(
            f"Cara kompresi {shown(name)} tidak dikenal. Buat ulang ZIP dengan cara biasa: di 7-Zip"
            " pilih format zip dan metode Deflate."
        )
    if info.file_size > max(limits.ratio_from_bytes, limits.ratio * info.compress_size):
        raise ArchiveRefusedError(
            f"{shown(name)} mengembang lebih dari {limits.ratio} kali saat dibuka, seperti berkas"
            " yang dibuat untuk memenuhi disk. Keluarkan berkas itu dari folder, lalu buat ulang"
            " ZIP-nya."
        )


def _judge_ranges(file: _Guarded, infos: Sequence[zipfile.ZipInfo], end: int) -> None:
    """Every entry has bytes of its own, and its own head says the same as the directory.

    Bombs of overlapping entries unpack the same bytes over and over.
    """
    taken = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < taken:
            raise _overlapping(info)
        file.seek(info.header_offset)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
            raise ArchiveRefusedError(DAMAGED)
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack(head)
        said = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
        agrees = (
            file.read(name_size) == said
            and method == info.compress_type
            and not flags & _ENCRYPTED
            and (
                flags & _SIZES_FOLLOW
                or (
                    (crc == info.CRC and size in {info.file_size, _IN_EXTRA})
                    and packed in {info.compress_size, _IN_EXTRA}
                )
            )
        )
        if not agrees:
            raise ArchiveRefusedError(
                f"Daftar isi ZIP ini tidak sesuai dengan isinya pada {shown(name_of(info))},"
                f" seperti ZIP yang diubah tangan. {MAKE_ANEW}"
            )
        taken = info.header_offset + _LOCAL.size + name_size + extra_size + info.compress_size
        if taken > end:
            raise _overlapping(info)


def _too_many(limits: Limits) -> ArchiveRefusedError:
    return ArchiveRefusedError(
        f"ZIP ini memuat lebih dari {limits.entries} berkas, terlalu banyak untuk sekali impor."
        " Buat satu ZIP tiap subfolder, lalu bawa masuk satu per satu."
    )


def _doubled(first: str, second: str) -> ArchiveRefusedError:
    return ArchiveRefusedError(
        f"ZIP ini memuat dua berkas di tempat yang sama: {shown(first)} dan {shown(second)}. Huruf"
        " besar dan kecil dianggap sama. Ganti nama salah satunya, lalu buat ulang ZIP-nya."
    )


def _overlapping(info: zipfile.ZipInfo) -> ArchiveRefusedError:
    return ArchiveRefusedError(
        f"Isi ZIP ini saling tumpang tindih pada {shown(name_of(info))}, seperti ZIP yang dibuat"
        f" untuk memenuhi disk. {MAKE_ANEW}"
    )
