"""Opening an assessment, closing it with a reason, and opening it again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from pengungkit.actions.assessments import close_assessment
from pengungkit.models import Assessment
from tests.factories import (
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    bundled_version,
)
from units.models import AuditEvent, PredicateRecord


OPEN = reverse("pengungkit:assessment_open")
YEAR = timezone.localdate().year


@pytest.fixture
def leader_client(client, leader):
    client.force_login(leader)
    return client


@pytest.fixture
def regional_admin(unit):
    kanwil = UnitFactory(code="kanwil", name="Kanwil")
    other = UnitFactory(code="kppn-tobelo", name="KPPN Tobelo", parent=kanwil)
    user = MembershipFactory(unit=kanwil, role=Role.ADMIN_WILAYAH).user
    return user, kanwil, other


def fields(office, **more) -> dict:
    version = bundled_version()
    return {
        "unit": office.code,
        "year": str(YEAR),
        "target": "WBK",
        "instrument": version.code,
        "due_on": f"31 Maret {YEAR + 1}",
    } | more


def test_it_works(leader_client, leader, unit):
    response = leader_client.post(OPEN, fields(unit), follow=True)
    assessment = Assessment.objects.get()
    assert (assessment.unit, assessment.year, assessment.target) == (unit, YEAR, "WBK")
    assert assessment.due_on == dt.date(YEAR + 1, 3, 31)
    assert assessment.opened_by == leader
    assert assessment.answers.count() == 113
    assert response.redirect_chain[-1][0] == assessment.get_absolute_url()
    assert f"Penilaian {YEAR} untuk KPPN Ternate dibuka." in response.content.decode()
    assert AuditEvent.objects.filter(action="penilaian_dibuka", actor=leader.username).exists()


def test_the_form_begins_with_what_is_likely(leader_client, unit):
    bundled_version()
    html = leader_client.get(OPEN).content.decode()
    assert f'<option value="{unit.code}" selected>' in html
    assert f'value="{YEAR}"' in html
    assert "Cari unit" not in html


def test_twice_is_refused(leader_client, unit):
    AssessmentFactory(unit=unit, year=YEAR)
    html = leader_client.post(OPEN, fields(unit)).content.decode()
    assert "sudah punya penilaian untuk tahun itu" in html
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"year": "1999"}, "Tahun 1999 di luar jangkauan."),
        ({"year": str(YEAR + 2)}, "di luar jangkauan"),
        ({"year": "dua ribu"}, "bukan angka"),
        ({"year": ""}, "Jumlah belum diisi"),
        ({"target": "WTP"}, "WTP"),
        ({"target": ""}, "Sasaran belum dipilih."),
        ({"instrument": "lain"}, "Versi instrumen itu tidak ada."),
        ({"unit": ""}, "Unit belum dipilih."),
        ({"unit": "entah"}, "di luar wewenang Anda"),
        ({"due_on": "12/25/2026"}, "Tidak ada bulan 25."),
        ({"due_on": f"31-3-{YEAR + 5}"}, f"Tulis tanggal pada tahun {YEAR} atau {YEAR + 1}."),
    ],
)
def test_what_is_wrong_is_said(leader_client, unit, change, sentence):
    response = leader_client.post(OPEN, fields(unit, **change))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Assessment.objects.exists()


def test_wbbm_without_wbk_asks_first(leader_client, unit):
    html = leader_client.post(OPEN, fields(unit, target="WBBM")).content.decode()
    assert "belum tercatat memegang predikat WBK" in html
    assert not Assessment.objects.exists()
    leader_client.post(OPEN, fields(unit, target="WBBM", without_wbk="on"))
    assert Assessment.objects.get().target == "WBBM"


def test_wbbm_with_wbk_on_record_does_not_ask(leader_client, unit):
    PredicateRecord.objects.create(unit=unit, predicate="WBK", granted_on=dt.date(2019, 12, 10))
    leader_client.post(OPEN, fields(unit, target="WBBM"))
    assert Assessment.objects.get().target == "WBBM"


def test_a_revoked_wbk_does_not_count(leader_client, unit):
    PredicateRecord.objects.create(
        unit=unit,
        predicate="WBK",
        granted_on=dt.date(2019, 12, 10),
        revoked_on=dt.date(2022, 1, 1),
        revoked_reason="Pelanggaran.",
    )
    html = leader_client.post(OPEN, fields(unit, target="WBBM")).content.decode()
    assert "belum tercatat memegang predikat WBK" in html


def test_wbk_never_asks(leader_client, unit):
    assert "without_wbk" not in leader_client.get(OPEN).content.decode()


@pytest.mark.parametrize("role", [Role.ANGGOTA, Role.KOORDINATOR, Role.KEPALA, Role.PENGAMAT])
def test_others_may_not_open(client, unit, role):
    client.force_login(MembershipFactory(unit=unit, role=role).user)
    assert client.get(OPEN).status_code == 403
    assert client.post(OPEN, fields(unit)).status_code == 403
    assert not Assessment.objects.exists()


def test_a_leader_opens_for_the_own_office_only(leader_client, regional_admin):
    _, _, other = regional_admin
    html = leader_client.post(OPEN, fields(other)).content.decode()
    assert "di luar wewenang Anda" in html
    assert not Assessment.objects.exists()


def test_an_admin_opens_for_offices_below(client, regional_admin, unit):
    admin, _, other = regional_admin
    client.force_login(admin)
    client.post(OPEN, fields(other))
    assert Assessment.objects.get().unit == other
    assert "di luar wewenang" in client.post(OPEN, fields(unit)).content.decode()


def test_many_units_are_searched(client, regional_admin):
    admin, kanwil, other = regional_admin
    for number in range(60):
        UnitFactory(parent=kanwil, name=f"Kantor {number:02}")
    client.force_login(admin)
    html = client.get(OPEN).content.decode()
    assert "50 unit pertama" in html
    assert html.count("<option value=") < 60
    html = client.get(OPEN, {"cari": "tobelo"}).content.decode()
    assert f'<option value="{other.code}" selected>' in html
    assert "1 unit cocok." in html
    assert "Tidak ada unit bernama" in client.get(OPEN, {"cari": "zzz"}).content.decode()


def url(name, assessment) -> str:
    return reverse(f"pengungkit:{name}", args=[assessment.year, assessment.unit.code])


def test_closing(client, head, assessment):
    client.force_login(head)
    page = client.get(url("assessment_close", assessment)).content.decode()
    assert "tidak dapat diubah siapa pun" in page
    response = client.post(
        url("assessment_close", assessment), {"reason": "Sudah diperiksa."}, follow=True
    )
    assert "Pengisian penilaian 2026 ditutup." in response.content.decode()
    assessment.refresh_from_db()
    assert (assessment.state, assessment.closed_by) == ("final", head)
    event = AuditEvent.objects.get(action="penilaian_ditutup")
    assert (event.actor, event.data["alasan"]) == (head.username, "Sudah diperiksa.")


def test_closing_needs_a_reason(client, leader, assessment):
    client.force_login(leader)
    html = client.post(url("assessment_close", assessment), {"reason": "  "}).content.decode()
    assert "Alasan belum diisi." in html
    assessment.refresh_from_db()
    assert assessment.is_open


def test_closing_twice_has_one_effect(client, leader, assessment):
    client.force_login(leader)
    for _ in range(2):
        client.post(url("assessment_close", assessment), {"reason": "Selesai."})
    assert AuditEvent.objects.filter(action="penilaian_ditutup").count() == 1


@pytest.mark.parametrize("role", [Role.ANGGOTA, Role.KOORDINATOR, Role.PENGAMAT, Role.TPI])
def test_others_may_not_close(client, unit, assessment, role):
    client.force_login(MembershipFactory(unit=unit, role=role).user)
    response = client.post(url("assessment_close", assessment), {"reason": "x"})
    assert response.status_code == 403
    assessment.refresh_from_db()
    assert assessment.is_open


def test_reopening_is_for_admins(client, leader, head, unit, assessment):
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    for user in (leader, head):
        client.force_login(user)
        response = client.post(url("assessment_reopen", assessment), {"reason": "x"})
        assert response.status_code == 403
    assessment.refresh_from_db()
    assert not assessment.is_open
    admin = MembershipFactory(unit=unit, role=Role.ADMIN_PUSAT).user
    client.force_login(admin)
    assert "Buka kembali" in client.get(assessment.get_absolute_url()).content.decode()
    page = client.get(url("assessment_reopen", assessment)).content.decode()
    assert "penutupan itu tetap tercatat" in page
    client.post(url("assessment_reopen", assessment), {"reason": "Ada bukti baru."})
    assessment.refresh_from_db()
    assert assessment.is_open
    event = AuditEvent.objects.get(action="penilaian_dibuka_kembali")
    assert (event.actor, event.data["alasan"]) == (admin.username, "Ada bukti baru.")


def test_reopening_needs_a_reason(client, leader, unit, assessment):
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    client.force_login(MembershipFactory(unit=unit, role=Role.ADMIN_PUSAT).user)
    html = client.post(url("assessment_reopen", assessment), {}).content.decode()
    assert "Alasan belum diisi." in html
    assessment.refresh_from_db()
    assert not assessment.is_open


def test_an_open_one_is_not_reopened(client, unit, assessment):
    client.force_login(MembershipFactory(unit=unit, role=Role.ADMIN_PUSAT).user)
    html = client.get(url("assessment_reopen", assessment), follow=True).content.decode()
    assert "memang masih terbuka" in html
    client.post(url("assessment_reopen", assessment), {"reason": "x"})
    assert not AuditEvent.objects.filter(action="penilaian_dibuka_kembali").exists()


def test_an_admin_elsewhere_finds_nothing(client, leader, regional_admin, assessment):
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    admin, _, _ = regional_admin
    client.force_login(admin)
    response = client.post(url("assessment_reopen", assessment), {"reason": "x"})
    assert response.status_code == 404
    assessment.refresh_from_db()
    assert not assessment.is_open
