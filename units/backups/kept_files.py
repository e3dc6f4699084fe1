"""Evidence files of a backup: which there are, and copying them without trusting any disk."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from django.apps import apps

from units.backups.exceptions import BackupError, DamagedFileError, disk_error
from units.backups.facts import Query
from zi_portal.lib import blobs, failpoints
from zi_portal.lib.numbers import format_size


# Every model whose rows name kept files by `sha256` and `size`, and the reference that says that a
# file was destroyed and is named no longer. By name only: this package stands below those apps.
NAMED_BY = [("pengungkit", "EvidenceVersion", "destruction"), ("pengungkit", "OfficialForm", "")]
CHUNK = 1 << 20
SHA256 = re.compile(r"[0-9a-f]{64}")


def named_files(query: Query) -> dict[str, int]:
    """Hash and size in bytes of every file the database names."""
    found: dict[str, int] = {}
    for app, name, destroyed in NAMED_BY:
        table = apps.get_model(app, name)._meta.db_table
        kept = f"WHERE {destroyed}_id IS NULL" if destroyed else ""
        found |= dict(query(f"SELECT DISTINCT sha256, size FROM {table} {kept} ORDER BY sha256"))
    return found


def place_below(root: Path, sha256: str) -> Path:
    """Where a file lies below any root: as in the store itself, blobs/ab/cd/<sha256>."""
    return root / blobs.path_of(sha256).relative_to(blobs.root())


def has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def missing_below(root: Path, files: Mapping[str, int]) -> dict[str, int]:
    """Files that are not below the root yet; one of another size counts as missing."""
    return {
        sha256: size
        for sha256, size in files.items()
        if not (SHA256.fullmatch(sha256) and has_size(place_below(root, sha256), size))
    }


def require_space(folder: Path, size: int) -> None:
    """Raise before anything is written when the disk has fewer free bytes than that."""
    free = shutil.disk_usage(folder).free
    if size > free:
        raise BackupError(
            f"Ruang disk di {folder} tidak cukup: perlu {format_size(size)}, tersisa"
            f" {format_size(free)}. Kosongkan disk itu, kurangi cadangan lama dengan --jumlah, atau"
            " pakai disk lain, lalu ulangi."
        )


def copy_files(
    source: Path, target: Path, files: Mapping[str, int], *, scratch: Path, link: bool = False
) -> dict[str, str]:
    """Copy files from one root to another, each verified by its hash on the way.

    Returns what could not be copied because the source is damaged: hash and reason. Raises
    `BackupError` when the target takes no more. With `link` a hard link is tried first.
    """
    damaged = {}
    try:
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        for sha256, size in files.items():
            try:
                if not SHA256.fullmatch(sha256):
                    raise DamagedFileError("sidiknya tidak sah")
                final = place_below(target, sha256)
                original = place_below(source, sha256)
                if not (link and linked(original, final)):
                    copy_file(original, final, sha256, size, scratch=scratch)
            except DamagedFileError as error:
                damaged[sha256] = str(error)
            failpoints.passing("backup-file")
    except OSError as error:
        raise disk_error(error, target) from error
    return damaged


def linked(original: Path, final: Path) -> bool:
    """Whether the file could be given a second name instead of a copy."""
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(original, final)
    except FileExistsError:
        return original.samefile(final)
    except OSError:
        return False
    return True


def copy_file(original: Path, final: Path, sha256: str, size: int, *, scratch: Path) -> None:
    """One file, by way of a temporary name; what stood at the final name is replaced.

    A real copy and never a hard link, which would share the damage it is to guard against. Raises
    `DamagedFileError` and leaves nothing when the source is not what its name says.
    """
    handle, name = tempfile.mkstemp(dir=scratch, prefix="masuk-")
    temporary = Path(name)
    try:
        digest, count = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks_of(original):
                digest.update(chunk)
                count += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != sha256 or count != size:
            raise DamagedFileError("isinya berubah")
        # Disks without file modes keep what they can.
        with suppress(PermissionError):
            temporary.chmod(0o440)
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.replace(final)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(final.parent)


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file; an error of reading is a damaged file and not a full disk."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except FileNotFoundError as error:
        raise DamagedFileError("tidak ada") from error
    except OSError as error:
        raise DamagedFileError(f"tidak terbaca ({error.strerror})") from error


def hash_of_file(path: Path) -> str:
    """SHA-256 of a file; raises `DamagedFileError` when it cannot be read."""
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        digest.update(chunk)
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to disk; some network disks cannot be asked for that."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def damage_below(root: Path, files: Mapping[str, int]) -> Iterator[str]:
    """One sentence for each file that is gone or changed; every byte is read."""
    for sha256, size in files.items():
        path = place_below(root, sha256)
        try:
            if path.stat().st_size != size or hash_of_file(path) != sha256:
                yield f"Berkas {sha256[:12]} isinya berubah."
        except FileNotFoundError:
            yield f"Berkas {sha256[:12]} tidak ada."
        except DamagedFileError as error:
            yield f"Berkas {sha256[:12]} {error}."


def remove_unnamed(root: Path, named: Collection[str]) -> int:
    """Delete the files below the root that nothing names any more; returns how many."""
    removed = 0
    for path in (root / "blobs").glob("??/??/*"):
        if path.name not in named and SHA256.fullmatch(path.name):
            path.unlink()
            removed += 1
    return removed
