"""Why a ZIP, or one file in it, is not read: what, why, and what to do."""

from __future__ import annotations


MAKE_ANEW = (
    "Buat ulang ZIP-nya: klik kanan foldernya, pilih Kirim ke, lalu Folder terkompresi (zip)."
)
NAME_SHOWN = 120


class ArchiveRefusedError(Exception):
    """The whole ZIP is refused. The message says what, why, and what to do."""


class MemberDamagedError(Exception):
    """One file of the ZIP does not unpack to what the directory says of it."""

    def __str__(self) -> str:
        return (
            "Berkas ini rusak di dalam ZIP. Periksa berkas aslinya, lalu unggah sendiri atau buat"
            " ulang ZIP-nya."
        )


def dangerous_name(name: str, why: str) -> ArchiveRefusedError:
    return ArchiveRefusedError(
        f"ZIP ini memuat nama berkas yang tidak aman: {shown(name)} ({why}). {MAKE_ANEW}"
    )


def shown(name: str) -> str:
    """A name as one visible piece of text."""
    visible = "".join(c if c.isprintable() else "\ufffd" for c in name)
    return f"“{visible[:NAME_SHOWN]}{'…' if len(visible) > NAME_SHOWN else ''}”"
