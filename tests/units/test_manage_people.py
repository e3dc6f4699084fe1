from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from tests.factories import PASSWORD, MembershipFactory, Role, UserFactory
from units.models import AuditEvent, Membership, User


NEW = {
    "name": "Rudi Hartono",
    "username": "rudi.ternate",
    "email": "Rudi@Kantor.Example.GO.ID",
    "nip": "19850101 201001 1 002",
    "unit": "kppn-ternate",
    "role": "koordinator",
    "areas": ["3", "1"],
    "valid_from": "1 November 2026",
    "valid_until": "31-12-2027",
}


def test_an_account_is_made_with_its_first_role(regional, sign_in):
    # Marks that turn the direction or have no width come along when a name is pasted.
    pasted = {"name": "\u202eRudi\u200b \u2066Hartono\ufeff "}
    response = sign_in(regional).post("/kelola/orang/baru/", NEW | pasted)

    assert response["Location"] == "/kelola/orang/rudi.ternate/"
    user = User.objects.get(username="rudi.ternate")
    assert (user.email, user.nip) == ("rudi@kantor.example.go.id", "198501012010011002")
    assert user.name == "Rudi Hartono"
    assert not user.has_usable_password()
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.areas) == ("koordinator", ["1", "3"])
    assert membership.valid_from == dt.date(2026, 11, 1)
    assert membership.valid_until == dt.date(2027, 12, 31)
    assert membership.granted_by == regional
    assert list(
        AuditEvent.objects.filter(actor="wilayah", unit="kppn-ternate")
        .order_by("pk")
        .values_list("action", flat=True)
    ) == ["akun_dibuat", "peran_diberikan"]


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"nip": "123"}, "nip", "NIP terdiri atas tepat 18 angka"),
        ({"nip": "1,98501E+17"}, "nip", "NIP terdiri atas tepat 18 angka"),
        ({"username": "Rudi Hartono"}, "username", "huruf kecil"),
        ({"username": "wilayah"}, "username", "sudah dipakai"),
        ({"email": "SARI@kantor.example.go.id"}, "email", "sudah dipakai"),
        ({"unit": "kppn-tanjungpandan"}, "unit", "tidak ada di wilayah Anda"),
        ({"unit": "tidak-ada"}, "unit", "tidak ada di wilayah Anda"),
        ({"role": "admin_pusat", "areas": []}, "role", "tidak ada di daftar"),
        ({"role": "kepala"}, "areas", "selalu mencakup semua area"),
        ({"username": "baru"}, "username", "dipakai alamat halaman"),
        ({"name": "\u200b\u202e"}, "name", "Nama belum diisi"),
        ({"name": "N" * 400}, "name", "Nama berisi 400 huruf, padahal paling banyak 150"),
        ({"nip": "١٩٨٥٠١٠١٢٠١٠٠١١٠٠٣"}, "nip", "tanda selain angka"),
        ({"areas": ["9"]}, "areas", "tidak ada di daftar"),
        ({"valid_until": "1 Januari 2020"}, "valid_until", "sebelum hari mulai"),
        ({"name": ""}, "name", "Nama belum diisi"),
    ],
)
def test_a_bad_field_changes_nothing_and_says_so(regional, clerk, sign_in, change, field, sentence):
    before = User.objects.count()

    response = sign_in(regional).post("/kelola/orang/baru/", NEW | change)

    assert sentence in " ".join(response.context["form"].errors[field])
    assert User.objects.count() == before


def test_a_unit_may_be_named_by_its_name(regional, sign_in):
    sign_in(regional).post("/kelola/orang/baru/", NEW | {"unit": "kppn ternate"})

    assert Membership.objects.get(user__username="rudi.ternate").unit.code == "kppn-ternate"


def test_extra_fields_are_ignored(regional, sign_in):
    extra = {"is_active": "0", "is_demo": "1", "password": "x", "granted_by": "1"}
    sign_in(regional).post("/kelola/orang/baru/", NEW | extra)

    user = User.objects.get(username="rudi.ternate")
    assert (user.is_active, user.is_demo, user.has_usable_password()) == (True, False, False)


def test_the_list_shows_people_of_the_scope_only(regional, clerk, stranger, central, sign_in):
    response = sign_in(regional).get("/kelola/orang/?status=semua")

    assert [row.person.username for row in response.context["rows"]] == ["wilayah", "sari"]
    assert "Budi Pandan" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=rah", []),
        ("q=sar", ["sari"]),
        ("q=SARI%40kantor", ["sari"]),
        ("q=pandan", []),
        ("peran=anggota", ["sari"]),
        ("peran=kepala", []),
        ("peran=bukan-peran", ["wilayah", "sari"]),
        ("status=belum-masuk", ["sari"]),
        ("status=nonaktif", []),
    ],
)
def test_the_list_can_be_narrowed(regional, clerk, stranger, sign_in, query, found):
    response = sign_in(regional).get(f"/kelola/orang/?{query}")

    assert [row.person.username for row in response.context["rows"]] == found


def test_people_whose_role_ends_soon_or_has_ended(tree, regional, sign_in):
    today = timezone.localdate()
    soon = MembershipFactory(unit=tree.ternate, valid_until=today + dt.timedelta(days=10)).user
    gone = MembershipFactory(unit=tree.ternate, valid_until=today - dt.timedelta(days=1)).user
    client = sign_in(regional)

    def names(status):
        rows = client.get(f"/kelola/orang/?status={status}").context["rows"]
        return [row.person for row in rows]

    assert names("segera-berakhir") == [soon]
    assert names("tanpa-peran") == [gone]


def test_a_person_out_of_scope_does_not_exist(regional, stranger, sign_in):
    client = sign_in(regional)

    for path in ("", "ubah/", "peran/"):
        assert client.get(f"/kelola/orang/budi.pandan/{path}").status_code == 404
    for path in ("tautan-sandi/", "nonaktifkan/", "aktifkan/", "langkah-kedua/", "peran/"):
        assert client.post(f"/kelola/orang/budi.pandan/{path}").status_code == 404
    stranger.refresh_from_db()
    assert stranger.is_active
    assert client.get("/kelola/orang/tidak.ada/").status_code == 404


def test_the_page_of_a_person_hides_roles_elsewhere_but_counts_them(tree, regional, clerk, sign_in):
    MembershipFactory(user=clerk, unit=tree.pandan, role=Role.KETUA)

    html = sign_in(regional).get("/kelola/orang/sari/").content.decode()

    assert "KPPN Tanjungpandan" not in html
    assert "juga memegang 1 peran di luar wilayah Anda" in html


def test_past_roles_stay_readable(tree, regional, clerk, sign_in):
    MembershipFactory(
        user=clerk, unit=tree.malut, role=Role.PENGAMAT, valid_until=dt.date(2024, 12, 31)
    )

    html = sign_in(regional).get("/kelola/orang/sari/").content.decode()

    assert "1 peran yang sudah berakhir" in html
    assert "31-12-2024" in html


def test_particulars_can_be_corrected(regional, clerk, sign_in):
    sign_in(regional).post(
        "/kelola/orang/sari/ubah/",
        {"name": "Sari R.", "email": "SR@kantor.example.go.id", "nip": "", "username": "lain"},
    )

    clerk.refresh_from_db()
    assert (clerk.name, clerk.email, clerk.username) == (
        "Sari R.",
        "sr@kantor.example.go.id",
        "sari",
    )
    event = AuditEvent.objects.get(action="akun_diubah")
    assert event.data == {"akun": "sari", "isian": ["name", "email"]}


@pytest.mark.parametrize("path", ["ubah/", "tautan-sandi/", "nonaktifkan/", "langkah-kedua/"])
def test_an_account_with_a_higher_role_is_out_of_reach(tree, regional, central, sign_in, path):
    """Whoever could set this password would be the central admin."""
    MembershipFactory(user=central, unit=tree.ternate, role=Role.PENGAMAT)
    before = User.objects.filter(pk=central.pk).values().get()

    response = sign_in(regional).post(f"/kelola/orang/pusat/{path}", {"name": "Diambil alih"})

    after = User.objects.filter(pk=central.pk).values().get()
    assert after == before
    assert "lupa-sandi" not in response.content.decode()
    assert not AuditEvent.objects.filter(action__in=["tautan_sandi_dibuat", "akun_diubah"]).exists()


def test_an_account_with_a_role_elsewhere_is_out_of_reach(tree, regional, clerk, sign_in):
    MembershipFactory(user=clerk, unit=tree.pandan, role=Role.ANGGOTA)
    client = sign_in(regional)

    response = client.post("/kelola/orang/sari/tautan-sandi/", follow=True)

    assert "juga memegang peran di luar wewenang Anda" in response.content.decode()


def test_closing_an_account_ends_its_sessions_for_good(regional, clerk, sign_in):
    theirs, admin = sign_in(clerk), sign_in(regional)

    admin.post("/kelola/orang/sari/nonaktifkan/")
    assert theirs.get("/akun/").status_code == 302
    admin.post("/kelola/orang/sari/aktifkan/")

    assert theirs.get("/akun/").status_code == 302  # the old session does not come back to life
    assert sign_in(clerk).get("/akun/").status_code == 200
    actions = AuditEvent.objects.filter(actor="wilayah").values_list("action", flat=True)
    assert {"akun_dinonaktifkan", "akun_diaktifkan"} <= set(actions)


def test_nobody_closes_the_own_account(regional, sign_in):
    sign_in(regional).post("/kelola/orang/wilayah/nonaktifkan/")

    regional.refresh_from_db()
    assert regional.is_active


def test_the_link_is_shown_once_and_recorded(regional, clerk, sign_in, client):
    admin = sign_in(regional)

    response = admin.post("/kelola/orang/sari/tautan-sandi/")

    link = response.context["link"]
    assert link.startswith("http://testserver/lupa-sandi/")
    assert "no-store" in response["Cache-Control"]
    assert link not in admin.get("/kelola/orang/sari/").content.decode()
    event = AuditEvent.objects.get(action="tautan_sandi_dibuat")
    assert (event.actor, event.unit) == ("wilayah", "kppn-ternate")
    assert link.rsplit("-", 1)[1].rstrip("/") not in str(event.data)
    assert client.get(link).status_code == 302
    assert admin.get("/kelola/orang/sari/tautan-sandi/").status_code == 405


def test_a_lost_device_can_be_taken_off(regional, clerk, sign_in):
    TOTP.activate(clerk, generate_totp_secret())

    sign_in(regional).post("/kelola/orang/sari/langkah-kedua/")

    assert not clerk.authenticator_set.exists()
    assert AuditEvent.objects.filter(action="dua_langkah_disetel_ulang").exists()


@pytest.mark.parametrize(
    "path",
    ["sari/tautan-sandi/", "sari/nonaktifkan/", "sari/ubah/", "sari/peran/", "baru/"],
)
def test_acts_ask_for_the_password_when_the_session_is_not_fresh(regional, clerk, client, path):
    client.force_login(regional)

    response = client.post(f"/kelola/orang/{path}", NEW)

    assert response["Location"].startswith("/akun/konfirmasi/?next=")
    assert not AuditEvent.objects.exclude(action="unit_dibuat").exists()


def test_after_confirming_the_act_goes_on_by_itself(regional, clerk, client):
    client.force_login(regional)
    asked = client.post("/kelola/orang/sari/nonaktifkan/")

    client.post(asked["Location"], {"password": PASSWORD})

    clerk.refresh_from_db()
    assert not clerk.is_active


def test_after_confirming_a_filled_form_goes_on_whole(regional, client):
    """Also when the page was opened with the unit named in its address."""
    client.force_login(regional)
    page = client.get("/kelola/orang/baru/?unit=kppn-ternate")
    assert 'action="/kelola/orang/baru/"' in page.content.decode()
    asked = client.post("/kelola/orang/baru/", NEW)

    client.post(asked["Location"], {"password": PASSWORD})

    assert User.objects.get(username="rudi.ternate").memberships.get().areas == ["1", "3"]


@pytest.mark.parametrize("role", [Role.ANGGOTA, Role.KETUA, Role.KEPALA, Role.TPI, Role.PENGAMAT])
def test_other_roles_manage_nobody(tree, clerk, sign_in, role):
    user = MembershipFactory(unit=tree.ternate, role=role, user=UserFactory(username="lain")).user
    client = sign_in(user)

    for path in ("/kelola/", "/kelola/orang/", "/kelola/orang/sari/", "/kelola/orang/baru/"):
        assert client.get(path).status_code == 403
    assert client.post("/kelola/orang/sari/nonaktifkan/").status_code == 403
    clerk.refresh_from_db()
    assert clerk.is_active


def test_the_entrance_counts_what_is_in_scope(regional, clerk, stranger, sign_in):
    summary = sign_in(regional).get("/kelola/").context["summary"]

    assert (summary.units, summary.people, summary.never_signed_in) == (2, 2, 1)
