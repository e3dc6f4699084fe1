"""`manage pulihkan`: onto an empty installation only, compared, and proven by drills."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from pengungkit.actions.destroying import destroy
from pengungkit.models import EvidenceVersion, Upload
from tests.factories import AssessmentFactory, UserFactory
from tests.units.backups.conftest import Portal
from tests.units.backups.installations import Installation
from units.backups import folders, manifest, notes
from units.backups.making import make_backup
from units.models import AuditEvent, User
from zi_portal.lib import blobs


def change_manifest(root: Path, **changes: object) -> None:
    """Rewrite the newest manifest under a seal that holds, as another portal would write it."""
    path = folders.backups_in(root)[-1].folder / folders.MANIFEST_NAME
    body = json.loads(path.read_text())["isi"] | changes
    path.write_text(json.dumps({"isi": body, "sha256": manifest.seal_of(body)}))


def flip_a_byte(path: Path, place: int = -1) -> None:
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def users_of(installation: Installation) -> set[str]:
    return {name for (name,) in installation.rows("SELECT username FROM units_user")}


def is_untouched(installation: Installation) -> bool:
    if connection.vendor == "sqlite":
        return not (installation.data / "portal.sqlite3").exists()
    return not installation.rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")


def test_it_works(portal: Portal, target: Installation, root: Path) -> None:
    AssessmentFactory(unit=portal.unit)
    hashes = portal.add_files("SK Tim.pdf", "Undangan.pdf")
    Client().force_login(portal.person)
    made = make_backup(root)

    done = target.manage("pulihkan", root)

    assert done.returncode == 0, done.stderr
    assert f"Portal dipulihkan dari {made.backup.stamp}" in done.stdout
    assert users_of(target) == set(User.objects.values_list("username", flat=True))
    answers = target.rows("SELECT count(*) FROM pengungkit_answer")
    assert answers == [(made.manifest.facts.tables["pengungkit_answer"].rows,)]
    assert answers > [(100,)]
    for sha256 in hashes:
        [copy] = target.store.rglob(sha256)
        assert copy.read_bytes() == blobs.path_of(sha256).read_bytes()
        assert copy.stat().st_mode & 0o777 == 0o440
    trail = target.rows("SELECT action, previous_hash FROM units_auditevent ORDER BY id DESC")
    assert trail[0] == ("portal_dipulihkan", made.manifest.facts.trail_head)
    assert made.manifest.facts.tables["django_session"].rows == 1
    assert target.rows("SELECT count(*) FROM django_session") == [(0,)]
    assert target.manage("periksa_integritas", "--lengkap").returncode == 0


def test_an_older_backup_does_not_bring_back_what_was_destroyed(
    portal: Portal, target: Installation, root: Path
) -> None:
    gone, kept = portal.add_files("KTP.pdf", "SK.pdf")
    older = make_backup(root)
    version = EvidenceVersion.objects.select_related("evidence").get(sha256=gone)
    destroy(
        evidence=version.evidence,
        numbers=[1],
        ground="Pasal 8",
        decision="KEP-7/2026",
        hide_names=False,
        by=portal.person,
    )
    # The next nightly backup tells the folder of it.
    assert gone not in make_backup(root).manifest.files

    done = target.manage("pulihkan", root, "--cadangan", older.backup.stamp)

    assert done.returncode == 0, done.stderr
    assert not list(target.store.rglob(gone))
    assert len(list(target.store.rglob(kept))) == 1
    assert target.rows("SELECT decision FROM pengungkit_destruction") == [("KEP-7/2026",)]
    assert target.manage("periksa_integritas", "--lengkap").returncode == 0


def test_the_restored_portal_takes_new_rows(
    portal: Portal, target: Installation, root: Path
) -> None:
    """Numbering goes on behind the last row, or the first new account would fail."""
    make_backup(root)
    assert target.manage("pulihkan", root).returncode == 0
    code = (
        "from units.models import User;"
        "User.objects.create_user('baru.sekali', name='Baru', password=None)"
    )
    done = target.manage("shell", "--command", code)
    assert done.returncode == 0, done.stderr
    assert "baru.sekali" in users_of(target)


def test_a_file_on_its_way_in_starts_anew(portal: Portal, target: Installation, root: Path) -> None:
    """Its parts are in no backup, so the restored portal must not claim to have them."""
    Upload.objects.create(
        unit=portal.unit,
        owner=portal.person,
        original_name="Besar.pdf",
        size=1000,
        offset=400,
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    make_backup(root)

    done = target.manage("pulihkan", root)
    assert done.returncode == 0, done.stderr
    assert target.rows('SELECT "offset" FROM pengungkit_upload') == [(0,)]


def test_an_older_backup_can_be_named(portal: Portal, target: Installation, root: Path) -> None:
    older = make_backup(root).backup.stamp
    late = UserFactory()
    make_backup(root)

    assert target.manage("pulihkan", root, "--cadangan", older).returncode == 0
    assert late.username not in users_of(target)


def test_an_unknown_name_is_answered_by_those_there_are(portal: Portal, root: Path) -> None:
    made = make_backup(root)
    with pytest.raises(CommandError, match=f"terbaru di sana: {made.backup.stamp}"):
        call_command("pulihkan", str(root), "--periksa", "--cadangan", "20200101T000000Z")
    with pytest.raises(CommandError, match="Tidak ada cadangan di"):
        call_command("pulihkan", str(root / "lain"), "--periksa")


def test_a_portal_in_use_is_never_overwritten(portal: Portal, root: Path) -> None:
    make_backup(root)
    newer = UserFactory()
    with pytest.raises(CommandError, match="sudah berisi pengguna"):
        call_command("pulihkan", str(root))
    assert User.objects.filter(pk=newer.pk).exists()
    assert not AuditEvent.objects.filter(action="portal_dipulihkan").exists()


def test_a_portal_without_users_is_overwritten(
    portal: Portal, target: Installation, root: Path
) -> None:
    """As after the first start, when tables and instrument are there and nobody yet is."""
    make_backup(root)
    assert target.manage("pulihkan", root).returncode == 0
    for table in ("usersessions_usersession", "units_membership", "units_user"):
        target.execute(f"DELETE FROM {table}")
    newer = UserFactory()
    make_backup(root)

    done = target.manage("pulihkan", root)
    assert done.returncode == 0, done.stderr
    assert newer.username in users_of(target)


def test_a_database_of_somebody_else_is_left_alone(
    portal: Portal, target: Installation, root: Path
) -> None:
    make_backup(root)
    target.data.mkdir()
    target.execute("CREATE TABLE gaji (nip varchar(18))")

    done = target.manage("pulihkan", root)
    assert done.returncode == 1
    assert "bukan milik portal (gaji)" in done.stderr
    assert target.rows("SELECT count(*) FROM gaji") == [(0,)]


# --- What must be refused ------------------------------------------------------------------------


def harm_dump(root: Path) -> None:
    [path] = root.glob("*Z/basis-data.*")
    flip_a_byte(path, path.stat().st_size // 2)


def truncate_dump(root: Path) -> None:
    [path] = root.glob("*Z/basis-data.*")
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size // 2)


def remove_dump(root: Path) -> None:
    [path] = root.glob("*Z/basis-data.*")
    path.unlink()


def harm_file(root: Path) -> None:
    flip_a_byte(next((root / "blobs").glob("??/??/*")))


def remove_file(root: Path) -> None:
    next((root / "blobs").glob("??/??/*")).unlink()


def harm_manifest(root: Path) -> None:
    [path] = root.glob("*Z/manifest.json")
    path.write_text(path.read_text().replace('"jumlah": ', '"jumlah": 1', 1))


def truncate_manifest(root: Path) -> None:
    [path] = root.glob("*Z/manifest.json")
    path.write_text(path.read_text()[:-40])


DAMAGES = {
    harm_dump: "isinya berubah atau terpotong",
    truncate_dump: "isinya berubah atau terpotong",
    remove_dump: "tidak ada",
    harm_file: "isinya berubah",
    remove_file: "tidak ada",
    harm_manifest: "rusak atau terpotong",
    truncate_manifest: "rusak atau terpotong",
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found(portal: Portal, root: Path, damage) -> None:
    portal.add_files("SK Tim.pdf", "Undangan.pdf")
    make_backup(root)
    call_command("pulihkan", str(root), "--periksa", stdout=io.StringIO())
    damage(root)

    with pytest.raises(CommandError, match=DAMAGES[damage]):
        call_command("pulihkan", str(root), "--periksa")


@pytest.mark.parametrize("damage", [truncate_dump, harm_file], ids=lambda damage: damage.__name__)
def test_nothing_is_restored_from_a_damaged_backup(
    portal: Portal, target: Installation, root: Path, damage
) -> None:
    portal.add_files("SK Tim.pdf")
    make_backup(root)
    damage(root)

    done = target.manage("pulihkan", root)
    assert done.returncode == 1
    assert "rusak, jadi tidak dipakai" in done.stderr
    assert is_untouched(target)
    assert not target.store.exists()


def test_a_newer_portals_backup_is_refused(
    portal: Portal, target: Installation, root: Path
) -> None:
    applied = make_backup(root).manifest.facts.migrations
    change_manifest(root, migrasi=[*applied, "units.0099_future"], portal="9.0.0")

    done = target.manage("pulihkan", root)
    assert done.returncode == 1
    assert "portal versi 9.0.0" in done.stderr
    assert "units.0099_future" in done.stderr
    assert is_untouched(target)


def test_another_format_is_refused(portal: Portal, root: Path) -> None:
    make_backup(root)
    change_manifest(root, format=2)
    with pytest.raises(CommandError, match="berformat 2"):
        call_command("pulihkan", str(root), "--periksa")


def test_another_vendors_backup_is_refused(portal: Portal, root: Path) -> None:
    made = make_backup(root)
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    dump = {name: getattr(made.manifest.dump, name) for name in made.manifest.dump.__slots__}
    change_manifest(root, basis_data=dump | {"vendor": other})
    with pytest.raises(CommandError, match="jenis basis data yang sama"):
        call_command("pulihkan", str(root), "--periksa")


# --- Drills --------------------------------------------------------------------------------------


def test_a_drill_proves_the_backup_and_leaves_nothing(portal: Portal, root: Path) -> None:
    AssessmentFactory(unit=portal.unit)
    portal.add_files("SK Tim.pdf")
    made = make_backup(root)
    output = io.StringIO()

    call_command("pulihkan", str(root), "--latihan", stdout=output)

    assert f"Cadangan {made.backup.stamp} terbukti" in output.getvalue()
    proven = notes.last_proven()
    assert proven is not None
    assert (proven.stamp, proven.made_at) == (made.backup.stamp, made.manifest.made_at)
    assert AuditEvent.objects.latest("pk").action == "cadangan_terbukti"
    assert list((portal.data / "latihan").iterdir()) == []
    assert drill_databases() == []
    assert User.objects.filter(pk=portal.person.pk).exists()


def drill_databases() -> list[str]:
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        name = connection.settings_dict["NAME"]
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name[:50]}\\_latihan"]
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_drill_with_a_damaged_backup_proves_nothing(portal: Portal, root: Path) -> None:
    portal.add_files("SK Tim.pdf")
    make_backup(root)
    harm_file(root)

    with pytest.raises(CommandError, match=r"belum terbukti: Cadangan .* rusak"):
        call_command("pulihkan", str(root), "--latihan")

    assert notes.last_proven() is None
    failed = notes.last_failed(notes.DRILL)
    assert failed is not None
    assert "belum terbukti" in failed.sentence
    assert drill_databases() == []
    assert list((portal.data / "latihan").iterdir()) == []


def test_a_backup_that_misses_files_is_not_proven(portal: Portal, root: Path) -> None:
    """It restores, but the integrity check of the restored portal says what is missing."""
    [sha256] = portal.add_files("SK Tim.pdf")
    blobs.path_of(sha256).unlink()
    make_backup(root)

    with pytest.raises(CommandError, match="hilang dari penyimpanan"):
        call_command("pulihkan", str(root), "--latihan")
    assert notes.last_proven() is None


def test_an_older_proof_does_not_replace_a_newer_one(
    portal: Portal, root: Path, monkeypatch
) -> None:
    monkeypatch.setattr("units.backups.drills.restore_apart", lambda *where: None)
    newer = make_backup(root).manifest.made_at + dt.timedelta(days=1)
    notes.note(notes.Proven("20990101T000000Z", newer, newer))

    call_command("pulihkan", str(root), "--latihan", stdout=io.StringIO())
    proven = notes.last_proven()
    assert proven is not None
    assert proven.stamp == "20990101T000000Z"


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_a_drill_never_drops_a_database_that_is_not_its_own(portal: Portal, root: Path) -> None:
    make_backup(root)
    name = f"{connection.settings_dict['NAME'][:50]}_latihan"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            with pytest.raises(CommandError, match="bukan sisa latihan"):
                call_command("pulihkan", str(root), "--latihan")
            assert drill_databases() == [name]
        finally:
            cursor.execute(f'DROP DATABASE "{name}"')


# --- Single files --------------------------------------------------------------------------------


def test_damaged_and_lost_files_come_back_by_their_hash(portal: Portal, root: Path) -> None:
    whole, changed, gone = portal.add_files("Utuh.pdf", "Berubah.pdf", "Hilang.pdf")
    contents = {sha256: blobs.path_of(sha256).read_bytes() for sha256 in (whole, changed, gone)}
    inode = blobs.path_of(whole).stat().st_ino
    make_backup(root)
    flip_a_byte(blobs.path_of(changed))
    blobs.path_of(gone).unlink()
    output = io.StringIO()

    call_command("pulihkan_berkas", dari=root, stdout=output)

    assert "2 diganti dari cadangan" in output.getvalue()
    for sha256, content in contents.items():
        assert blobs.path_of(sha256).read_bytes() == content
    assert blobs.path_of(whole).stat().st_ino == inode
    events = AuditEvent.objects.filter(action="berkas_dipulihkan")
    assert {event.data["sha256"] for event in events} == {changed, gone}


def test_what_the_backup_cannot_give_is_named(portal: Portal, root: Path) -> None:
    make_backup(root)
    [lost] = portal.add_files("Hilang.pdf")
    blobs.path_of(lost).unlink()

    with pytest.raises(CommandError, match=lost[:12]):
        call_command("pulihkan_berkas", dari=root, stdout=io.StringIO())
    assert not AuditEvent.objects.filter(action="berkas_dipulihkan").exists()
