"""A folder of evidence comes in as a ZIP: read, applied, broken off, undone, swept."""

from __future__ import annotations

import datetime as dt
import io
import random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pengungkit import integrity, tasks
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.evidence import attach, detach
from pengungkit.actions.healing import note_damage
from pengungkit.actions.replacing import replace_file
from pengungkit.actions.sweeping import sweep
from pengungkit.actions.zip_applying import apply_import, begin_applying, undo_import
from pengungkit.actions.zip_arrival import cancel_import, receive_zip
from pengungkit.actions.zip_choices import save_choices, want_all
from pengungkit.actions.zip_reading import read_import
from pengungkit.archives import kept
from pengungkit.exceptions import (
    AssessmentClosedError,
    EvidenceRefusedError,
    QuotaError,
    ZipImportIncompleteError,
    ZipImportStateError,
)
from pengungkit.models import Evidence, EvidenceUse, EvidenceVersion, ZipEntry, ZipImport
from pengungkit.quotas import room_of
from tests.factories import PDF, MembershipFactory, Role, UserFactory, make_evidence
from tests.jobs import run_queued
from tests.pengungkit import hostile_archives as hostile
from tests.pengungkit.hostile_archives import zipped
from tests.pengungkit.office_folder import SHARED, TEAM, few_zip, office_zip, states
from units.models import AuditEvent
from zi_portal.lib import blobs


State, Entry = ZipImport.State, ZipEntry.State


@pytest.fixture
def bring(assessment, unit, member):
    def receive(data: bytes, by=member) -> ZipImport:
        made = receive_zip(unit=unit, name="Bukti ZI.zip", chunks=[data], by=by)
        read_import(made)
        return fresh(made)

    return receive


def fresh(zip_import: ZipImport) -> ZipImport:
    return ZipImport.objects.select_related("unit", "assessment__unit", "author").get(
        pk=zip_import.pk
    )


def applied(zip_import: ZipImport) -> ZipImport:
    begin_applying(zip_import=zip_import, by=zip_import.author)
    apply_import(zip_import)
    return fresh(zip_import)


def zips() -> list[str]:
    return list(kept.names())


def test_it_works(assessment, unit, member):
    made = receive_zip(unit=unit, name="Bukti ZI.zip", chunks=[office_zip()], by=member)
    assert (run_queued(), made.state) == (1, State.READING)
    zip_import = fresh(made)
    assert zip_import.state == State.READY
    assert states(zip_import) == {"baru": 29, "diabaikan": 4, "ditolak": 4, "ganda": 1}
    first = zip_import.entries.get(path__contains="A.I.1.i.a SK")
    assert (first.codes_text, first.kind) == ("A.I.1.i.a", "sk")
    assert (first.number, first.date_text) == ("KEP-12/WPB.30/2026", "8 Januari 2026")
    reasons = dict(zip_import.entries.filter(state=Entry.REFUSED).values_list("path", "reason"))
    assert [reason[:30] for reason in reasons.values()] == [
        "Berkas kosong (0 byte). Periks",
        "Arsip di dalam ZIP tidak dibuk",
        "Jenis berkas .doc tidak diteri",
        "Isi berkas ini bukan PDF seper",
    ]
    assert room_of(unit).used == zip_import.size

    begin_applying(zip_import=zip_import, by=member)
    assert DBTaskResult.objects.filter(task_path__endswith="apply_zip").count() == 1
    apply_import(zip_import)
    done = fresh(made)

    assert (done.state, done.reserved, done.expires_at) == (State.DONE, 0, None)
    assert states(done) == {"diabaikan": 4, "ditolak": 4, "ganda": 1, "masuk": 29}
    assert Evidence.objects.count() == 29
    shared = EvidenceVersion.objects.get(original_name__contains="A.I.1.i.a SK TIM").evidence
    assert sorted(shared.uses.values_list("answer__code", flat=True)) == ["A.I.1.i.a", "A.I.1.ii.a"]
    assert (shared.kind, shared.document_date) == ("sk", dt.date(2026, 1, 8))
    assert room_of(unit).used == sum(EvidenceVersion.objects.values_list("size", flat=True))
    assert zips() == []
    events = AuditEvent.objects.filter(action__startswith="impor_").order_by("pk")
    assert [event.action for event in events] == [
        "impor_dikirim",
        "impor_dibaca",
        "impor_diterapkan",
        "impor_selesai",
    ]
    assert integrity.findings(thorough=True) == []


@pytest.mark.parametrize("name", ["traversal", "symlink", "bomb", "overlap", "encrypted"])
def test_im06_a_hostile_zip_leaves_a_sentence_and_nothing_else(bring, unit, name):
    zip_import = bring(hostile.REFUSED[name][0])
    assert zip_import.state == State.REFUSED
    assert hostile.REFUSED[name][1] in zip_import.refusal
    assert (zip_import.entries.count(), zips(), room_of(unit).used) == (0, [], 0)
    # The next one may come at once.
    assert bring(zipped({"a.pdf": PDF})).state == State.READY


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.rar", b"Rar!\x1a\x07\0", "arsip RAR"),
        ("a.zip", b"Rar!\x1a\x07\0", "arsip RAR"),
        ("a.pdf", PDF, "hanya ZIP"),
        ("a.zip", b"", "0 byte"),
    ],
)
def test_what_is_no_zip_is_refused_at_once(bring, unit, member, name, data, word):
    with pytest.raises(EvidenceRefusedError, match=word):
        receive_zip(unit=unit, name=name, chunks=[data], by=member)
    assert (ZipImport.objects.count(), zips()) == (0, [])


def test_a_zip_past_the_limit(bring, settings):
    settings.ZIP_MAX_BYTES = 100
    with pytest.raises(EvidenceRefusedError, match="melebihi batas"):
        bring(office_zip())


def test_broken_files_are_refused_one_by_one(bring):
    zip_import = bring(hostile.wrong_crc())
    assert states(zip_import) == {"ditolak": 1}
    assert "rusak di dalam ZIP" in zip_import.entries.get().reason


def test_what_the_unit_has_is_attached_and_not_kept_twice(bring, unit, member):
    evidence = make_evidence(unit, member, content=SHARED)
    zip_import = bring(zipped({f"{TEAM}/A.I.1.i.a SK.pdf": SHARED}))
    entry = zip_import.entries.get()
    assert (entry.state, entry.evidence) == (Entry.KNOWN, evidence)
    applied(zip_import)
    assert Evidence.objects.get() == evidence
    assert EvidenceUse.objects.get().answer.code == "A.I.1.i.a"
    replace_file(evidence=evidence, name="baru.pdf", chunks=[PDF], by=member)
    again = bring(zipped({f"{TEAM}/A.I.1.i.a SK.pdf": SHARED})).entries.get()
    assert "yang dipakai tetap versi 2" in again.reason


def test_what_the_unit_has_but_damaged_is_healed_by_its_own_bytes(bring, unit, member):
    version = make_evidence(unit, member, name="SK lama.pdf", content=PDF).versions.get()
    path = blobs.path_of(version.sha256)
    path.chmod(0o600)
    path.write_bytes(b"x" * version.size)
    note_damage(version.sha256)
    done = applied(bring(zipped({"A.I.1.i.a SK.pdf": PDF, "lain.pdf": PDF + b"lain"})))
    assert states(done) == {"ada": 1, "masuk": 1}
    assert integrity.findings(thorough=True) == []
    version.refresh_from_db()
    assert version.damaged_at is None


def test_one_at_a_time(bring, unit, member):
    first = bring(few_zip())
    with pytest.raises(EvidenceRefusedError, match="dari Sari, belum selesai"):
        bring(few_zip())
    cancel_import(zip_import=first, by=member)
    assert (zips(), ZipEntry.objects.count(), room_of(unit).used) == ([], 0, 0)
    second = applied(bring(few_zip()))
    with pytest.raises(ZipImportStateError, match="sudah mulai"):
        cancel_import(zip_import=second, by=member)


def test_typed_choices_are_kept_and_obeyed(bring):
    zip_import = bring(zipped({"Foto.jpg": b"\xff\xd8\xffa", "Notulen.pdf": PDF}))
    photo, notes = zip_import.entries.all()
    said = {"title": "Apel", "kind": "foto", "codes_text": "a.i.1.i.b; A.I.1.i.a", "wanted": True}
    save_choices(zip_import=zip_import, typed={photo.pk: said, notes.pk: {"wanted": False}})
    photo.refresh_from_db()
    assert (photo.title, photo.codes_text) == ("Apel", "a.i.1.i.b; A.I.1.i.a")
    assert "title" not in photo.guessed
    done = applied(zip_import)
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.kind) == ("Apel", "foto")
    assert sorted(evidence.uses.values_list("answer__code", flat=True)) == [
        "A.I.1.i.a",
        "A.I.1.i.b",
    ]
    assert states(done) == {"baru": 1, "masuk": 1}
    with pytest.raises(ZipImportStateError):
        save_choices(zip_import=done, typed={})


@pytest.mark.parametrize(
    "said", [{"codes_text": "A.I.9.z"}, {"date_text": "kemarin"}, {"codes_text": "A.I.2.i.a"}]
)
def test_lines_that_make_no_sense_stop_it_before_anything_is_kept(bring, unit, said):
    """Also items of an area that is not the person's."""
    person = MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["1"]).user
    zip_import = bring(zipped({"a.pdf": PDF}), by=person)
    save_choices(zip_import=zip_import, typed={zip_import.entries.get().pk: said})
    with pytest.raises(ZipImportIncompleteError, match="1 berkas masih berisi"):
        begin_applying(zip_import=zip_import, by=person)
    assert fresh(zip_import).state == State.READY
    want_all(zip_import=zip_import, wanted=False)
    with pytest.raises(ZipImportStateError, match="Belum ada berkas yang dipilih"):
        begin_applying(zip_import=zip_import, by=person)


def test_no_room(bring, unit):
    large, small = (PDF + random.Random(n).randbytes(n) for n in (900_000, 300_000))
    zip_import = bring(zipped({"a.pdf": small, "b.pdf": large}))
    unit.quota_mb = 1
    unit.save(update_fields=["quota_mb"])
    with pytest.raises(QuotaError, match="tidak muat"):
        begin_applying(zip_import=zip_import, by=zip_import.author)
    assert room_of(unit).used == zip_import.size
    large = zip_import.entries.get(path="b.pdf")
    save_choices(zip_import=zip_import, typed={large.pk: {"wanted": False}})
    assert states(applied(zip_import))["masuk"] == 1


def test_applied_twice_doubles_nothing(bring):
    zip_import = applied(bring(few_zip()))
    ZipImport.objects.filter(pk=zip_import.pk).update(state=State.APPLYING, applied_at=None)
    ZipEntry.objects.filter(state=Entry.KEPT).update(state=Entry.NEW, is_done=False, attached=[])
    apply_import(zip_import)
    assert (Evidence.objects.count(), EvidenceVersion.objects.count()) == (7, 7)
    assert AuditEvent.objects.filter(action="bukti_diterima").count() == 7


def test_a_zip_that_is_gone_fails_its_files_and_ends(bring):
    """As after a restored backup, which holds no ZIPs."""
    zip_import = bring(zipped({"a.pdf": PDF}))
    begin_applying(zip_import=zip_import, by=zip_import.author)
    kept.drop(zip_import.uuid.hex)
    apply_import(zip_import)
    assert fresh(zip_import).state == State.DONE
    assert "tidak ada lagi di server" in zip_import.entries.get().reason


def test_rights_that_ended_meanwhile(bring, member):
    zip_import = bring(zipped({"a.pdf": PDF}))
    begin_applying(zip_import=zip_import, by=member)
    member.memberships.all().delete()
    apply_import(zip_import)
    assert states(fresh(zip_import)) == {"gagal": 1}
    assert not Evidence.objects.exists()


def test_an_assessment_closed_meanwhile(bring, assessment, leader):
    zip_import = bring(zipped({"A.I.1.i.a SK.pdf": PDF}))
    begin_applying(zip_import=zip_import, by=zip_import.author)
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    apply_import(zip_import)
    entry = zip_import.entries.get()
    assert (entry.state, entry.attached) == (Entry.KEPT, [])
    assert "penilaian sudah ditutup" in entry.reason
    assert not EvidenceUse.objects.exists()


def test_undone_as_one(bring, unit, member, assessment):
    before = make_evidence(unit, member, content=SHARED)
    answers = {one.code: one for one in assessment.answers.select_related("assessment__unit")}
    attach(answer=answers["A.I.1.i.a"], evidence=before, by=member)
    zip_import = applied(bring(few_zip()))
    photo = Evidence.objects.get(versions__original_name="A.I.1.i.b Foto rapat.jpg")
    detach(answer=answers["A.I.1.i.b"], evidence=photo, by=member)
    attach(answer=answers["A.I.1.i.b"], evidence=photo, by=member)
    count = EvidenceUse.objects.count()

    ended = undo_import(zip_import=zip_import, by=member)

    # What was there before, and what somebody attached anew, stays.
    assert sorted(EvidenceUse.objects.values_list("answer__code", flat=True)) == [
        "A.I.1.i.a",
        "A.I.1.i.b",
    ]
    assert ended == count - 2
    assert Evidence.objects.count() == 7
    assert fresh(zip_import).state == State.UNDONE
    assert AuditEvent.objects.filter(action="bukti_dilepas").count() == ended + 1
    with pytest.raises(ZipImportStateError, match="sudah dilepas"):
        undo_import(zip_import=zip_import, by=member)
    assert integrity.findings() == []


def test_not_undone_when_late_or_closed(bring, member, assessment, leader):
    zip_import = applied(bring(zipped({"A.I.1.i.a SK.pdf": PDF})))
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    with pytest.raises(AssessmentClosedError):
        undo_import(zip_import=zip_import, by=member)
    late = timezone.now() - dt.timedelta(hours=25)
    ZipImport.objects.update(applied_at=late)
    with pytest.raises(ZipImportStateError, match="hanya dapat dilepas sekaligus sampai"):
        undo_import(zip_import=fresh(zip_import), by=member)
    assert EvidenceUse.objects.count() == 1


def test_what_nobody_applies_in_time_is_forgotten(bring, unit, settings):
    bring(few_zip())
    assert sweep().zips == 0
    ZipImport.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert sweep().zips == 1
    assert (ZipImport.objects.count(), zips(), room_of(unit).used) == (0, [], 0)
    done = applied(bring(few_zip()))
    assert sweep().zips == 0
    assert ZipImport.objects.get() == done


def test_reading_goes_on_where_it_was(bring, unit, member, monkeypatch):
    monkeypatch.setattr("pengungkit.actions.zip_reading.AT_A_TIME", 5)
    made = receive_zip(unit=unit, name="a.zip", chunks=[office_zip()], by=member)
    looked: list[str] = []
    real = read_import.__globals__["_look_at"]

    def look(entry, archive, member):
        if len(looked) == 12:
            raise KeyboardInterrupt
        looked.append(entry.path)
        real(entry, archive, member)

    monkeypatch.setattr("pengungkit.actions.zip_reading._look_at", look)
    with pytest.raises(KeyboardInterrupt):
        read_import(made)
    assert made.entries.exclude(state__in=["belum", "diabaikan"]).count() == 10
    looked = []
    with pytest.raises(KeyboardInterrupt):
        read_import(made)
    assert made.entries.exclude(state__in=["belum", "diabaikan"]).count() == 20
    monkeypatch.setattr("pengungkit.actions.zip_reading._look_at", real)
    read_import(made)
    assert states(made)["baru"] == 29


def test_what_a_failed_task_left_is_taken_up(bring, unit, member):
    made = receive_zip(unit=unit, name="a.zip", chunks=[zipped({"a.pdf": PDF})], by=member)
    DBTaskResult.objects.all().delete()
    assert tasks.take_up_zips() == "1 ZIP"
    run_queued()
    begin_applying(zip_import=fresh(made), by=member)
    DBTaskResult.objects.all().delete()
    tasks.take_up_zips()
    run_queued()
    assert fresh(made).state == State.DONE
    assert tasks.take_up_zips() == "0 ZIP"


def test_only_one_works_on_a_zip(bring, unit, member):
    made = receive_zip(unit=unit, name="a.zip", chunks=[office_zip()], by=member)
    with kept.held(made.uuid.hex):
        read_import(made)
    assert made.entries.count() == 0
    read_import(made)
    assert made.entries.count() == 38


def test_a_unit_without_an_open_assessment_only_fills_its_box(bring, unit, assessment, leader):
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    zip_import = bring(zipped({"A.I.1.i.a SK.pdf": PDF}))
    entry = zip_import.entries.get()
    assert (zip_import.assessment, entry.codes_text, entry.kind) == (None, "", "sk")
    assert states(applied(zip_import)) == {"masuk": 1}


def test_the_strange_name_of_somebody_else(bring):
    other = MembershipFactory(user=UserFactory(name="Orang lain"), role=Role.KETUA)
    make_evidence(other.unit, other.user, content=SHARED)
    assert states(bring(zipped({"a.pdf": SHARED}))) == {"baru": 1}


def test_the_command_reads_and_applies(assessment, unit, member, tmp_path):
    path = tmp_path / "Bukti.zip"
    path.write_bytes(zipped({"a.pdf": PDF, "b.exe": b"MZ"}))

    def run(*more: str, who: str = member.username) -> str:
        out = io.StringIO()
        call_command("impor_bukti", unit.code, str(path), "--oleh", who, *more, stdout=out)
        return out.getvalue()

    assert run().startswith("1 akan masuk, 1 ditolak. Lihat /bukti/impor/")
    with pytest.raises(CommandError, match="belum selesai"):
        run()
    with pytest.raises(CommandError, match="tidak berhak"):
        run(who=UserFactory().username)
    ZipImport.objects.all().delete()
    assert "1 masuk" in run("--terapkan")
    assert Evidence.objects.get().title == "a"
