"""Destroying on legal grounds: what goes, what stays, what can never go (LG-05, WF-10)."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from pengungkit import integrity
from pengungkit.actions import sweeping
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.destroying import destroy, repeat
from pengungkit.actions.evidence import attach, receive_file
from pengungkit.actions.healing import note_damage
from pengungkit.actions.replacing import replace_file
from pengungkit.actions.scrubbing import scrub
from pengungkit.contexts.item_evidence import lines_of
from pengungkit.contexts.tasks import evidence_counts
from pengungkit.exceptions import (
    EvidenceProtectedError,
    EvidenceRefusedError,
    NothingToDestroyError,
)
from pengungkit.models import Destruction, Evidence, EvidenceVersion
from pengungkit.previews import cache
from pengungkit.protection import protections_of
from pengungkit.quotas import room_of
from tests.factories import (
    PASSWORD,
    PDF,
    MembershipFactory,
    Role,
    UnitFactory,
    UserFactory,
    make_evidence,
)
from units.backups import destroyed
from units.backups.kept_files import named_files
from units.models import AuditEvent, User
from zi_portal.lib import blobs


CONTENT = PDF + b"Nama: Sari, NIK 8271"
ITEM = "A.I.1.i.a"


@pytest.fixture(autouse=True)
def _data_of_its_own(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def admin(unit) -> User:
    return MembershipFactory(unit=unit, role=Role.ADMIN_PUSAT, user=UserFactory(name="Wati")).user


@pytest.fixture
def admin_client(admin) -> Client:
    client = Client()
    # Really signed in, so that the portal need not ask who it is.
    client.post(reverse("account_login"), {"login": admin.username, "password": PASSWORD})
    return client


@pytest.fixture
def evidence(unit, member) -> Evidence:
    return make_evidence(unit, member, name="KTP Sari.pdf", content=CONTENT)


def gone(evidence: Evidence, by: User, *numbers: int, hide_names: bool = False) -> Destruction:
    return destroy(
        evidence=evidence,
        numbers=numbers or [1],
        ground="Pasal 8 UU 27/2022",
        decision="KEP-7/2026",
        hide_names=hide_names,
        by=by,
    )


def url(evidence: Evidence) -> str:
    return f"/bukti/{evidence.uuid}/musnahkan/"


def assert_sound() -> None:
    assert integrity.findings(thorough=True) == []


def test_it_works(evidence, assessment, member, admin, admin_client):
    attach(answer=assessment.answers.get(code=ITEM), evidence=evidence, by=member)
    page = admin_client.get(url(evidence)).content.decode()
    for words in ("Tidak dapat dibatalkan", "Dipakai di 1 butir", ITEM, "Versi 1: KTP Sari.pdf"):
        assert words in page
    body = {"numbers": "1", "ground": "Pasal 8 UU 27/2022", "decision": "KEP-7/2026"}
    response = admin_client.post(url(evidence), body, follow=True)
    assert "Berkas dimusnahkan" in response.content.decode()

    version = evidence.versions.get()
    assert not blobs.path_of(version.sha256).exists()
    tombstone = version.destruction
    assert (tombstone.by, tombstone.ground, tombstone.decision) == (
        admin,
        "Pasal 8 UU 27/2022",
        "KEP-7/2026",
    )
    event = AuditEvent.objects.get(action="bukti_dimusnahkan")
    assert event.data["sha256"] == [version.sha256]
    assert event.data["ukuran"] == [len(CONTENT)]
    [line] = destroyed.lines_in(destroyed.own_list())
    assert json.loads(line)["sha256"] == version.sha256
    page = admin_client.get(f"/bukti/{evidence.uuid}/").content.decode()
    assert "oleh Wati atas dasar Pasal 8 UU 27/2022 (keputusan KEP-7/2026)" in page
    assert version.sha256 in page
    assert_sound()


@pytest.mark.parametrize("field", ["numbers", "ground", "decision"])
def test_nothing_goes_until_everything_is_said(evidence, admin_client, field):
    body = {"numbers": "1", "ground": "Pasal 8", "decision": "KEP-7/2026"}
    del body[field]
    response = admin_client.post(url(evidence), body)
    assert response.status_code == 200
    page = response.content.decode()
    assert "Belum ada berkas" in page or "belum diisi" in page
    assert evidence.versions.kept().count() == 1
    # What was typed stays.
    assert all(value in page for value in body.values())


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN_PUSAT])
def test_nobody_else_may(evidence, unit, role):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=role).user)
    for answer in (client.get(url(evidence)), client.post(url(evidence), {"numbers": "1"})):
        assert answer.status_code == 403
        assert "hanya dapat dilakukan admin pusat" in answer.content.decode()
    assert evidence.versions.kept().count() == 1


def test_it_asks_who_it_is_once_more(evidence, admin, client):
    client.force_login(admin)
    body = {"numbers": "1", "ground": "Pasal 8", "decision": "KEP-7/2026"}
    asked = client.post(url(evidence), body)
    assert asked.headers["Location"].startswith("/akun/konfirmasi/?next=")
    assert evidence.versions.kept().count() == 1
    client.post(asked.headers["Location"], {"password": PASSWORD})
    assert evidence.versions.kept().count() == 0


def test_no_door_leads_to_it_any_more(evidence, admin, member_client):
    gone(evidence, admin)
    for door in ("lihat", "unduh", "versi/1", "pratinjau", "halaman/1"):
        response = member_client.get(f"/bukti/{evidence.uuid}/{door}/")
        assert response.status_code == 410, door
        assert "KEP-7/2026" in response.content.decode()


def test_it_counts_nowhere_any_more(evidence, assessment, unit, member, admin):
    answer = assessment.answers.get(code=ITEM)
    attach(answer=answer, evidence=evidence, by=member)
    assert evidence_counts(assessment) == {answer.pk: (1, 0)}
    gone(evidence, admin)
    assert evidence_counts(assessment) == {answer.pk: (0, 0)}
    [line] = lines_of(answer)
    assert (line.trouble, line.open_url, line.thumb_url) == ("dimusnahkan", "", "")
    assert room_of(unit).used == 0
    # A new file makes it count again.
    replace_file(evidence=evidence, name="Baru.pdf", chunks=[PDF + b"baru"], by=member)
    assert evidence_counts(assessment) == {answer.pk: (1, 0)}
    assert_sound()


def test_what_another_unit_keeps_stays_there(evidence, member, admin):
    other = make_evidence(UnitFactory(), member, name="Sama.pdf", content=CONTENT)
    gone(evidence, admin)
    assert blobs.path_of(other.versions.get().sha256).read_bytes() == CONTENT
    assert_sound()
    gone(other, admin)
    assert not blobs.path_of(other.versions.get().sha256).exists()
    assert_sound()


def test_copies_and_previews_go_too(evidence, unit, member, admin):
    sha256 = evidence.versions.get().sha256
    folder = cache.folder_of(sha256)
    folder.mkdir(parents=True)
    (folder / "1.webp").write_bytes(b"x")
    path = blobs.path_of(sha256)
    path.chmod(0o640)
    path.write_bytes(b"rusak")
    receive_file(unit=unit, name="Lagi.pdf", chunks=[CONTENT], by=member)
    assert len(list(blobs.aside().iterdir())) == 1
    gone(evidence, admin)
    assert not folder.exists()
    assert not list(blobs.aside().iterdir())
    assert [path for path in blobs.root().rglob("*") if path.is_file()] == []


def test_it_does_not_come_back_by_sending_it_again(evidence, unit, member, admin):
    gone(evidence, admin)
    with pytest.raises(EvidenceRefusedError, match="KEP-7/2026"):
        receive_file(unit=unit, name="Lagi.pdf", chunks=[CONTENT], by=member)
    assert not note_damage(evidence.versions.get().sha256)
    assert scrub().files == 0


def test_lg05_names_are_hidden_when_they_tell_of_a_person(evidence, admin, admin_client):
    gone(evidence, admin, hide_names=True)
    evidence.refresh_from_db()
    assert evidence.title == "Bukti yang dimusnahkan"
    assert "ktp" not in evidence.search_text
    assert evidence.versions.get().original_name == "berkas-1.pdf"
    assert "KTP" not in admin_client.get(f"/bukti/{evidence.uuid}/").content.decode()
    # Hashes and chain hold as before.
    assert_sound()


def test_twice_is_once(evidence, admin):
    gone(evidence, admin)
    with pytest.raises(NothingToDestroyError):
        gone(evidence, admin)
    assert Destruction.objects.count() == 1


# --- What may never go ---------------------------------------------------------------------------


@pytest.fixture
def closed(evidence, assessment, member, leader):
    attach(answer=assessment.answers.get(code=ITEM), evidence=evidence, by=member)
    return close_assessment(assessment=assessment, reason="Selesai", by=leader)


def test_wf10_what_a_closed_assessment_uses_stays(evidence, closed, admin, admin_client):
    assert protections_of(evidence) == {1: ["Penilaian 2026 yang sudah ditutup memakai berkasnya."]}
    with pytest.raises(EvidenceProtectedError, match="Penilaian 2026"):
        gone(evidence, admin)
    page = admin_client.get(url(evidence)).content.decode()
    assert "Versi 1 tidak boleh dimusnahkan" in page
    assert "untuk selamanya</button>" not in page
    body = {"numbers": "1", "ground": "Pasal 8", "decision": "KEP-7/2026"}
    assert admin_client.post(url(evidence), body).status_code == 200
    assert blobs.path_of(evidence.versions.get().sha256).exists()


def test_wf10_a_replacement_after_closing_changes_nothing_there(
    evidence, closed, member, admin, member_client
):
    answer = closed.answers.get(code=ITEM)
    answer.assessment = closed
    before = lines_of(answer)
    replace_file(evidence=evidence, name="Baru.pdf", chunks=[PDF + b"baru"], by=member)
    assert lines_of(answer) == before
    assert before[0].open_url.endswith("?versi=1")
    # The new version is nobody's proof yet and may go; the one that counted may not.
    gone(evidence, admin, 2)
    assert lines_of(answer) == before
    with pytest.raises(EvidenceProtectedError):
        gone(evidence, admin, 1, 2)


# --- Backups -------------------------------------------------------------------------------------


def test_a_backup_names_it_no_more_and_carries_the_list(evidence, admin, tmp_path, db):
    gone(evidence, admin)
    root = tmp_path / "cadangan"
    root.mkdir()
    destroyed.carry_to(root)
    destroyed.carry_to(root)
    assert len(destroyed.lines_in(root / destroyed.NAME)) == 1
    from django.db import connection

    def query(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    assert named_files(query) == {}


def test_an_older_backup_does_not_bring_it_back(evidence, admin, member, unit):
    version = evidence.versions.get()
    gone(evidence, admin, hide_names=True)
    # As after the restoration of a backup made before: the row and the bytes are back.
    evidence.versions.update(destruction=None)
    Evidence.objects.update(is_destroyed=False)
    temporary, blob = blobs.receive([CONTENT], limit=100)
    blobs.keep(temporary, blob)
    blobs.discard(temporary)
    with destroyed.own_list().open("a") as file:
        file.write('{"terpotong')
    out = io.StringIO()
    call_command("ulangi_pemusnahan", stdout=out)
    assert out.getvalue() == "1 berkas dimusnahkan lagi.\n"
    assert not blobs.path_of(version.sha256).exists()
    again = evidence.versions.get().destruction
    assert (again.decision, again.by) == ("KEP-7/2026", admin)
    assert repeat() == 0
    assert_sound()


def test_a_crash_before_the_bytes_went_is_mended_by_the_sweep(evidence, admin, monkeypatch):
    monkeypatch.setattr("pengungkit.actions.destroying.drop_unnamed", lambda sha256: False)
    gone(evidence, admin)
    [finding] = integrity.findings()
    assert "sudah dimusnahkan tetapi masih ada" in finding.sentence
    monkeypatch.setattr(sweeping, "LEFT_ALONE", -sweeping.LEFT_ALONE)
    assert sweeping.sweep_strays() == 1
    assert EvidenceVersion.objects.count() == 1
    assert_sound()
