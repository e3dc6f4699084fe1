"""Roles: up to one's own rank, within one's own scope, whichever door is used."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import MembershipFactory, Role, UserFactory
from units.actions.memberships import change_membership, end_membership, grant_membership
from units.exceptions import (
    GrantRefusedError,
    OwnAccountError,
    RoleAlreadyHeldError,
    RoleEndedError,
    UnknownAreaError,
)
from units.models import AuditEvent, Membership
from units.permissions import rights_of


TODAY = timezone.localdate
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMIN_PUSAT])
def test_a_regional_admin_grants_up_to_the_own_rank(tree, regional, clerk, role):
    Membership.objects.filter(user=clerk).delete()

    membership = grant_membership(by=regional, user=clerk, unit=tree.ternate, role=role)

    assert membership.valid_from == TODAY()
    assert membership.valid_until is None


@pytest.mark.parametrize(
    ("role", "where"),
    [
        (Role.ADMIN_PUSAT, "ternate"),
        (Role.ADMIN_PUSAT, "top"),
        (Role.ADMIN_WILAYAH, "djpb"),
        (Role.ANGGOTA, "pandan"),
        (Role.ANGGOTA, "top"),
        (Role.PENGAMAT, "babel"),
    ],
)
def test_beyond_rank_or_scope_is_refused_and_noted(tree, regional, clerk, caplog, role, where):
    with pytest.raises(GrantRefusedError):
        grant_membership(by=regional, user=clerk, unit=getattr(tree, where), role=role)

    assert Membership.objects.filter(user=clerk).count() == 1
    assert "peran ditolak" in caplog.text
    assert "Sari" not in caplog.text


def test_nobody_raises_the_own_rank(tree, regional):
    with pytest.raises(GrantRefusedError):
        grant_membership(by=regional, user=regional, unit=tree.malut, role=Role.ADMIN_PUSAT)


@pytest.mark.parametrize("role", [Role.KETUA, Role.KEPALA, Role.TPI, Role.PENGAMAT])
def test_other_roles_grant_nothing(tree, clerk, role):
    user = MembershipFactory(unit=tree.malut, role=role).user

    with pytest.raises(GrantRefusedError):
        grant_membership(by=user, user=clerk, unit=tree.malut, role=Role.ANGGOTA)


def test_a_grant_is_recorded_with_its_details(tree, regional, clerk):
    grant_membership(
        by=regional, user=clerk, unit=tree.malut, role=Role.KOORDINATOR, areas=["2", "1"]
    )

    event = AuditEvent.objects.get(action="peran_diberikan")
    assert (event.actor, event.unit, event.target) == (
        "wilayah", "kanwil-malut", f"units.User:{clerk.pk}",
    )  # fmt: skip
    assert event.data == {
        "peran": "koordinator", "area": ["1", "2"], "sejak": str(TODAY()), "sampai": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "areas"), [(Role.ANGGOTA, ["9"]), (Role.KETUA, ["1"]), (Role.TPI, ["1"])]
)
def test_areas_must_exist_and_fit_the_role(tree, regional, clerk, role, areas):
    with pytest.raises(UnknownAreaError):
        grant_membership(by=regional, user=clerk, unit=tree.malut, role=role, areas=areas)


def test_all_areas_are_stored_as_none(tree, regional, clerk):
    every = ["1", "2", "3", "4", "5", "6", "hasil"]

    membership = grant_membership(
        by=regional, user=clerk, unit=tree.malut, role=Role.ANGGOTA, areas=every
    )

    assert membership.areas == []


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(0, None), (0, 5), (-5, 20), (9, 9), (-400, 0)],
)
def test_the_same_role_is_not_held_twice_on_one_day(tree, regional, clerk, begins, ends):
    Membership.objects.filter(user=clerk).update(
        valid_from=TODAY() - 5 * DAY, valid_until=TODAY() + 10 * DAY
    )

    with pytest.raises(RoleAlreadyHeldError):
        grant_membership(
            by=regional,
            user=clerk,
            unit=tree.ternate,
            role=Role.ANGGOTA,
            valid_from=TODAY() + begins * DAY,
            valid_until=None if ends is None else TODAY() + ends * DAY,
        )


def test_the_same_role_may_follow_on_itself(tree, regional, clerk):
    Membership.objects.filter(user=clerk).update(valid_until=TODAY())

    grant_membership(
        by=regional, user=clerk, unit=tree.ternate, role=Role.ANGGOTA, valid_from=TODAY() + DAY
    )

    assert Membership.objects.filter(user=clerk).count() == 2


def test_a_role_ended_now_is_gone_now_and_stays_in_history(regional, clerk):
    membership = Membership.objects.get(user=clerk)

    end_membership(by=regional, membership=membership)

    membership.refresh_from_db()
    assert membership.valid_until == TODAY() - DAY
    assert rights_of(type(clerk).objects.get(pk=clerk.pk)).grants == ()
    assert AuditEvent.objects.get(action="peran_diakhiri").data["peran"] == "anggota"


def test_a_role_of_today_leaves_only_its_line(tree, regional, clerk):
    membership = grant_membership(by=regional, user=clerk, unit=tree.malut, role=Role.KETUA)

    end_membership(by=regional, membership=membership)

    assert not Membership.objects.filter(pk=membership.pk).exists()
    assert AuditEvent.objects.filter(action="peran_diakhiri").count() == 1


def test_a_role_may_end_on_a_later_day(regional, clerk):
    membership = Membership.objects.get(user=clerk)

    end_membership(by=regional, membership=membership, last_day=TODAY() + 7 * DAY)

    assert Membership.objects.active(TODAY() + 7 * DAY).filter(pk=membership.pk).exists()
    assert not Membership.objects.active(TODAY() + 8 * DAY).filter(pk=membership.pk).exists()


def test_ending_never_makes_a_role_longer(tree, regional, clerk):
    membership = Membership.objects.get(user=clerk)
    end_membership(by=regional, membership=membership, last_day=TODAY() + DAY)

    end_membership(by=regional, membership=membership, last_day=TODAY() + 700 * DAY)

    membership.refresh_from_db()
    assert membership.valid_until == TODAY() + DAY
    end_membership(by=regional, membership=membership)
    for again in (TODAY() + DAY, None):
        with pytest.raises(RoleEndedError):
            end_membership(by=regional, membership=membership, last_day=again)
        with pytest.raises(RoleEndedError):
            change_membership(by=regional, membership=membership, areas=[], valid_until=again)
    membership.refresh_from_db()
    assert membership.valid_until == TODAY() - DAY
    # Going on is a role of its own, with its own line in the trail.
    grant_membership(by=regional, user=clerk, unit=tree.ternate, role=Role.ANGGOTA)


def test_nobody_ends_the_own_role(regional):
    with pytest.raises(OwnAccountError):
        end_membership(by=regional, membership=Membership.objects.get(user=regional))


def test_no_admin_decides_how_long_to_be_one(tree, regional, sign_in):
    own = Membership.objects.get(user=regional)
    Membership.objects.filter(pk=own.pk).update(valid_until=TODAY() + DAY)
    client, later = sign_in(regional), "31 Desember 2099"

    page = client.post(f"/kelola/orang/wilayah/peran/{own.pk}/ubah/", {"valid_until": later})
    given = client.post(
        "/kelola/orang/wilayah/peran/",
        {"unit": "kppn-ternate", "role": "admin_wilayah", "valid_from": "1 Mei 2026"},
    )
    named = client.post(
        "/kelola/unit/kppn-ternate/peran/",
        {"person": "wilayah", "role": "admin_wilayah", "valid_from": "1 Mei 2026"},
    )

    for answer in (page, given, named):
        assert "Peran admin Anda sendiri" in answer.content.decode()
    own.refresh_from_db()
    assert own.valid_until == TODAY() + DAY
    assert f"/peran/{own.pk}/" not in client.get("/kelola/orang/wilayah/").content.decode()
    # A role in the team is no way to stay an admin.
    grant_membership(by=regional, user=regional, unit=tree.ternate, role=Role.KETUA)
    assert Membership.objects.filter(user=regional).count() == 2


def test_a_higher_role_cannot_be_ended(tree, regional, central):
    held = MembershipFactory(user=central, unit=tree.malut, role=Role.ADMIN_PUSAT)

    with pytest.raises(GrantRefusedError):
        end_membership(by=regional, membership=held)
    with pytest.raises(GrantRefusedError):
        change_membership(by=regional, membership=held, areas=[], valid_until=TODAY())


def test_areas_and_last_day_can_be_changed(regional, clerk):
    membership = Membership.objects.get(user=clerk)

    change_membership(
        by=regional, membership=membership, areas=["4"], valid_until=TODAY() + 30 * DAY
    )

    membership.refresh_from_db()
    assert membership.areas == ["4"]
    event = AuditEvent.objects.get(action="peran_diubah")
    assert event.data["sebelum"]["area"] == []
    assert event.data["area"] == ["4"]


def test_changing_nothing_leaves_no_line(regional, clerk):
    change_membership(
        by=regional, membership=Membership.objects.get(user=clerk), areas=[], valid_until=None
    )

    assert not AuditEvent.objects.filter(action="peran_diubah").exists()


# Through the pages


def test_a_further_role_by_the_page(tree, regional, clerk, sign_in):
    response = sign_in(regional).post(
        "/kelola/orang/sari/peran/",
        {"unit": "kanwil-malut", "role": "pengamat", "valid_from": "1-11-2026"},
    )

    assert response["Location"] == "/kelola/orang/sari/"
    assert Membership.objects.filter(user=clerk, unit=tree.malut, role="pengamat").exists()


def test_somebody_from_elsewhere_is_named_exactly(tree, regional, stranger, sign_in):
    client = sign_in(regional)
    given = {"role": "anggota", "valid_from": "1-11-2026"}

    missed = client.post("/kelola/unit/kppn-ternate/peran/", given | {"person": "budi"})
    done = client.post("/kelola/unit/kppn-ternate/peran/", given | {"person": " Budi.Pandan "})

    assert "Tidak ada akun aktif" in missed.content.decode()
    assert done["Location"] == "/kelola/unit/kppn-ternate/"
    assert Membership.objects.filter(user=stranger, unit=tree.ternate).exists()


def test_somebody_may_be_named_by_nip(tree, regional, sign_in):
    person = UserFactory(nip="198501012010011002")

    sign_in(regional).post(
        "/kelola/unit/kppn-ternate/peran/",
        {"person": "19850101 201001 1 002", "role": "anggota", "valid_from": "1-11-2026"},
    )

    assert Membership.objects.get(user=person).unit == tree.ternate


def test_the_pages_offer_no_role_above_the_own(regional, clerk, sign_in):
    page = sign_in(regional).get("/kelola/orang/sari/peran/")

    offered = {value for value, _ in page.context["form"].fields["role"].choices}
    assert "admin_pusat" not in offered
    assert "admin_wilayah" in offered


def test_a_forged_role_is_refused(tree, regional, clerk, sign_in):
    response = sign_in(regional).post(
        "/kelola/orang/sari/peran/",
        {"unit": "kppn-ternate", "role": "admin_pusat", "valid_from": "1-11-2026"},
    )

    assert response.status_code == 200
    assert not Membership.objects.filter(role="admin_pusat").exists()


def test_ending_by_the_page(regional, clerk, sign_in):
    membership = Membership.objects.get(user=clerk)
    theirs = sign_in(clerk)
    client = sign_in(regional)

    page = client.get(f"/kelola/orang/sari/peran/{membership.pk}/akhiri/")
    client.post(f"/kelola/orang/sari/peran/{membership.pk}/akhiri/", {"last_day": ""})

    assert "Pekerjaannya tetap tersimpan" in page.content.decode()
    membership.refresh_from_db()
    assert membership.valid_until == TODAY() - DAY
    assert "Anda belum memegang peran" in theirs.get("/akun/").content.decode()


def test_changing_by_the_page(regional, clerk, sign_in):
    membership = Membership.objects.get(user=clerk)
    url = f"/kelola/orang/sari/peran/{membership.pk}/ubah/"
    client = sign_in(regional)

    bad = client.post(url, {"areas": ["1"], "valid_until": "1 Januari 2019"})
    client.post(url, {"areas": ["1"], "valid_until": "31 Desember 2030"})

    assert "Hari terakhir paling awal hari ini" in bad.content.decode()
    membership.refresh_from_db()
    assert (membership.areas, membership.valid_until) == (["1"], dt.date(2030, 12, 31))


@pytest.mark.parametrize("act", ["ubah", "akhiri"])
def test_a_role_out_of_scope_does_not_exist(regional, stranger, clerk, sign_in, act):
    theirs = Membership.objects.get(user=stranger)
    client = sign_in(regional)

    assert client.post(f"/kelola/orang/budi.pandan/peran/{theirs.pk}/{act}/").status_code == 404
    assert client.post(f"/kelola/orang/sari/peran/{theirs.pk}/{act}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.valid_until is None


@pytest.mark.parametrize("act", ["ubah", "akhiri"])
def test_a_role_above_the_own_rank_is_forbidden(tree, regional, central, sign_in, act):
    held = MembershipFactory(user=central, unit=tree.ternate, role=Role.ADMIN_PUSAT)

    response = sign_in(regional).post(f"/kelola/orang/pusat/peran/{held.pk}/{act}/")

    assert response.status_code == 403
    held.refresh_from_db()
    assert held.valid_until is None
