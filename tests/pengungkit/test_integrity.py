"""Each thing that must hold is broken on purpose, and the check that guards it must say so."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from pengungkit import integrity
from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.evidence import attach
from pengungkit.models import Answer, Assessment, Evidence, EvidenceUse, EvidenceVersion
from tests.factories import MembershipFactory, UnitFactory, UserFactory, make_evidence
from units.models import AuditEvent, Unit, User
from zi_portal.lib import blobs


@pytest.fixture
def kept(assessment: Assessment, member: User) -> Evidence:
    """An assessment with an answered item, proved by a kept file."""
    for version, choice in enumerate(("Tidak", "Ya")):
        answer_item(
            assessment=assessment,
            code="A.I.1.i.a",
            entry=Entry(choice=choice),
            base_version=version,
            by=member,
        )
    evidence = make_evidence(assessment.unit, member)
    attach(answer=assessment.answers.get(code="A.I.1.i.a"), evidence=evidence, by=member)
    return evidence


def blob_of(evidence: Evidence):
    return blobs.path_of(evidence.versions.get().sha256)


def age(path, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def found(*, thorough: bool = False) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for finding in integrity.findings(thorough=thorough):
        result.setdefault(finding.check, []).append(finding.sentence)
    return result


def test_it_works(kept: Evidence):
    assert found(thorough=True) == {}


def wrong_total(kept: Evidence) -> None:
    Assessment.objects.update(total=Decimal(99))


def wrong_sub_area(kept: Evidence) -> None:
    assessment = Assessment.objects.get()
    assessment.sub_scores["A.I.1.i"] = "1/2"
    assessment.save()


def answer_that_cannot_be(kept: Evidence) -> None:
    Answer.objects.filter(code="A.I.1.i.a").update(choice="Z")


def missing_item(kept: Evidence) -> None:
    Answer.objects.filter(code="A.I.1.ii.a").delete()


def misplaced_item(kept: Evidence) -> None:
    Answer.objects.filter(code="A.I.1.ii.a").update(area="6")


def unknown_item(kept: Evidence) -> None:
    Answer.objects.filter(code="A.I.1.ii.a").update(code="X.1")


def skipped_version(kept: Evidence) -> None:
    Answer.objects.filter(code="A.I.1.i.a").update(version=3)


def hole_in_file_versions(kept: Evidence) -> None:
    EvidenceVersion.objects.update(number=2)


def unknown_state(kept: Evidence) -> None:
    Answer.objects.filter(code="A.I.1.i.b").update(status="entah")


def foreign_evidence(kept: Evidence) -> None:
    other = UnitFactory()
    stray = make_evidence(other, UserFactory(), name="Lain.pdf")
    answer = Answer.objects.get(code="A.I.1.i.b")
    EvidenceUse.objects.create(answer=answer, evidence=stray, attached_by=UserFactory())


def evidence_of_nothing(kept: Evidence) -> None:
    Evidence.objects.create(unit=kept.unit, title="Kosong", received_by=kept.received_by)


def stranger_in_charge(kept: Evidence) -> None:
    stranger = MembershipFactory().user
    Answer.objects.filter(code="A.I.1.i.b").update(assignee=stranger)


def bent_path(kept: Evidence) -> None:
    Unit.objects.filter(pk=kept.unit_id).update(path="000000777", path_end="000000778")


def lost_file(kept: Evidence) -> None:
    blob_of(kept).unlink()


def short_file(kept: Evidence) -> None:
    path = blob_of(kept)
    path.chmod(0o600)
    path.write_bytes(b"%PDF")


def orphan(kept: Evidence) -> None:
    path = blobs.path_of("a" * 64)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    age(path, 25)


def forgotten_upload(kept: Evidence) -> None:
    path = blobs.root() / "tmp" / "masuk-lama"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    age(path, 73)


@pytest.mark.parametrize(
    ("fault", "check", "word"),
    [
        (wrong_total, "nilai", "nilai total tersimpan 99"),
        (wrong_sub_area, "nilai", "sub-area A.I.1.i tersimpan 1/2"),
        (answer_that_cannot_be, "nilai", "Jawaban 'Z' tidak ada"),
        (missing_item, "butir", "A.I.1.ii.a tidak ada"),
        (misplaced_item, "butir", "A.I.1.ii.a tidak ada atau salah tempat"),
        (unknown_item, "butir", "X.1 tidak dikenal"),
        (skipped_version, "versi", "tidak sampai ke versi 3"),
        (hole_in_file_versions, "versi", "berlubang"),
        (unknown_state, "status", "tidak dikenal"),
        (foreign_evidence, "bukti", "memakai bukti unit lain"),
        (evidence_of_nothing, "bukti", "tidak punya berkas"),
        (stranger_in_charge, "penanggung jawab", "tidak berperan di sana"),
        (bent_path, "pohon unit", "tidak sesuai"),
        (lost_file, "berkas", "hilang"),
        (short_file, "berkas", "berukuran 4"),
        (orphan, "sisa", "tanpa catatan"),
        (forgotten_upload, "sisa", "tertinggal"),
    ],
)
def test_a_fault_is_found(kept: Evidence, fault: Callable[[Evidence], None], check: str, word: str):
    fault(kept)
    assert word in " ".join(found().get(check, []))


def test_a_changed_file_is_found_only_by_the_thorough_look(kept: Evidence):
    path = blob_of(kept)
    size = path.stat().st_size
    path.chmod(0o600)
    path.write_bytes(b"y" * size)
    assert found() == {}
    assert "isinya berubah" in found(thorough=True)["berkas"][0]


def test_young_files_without_a_row_are_left_in_peace(kept: Evidence):
    orphan(kept)
    age(blobs.path_of("a" * 64), 23)
    forgotten_upload(kept)
    age(blobs.root() / "tmp" / "masuk-lama", 71)
    assert found() == {}


def test_a_former_member_may_stay_in_charge(kept: Evidence, member: User):
    member.memberships.update(valid_until="2021-01-01")
    Answer.objects.filter(code="A.I.1.i.b").update(assignee=member)
    assert found() == {}


@pytest.mark.parametrize("change", ["data = '{}'", "actor = 'lain'", "at = '2020-01-01 00:00:00'"])
def test_a_changed_event_is_found(kept: Evidence, change: str):
    event = AuditEvent.objects.order_by("pk")[2]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER units_audit_no_UPDATE")
        else:
            cursor.execute("ALTER TABLE units_auditevent DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE units_auditevent SET {change} WHERE id = %s", [event.pk])
    assert f"catatan {event.pk}" in found()["jejak audit"][0]


@pytest.mark.django_db(transaction=True)
def test_a_reference_to_nothing_is_found():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL tidak dapat dibuat menyimpan acuan semacam itu")
    unit = UnitFactory()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("UPDATE units_unit SET kind_id = 999 WHERE id = %s", [unit.pk])
        sentences = found()["basis data"]
        cursor.execute("UPDATE units_unit SET kind_id = %s WHERE id = %s", [unit.kind_id, unit.pk])
        cursor.execute("PRAGMA foreign_keys=ON")
    assert "units_unit" in sentences[0]


def test_the_command_lists_and_ends_with_code_1(kept: Evidence):
    wrong_total(kept)
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("periksa_integritas", stdout=out)
    assert caught.value.returncode == 1
    assert "[nilai] KPPN Ternate 2026: nilai total tersimpan 99" in out.getvalue()


def test_the_command_says_so_when_all_is_well(kept: Evidence):
    out = io.StringIO()
    call_command("periksa_integritas", "--lengkap", stdout=out)
    assert out.getvalue().startswith("Tidak ada temuan dari ")


def test_queries_do_not_grow_with_answers(kept: Evidence, django_assert_max_num_queries: Callable):
    # 2 PRAGMA, trail, assessments (twice), answers of each assessment, and one or two a check.
    with django_assert_max_num_queries(34):
        integrity.findings(thorough=True)
