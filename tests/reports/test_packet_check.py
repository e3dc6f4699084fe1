"""Promise 6: a packet that was changed in any way is found out, and hostile ZIPs do no harm."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from pengungkit.models import Assessment, Record
from reports.packets import layout as layouts
from reports.packets.checking import Checked, check_packet, judge_record
from reports.packets.exceptions import NoPacketError
from tests.pengungkit import hostile_archives
from tests.reports.packets import files_of, filled_record, packet_of
from units.models import User


Files = dict[str, bytes]
PROOF = "AREA 1 Manajemen Perubahan/i Penyusunan Tim Kerja/1.i.a SK Tim ZI.pdf"


@pytest.fixture
def record(assessment: Assessment, member: User) -> Record:
    return filled_record(assessment, member)


@pytest.fixture
def packet(record: Record) -> bytes:
    return packet_of(record)


def zipped(files: Files, *, top: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(top + path, data)
    return out.getvalue()


def check(data: bytes, folder: Path) -> Checked:
    path = folder / "periksa.zip"
    path.write_bytes(data)
    return check_packet(path)


def test_it_works(packet: bytes, record: Record, tmp_path: Path):
    checked = check(packet, tmp_path)
    assert checked.is_whole
    assert checked.record_sha256 == record.sha256
    assert checked.record is not None
    assert checked.record.unit.code == "kppn-ternate"


def test_a_packet_zipped_again_by_hand_is_the_same_packet(packet: bytes, tmp_path: Path):
    assert check(zipped(files_of(packet)), tmp_path).is_whole
    assert check(zipped(files_of(packet), top="Paket saya/"), tmp_path).is_whole
    files = {f"Paket saya/{path}": data for path, data in files_of(packet).items()}
    own = {"__MACOSX/Paket saya/._index.html": b"x", "Paket saya/.DS_Store": b"x"}
    assert check(zipped(files | own), tmp_path).is_whole


def test_what_the_manifest_names_is_never_passed_over(packet: bytes, tmp_path: Path):
    """Also a file whose name looks like one that computers leave behind."""
    files = files_of(packet)
    files["~$catatan.txt"] = files.pop("KEKURANGAN.txt")
    files["manifest-sha256.txt"] = files["manifest-sha256.txt"].replace(
        b"KEKURANGAN.txt", b"~$catatan.txt"
    )
    checked = check(zipped(files), tmp_path)
    assert (checked.missing, checked.altered) == ((), ("manifest-sha256.txt",))


def signed_again(files: Files) -> None:
    """Make the manifest say what is there, as somebody with time on their hands would."""
    listed = {
        path: hashlib.sha256(data).hexdigest()
        for path, data in files.items()
        if not path.startswith(("bag", "manifest", "tagmanifest"))
    }
    files["manifest-sha256.txt"] = "".join(f"{h}  {p}\n" for p, h in listed.items()).encode()
    tags = {p: files[p] for p in ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")}
    files["tagmanifest-sha256.txt"] = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {p}\n" for p, data in tags.items()
    ).encode()


def drop(files: Files) -> None:
    del files[PROOF]


def add(files: Files) -> None:
    files["AREA 1 Manajemen Perubahan/palsu.pdf"] = b"%PDF-palsu"


def bend(files: Files) -> None:
    files[PROOF] += b"x"


def bend_the_index(files: Files) -> None:
    files["index.html"] += b" "


def swap_and_sign(files: Files) -> None:
    bend(files)
    signed_again(files)


def add_and_sign(files: Files) -> None:
    add(files)
    signed_again(files)


def better_score_and_sign(files: Files) -> None:
    content = json.loads(files["data/lke.json"])
    content["nilai"]["total"] = "99"
    files["data/lke.json"] = json.dumps(content).encode()
    signed_again(files)


def no_record(files: Files) -> None:
    files["data/lke.json"] = b'{"format": "lain"}'
    signed_again(files)


@pytest.mark.parametrize(
    ("harm", "attribute", "word"),
    [
        (drop, "missing", "1.i.a SK Tim ZI.pdf"),
        (add, "extra", "palsu.pdf"),
        (bend, "altered", "1.i.a SK Tim ZI.pdf"),
        (bend_the_index, "altered", "index.html"),
        (swap_and_sign, "faults", "“SK Tim ZI”: berkas yang direkam tidak ada"),
        (add_and_sign, "faults", "palsu.pdf: berkas ini tidak ada di rekaman"),
        (better_score_and_sign, "faults", "nilai: total tertulis 99"),
        (no_record, "faults", "bukan rekaman"),
    ],
)
def test_what_was_changed_is_named(
    packet: bytes, tmp_path: Path, harm: Callable[[Files], None], attribute: str, word: str
):
    files = files_of(packet)
    harm(files)
    checked = check(zipped(files), tmp_path)
    assert not checked.is_whole
    assert word in " ".join(getattr(checked, attribute))


def test_one_flipped_byte_is_found(packet: bytes, tmp_path: Path):
    at = packet.index(b"%PDF-1.4\n% isi contoh\nSK Tim ZI.pdf") + 5
    checked = check(packet[:at] + bytes([packet[at] ^ 1]) + packet[at + 1 :], tmp_path)
    assert checked.altered == (PROOF,)


@pytest.mark.parametrize("data", [b"", b"bukan zip", zipped({"a.txt": b"x"})])
def test_what_is_no_packet(data: bytes, tmp_path: Path):
    with pytest.raises(NoPacketError, match="bukan paket"):
        check(data, tmp_path)


@pytest.mark.parametrize("name", sorted(hostile_archives.REFUSED))
def test_ex_04_a_hostile_zip_is_refused_and_nothing_is_written(name: str, tmp_path: Path):
    data, _ = hostile_archives.REFUSED[name]
    with pytest.raises(NoPacketError):
        check(data, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name != "bukti"] == ["periksa.zip"]


def test_a_cut_packet_is_refused(packet: bytes, tmp_path: Path):
    with pytest.raises(NoPacketError):
        check(packet[: len(packet) // 2], tmp_path)


def test_each_part_is_checked_alone(record: Record, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(layouts, "PART_BYTES", 70)
    checked = check(packet_of(record, part=2, parts=3), tmp_path)
    assert checked.is_whole
    assert checked.part == (2, 3)


def test_the_command(packet: bytes, tmp_path: Path, capsys):
    path = tmp_path / "paket.zip"
    path.write_bytes(packet)
    call_command("verifikasi_paket", str(path))
    assert "Paket ini lengkap dan cocok dengan daftar di dalamnya." in capsys.readouterr().out
    files = files_of(packet)
    bend(files)
    path.write_bytes(zipped(files))
    with pytest.raises(SystemExit) as ended:
        call_command("verifikasi_paket", str(path))
    assert ended.value.code == 1
    assert "Berubah: isinya tidak cocok" in capsys.readouterr().out
    for wrong in (tmp_path / "tidak-ada.zip", Path(__file__)):
        with pytest.raises(SystemExit) as ended:
            call_command("verifikasi_paket", str(wrong))
        assert ended.value.code == 2


HOSTILE = [None, "x", -1, [], {}, [[]], {"a": None}, "1e999999", "9" * 400, True]


def places(value: object, way: tuple = ()) -> Iterator[tuple]:
    """The way to every value inside a parsed text."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    for step, inner in steps:
        yield (*way, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*way, step))


@pytest.mark.once
def test_a_record_bent_anywhere_is_judged_and_never_fails(record: Record):
    dice = random.Random(7)
    ways = list(places(json.loads(record.content)))
    for way in dice.sample(ways, 60):
        content = json.loads(record.content)
        inside = content
        for step in way[:-1]:
            inside = inside[step]
        inside[way[-1]] = dice.choice(HOSTILE)
        _, sentences = judge_record(json.dumps(content))
        assert all(sentences)
