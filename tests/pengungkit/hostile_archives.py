"""ZIPs made to hurt whoever opens them; each function returns the bytes of one."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from tests.factories import PDF


CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def renamed(old: bytes, new: bytes, files: Mapping[str, bytes] | None = None) -> bytes:
    """A ZIP in which a name of equal length was changed by hand, everywhere."""
    assert len(old) == len(new)
    return zipped(files or {old.decode(): PDF}).replace(old, new)


def with_mode(mode: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("pintasan.pdf")
        info.create_system, info.external_attr = 3, mode << 16
        archive.writestr(info, b"/etc/passwd")
    return out.getvalue()


def patched(data: bytes, signature: bytes, at: int, value: bytes) -> bytes:
    """The record that begins with the last such signature, some of its bytes replaced."""
    start = data.rindex(signature) + at
    return data[:start] + value + data[start + len(value) :]


def encrypted() -> bytes:
    data = zipped({"SK.pdf": PDF})
    return patched(patched(data, CENTRAL, 8, b"\x01\x00"), LOCAL, 6, b"\x01\x00")


def unknown_method() -> bytes:
    """Method 99, which stands for AES and for whatever else a reader may not know."""
    data = zipped({"SK.pdf": PDF})
    return patched(patched(data, CENTRAL, 10, b"\x63\x00"), LOCAL, 8, b"\x63\x00")


def doubled() -> bytes:
    return renamed(b"SK2.pdf", b"SK1.pdf", {"SK1.pdf": PDF, "SK2.pdf": PDF + b"2"})


def bomb() -> bytes:
    return zipped({"SK.pdf": b"\0" * 20_000_000})


def overlapping(count: int = 50) -> bytes:
    """Many names in the directory for the bytes of one file, as in a quine or a flat bomb."""
    name, content = b"a%02d.pdf", zlib.compress(b"x" * 100_000)[2:-4]
    crc, size = zlib.crc32(b"x" * 100_000), 100_000
    local = LOCAL + struct.pack(
        "<5H3L2H", 20, 0, 8, 0, 33, crc, len(content), size, len(name % 0), 0
    )
    out = local + name % 0 + content
    start = len(out)
    for i in range(count):
        out += CENTRAL + struct.pack(
            "<6H3L5H2L",
            20, 20, 0, 8, 0, 33, crc, len(content), size, len(name % 0), 0, 0, 0, 0, 0, 0,
        )  # fmt: skip
        out += name % i
    return out + END + struct.pack("<4H2LH", 0, 0, count, count, len(out) - start, start, 0)


def lying_size() -> bytes:
    """The directory and the head both promise fewer bytes than come out."""
    data = zipped({"SK.pdf": PDF * 100})
    small = struct.pack("<L", 10)
    return patched(patched(data, CENTRAL, 24, small), LOCAL, 22, small)


def disagreeing_head() -> bytes:
    """The directory promises something small, the head of the file something else."""
    return patched(zipped({"SK.pdf": PDF * 100}), CENTRAL, 24, struct.pack("<L", 10))


def other_name_inside() -> bytes:
    data = zipped({"SK.pdf": PDF})
    return data.replace(b"SK.pdf", b"XX.pdf", 1)


def wrong_crc() -> bytes:
    data = zipped({"SK.pdf": PDF}, zipfile.ZIP_STORED)
    return data.replace(PDF, PDF[:-1] + b"!")


def many_entries(count: int) -> bytes:
    return zipped({f"{i}.pdf": b"" for i in range(count)}, zipfile.ZIP_STORED)


def endless_directory() -> bytes:
    """An end that says the directory is the whole of a large file."""
    body = LOCAL + b"\0" * 12_000_000
    return body + END + struct.pack("<4H2LH", 0, 0, 1, 1, len(body), 0, 0)


LINK, DEVICE, PIPE = (kind | 0o644 for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO))
# Each with a word that its refusal must say.
REFUSED: dict[str, tuple[bytes, str]] = {
    "traversal": (zipped({"../../x.pdf": PDF}), "keluar dari foldernya"),
    "traversal inside": (zipped({"a/../../x.pdf": PDF}), "keluar dari foldernya"),
    "dots and blanks": (zipped({"a/.. /x.pdf": PDF}), "keluar dari foldernya"),
    "absolute": (zipped({"/etc/passwd": PDF}), "akar disk"),
    "drive": (zipped({"C:/Windows/x.pdf": PDF}), "huruf disk"),
    "backslash": (zipped({"..\\..\\x.pdf": PDF}), "garis miring terbalik"),
    "network": (zipped({"\\\\server\\x.pdf": PDF}), "garis miring terbalik"),
    "zero byte": (renamed(b"SKx.pdf", b"SK\0.pdf"), "byte nol"),
    "long name": (zipped({"a" * 1500 + ".pdf": PDF}), "terlalu panjang"),
    "symlink": (with_mode(LINK), "pintasan"),
    "device": (with_mode(DEVICE), "berkas khusus"),
    "pipe": (with_mode(PIPE), "berkas khusus"),
    "encrypted": (encrypted(), "dikunci sandi"),
    "method": (unknown_method(), "tidak dikenal"),
    "bzip2": (zipped({"SK.pdf": PDF}, zipfile.ZIP_BZIP2), "tidak dikenal"),
    "double": (doubled(), "tempat yang sama"),
    "case": (zipped({"SK/Tim.pdf": PDF, "sk/TIM.PDF": PDF}), "Huruf besar dan kecil"),
    "dot double": (zipped({"./SK.pdf": PDF, "SK.pdf": PDF}), "tempat yang sama"),
    "file and folder": (zipped({"SK": PDF, "SK/": b""}), "tempat yang sama"),
    "bomb": (bomb(), "mengembang lebih dari 100 kali"),
    "overlap": (overlapping(), "tumpang tindih"),
    "head": (disagreeing_head(), "tidak sesuai"),
    "other name": (other_name_inside(), "tidak sesuai"),
    "entries": (many_entries(5_001), "lebih dari 5000 berkas"),
    "directory": (endless_directory(), "terlalu banyak"),
    "truncated": (zipped({"SK.pdf": PDF * 50})[:-60], "rusak atau terpotong"),
    "nothing": (zipped({}), "kosong"),
    "folders only": (zipped({"a/": b""}), "tidak memuat satu berkas pun"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + b"x" * 600, "arsip RAR"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + b"x" * 600, "arsip 7z"),
    "tar": (b"a" * 257 + b"ustar\0" + b"x" * 600, "arsip TAR"),
    "gz": (b"\x1f\x8b\x08" + b"x" * 600, "arsip GZ"),
    "split": (b"PK\x07\x08" + b"x" * 600, "terpecah"),
    "pdf": (PDF, "bukan ZIP"),
    "empty": (b"", "bukan ZIP"),
}
DAMAGED = {"lying size": lying_size(), "crc": wrong_crc()}
