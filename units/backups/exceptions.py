"""What keeps a backup from being made or restored; the text is a sentence for the operator."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError


class BackupError(Exception):
    """Nothing was made or restored; str() says what, why, and what to do."""


class DamagedFileError(Exception):
    """A kept file is gone, unreadable, or no longer has its hash; str() says which of them."""


FULL = {errno.ENOSPC, errno.EDQUOT}


def full_disk(place: Path | str) -> BackupError:
    """The sentence of a full disk; nothing half made is left where it would be taken for whole."""
    return BackupError(
        f"Ruang disk di {place} habis, jadi pekerjaan dibatalkan dan tidak ada yang tertinggal"
        " setengah jadi. Kosongkan disk itu, kurangi cadangan lama dengan --jumlah, atau pakai disk"
        " lain, lalu ulangi."
    )


def disk_error(error: OSError, folder: Path) -> BackupError:
    """The sentence for whatever the operating system refused."""
    if error.errno in FULL:
        return full_disk(folder)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return BackupError(
            f"Folder {error.filename or folder} tidak boleh ditulis atau dibaca oleh pengguna yang"
            " menjalankan perintah ini. Perbaiki hak aksesnya atau pakai folder lain."
        )
    return BackupError(
        f"Disk di {folder} menolak bekerja ({error.strerror or error}). Periksa disk itu, lalu"
        " ulangi."
    )


@contextmanager
def as_sentences(folder: Path) -> Iterator[None]:
    """Turn what disk and database refuse into a `BackupError`; `folder` is where work is done."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, folder) from error
    except DatabaseError as error:
        raise BackupError(
            f"Basis data menolak bekerja ({' '.join(str(error).split())}). Pastikan server basis"
            " data pada DATABASE_URL di .env menyala dan pengguna di sana memiliki basis datanya,"
            " lalu ulangi."
        ) from error
