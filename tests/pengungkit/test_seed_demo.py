from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone
from freezegun import freeze_time

from pengungkit import integrity
from pengungkit.contexts.item_findings import judged
from pengungkit.contexts.tasks import tasks_of
from pengungkit.demo import documents, people, seeding
from pengungkit.demo.catalogue import documents_of
from pengungkit.file_types import type_of
from pengungkit.models import (
    Answer,
    Assessment,
    DailyScore,
    Destruction,
    Evidence,
    EvidenceUse,
    EvidenceVersion,
)
from pengungkit.previews.inspection import inspect
from pengungkit.readiness import readiness
from pengungkit.rollups import responses_of
from pengungkit.scoring import score
from tests.factories import UserFactory
from units.models import AuditEvent, Membership, Milestone, PredicateRecord, Unit, User


pytestmark = pytest.mark.django_db
FIXED_ACCOUNTS = {
    "anggota", "koordinator", "ketua", "kepala", "tpi", "adminwilayah", "adminpusat", "pengamat",
    "ketua.tanjungpandan", "kepala.tanjungpandan",
}  # fmt: skip


@pytest.fixture
def data_dir(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def demo(data_dir: Path, settings) -> str:
    """What the command prints."""
    settings.DEMO_PASSWORD = ""
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def the(unit_code: str, year: int | None = None) -> Assessment:
    return Assessment.objects.with_structure().get(
        unit__code=unit_code, year=year or timezone.localdate().year
    )


def test_it_works(demo: str):
    assert set(User.objects.filter(is_demo=True).values_list("username", flat=True)) >= (
        FIXED_ACCOUNTS
    )
    assert not User.objects.filter(is_demo=False).exists()
    assert integrity.findings(thorough=True) == []


def test_every_role_has_an_account(demo: str):
    able = {person.username for person in people.ACCOUNTS}
    roles = Membership.objects.filter(user__username__in=able).values_list("role", flat=True)
    assert set(roles) == set(Membership.Role.values)


def test_the_full_office_just_fails_two_of_twelve(demo: str):
    assessment = the("kanwil-malut")
    result = score(assessment.structure, responses_of(assessment.answers.all()))
    verdict = readiness(assessment.structure, assessment.target, result.totals, has_wbk=True)
    assert result.answered == 113
    assert assessment.target == "WBBM"
    assert [check.code for check in verdict.failed] == ["area_4", "kinerja"]
    assert 86 <= result.total <= 88
    assert PredicateRecord.objects.standing().filter(
        unit__code="kanwil-malut", predicate="WBK", granted_on__year=2019
    )


def test_the_other_offices_are_half_done_and_barely_begun(demo: str):
    ternate, tanjungpandan = the("kppn-ternate"), the("kppn-tanjungpandan")
    assert 50 <= ternate.answers.filled().count() <= 60
    assert ternate.target == "WBK"
    statuses = set(ternate.answers.values_list("status", flat=True))
    assert statuses == set(Answer.Status.values)
    assert 1 <= tanjungpandan.answers.filled().count() <= 10
    assert tanjungpandan.target == "WBBM"


def test_repairs_carry_notes_and_items_have_people_and_dates(demo: str):
    repairs = Answer.objects.filter(status=Answer.Status.REPAIR)
    assert repairs.count() >= 5
    assert all(answer.repair_note and answer.repair_by for answer in repairs)
    assert not Answer.objects.filter(assignee__isnull=True).exists()
    late = Answer.objects.filter(
        assessment__unit__code="kppn-ternate",
        status=Answer.Status.EMPTY,
        due_on__lt=timezone.localdate(),
    )
    assert late.exists()


def test_the_past_is_told_and_never_in_the_future(demo: str):
    assert the("kanwil-malut", timezone.localdate().year - 1).state == Assessment.State.FINAL
    now = timezone.now()
    assert not AuditEvent.objects.filter(at__gt=now).exists()
    assert not Evidence.objects.filter(received_at__gt=now).exists()
    trend = list(DailyScore.objects.filter(assessment=the("kanwil-malut")))
    assert len(trend) > 30
    assert trend[0].total < trend[-1].total
    assert trend[-1].day < the("kanwil-malut").scored_on
    pencanangan = Milestone.objects.get(unit__code="kppn-tanjungpandan", kind="pencanangan")
    assert pencanangan.happened_on == dt.date(2017, 2, 1)
    standing = PredicateRecord.objects.standing().get(unit__code="kppn-tanjungpandan")
    assert standing.granted_on.year == 2018


def test_made_up_texts_say_so(demo: str):
    plain = Answer.objects.exclude(narrative="").exclude(narrative__startswith="Contoh.")
    # Only the innovations of the one office are published facts.
    assert set(plain.values_list("code", "assessment__unit__code")) == {
        ("A.I.6.ii.f", "kanwil-malut")
    }


def test_some_files_wait_to_be_sorted(demo: str):
    for code in ("kanwil-malut", "kppn-ternate"):
        waiting = Evidence.objects.filter(unit__code=code).unused()
        assert waiting.filter(kind="").count() >= 5


def test_evidence_is_of_many_kinds_and_used_in_several_items(demo: str):
    kinds = set(Evidence.objects.values_list("versions__extension", flat=True))
    assert kinds == {"pdf", "png", "jpg", "docx", "xlsx", None}
    assert Evidence.objects.filter(valid_until__lt=timezone.localdate()).exists()
    assert Evidence.objects.exclude(url="").exists()
    shared = EvidenceUse.objects.filter(
        evidence__title__startswith="SK Tim Kerja", answer__assessment=the("kanwil-malut")
    )
    assert shared.count() == 2


def test_passwords_are_printed_and_kept_for_the_owner_only(demo: str, data_dir: Path):
    file = data_dir / "akun-demo.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text("utf-8")
    assert text.strip() in demo
    for person in people.ACCOUNTS:
        assert re.search(rf"^  {re.escape(person.username)} +\S+ ", text, flags=re.M)
    password = re.search(r"^  anggota +(\S+)", text, flags=re.M)[1]
    user = authenticate(RequestFactory().post("/masuk/"), username="anggota", password=password)
    assert user == User.objects.get(username="anggota")
    found = re.findall(r"^  \S+ +(\S+-\d{4}) ", text, flags=re.M)
    assert len(set(found)) == len(people.ACCOUNTS)


def test_people_without_an_account_cannot_sign_in(demo: str):
    for person in people.PEOPLE:
        if not person.has_account:
            assert not User.objects.get(username=person.username).has_usable_password()


def test_one_password_for_all_when_the_setting_names_it(data_dir: Path, settings):
    settings.DEMO_PASSWORD = "satu-untuk-semua-2026"
    call_command("seed_demo", stdout=io.StringIO())
    assert all(
        User.objects.get(username=person.username).check_password("satu-untuk-semua-2026")
        for person in people.ACCOUNTS
    )


def test_random_passwords_pass_the_validators(settings):
    from django.contrib.auth.password_validation import validate_password

    for password in seeding.new_passwords().values():
        validate_password(password)


def test_it_refuses_where_real_people_are(data_dir: Path):
    UserFactory()
    with pytest.raises(CommandError, match="sudah ada pengguna"):
        call_command("seed_demo")
    assert not Unit.objects.exists()


def test_it_refuses_in_production(data_dir: Path, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="produksi"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_a_second_time_changes_nothing(demo: str, data_dir: Path):
    before = (AuditEvent.objects.count(), (data_dir / "akun-demo.txt").read_text())
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    assert "tidak ada yang diubah" in out.getvalue()
    assert before == (AuditEvent.objects.count(), (data_dir / "akun-demo.txt").read_text())


@pytest.mark.parametrize("day", ["2027-01-03", "2028-02-29", "2026-07-01"])
def test_it_works_on_any_day_of_the_year(data_dir: Path, day: str):
    with freeze_time(f"{day} 03:00:00"):
        call_command("seed_demo", stdout=io.StringIO())
        assert integrity.findings() == []
        assert the("kanwil-malut").checks_met == 10
        assert not AuditEvent.objects.filter(at__gt=timezone.now()).exists()
        today = timezone.localdate()
        assert not Evidence.objects.filter(document_date__gt=today).exists()


@pytest.mark.parametrize("form", sorted(documents.MAKERS))
def test_documents_are_what_they_say(form: str, tmp_path: Path):
    content = documents.MAKERS[form]("Judul (contoh) \\ & <ini>", ["Baris satu", "", "Baris dua"])
    path = tmp_path / f"x.{form}"
    path.write_bytes(content)
    assert type_of(path.name, content[:4096], path).extension == form
    assert content == documents.MAKERS[form](
        "Judul (contoh) \\ & <ini>", ["Baris satu", "", "Baris dua"]
    )


def test_the_pdf_opens_and_its_table_is_right():
    content = documents.pdf("Judul", ["Baris"])
    start = int(re.search(rb"startxref\n(\d+)", content)[1])
    assert content[start : start + 4] == b"xref"
    for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n", content), start=1):
        assert content[int(offset) :].startswith(b"%d 0 obj" % number)


def test_office_packages_open(tmp_path: Path):
    from openpyxl import load_workbook

    path = tmp_path / "x.xlsx"
    path.write_bytes(documents.xlsx("Judul", ["Satu", "Dua"]))
    sheet = load_workbook(path).active
    assert [cell.value for [cell] in sheet.iter_rows()] == ["Judul", "Satu", "Dua"]
    with zipfile.ZipFile(io.BytesIO(documents.docx("Judul", ["Satu"]))) as archive:
        assert archive.testzip() is None
        assert "word/document.xml" in archive.namelist()


def test_every_document_is_used_by_items_of_the_instrument():
    from pengungkit.instruments import bundled_instrument

    instrument = bundled_instrument()
    for unit in ("kanwil-malut", "kppn-ternate", "kppn-tanjungpandan"):
        assert documents_of(unit)
        for document in documents_of(unit):
            assert document.uses
            assert all(instrument.has_item(code) for code in document.uses)


def test_the_evidence_of_one_office_is_weak_in_many_ways(demo: str):
    assessment = the("kppn-ternate")
    tasks = tasks_of(assessment)
    found = judged(assessment, tasks, {task.code: task.documents for task in tasks})
    kinds = {finding.rule.code for one in found for finding in one.findings}
    assert kinds >= {
        "tanpa-berkas", "hanya-tautan", "kedaluwarsa", "hanya-rencana", "tahun-lama",
        "nama-kosong", "dipakai-di-mana-mana", "belum-dipilah", "terkunci", "rusak", "hilang",
    }  # fmt: skip
    assert len({one.standing for one in found}) == 4
    # What the worker would find, had it looked already.
    for version in EvidenceVersion.objects.exclude(inspection=None):
        assert inspect(version.sha256, "pdf") == version.seen
    [destruction] = Destruction.objects.all()
    assert destruction.by == User.objects.get(username="adminpusat")
