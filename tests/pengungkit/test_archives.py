"""IM-06: hostile ZIPs are refused from their directory, honest ones read whatever made them."""

from __future__ import annotations

import io
import random
import resource
import struct
import sys
import zipfile
from pathlib import Path

import pytest

from pengungkit.archives.reader import Limits, Member, opened
from pengungkit.archives.refusals import ArchiveRefusedError, MemberDamagedError
from pengungkit.archives.signatures import refuse_by_name
from tests.factories import PDF
from tests.pengungkit import hostile_archives as hostile
from tests.pengungkit.hostile_archives import zipped


LIMITS = Limits()
LONG = PDF + random.Random(1).randbytes(1_200_000)


@pytest.fixture
def at(tmp_path: Path):
    def write(data: bytes) -> Path:
        path = tmp_path / "kiriman"
        path.write_bytes(data)
        return path

    return write


def members(path: Path, limits: Limits = LIMITS) -> list[Member]:
    with opened(path, limits) as archive:
        return archive.members


def paths(path: Path) -> list[str]:
    return [member.path for member in members(path) if not member.ignored]


def test_it_works(at):
    files = {"Area 1/": b"", "Area 1/SK Tim.pdf": PDF, "Area 1/b/Notulen.pdf": LONG}
    with opened(at(zipped(files)), LIMITS) as archive:
        assert [(one.path, one.size) for one in archive.members] == [
            (name, len(content)) for name, content in files.items() if content
        ]
        for member in archive.members:
            assert b"".join(archive.chunks(member)) == files[member.path]


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_im06_hostile_archives_are_refused_with_reason_and_remedy(at, tmp_path, name):
    data, word = hostile.REFUSED[name]
    path = at(data)
    with pytest.raises(ArchiveRefusedError, match=word) as refusal, opened(path, LIMITS):
        pass
    sentences = str(refusal.value)
    assert sentences.count(". ") >= 1
    assert "\0" not in sentences
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", hostile.DAMAGED)
def test_im06_bytes_are_held_against_the_directory(at, name):
    with opened(at(hostile.DAMAGED[name]), LIMITS) as archive:
        [member] = archive.members
        with pytest.raises(MemberDamagedError):
            list(archive.chunks(member))


def test_im06_what_unpacks_past_the_limit_is_refused(at):
    data = zipped({f"{i}.pdf": PDF * 10 for i in range(5)})
    assert len(members(at(data))) == 5
    with pytest.raises(ArchiveRefusedError, match="setelah dibuka"):
        members(at(data), Limits(unpacked_bytes=5 * 10 * len(PDF) - 1))


def test_im06_other_archives_are_known_by_name_before_they_are_sent():
    refuse_by_name("Bukti 2026.ZIP")
    for name, word in (("a.rar", "RAR"), ("a.7z", "7z"), ("a.tar", "TAR"), ("a.pdf", "hanya ZIP")):
        with pytest.raises(ArchiveRefusedError, match=word) as refusal:
            refuse_by_name(name)
        assert "Kirim ke" in str(refusal.value)


def test_im06_an_archive_inside_is_a_file_like_any_other(at):
    """Never opened; the portal takes no ZIP as evidence."""
    assert paths(at(zipped({"dalam.zip": hostile.bomb()}))) == ["dalam.zip"]


def test_what_systems_leave_behind_is_ignored_and_named(at):
    files = dict.fromkeys(
        [
            "__MACOSX/SK/._a.pdf", "SK/.DS_Store", "SK/Thumbs.db", "SK/~$Notulen.docx",
            "SK/desktop.ini", "SK/._b.pdf", "SK/unduhan.crdownload", "SK/.~lock.a.xlsx#",
            "SK/Icon\r",
        ],
        b"x",
    )  # fmt: skip
    path = at(zipped(files | {"SK/a.pdf": PDF}))
    assert paths(path) == ["SK/a.pdf"]
    ignored = [member.ignored for member in members(path) if member.ignored]
    assert len(ignored) == len(files)
    assert ignored[0] == "catatan macOS"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Rapat café.pdf".encode("cp850"), "Rapat café.pdf"),  # Windows in Indonesia
        ("Rapat café.pdf".encode(), "Rapat café.pdf"),  # Linux without the mark
        ("Rapat cafe\u0301.pdf".encode(), "Rapat café.pdf"),  # macOS takes letters apart
        (b"./SK//Tim.pdf", "SK/Tim.pdf"),
        (b"SK Tim (1) & lampiran.pdf", "SK Tim (1) & lampiran.pdf"),
        ("SK\u200b/gaji\u202efdp.pdf".encode(), "SK/gajifdp.pdf"),
    ],
)
def test_names_are_read_as_their_makers_meant_them(at, raw, shown):
    stand_in = b"x" * (len(raw) - 4) + b".pdf"
    assert paths(at(hostile.renamed(stand_in, raw))) == [shown]


def test_names_marked_as_utf8(at):
    assert paths(at(zipped({"Notulen – 5 Mei.pdf": PDF}))) == ["Notulen – 5 Mei.pdf"]


def test_sizes_behind_the_bytes_as_streaming_writers_put_them(at):
    """Google Drive sends its ZIPs while it makes them."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, piece) -> int:
            self.data += bytes(piece)
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SK.pdf", PDF * 10)
    with opened(at(pipe.data), LIMITS) as archive:
        assert b"".join(archive.chunks(archive.members[0])) == PDF * 10


def test_zip64_is_accepted(at):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("SK.pdf", "w", force_zip64=True) as one:
        one.write(PDF)
    data = out.getvalue()
    # An end record that points to the one of 64 bits, as writers past 4 GB make it.
    start = data.rindex(hostile.END)
    entries, size, offset = struct.unpack("<HLL", data[start + 10 : start + 20])
    end64 = b"PK\x06\x06" + struct.pack(
        "<QHHLLQQQQ", 44, 45, 45, 0, 0, entries, entries, size, offset
    )
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, start, 1)
    end = hostile.END + struct.pack(
        "<4H2LH", 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0
    )
    with opened(at(data[:start] + end64 + locator + end), LIMITS) as archive:
        assert b"".join(archive.chunks(archive.members[0])) == PDF


def test_300_megabytes_pass_in_little_memory(tmp_path):
    path = tmp_path / "besar.zip"
    block = b"\0" * 1_000_000
    with (
        zipfile.ZipFile(path, "w") as archive,
        archive.open("Nol.pdf", "w", force_zip64=True) as one,
    ):
        for _ in range(300):
            one.write(block)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with opened(path, LIMITS) as archive:
        assert sum(map(len, archive.chunks(archive.members[0]))) == 300_000_000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown <= 16 * (1024 if sys.platform == "linux" else 1024 * 1024)
