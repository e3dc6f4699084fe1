"""The health page: who sees it, what turns it yellow or red, and how many queries it takes."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pengungkit.models import EvidenceVersion
from tests.factories import MembershipFactory, Role, UserFactory, make_evidence
from tests.jobs import run_queued
from tests.zi_portal import tasks_of_tests as tasks
from units.backups import notes
from units.contexts import health
from units.contexts.health import has_sqlite_flaw, system_health
from units.contexts.health_lines import Line
from zi_portal.models import RecurringDuty, WorkerSign
from zi_portal.tasks import enqueue
from zi_portal.worker import signs


Usage = namedtuple("Usage", "total used free")
URL = "/kelola/kesehatan/"


@pytest.fixture(autouse=True)
def _a_machine_that_is_well(settings, tmp_path: Path, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: Usage(100e9, 40e9, 60e9))
    monkeypatch.setattr("units.backups.sqlite.SQLiteEngine.version", lambda engine: "3.51.3")


@pytest.fixture
def admin_client(unit) -> Client:
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=Role.ADMIN_WILAYAH).user)
    return client


def made(age: dt.timedelta, **changes: object) -> notes.Made:
    values = {"files": 3, "size": 1_200_000, "damaged": 0, "same_disk": False} | changes
    return notes.Made(stamp="20260805T013000Z", made_at=timezone.now() - age, **values)


def proven(age: dt.timedelta) -> notes.Proven:
    return notes.Proven("20260805T013000Z", timezone.now() - age, timezone.now())


def all_is_well() -> None:
    signs.give("pekerja-1")
    notes.note(made(dt.timedelta(hours=3)))
    notes.note(proven(dt.timedelta(days=10)))


def line(label: str) -> Line:
    found = [one for section in system_health().sections for one in section.lines]
    return next(one for one in found if one.label == label)


def test_it_works(admin_client: Client) -> None:
    all_is_well()
    response = admin_client.get(URL)
    assert response.status_code == 200
    assert reverse("units:health") == URL
    page = response.content.decode()
    assert "<h1>Semuanya baik.</h1>" in page
    assert "3 berkas, seluruhnya 1,2 MB." in page
    assert "10 hari lalu" in page
    assert "verdict-success" in page
    assert f'href="{URL}"' in admin_client.get("/kelola/").content.decode()


@pytest.mark.parametrize("role", [r for r in Role if not r.startswith("admin")])
def test_only_admins_see_it(unit, client: Client, role: Role) -> None:
    client.force_login(MembershipFactory(unit=unit, role=role).user)
    assert client.get(URL).status_code == 403


def test_strangers_sign_in_first(client: Client, db) -> None:
    assert client.get(URL).status_code == 302
    assert client.post(URL).status_code in {302, 403, 405}


def test_an_installation_never_backed_up_is_red(admin_client: Client) -> None:
    page = admin_client.get(URL).content.decode()
    assert "3 hal harus ditangani." in page
    assert "Cadangan terakhir · Cadangan terakhir yang terbukti · Pekerja latar" in page
    assert page.count("belum pernah") == 2
    assert "verdict-error" in page


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "state"), [(0, "yes"), (34, "yes"), (36, "no"), (400, "no")])
def test_a_proof_lasts_35_days(days: int, state: str) -> None:
    notes.note(proven(dt.timedelta(days=days)))
    assert line("Cadangan terakhir yang terbukti").state == state


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("note", "state", "words"),
    [
        (made(dt.timedelta(hours=47)), "yes", "3 berkas"),
        (made(dt.timedelta(hours=49)), "warn", "lebih dari dua hari"),
        (made(dt.timedelta(hours=1), same_disk=True), "warn", "disk yang sama"),
    ],
)
def test_the_last_backup(note: notes.Made, state: str, words: str) -> None:
    notes.note(note)
    shown = line("Cadangan terakhir")
    assert shown.state == state
    assert words in shown.gap


@pytest.mark.django_db
def test_files_left_out_of_the_backup_are_red() -> None:
    notes.note(made(dt.timedelta(hours=1), damaged=2))
    shown = line("Berkas bukti rusak")
    assert (shown.state, shown.value) == ("no", "2")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attempt", "label"),
    [
        (notes.BACKUP, "Pencadangan terakhir gagal"),
        (notes.DRILL, "Latihan pemulihan terakhir gagal"),
    ],
)
def test_a_failure_is_shown_until_it_goes_well_again(attempt: str, label: str) -> None:
    notes.note(notes.Failed(attempt, timezone.now() - dt.timedelta(hours=5), "Disk penuh."))
    shown = line(label)
    assert shown.state == "no"
    assert shown.gap.endswith(": Disk penuh.")

    all_is_well()
    labels = [one.label for section in system_health().sections for one in section.lines]
    assert label not in labels


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "{", "[]", '{"stamp": "x"}', '{"made_at": "kemarin"}'])
def test_an_unreadable_note_counts_as_none(text: str) -> None:
    all_is_well()
    (notes.notes_folder() / "proven.json").write_text(text)
    assert line("Cadangan terakhir yang terbukti").value == "belum pernah"


@pytest.mark.parametrize(
    ("version", "flawed"),
    [
        ("3.6.23", False), ("3.7.0", True), ("3.40.1", True), ("3.44.5", True), ("3.44.6", False),
        ("3.45.0", True), ("3.50.6", True), ("3.50.7", False), ("3.51.0", True), ("3.51.2", True),
        ("3.51.3", False), ("3.53.0", False), ("4.0.0", False),
    ],
)  # fmt: skip
def test_sqlite_versions_with_the_flaw(version: str, flawed: bool) -> None:
    assert has_sqlite_flaw(version) is flawed


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_flawed_sqlite_is_pointed_at(monkeypatch) -> None:
    assert line("Jenis basis data").state == "yes"
    monkeypatch.setattr("units.backups.sqlite.SQLiteEngine.version", lambda engine: "3.40.1")
    shown = line("Jenis basis data")
    assert (shown.state, shown.value) == ("warn", "SQLite 3.40.1")
    assert "PostgreSQL" in shown.gap


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_is_named_with_its_version() -> None:
    shown = line("Jenis basis data")
    assert shown.state == "yes"
    assert shown.value.startswith("PostgreSQL 1")


@pytest.mark.django_db
def test_pending_migrations_are_red() -> None:
    assert line("Perubahan basis data yang belum diterapkan").state == "yes"
    MigrationRecorder.Migration.objects.filter(app="units").order_by("-pk").first().delete()
    shown = line("Perubahan basis data yang belum diterapkan")
    assert (shown.state, shown.value) == ("no", "1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("usage", "state"),
    [
        (Usage(100e9, 40e9, 60e9), "yes"),
        (Usage(100e9, 91e9, 9e9), "warn"),
        (Usage(20e9, 16e9, 4e9), "warn"),
        (Usage(20e9, 19.5e9, 0.5e9), "no"),
    ],
)
def test_disk_space(usage: Usage, state: str, monkeypatch) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: usage)
    assert line("Ruang disk kosong").state == state


@pytest.mark.django_db
def test_active_demo_accounts_are_a_warning_and_in_production_worse(settings) -> None:
    assert line("Akun demo yang aktif").state == "yes"
    UserFactory(is_demo=True)
    UserFactory(is_demo=True, is_active=False)
    shown = line("Akun demo yang aktif")
    assert (shown.state, shown.value) == ("warn", "1")
    settings.PRODUCTION = True
    assert line("Akun demo yang aktif").state == "no"


@pytest.mark.django_db
def test_no_scanner_is_red_where_the_portal_is_used_for_real(settings) -> None:
    assert (line("Pemindai virus").state, line("Pemindai virus").value) == (
        "none",
        "tidak dipasang",
    )
    settings.PRODUCTION = True
    assert line("Pemindai virus").state == "no"


def test_files_that_wait_too_long_for_a_scanner_are_amber(settings, unit, member, tmp_path) -> None:
    make_evidence(unit, member)
    assert (
        line("Berkas belum dipindai virus").state,
        line("Berkas belum dipindai virus").value,
    ) == (
        "none",
        "1",
    )
    settings.CLAMD = str(tmp_path / "tidak-ada.sock")
    assert line("Pemindai virus").value == "tidak menjawab"
    assert line("Berkas belum dipindai virus").state == "none"
    late = timezone.now() - dt.timedelta(hours=25)
    EvidenceVersion.objects.update(received_at=late)
    assert line("Berkas belum dipindai virus").state == "warn"
    EvidenceVersion.objects.update(
        scan_state="ditolak", finding="Uji", scanner="ClamAV 1.4.6", scanned_at=late
    )
    assert line("Berkas ditolak").value == "1"


@pytest.mark.django_db
def test_no_worker_is_red_and_says_since_when() -> None:
    assert (line("Pekerja latar").state, line("Pekerja latar").value) == ("no", "tidak berjalan")
    assert "Belum pernah terlihat." in line("Pekerja latar").gap
    signs.give("pekerja-1")
    signs.give("pekerja-2")
    assert line("Pekerja latar").value == "2 berjalan"
    signs.take_back("pekerja-2")
    assert (line("Pekerja latar").state, line("Pekerja latar").value) == ("yes", "berjalan")
    # Killed: nothing takes its sign back.
    WorkerSign.objects.update(seen_at=timezone.now() - dt.timedelta(hours=3))
    assert line("Pekerja latar").state == "no"
    assert "Terakhir terlihat 3 jam lalu" in line("Pekerja latar").gap
    signs.give("pekerja-3")
    assert WorkerSign.objects.get().name == "pekerja-3"
    # Nor does it wait for that on a machine where the door starts another one at once.
    with subprocess.Popen([sys.executable, "-c", ""]) as killed:
        killed.wait()
    signs.give(f"{signs.this_host()}-{killed.pid}-abc")
    signs.give(f"{signs.this_host()}-{os.getpid()}-abc")
    assert line("Pekerja latar").value == "2 berjalan"


@pytest.mark.django_db
def test_what_waits_for_the_worker_and_what_it_could_not_do(tmp_path: Path) -> None:
    path = tmp_path / "baris.txt"
    assert line("Pekerjaan yang menunggu").value == "tidak ada"
    assert line("Pekerjaan terakhir selesai").value == "belum ada"
    enqueue(tasks.write_line, str(path), "halo")
    shown = line("Pekerjaan yang menunggu")
    assert (shown.state, shown.value) == ("none", "1")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(minutes=40))
    assert line("Pekerjaan yang menunggu").state == "warn"
    assert "40 menit lalu" in line("Pekerjaan yang menunggu").gap
    run_queued()
    assert line("Pekerjaan terakhir selesai").value == "baru saja"
    enqueue(tasks.fail, "Rusak.")
    run_queued()
    assert line("Pekerjaan yang gagal sehari ini").value == "1"
    RecurringDuty.objects.create(name="sapu", due_at=timezone.now(), failure="OSError: penuh")
    assert "sapu (OSError: penuh)" in line("Tugas berkala yang gagal").gap


def test_a_file_two_units_hold_counts_once(unit, member) -> None:
    from tests.factories import UnitFactory

    make_evidence(unit, member, "Satu.pdf")
    make_evidence(UnitFactory(), member, "Satu.pdf")
    make_evidence(unit, member, "Dua.pdf")
    assert line("Berkas bukti").value.startswith("2 berkas, ")


def test_query_budget(admin_client: Client, unit, member) -> None:
    """Session, person with rights, migrations (2), evidence (4), scans, worker, queue, duties,
    demo accounts, size of PostgreSQL."""
    all_is_well()
    admin_client.get(URL)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert admin_client.get(URL).status_code == 200
        counts.append(len(captured))
        for number in range(10):
            make_evidence(unit, member, f"Berkas {number}.pdf")
            UserFactory(is_demo=True)
    assert counts[0] == counts[1] <= 14
