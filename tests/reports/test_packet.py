"""The packet: what is in it, that it is always the same, and that anyone can check it."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from pengungkit.actions.evidence import attach
from pengungkit.actions.scanning import Verdict, note_verdict
from pengungkit.models import Assessment, EvidenceVersion, Record
from reports.contexts.record import RecordContext
from reports.packets import layout as layouts
from reports.packets.building import build
from reports.packets.exceptions import DamagedFileError, RejectedEvidenceError
from tests.factories import make_evidence
from tests.reports.packets import files_of, filled_record, packet_of
from units.models import User
from zi_portal.lib import blobs


@pytest.fixture
def record(assessment: Assessment, member: User) -> Record:
    return filled_record(assessment, member)


@pytest.fixture
def packet(record: Record) -> bytes:
    return packet_of(record)


class Links(HTMLParser):
    """Every address a page names, and every tag it uses."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.tags: set[str] = set()
        self.loaded: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "href":
                self.hrefs.append(value or "")
            elif name in {"src", "srcset", "action", "data", "poster", "background"}:
                self.loaded.append(value or "")


def test_it_works(packet: bytes, record: Record):
    files = files_of(packet)
    assert files["data/lke.json"] == record.content.encode()
    assert {"BACA-SAYA.txt", "index.html", "KEKURANGAN.txt", "periksa.sh", "periksa.bat"} < set(
        files
    )
    assert {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"} < set(
        files
    )
    folder = "AREA 1 Manajemen Perubahan/i Penyusunan Tim Kerja/"
    assert sorted(path for path in files if path.startswith("AREA")) == [
        f"{folder}1.i.a SK Tim ZI.pdf",
        f"{folder}1.i.b Undangan (2).pdf",
        f"{folder}1.i.b Undangan dan 100 persen.pdf",
        f"{folder}1.i.b undangan.pdf",
    ]
    readme = files["BACA-SAYA.txt"].decode("utf-8-sig")
    assert record.sha256[:8] in readme
    assert "periksa.bat" in readme
    assert "Drive: hanya tautan, https://drive.example/folder (untuk A.I.1.ii.a)" in files[
        "KEKURANGAN.txt"
    ].decode("utf-8-sig")


def test_every_link_of_the_index_leads_to_a_file(packet: bytes):
    files = files_of(packet)
    links = Links(files["index.html"])
    local = {unquote(href) for href in links.hrefs if not href.startswith("#")}
    assert {path for path in files if path.startswith("AREA")} < local
    assert local <= set(files)
    # The shared file is linked from both items that it proves.
    shared = (
        "AREA%201%20Manajemen%20Perubahan/i%20Penyusunan%20Tim%20Kerja/1.i.a%20SK%20Tim%20ZI.pdf"
    )
    assert links.hrefs.count(shared) == 2


def test_ex_08_nothing_typed_runs_and_nothing_is_fetched(packet: bytes):
    page = files_of(packet)["index.html"]
    links = Links(page)
    assert not {"script", "iframe", "object", "embed", "img", "link", "base", "form"} & links.tags
    assert links.loaded == []
    assert not [href for href in links.hrefs if re.match(r"[a-z]+:|//", href, flags=re.I)]
    assert b"url(" not in page
    assert b"&lt;script" in page


def test_ex_06_only_what_the_record_holds(record: Record, packet: bytes, member: User):
    late = make_evidence(record.assessment.unit, member, "Terlambat.pdf")
    attach(answer=record.assessment.answers.get(code="A.I.1.i.b"), evidence=late, by=member)
    assert packet_of(record) == packet
    assert not [path for path in files_of(packet) if "Terlambat" in path]


def test_promise_6_manifests_name_every_file(packet: bytes):
    files = files_of(packet)
    listed = {}
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in files[name].decode().splitlines():
            sha256, path = line.split("  ", 1)
            listed[path] = sha256
    assert set(listed) == set(files) - {"tagmanifest-sha256.txt"}
    for path, sha256 in listed.items():
        assert hashlib.sha256(files[path]).hexdigest() == sha256


# cmake unpacks with libarchive, as bsdtar and many file managers do.
TOOLS = ("unzip", "bsdtar", "cmake", "jar", "7z")


def unpacked(packet: bytes, folder: Path, tool: str) -> Path:
    """The packet's files on disk, taken out by one of the tools people use."""
    zipped, into = folder / "paket.zip", folder / tool
    zipped.write_bytes(packet)
    into.mkdir()
    match tool:
        case "python":
            zipfile.ZipFile(zipped).extractall(into)
        case "unzip":
            subprocess.run(["unzip", "-q", zipped, "-d", into], check=True)
        case "bsdtar":
            subprocess.run(["bsdtar", "-xf", zipped, "-C", into], check=True)
        case "7z":
            subprocess.run(["7z", "x", "-y", f"-o{into}", zipped], check=True, capture_output=True)
        case "jar":
            subprocess.run(["jar", "xf", zipped], cwd=into, check=True)
        case "cmake":
            subprocess.run(["cmake", "-E", "tar", "xf", zipped], cwd=into, check=True)
    return into


def test_ex_04_every_tool_unpacks_the_same(packet: bytes, tmp_path: Path):
    wanted = files_of(packet)
    tools = ["python", *(t for t in TOOLS if shutil.which(t))]
    for tool in tools:
        into = unpacked(packet, tmp_path, tool)
        found = {str(p.relative_to(into)): p.read_bytes() for p in into.rglob("*") if p.is_file()}
        assert found == wanted, tool
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "bukti") == sorted(
        ["paket.zip", *tools]
    )


def checked(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(["sh", "periksa.sh"], cwd=folder, capture_output=True, text=True)


def test_promise_6_the_receiver_checks_without_the_portal(
    packet: bytes, record: Record, tmp_path: Path
):
    folder = unpacked(packet, tmp_path, "python")
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--strict", "--quiet", "-c", manifest], cwd=folder, check=True)
    whole = checked(folder)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert record.sha256 in whole.stdout
    # Lists can be rewritten with the files: what they cannot tell, the portal can.
    assert "unggah di portal: Paket, Periksa paket." in whole.stdout
    victim = next(folder.glob("AREA*/*/1.i.a*.pdf"))
    original = victim.read_bytes()
    for own in (".DS_Store", "AREA 1 Manajemen Perubahan/Thumbs.db", "._index.html"):
        (folder / own).write_bytes(b"dibuat komputer penerima")
    assert checked(folder).returncode == 0
    victim.write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    (folder / "AREA 1 Manajemen Perubahan" / "titipan.pdf").write_bytes(b"x")
    (folder / "KEKURANGAN.txt").rename(folder / "tmp.txt")
    found = checked(folder)
    assert (found.returncode, found.stderr) == (1, "")
    *told, last = found.stdout.splitlines()
    assert sorted(told) == [
        f"BERUBAH: {victim.relative_to(folder)}",
        "TAMBAHAN: AREA 1 Manajemen Perubahan/titipan.pdf",
        "TAMBAHAN: tmp.txt",
        "TIDAK ADA: KEKURANGAN.txt",
    ]
    assert last.startswith("Paket ini TIDAK cocok.")
    (folder / "manifest-sha256.txt").unlink()
    found = checked(folder)
    assert (found.returncode, found.stderr) == (1, "")
    assert "TIDAK ADA: manifest-sha256.txt" in found.stdout.splitlines()


def test_the_batch_file_is_for_windows(packet: bytes):
    batch = files_of(packet)["periksa.bat"]
    batch.decode("ascii")
    assert batch.count(b"\n") == batch.count(b"\r\n") > 30
    assert b"certutil -hashfile" in batch
    assert b"unggah di portal: Paket, Periksa paket." in batch


def test_entries_are_stored_with_fixed_times_and_modes(packet: bytes):
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    for entry in entries:
        assert entry.compress_type == zipfile.ZIP_STORED
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.external_attr >> 16 in (0o100644, 0o100755)
        assert entry.create_system == 3


def lose(path: Path) -> None:
    path.unlink()


def bend(path: Path) -> None:
    size = path.stat().st_size
    path.chmod(0o600)
    path.write_bytes(b"x" * size)


def cut(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])


def lengthen(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize(
    ("harm", "word"),
    [(lose, "tidak ada"), (bend, "berubah"), (cut, "berubah"), (lengthen, "berubah")],
)
def test_a_damaged_file_ends_the_build_with_a_sentence(record: Record, harm, word: str):
    version = record.files.get(version__original_name="SK Tim ZI.pdf").version
    harm(blobs.path_of(version.sha256))
    with pytest.raises(DamagedFileError, match=rf"“SK Tim ZI” {word} di penyimpanan.*admin"):
        packet_of(record)


def test_a_rejected_file_is_not_carried_out(record: Record):
    version = record.files.get(version__original_name="SK Tim ZI.pdf").version
    verdict = Verdict(EvidenceVersion.ScanState.REJECTED, "ClamAV 1.4.6", "Uji.Tanda")
    note_verdict(sha256=version.sha256, verdict=verdict, by=None)
    with pytest.raises(RejectedEvidenceError, match=r"“SK Tim ZI” ditolak .*Uji\.Tanda.*Ganti"):
        packet_of(record)


def test_progress_is_told(record: Record):
    told: list[tuple[int, int, str]] = []
    build(RecordContext.from_record(record), io.BytesIO(), lambda *step: told.append(step))
    # A slow machine says a step again while it waits.
    steps = list(dict.fromkeys((done, total) for done, total, _ in told))
    assert steps == [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert told[1][2] == "Menyalin 1.i.a SK Tim ZI.pdf"


def test_a_large_packet_falls_into_parts(record: Record, monkeypatch, tmp_path: Path):
    monkeypatch.setattr(layouts, "PART_BYTES", 70)
    context = RecordContext.from_record(record)
    parts = layouts.parts_needed(context, 70)
    assert parts > 1
    seen: list[str] = []
    for part in range(1, parts + 1):
        files = files_of(packet_of(record, part=part, parts=parts))
        folder = tmp_path / layouts.layout_of(context, part, parts).stem_of(part)
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        seen += [path for path in files if path.startswith("AREA")]
        assert f"Bag-Count: {part} of {parts}" in files["bag-info.txt"].decode()
        assert f"bagian {parts}: AREA" in files["BAGIAN.txt"].decode("utf-8-sig")
        assert ("DRAF SPTJM 2026 KPPN Ternate.docx" in files) == (part == 1)
    assert len(seen) == len(set(seen)) == 4
    for folder in tmp_path.glob("Paket*"):
        assert checked(folder).returncode == 0
        for href in Links((folder / "index.html").read_bytes()).hrefs:
            if not href.startswith("#"):
                assert (folder / unquote(href)).is_file(), href


def test_a_live_state_can_be_looked_at_as_a_packet(assessment: Assessment):
    out = io.BytesIO()
    live = RecordContext.live(Assessment.objects.with_structure().get(pk=assessment.pk))
    built = build(live, out)
    assert built.layout.name == "Paket-ZI-2026-kppn-ternate-pratinjau.zip"
    assert "belum direkam" in files_of(out.getvalue())["BACA-SAYA.txt"].decode("utf-8-sig")
