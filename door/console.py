"""What a person sees of the door: steps with their time, and errors as one sentence."""

from __future__ import annotations

import errno
import getpass
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


# What a wrong path in .env usually ends in; the rest is said in the system's own words.
REASONS = {
    errno.EEXIST: "di sana sudah ada berkas dengan nama itu, padahal harus folder",
    errno.ENOTDIR: "di jalur itu ada berkas, padahal harus folder",
    errno.EISDIR: "itu folder, padahal harus berkas",
    errno.ENOENT: "berkas atau foldernya tidak ada",
}


class DoorError(Exception):
    """Something a person must mend; its text says what happened, why, and what to do."""


def say(text: str) -> None:
    """Print progress to stderr, so that the output of `manage` stays clean for programs."""
    print(text, file=sys.stderr, flush=True)


def seconds(since: float) -> str:
    """Time since a `time.monotonic()` value, the Indonesian way: "3,2 detik"."""
    return f"{time.monotonic() - since:.1f} detik".replace(".", ",")


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a piece of work that takes a while, and how long it took."""
    began = time.monotonic()
    print(f"  {title} … ", end="", file=sys.stderr, flush=True)
    try:
        yield
    except BaseException:
        say("terhenti")
        raise
    say(seconds(began))


def os_error_sentence(error: OSError) -> str:
    """An operating system's refusal (disk full, no permission, ...) as one sentence."""
    where = f" {error.filename}" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return (
            f"Tidak bisa menulis{where}: ruang disk atau jatah Anda habis. Kosongkan sebagian disk"
            " lalu jalankan perintah yang sama."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"Tidak boleh membuka atau menulis{where}: pengguna {_user()} tidak punya izin di sana."
            " Jalankan sebagai pemilik folder, atau pindahkan portal ke folder milik Anda."
        )
    reason = REASONS.get(error.errno or 0, error.strerror)
    return f"Sistem operasi menolak{where}: {reason}. Perbaiki hal itu lalu ulangi."


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
