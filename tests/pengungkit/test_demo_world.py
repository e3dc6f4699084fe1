"""What the demo shows: planted once for all tests of this page, each of which is taken back."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from pengungkit import integrity
from pengungkit.contexts.item_findings import judged
from pengungkit.contexts.tasks import tasks_of
from pengungkit.demo import people
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
from units.models import AuditEvent, Membership, Milestone, PredicateRecord, User


# The mark tells pytest-django that there is a database at all; the demo is planted by hand.
pytestmark = pytest.mark.django_db
FIXED_ACCOUNTS = {
    "anggota", "koordinator", "ketua", "kepala", "tpi", "adminwilayah", "adminpusat", "pengamat",
    "ketua.tanjungpandan", "kepala.tanjungpandan",
}  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """What the command printed, and where it keeps its files."""

    printed: str
    folder: Path


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.DATA_DIR", folder)
        patch.setattr("django.conf.settings.EVIDENCE_DIR", folder / "bukti")
        patch.setattr("django.conf.settings.DEMO_PASSWORD", "")
        with transaction.atomic():
            call_command("seed_demo", stdout=out)
            yield Demo(out.getvalue(), folder)
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_the_demo(demo: Demo, settings) -> None:
    settings.DATA_DIR, settings.EVIDENCE_DIR = demo.folder, demo.folder / "bukti"


def the(unit_code: str, year: int | None = None) -> Assessment:
    return Assessment.objects.with_structure().get(
        unit__code=unit_code, year=year or timezone.localdate().year
    )


def test_it_works():
    assert set(User.objects.filter(is_demo=True).values_list("username", flat=True)) >= (
        FIXED_ACCOUNTS
    )
    assert not User.objects.filter(is_demo=False).exists()
    assert integrity.findings(thorough=True) == []


def test_every_role_has_an_account():
    able = {person.username for person in people.ACCOUNTS}
    roles = Membership.objects.filter(user__username__in=able).values_list("role", flat=True)
    assert set(roles) == set(Membership.Role.values)


def test_the_full_office_just_fails_two_of_twelve():
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


def test_the_other_offices_are_half_done_and_barely_begun():
    ternate, tanjungpandan = the("kppn-ternate"), the("kppn-tanjungpandan")
    assert 50 <= ternate.answers.filled().count() <= 60
    assert ternate.target == "WBK"
    statuses = set(ternate.answers.values_list("status", flat=True))
    assert statuses == set(Answer.Status.values)
    assert 1 <= tanjungpandan.answers.filled().count() <= 10
    assert tanjungpandan.target == "WBBM"


def test_repairs_carry_notes_and_items_have_people_and_dates():
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


def test_the_past_is_told_and_never_in_the_future():
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


def test_made_up_texts_say_so():
    plain = Answer.objects.exclude(narrative="").exclude(narrative__startswith="Contoh.")
    # Only the innovations of the one office are published facts.
    assert set(plain.values_list("code", "assessment__unit__code")) == {
        ("A.I.6.ii.f", "kanwil-malut")
    }


def test_some_files_wait_to_be_sorted():
    for code in ("kanwil-malut", "kppn-ternate"):
        waiting = Evidence.objects.filter(unit__code=code).unused()
        assert waiting.filter(kind="").count() >= 5


def test_evidence_is_of_many_kinds_and_used_in_several_items():
    kinds = set(Evidence.objects.values_list("versions__extension", flat=True))
    assert kinds == {"pdf", "png", "jpg", "docx", "xlsx", None}
    assert Evidence.objects.filter(valid_until__lt=timezone.localdate()).exists()
    assert Evidence.objects.exclude(url="").exists()
    shared = EvidenceUse.objects.filter(
        evidence__title__startswith="SK Tim Kerja", answer__assessment=the("kanwil-malut")
    )
    assert shared.count() == 2


def test_passwords_are_printed_and_kept_for_the_owner_only(demo: Demo):
    file = demo.folder / "akun-demo.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text("utf-8")
    assert text.strip() in demo.printed
    for person in people.ACCOUNTS:
        assert re.search(rf"^  {re.escape(person.username)} +\S+ ", text, flags=re.M)
    password = re.search(r"^  anggota +(\S+)", text, flags=re.M)[1]
    user = authenticate(RequestFactory().post("/masuk/"), username="anggota", password=password)
    assert user == User.objects.get(username="anggota")
    found = re.findall(r"^  \S+ +(\S+-\d{4}) ", text, flags=re.M)
    assert len(set(found)) == len(people.ACCOUNTS)


def test_people_without_an_account_cannot_sign_in():
    for person in people.PEOPLE:
        if not person.has_account:
            assert not User.objects.get(username=person.username).has_usable_password()


def test_a_second_time_changes_nothing(demo: Demo):
    before = (AuditEvent.objects.count(), (demo.folder / "akun-demo.txt").read_text())
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    assert "tidak ada yang diubah" in out.getvalue()
    assert before == (AuditEvent.objects.count(), (demo.folder / "akun-demo.txt").read_text())


def test_the_evidence_of_one_office_is_weak_in_many_ways():
    assessment = the("kppn-ternate")
    tasks = tasks_of(assessment)
    found = judged(assessment, tasks, {task.code: task.documents for task in tasks})
    kinds = {finding.rule.code for one in found for finding in one.findings}
    assert kinds >= {
        "tanpa-berkas", "hanya-tautan", "kedaluwarsa", "hanya-rencana", "tahun-lama",
        "nama-kosong", "dipakai-di-mana-mana", "belum-dipilah", "terkunci", "rusak", "dimusnahkan",
    }  # fmt: skip
    assert len({one.standing for one in found}) == 4
    # What the worker would find, had it looked already.
    for version in EvidenceVersion.objects.exclude(inspection=None):
        assert inspect(version.sha256, "pdf") == version.seen
    [destruction] = Destruction.objects.all()
    assert destruction.by == User.objects.get(username="adminpusat")
