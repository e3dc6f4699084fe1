"""Uploads while the server is killed, disks fill up and lines break: nothing acknowledged is lost.

Every test ends with what `periksa_integritas --lengkap` looks for, and with a ledger of what was
acknowledged: each file must be there, byte for byte.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from pengungkit import integrity
from pengungkit.models import Evidence, EvidenceUse, EvidenceVersion, Upload
from tests.factories import PDF, AssessmentFactory, MembershipFactory, Role, UnitFactory
from tests.faults.sender import Line, Sender
from tests.faults.servers import Server, small_disk, wait_for
from tests.units.backups.installations import Installation, this_one
from zi_portal.lib import blobs, parts


pytestmark = pytest.mark.django_db(transaction=True)
UNIT, ITEM = "kantor", "A.I.1.i.a"
needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="DILEWATI: uji disk penuh perlu root untuk memasang tmpfs"
)


def file_of(megabytes: float, seed: int = 1) -> bytes:
    return PDF + random.Random(seed).randbytes(int(megabytes * 1_000_000))


@dataclass
class Portal:
    """An installation with a server, somebody signed in, and a ledger of what was acknowledged."""

    installation: Installation
    server: Server
    sender: Sender
    sent: dict[str, bytes] = field(default_factory=dict)

    def begun(self, data: bytes, name: str = "SK.pdf", **said: str) -> str:
        self.sent[name] = data
        return self.sender.begun(len(data), unit=UNIT, name=name, **said)

    def finish(self, url: str, name: str = "SK.pdf") -> None:
        self.sender.finish(url, self.sent[name], name=name)

    def part_size(self) -> int:
        return parts.size_of(Upload.objects.get(evidence=None).part_name)

    def assert_sound(self) -> None:
        """Nothing acknowledged is missing or altered, and the oracle has no finding."""
        for name, uuid in self.sender.ledger.items():
            version = EvidenceVersion.objects.get(evidence__uuid=uuid)
            data = self.sent[name]
            assert version.sha256 == hashlib.sha256(data).hexdigest()
            assert blobs.path_of(version.sha256).read_bytes() == data
        assert integrity.findings(thorough=True) == []

    def leftovers(self) -> list[str]:
        folder = self.installation.store / "tmp"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def portal(transactional_db, settings, tmp_path: Path) -> Iterator[Portal]:
    settings.DATA_DIR = tmp_path / "data"
    settings.EVIDENCE_DIR = settings.DATA_DIR / "bukti"
    settings.DATA_DIR.mkdir()
    unit = UnitFactory(code=UNIT)
    person = MembershipFactory(unit=unit, role=Role.KETUA).user
    AssessmentFactory(unit=unit, year=2026, by=person)
    installation = this_one(settings.DATA_DIR)
    server = Server(installation)
    yield Portal(installation, server, Sender(server.port, cookies_of(person)))
    server.end(signal.SIGKILL)


def cookies_of(person) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def in_background(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


# --- Killed processes ----------------------------------------------------------------------------


def only_workers(server: Server) -> None:
    server.kill_workers()


def everything(server: Server) -> None:
    server.kill()
    server.start()


def restarted(server: Server) -> None:
    server.end(signal.SIGTERM)
    server.start()


# Bytes that arrive are no matter of the database; that all is gone at once is tried on each.
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(only_workers, marks=pytest.mark.once),
        everything,
        pytest.param(restarted, marks=pytest.mark.once),
    ],
)
def test_f01_f09_killed_while_bytes_arrive(portal: Portal, fault) -> None:
    data = file_of(12)
    portal.server.start()
    url = portal.begun(data, tahun="2026", butir=ITEM)
    sending = in_background(lambda: portal.sender.send(url, 0, data, rate=1_200_000))
    # Made safe every five seconds, whatever happens to the part that is on its way.
    wait_for(lambda: Upload.objects.filter(offset__gt=0).exists(), "an acknowledgement")
    safe = Upload.objects.get().offset
    fault(portal.server)
    sending.join(60)
    wait_for(portal.server.answers, "the server")
    # One that is asked to stop may let the file in that is arriving; one that is killed cannot.
    assert fault is restarted or not Evidence.objects.exists()

    assert portal.sender.ask(url).offset >= safe
    portal.finish(url)
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (1, 1)
    assert portal.leftovers() == []
    portal.assert_sound()


PLACES = ["upload-written", "blob-linking", "blob-linked", "upload-committing", "upload-committed"]


@pytest.mark.parametrize(
    "in_parts",
    [pytest.param(False, id="whole", marks=pytest.mark.once), pytest.param(True, id="in-parts")],
)
@pytest.mark.parametrize("place", PLACES)
def test_f02_f03_f06_killed_at_the_end(portal: Portal, place: str, in_parts: bool) -> None:
    data = file_of(2)
    half = len(data) // 2 if in_parts else 0
    # This place is passed with each part, and each worker counts its own passages: the first part
    # comes to a server without it.
    is_early = in_parts and place == "upload-written"
    portal.server.start(ZI_FAILPOINT="" if is_early else place)
    url = portal.begun(data, tahun="2026", butir=ITEM)
    if in_parts:
        assert portal.sender.send(url, 0, data[:half]).status == 204
    if is_early:
        portal.server.kill()
        portal.server.start(ZI_FAILPOINT=place)
    assert portal.sender.send(url, half, data[half:]) is None
    portal.server.kill()
    committed = place == "upload-committed"
    assert Evidence.objects.count() == EvidenceUse.objects.count() == int(committed)

    portal.server.start()
    asked = portal.sender.ask(url)
    if place == "upload-written":
        assert asked.offset == half
    elif committed:
        assert asked.offset == len(data)
    else:
        # Everything is on disk already; one byte brings it home.
        assert asked.offset == len(data) - 1
    portal.finish(url)
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (1, 1)
    assert EvidenceVersion.objects.get().sha256 == hashlib.sha256(data).hexdigest()
    portal.assert_sound()
    call_command("sapu_unggahan")
    portal.assert_sound()


def test_f02_a_kept_file_is_found_again_when_the_sender_gave_up(portal: Portal) -> None:
    """F-02: the orphan of a crash is no second file when the same comes again."""
    data = file_of(1)
    portal.server.start(ZI_FAILPOINT="upload-committing")
    assert portal.sender.send(portal.begun(data), 0, data) is None
    portal.server.kill()
    assert len(list((portal.installation.store / "blobs").glob("??/??/*"))) == 1

    portal.server.start()
    other = portal.begun(data, name="Sekali lagi.pdf")
    portal.finish(other, "Sekali lagi.pdf")
    assert len(list((portal.installation.store / "blobs").glob("??/??/*"))) == 1
    portal.assert_sound()


# --- Full disks ----------------------------------------------------------------------------------


@needs_root
@pytest.mark.once
def test_f11_a_full_disk(portal: Portal) -> None:
    data, small = file_of(30), file_of(3, seed=2)
    store = portal.installation.store
    with small_disk(store, "size=20m") as resize:
        portal.server.start()
        url = portal.begun(data)
        answer = portal.sender.send(url, 0, data)
        # The server answers before everything is sent, so the line may break first.
        if answer is not None:
            assert answer.status == 507
            assert "Ruang simpan server penuh" in answer.sentence
        wait_for(lambda: portal.sender.ask(url).offset == 0, "the room to be given back")
        assert not list((store / "blobs").glob("??/??/*"))
        assert shutil.disk_usage(store).used < 1_000_000

        portal.finish(portal.begun(small, name="Kecil.pdf"), "Kecil.pdf")
        resize("size=80m")
        portal.finish(url)
        assert Evidence.objects.count() == 2
        portal.assert_sound()


@needs_root
def test_f12_a_full_disk_for_the_database(portal: Portal, tmp_path: Path, settings) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("basis data pada server lain")
    folder, store = tmp_path / "sempit", tmp_path / "lapang"
    data = file_of(2)
    with small_disk(folder, "size=24m"):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "portal.sqlite3")])
        store.mkdir()
        (folder / "bukti").symlink_to(store)
        portal.installation = Installation(folder, f"sqlite:///{folder / 'portal.sqlite3'}")
        portal.server.installation = portal.installation
        portal.server.start()
        url = portal.begun(data)
        ballast = fill_disk(folder)
        answer = portal.sender.send(url, 0, data)
        assert answer is None or answer.status >= 500
        assert portal.installation.rows("SELECT count(*) FROM pengungkit_evidence") == [(0,)]

        ballast.unlink()
        answer = portal.sender.finish(url, data)
        [(sha256,)] = portal.installation.rows("SELECT sha256 FROM pengungkit_evidenceversion")
        assert sha256 == hashlib.sha256(data).hexdigest()
        settings.EVIDENCE_DIR = folder / "bukti"
        assert blobs.path_of(sha256).read_bytes() == data
        checked = portal.installation.manage("periksa_integritas", "--lengkap")
        assert checked.returncode == 0, checked.stdout
        portal.server.end(signal.SIGKILL)


@needs_root
@pytest.mark.once
def test_f13_a_full_disk_for_temporary_files_of_forms(portal: Portal) -> None:
    """A form is told so and leaves nothing; files in parts do not go through there."""
    data, form = file_of(3), Form("SK.pdf", 3)
    folder = portal.installation.data / "unggahan"
    with small_disk(folder, "size=64k"):
        portal.server.start()
        url = f"/bukti/?unit={UNIT}"
        answer = portal.sender.request("POST", url, form.headers, form.body())
        assert answer.status == 507
        assert "Ruang simpan server penuh" in answer.body.decode()
        assert not Evidence.objects.exists()
        wait_for(lambda: not list(folder.iterdir()), "the room to be given back")
        portal.finish(portal.begun(data))
        portal.assert_sound()


@needs_root
@pytest.mark.once
def test_f14_no_inodes_left(portal: Portal) -> None:
    data = file_of(1)
    store = portal.installation.store
    with small_disk(store, "size=50m,nr_inodes=40"):
        portal.server.start()
        url = portal.begun(data)
        stuffing = fill_inodes(store / "tmp")
        refused = portal.sender.begin(1000, unit=UNIT)
        assert refused.status == 507
        assert "penuh" in refused.sentence
        assert Upload.objects.count() == 1
        # The bytes fit, but the folder of the final name cannot be made.
        answer = portal.sender.send(url, 0, data)
        assert answer.status == 507
        assert portal.sender.ask(url).offset == len(data) - 1
        assert not Evidence.objects.exists()

        for path in stuffing:
            path.unlink()
        portal.finish(url)
        portal.assert_sound()


def fill_disk(folder: Path) -> Path:
    """A file that takes all the room there is."""
    path = folder / "penuh"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(handle, b"\0" * 4096):
            pass
    except OSError:
        return path
    finally:
        os.close(handle)
    raise AssertionError("the disk has room without end")


def fill_inodes(folder: Path) -> list[Path]:
    made = []
    for number in range(1000):
        path = folder / f"isi-{number}"
        try:
            path.touch()
        except OSError:
            return made
        made.append(path)
    raise AssertionError("the disk has inodes without end")


# --- Bad lines -----------------------------------------------------------------------------------


@pytest.mark.once
def test_f23_a_line_that_goes_silent(portal: Portal) -> None:
    """No end of the connection is seen; the server lets go after the silence, and not before."""
    data = file_of(4)
    portal.server.start(ZI_DIAM_DETIK="3")
    url = portal.begun(data)
    line = Line(portal.server.port, rate=2_000_000)
    near = Sender(line.port, portal.sender.cookies, timeout=5)
    sending = in_background(lambda: near.send(url, 0, data))
    wait_for(lambda: portal.part_size() > 500_000, "half a megabyte")
    line.is_dead.set()
    sending.join(30)
    busy = portal.sender.send(url, 0, data)
    assert busy is None or busy.status in {409, 423}

    portal.finish(url)
    line.close()
    assert Evidence.objects.count() == 1
    portal.assert_sound()


@pytest.mark.once
def test_f24_lines_that_break_again_and_again(portal: Portal) -> None:
    portal.server.start()
    line = Line(portal.server.port, rate=2_000_000, cuts=random.Random(5))
    near = Sender(line.port, portal.sender.cookies, ledger=portal.sender.ledger)
    files = {f"Berkas {number}.pdf": file_of(3, seed=number) for number in range(3)}
    urls = {name: portal.begun(data, name=name) for name, data in files.items()}
    senders = [
        in_background(lambda name=name: near.finish(urls[name], files[name], name=name))
        for name in files
    ]
    for thread in senders:
        thread.join(120)
    line.close()
    assert line.cut_count > 5
    assert set(portal.sender.ledger) == set(files)
    assert Evidence.objects.count() == 3
    assert portal.leftovers() == []
    portal.assert_sound()


def test_f25_the_answer_is_lost_on_the_way_back(portal: Portal) -> None:
    data = file_of(1)
    portal.server.start()
    url = portal.begun(data, tahun="2026", butir=ITEM)
    impatient = Sender(portal.server.port, portal.sender.cookies, timeout=0.001)
    in_background(lambda: impatient.send(url, 0, data)).join(30)
    portal.finish(url)
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (1, 1)
    portal.assert_sound()


# --- Too much ------------------------------------------------------------------------------------


def endless(megabytes: int) -> Iterator[bytes]:
    piece = b"x" * 1_000_000
    for _ in range(megabytes):
        yield piece


@pytest.mark.once
def test_up12_up13_f30_a_giant_is_cut_at_the_limit_in_flat_memory(portal: Portal) -> None:
    portal.server.start(ZI_BUKTI_MAKS_MB="5")
    before = portal.server.megabytes()
    refused = portal.sender.begin(5_000_000_000, unit=UNIT)
    assert refused.status == 413
    assert "melebihi batas 5 MB" in refused.sentence

    url = portal.begun(file_of(1))
    headers = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    headers["Content-Length"] = "5000000000"
    # The refusal may come or the line be closed; the giant is not read to its end.
    with suppress(OSError):
        answer = portal.sender.request("PATCH", url, headers, endless(5000))
        assert answer.status == 413
    assert portal.part_size() == 0

    form = Form("besar.pdf", 120)
    portal.sender.request("POST", f"/bukti/?unit={UNIT}", form.headers, form.body())
    assert_lengths_are_not_believed(portal, url)
    assert portal.server.megabytes() - before <= 40
    used = sum(path.stat().st_size for path in portal.installation.data.rglob("*.upload*"))
    assert used == 0
    assert not Evidence.objects.exists()
    portal.finish(url)
    portal.assert_sound()


def assert_lengths_are_not_believed(portal: Portal, url: str) -> None:
    """UP-12: no length, one that lies low, and one that lies high, at the server itself."""
    data = portal.sent["SK.pdf"]
    part = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    unsaid = {"Transfer-Encoding": "chunked"}
    form, url_of_form = Form("besar.pdf", 120), f"/bukti/?unit={UNIT}"
    kind = {"Content-Type": form.headers["Content-Type"]}
    answer = portal.sender.request("PATCH", url, part | unsaid, chunked([data[:5000]]))
    assert answer.status == 411
    assert "panjangnya tidak disebut" in answer.sentence
    page = portal.sender.request("POST", url_of_form, kind | unsaid, chunked([form.head, b"x"]))
    assert page.status == 411
    assert "Kiriman ini datang tanpa ukuran" in page.body.decode()
    # Without end, so whoever read on, or kept it, would be found by memory and disk; here the line
    # may be closed before the answer is read.
    for method, where, headers, body in (
        ("PATCH", url, part, endless(5000)),
        ("POST", url_of_form, kind, form.body()),
    ):
        with suppress(OSError):
            portal.sender.request(method, where, headers | unsaid, chunked(body))
    assert portal.part_size() == 0
    # Said to be short: what comes after it is no part of the file, and no request either.
    portal.sender.send(url, 0, data[:700], promised=300)
    wait_for(lambda: portal.sender.ask(url).offset == 300, "what was promised")
    # Said to be long: what came before the line ended counts, and no more.
    impatient = Sender(portal.server.port, portal.sender.cookies, timeout=1)
    assert impatient.send(url, 300, data[300:500], promised=len(data) - 300) is None
    wait_for(lambda: portal.sender.ask(url).offset == 500, "what came")


def chunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """As a sender does that does not know how much there will be."""
    for piece in pieces:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


@dataclass
class Form:
    """A plain form with one file of so many megabytes."""

    name: str
    megabytes: int

    @property
    def head(self) -> bytes:
        kind = f'Content-Disposition: form-data; name="berkas"; filename="{self.name}"'
        return f"--batas\r\n{kind}\r\nContent-Type: application/pdf\r\n\r\n".encode()

    @property
    def headers(self) -> dict[str, str]:
        length = len(self.head) + self.megabytes * 1_000_000 + len(self.tail)
        kind = "multipart/form-data; boundary=batas"
        return {"Content-Type": kind, "Content-Length": str(length)}

    @property
    def tail(self) -> bytes:
        return b"\r\n--batas--\r\n"

    def body(self) -> Iterator[bytes]:
        yield self.head
        yield from endless(self.megabytes)
        yield self.tail
