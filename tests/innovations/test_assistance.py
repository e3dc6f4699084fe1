from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from innovations.actions.assistance import (
    agree_follow_up,
    attach_proof,
    change_assistance,
    change_follow_up,
)
from innovations.contexts.assistance import with_open
from innovations.exceptions import InnovationChangedError, OwnAssistanceError
from innovations.models import Assistance, FollowUp
from tests.factories import (
    PDF,
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    UserFactory,
    make_evidence,
)
from tests.innovations.factories import make_assistance
from units.models import AuditEvent


FORM = {
    "versi": "1",
    "helped_kind": "unit",
    "helped_name": "kppn-tobelo",
    "happened_on": "2 Maret 2026",
    "mode": "tatap_muka",
    "people": "12",
    "topic": "Rencana kerja ZI",
    "items": "a.i.1.i.a",
    "areas": ["1"],
}


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "late"), [("Asia/Jakarta", 0), ("Asia/Jayapura", 1)])
def test_a_day_is_over_earlier_in_the_east(zone, late, monkeypatch) -> None:
    night = dt.datetime(2026, 3, 2, 15, 30, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: night)
    helper = UnitFactory(time_zone=zone)
    assert helper.today == dt.date(2026, 3, 2 + late)
    given = make_assistance(helper)
    agree_follow_up(assistance=given, by=None, what="Susun SK", due_on=dt.date(2026, 3, 2))
    [row] = with_open(Assistance.objects.all())
    assert row.late == late


@pytest.fixture
def helped(unit):
    return UnitFactory(code="kppn-tobelo", name="KPPN Tobelo", short_name="KPPN Tobelo")


@pytest.fixture
def helped_client(helped) -> Client:
    leader = MembershipFactory(unit=helped, role=Role.KETUA, user=UserFactory(name="Umar")).user
    client = Client()
    client.force_login(leader)
    return client


@pytest.fixture
def one(unit, helped, leader) -> Assistance:
    return make_assistance(unit, helped, by=leader)


def test_it_works(coordinator_client, helped_client, unit, helped, assessment) -> None:
    added = coordinator_client.post(reverse("innovations:assistance_add"), FORM)
    told = Assistance.objects.get()
    assert added.headers["Location"] == told.get_absolute_url()
    assert (told.helper, told.helped, told.people) == (unit, helped, 12)
    assert (told.items, told.areas) == (["A.I.1.i.a"], ["1"])
    coordinator_client.post(
        reverse("innovations:follow_up_add", args=[told.pk]),
        {"what": "Susun rencana kerja", "due_on": "2 April 2026", "state": "belum"},
    )
    for client in (coordinator_client, helped_client):
        shown = client.get(told.get_absolute_url()).content.decode()
        for words in ("Rencana kerja ZI", "KPPN Tobelo", "12", "Susun rencana kerja"):
            assert words in shown
    received = helped_client.get("/asistensi/?bagian=diterima").content.decode()
    assert "Rencana kerja ZI" in received
    assert AuditEvent.objects.filter(action="asistensi_dicatat", unit=unit.code).count() == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Tobel", "Yang mirip: KPPN Tobelo (kppn-tobelo)"),
        ("Kembar", "Beberapa unit bernama Kembar"),
        ("tidak ada di mana pun", "Tidak ada unit tidak ada di mana pun"),
        ("KPPN Ternate", "Itu unit Anda sendiri"),
    ],
)
def test_a_unit_that_is_not_meant_is_told(coordinator_client, helped, name, said) -> None:
    for code in ("kembar-a", "kembar-b"):
        UnitFactory(code=code, name="Kembar", short_name=code)
    url = reverse("innovations:assistance_add")
    content = coordinator_client.post(
        url, FORM | {"helped_name": name, "items": "", "areas": [], "advice": "Tetap ada"}
    ).content.decode()
    assert said in content
    assert "Tetap ada" in content
    assert not Assistance.objects.exists()


def test_outside_agencies_go_by_name(coordinator_client, assessment, unit) -> None:
    outside = FORM | {"helped_kind": "vertikal", "helped_name": "BPS Provinsi"}
    coordinator_client.post(reverse("innovations:assistance_add"), outside)
    told = Assistance.objects.get()
    assert (told.helped, told.agency_name, told.agency_kind) == (None, "BPS Provinsi", "vertikal")
    with pytest.raises(OwnAssistanceError):
        make_assistance(unit, unit)


def test_only_the_helping_side_changes(helped_client, coordinator_client, one, unit) -> None:
    follow_up = agree_follow_up(
        assistance=one, by=None, what="Susun SK", due_on=dt.date(2026, 4, 1)
    )
    refused = helped_client.get(reverse("innovations:assistance_change", args=[one.pk]))
    assert refused.status_code == 403
    url = reverse("innovations:follow_up_change", args=[one.pk, follow_up.pk])
    sent = {"versi": "1", "state": "selesai", "remark": "SK terbit", "what": "Diganti"}
    assert helped_client.post(url, sent).status_code == 302
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up.remark, follow_up.what) == (
        "selesai",
        "SK terbit",
        "Susun SK",
    )
    assert follow_up.done_on is not None
    removed = helped_client.post(
        reverse("innovations:follow_up_remove", args=[one.pk, follow_up.pk])
    )
    assert removed.status_code == 403
    stranger = Client()
    stranger.force_login(MembershipFactory(role=Role.KETUA).user)
    assert stranger.get(one.get_absolute_url()).status_code == 404
    coordinator_client.post(reverse("innovations:assistance_remove", args=[one.pk]))
    assert not Assistance.objects.exists()
    event = AuditEvent.objects.get(action="asistensi_dihapus")
    assert event.data["tindak_lanjut"][0]["what"] == "Susun SK"


def test_two_at_one_form(coordinator_client, one, leader, coordinator) -> None:
    change_assistance(assistance=one, base_version=1, by=leader, advice="Mulai dari area 1")
    url = reverse("innovations:assistance_change", args=[one.pk])
    clash = coordinator_client.post(
        url, FORM | {"advice": "Mulai dari area 6", "items": "", "areas": []}
    ).content.decode()
    assert "Mulai dari area 1" in clash
    assert clash.count("Mulai dari area 6") == 2
    follow_up = agree_follow_up(assistance=one, by=leader, what="Susun SK")
    change_follow_up(follow_up=follow_up, base_version=1, by=leader, state="berjalan", done_on=None)
    with pytest.raises(InnovationChangedError):
        change_follow_up(
            follow_up=follow_up,
            base_version=1,
            by=coordinator,
            state="selesai",
            done_on=dt.date(2026, 4, 1),
        )


def test_proof_is_of_the_helping_unit_and_stays(
    coordinator_client, coordinator, one, unit, helped
) -> None:
    own, foreign = make_evidence(unit, coordinator), make_evidence(helped, coordinator, "B.pdf")
    url = reverse("innovations:proof_attach", args=[one.pk])
    for wrong in (foreign.uuid, "bukan-uuid"):
        coordinator_client.post(url, {"bukti": str(wrong)})
    assert not one.documents.exists()
    coordinator_client.post(url, {"bukti": str(own.uuid)})
    assert not attach_proof(assistance=one, evidence=own, by=coordinator)
    with pytest.raises(ProtectedError), transaction.atomic():
        own.delete()
    coordinator_client.post(reverse("innovations:proof_detach", args=[one.pk, own.uuid]))
    assert not one.documents.exists()
    assert (
        "Belum ada berkas yang dipilih"
        in coordinator_client.post(url, {"bukti": ""}, follow=True).content.decode()
    )
    coordinator_client.post(url, {"berkas": SimpleUploadedFile("Notula.pdf", PDF)})
    assert one.documents.get().evidence.title == "Notula"


def test_who_may_not_fill_the_store_sends_no_files(one) -> None:
    """An admin of the region records assistance, but puts nothing into an office's store."""
    admin = MembershipFactory(unit=one.helper, role=Role.ADMIN_WILAYAH).user
    client = Client()
    client.force_login(admin)
    assert 'type="file"' not in client.get(one.get_absolute_url()).content.decode()
    url = reverse("innovations:proof_attach", args=[one.pk])
    body = {"berkas": SimpleUploadedFile("Notula.pdf", PDF)}
    assert client.post(url, body).status_code == 403
    assert not one.documents.exists()


def test_constraints(unit, one) -> None:
    for wrong in (
        {"agency_name": "Dinas", "agency_kind": "pemda"},
        {"helped": None},
        {"helped": unit},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assistance.objects.filter(pk=one.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(assistance=one, what="x", state="selesai")


@pytest.mark.parametrize("rows", [1, 6])
def test_query_budgets(rows, one, unit, helped, coordinator, django_assert_max_num_queries) -> None:
    """Session, person, rights; counts of the tabs and rows. One: sides, instrument, follow-ups,
    documents with versions and uses, what may be attached."""
    overseer = MembershipFactory(unit=unit, role=Role.PENGAMAT).user
    seer, client = Client(), Client()
    seer.force_login(overseer)
    client.force_login(coordinator)
    for number in range(rows):
        below = UnitFactory(parent=unit)
        AssessmentFactory(unit=below, year=2026)
        make_assistance(unit, helped)
        agree_follow_up(assistance=one, by=None, what="Susun SK")
        document = make_evidence(unit, coordinator, f"{number}.pdf")
        attach_proof(assistance=one, evidence=document, by=coordinator)
    with django_assert_max_num_queries(7):
        alone = seer.get("/asistensi/?bagian=tanpa&tahun=2026").content.decode()
    assert f"Unit tanpa pendamping <b>{rows}</b>" in alone
    make_assistance(unit, below)
    after = seer.get("/asistensi/?bagian=tanpa&tahun=2026").content.decode()
    assert f"Unit tanpa pendamping <b>{rows - 1}</b>" in after
    with django_assert_max_num_queries(7):
        client.get("/asistensi/")
    with django_assert_max_num_queries(12):
        client.get(one.get_absolute_url())


def test_whoever_looks_after_offices_may_record_for_their_own(unit) -> None:
    client = Client()
    admin = MembershipFactory(unit=unit, role=Role.ADMIN_WILAYAH).user
    client.force_login(admin)
    url = f"/asistensi/baru/?unit={unit.code}"
    assert f'href="{url}"' in client.get("/asistensi/").content.decode()
    assert client.get(url).status_code == 200
