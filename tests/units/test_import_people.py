from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.factories import MembershipFactory, Role, UserFactory
from tests.units.import_sheets import PEOPLE_HEAD, people_file, sheet_with, upload
from units.models import AuditEvent, Membership, User


NIP = "198501012010011002"
RUDI = ["rudi", "Rudi Hartono", "Rudi@kantor.example.go.id", NIP, "kppn-ternate", "Ketua tim ZI",
        "", "1 November 2026", ""]  # fmt: skip


def row(**change) -> list:
    """The row of Rudi with some cells changed, by their place in the heading."""
    cells = dict(zip(PEOPLE_HEAD, RUDI, strict=True)) | change
    return list(cells.values())


@pytest.fixture
def admin(regional, sign_in):
    return sign_in(regional)


def preview(client, file):
    return client.post("/kelola/impor/orang/", {"file": file})


def apply(client, page):
    return client.post("/kelola/impor/orang/terapkan/", {"isi": page.context["sealed"]})


def problems(page) -> dict[int, dict[str, str]]:
    return {one.number: one.errors for one in page.context["preview"].wrong_rows}


def test_accounts_and_roles_are_made(tree, regional, admin):
    page = preview(
        admin,
        people_file(
            RUDI,
            row(Peran="koordinator", Area="1; 3", **{"Kode unit": "kanwil-malut"}),
            row(**{"Nama akun": "tini", "Nama": "\u202eTi\u200bni\ufeff", "Surel": "", "NIP": "",
                   "Berlaku sejak": "", "Berlaku sampai": "31-12-2027"}),
        ),
    )  # fmt: skip
    shown = page.context["preview"]
    assert (shown.new, shown.changed, shown.wrong) == (3, 0, 0)
    assert User.objects.count() == 1

    apply(admin, page)

    rudi, tini = User.objects.get(username="rudi"), User.objects.get(username="tini")
    assert (rudi.email, rudi.nip) == ("rudi@kantor.example.go.id", NIP)
    assert tini.name == "Tini", "without marks that nobody sees"
    assert not rudi.has_usable_password()
    assert set(rudi.memberships.values_list("role", "unit__code")) == {
        ("ketua", "kppn-ternate"), ("koordinator", "kanwil-malut"),
    }  # fmt: skip
    held = rudi.memberships.get(role="koordinator")
    assert (held.areas, held.granted_by, held.valid_from) == (
        ["1", "3"], regional, dt.date(2026, 11, 1),
    )  # fmt: skip
    assert tini.memberships.get().valid_from == timezone.localdate()
    assert tini.memberships.get().valid_until == dt.date(2027, 12, 31)
    events = AuditEvent.objects.filter(actor="wilayah")
    assert events.filter(action="akun_dibuat").count() == 2
    assert events.filter(action="peran_diberikan").count() == 3


def test_im_09_a_second_time_changes_nothing(tree, admin):
    page = preview(admin, people_file(RUDI))
    apply(admin, page)
    events = AuditEvent.objects.count()

    again = admin.post(
        "/kelola/impor/orang/terapkan/", {"isi": page.context["sealed"]}, follow=True
    )

    assert "1 baris sudah sama" in again.content.decode()
    assert User.objects.filter(username="rudi").count() == 1
    assert Membership.objects.filter(user__username="rudi").count() == 1
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"Nama akun": ""}, "Nama akun", "belum diisi"),
        ({"Nama akun": "Rudi Hartono"}, "Nama akun", "huruf kecil"),
        ({"Nama akun": "budi.pandan"}, "Nama akun", "di luar wilayah Anda"),
        ({"Nama": ""}, "Nama", "belum diisi"),
        ({"Surel": "rudi@"}, "Surel", "bukan surel"),
        ({"Surel": "sari@kantor.example.go.id"}, "Surel", "sudah dipakai akun lain"),
        ({"NIP": "12345"}, "NIP", "18 angka"),
        ({"NIP": "1,98501E+17"}, "NIP", "18 angka"),
        ({"NIP": "١٩٨٥٠١٠١٢٠١٠٠١١٠٠٢"}, "NIP", "18 angka"),
        ({"NIP": 198501012010011002}, "NIP", "menyimpan NIP sebagai angka"),
        ({"Kode unit": "kppn-tanjungpandan"}, "Kode unit", "tidak ada di wilayah Anda"),
        ({"Kode unit": ""}, "Kode unit", "tidak ada di wilayah Anda"),
        ({"Nama akun": "baru"}, "Nama akun", "dipakai alamat halaman"),
        ({"Nama akun": "wilayah", "Peran": "Admin wilayah"}, "Peran", "Peran admin Anda sendiri"),
        ({"Peran": "Raja"}, "Peran", "bukan peran"),
        ({"Peran": "Admin pusat"}, "Peran", "di luar wewenang Anda"),
        ({"Peran": "admin_pusat"}, "Peran", "di luar wewenang Anda"),
        ({"Area": "1"}, "Area", "selalu mencakup semua area"),
        ({"Peran": "Anggota tim", "Area": "1, 9"}, "Area", "Area 9 tidak dikenal"),
        ({"Berlaku sejak": "31/31/2026"}, "Berlaku sejak", "Tidak ada bulan 31"),
        ({"Berlaku sejak": 12}, "Berlaku sejak", "bukan tanggal"),
        ({"Berlaku sampai": "1 Januari 2020"}, "Berlaku sampai", "sebelum hari mulai"),
        ({"Nama": '=HYPERLINK("http://jahat.example")'}, "Nama", "berisi rumus"),
        ({"Nama": "x" * 151}, "Nama", "lebih dari 150 huruf"),
    ],
)
def test_im_08_and_im_10_a_bad_cell_is_named_and_its_row_left_out(
    tree, admin, clerk, stranger, change, column, sentence
):
    tini = row(**{"Nama akun": "tini", "Nama": "Tini", "Surel": "", "NIP": ""})

    page = preview(admin, people_file(row(**change), tini))

    assert sentence in problems(page)[2][column]
    apply(admin, page)
    assert not User.objects.filter(username="rudi").exists()
    assert User.objects.filter(username="tini").exists()
    assert not Membership.objects.filter(role="admin_pusat").exists()
    assert stranger.memberships.count() == 1


def test_im_08_days_may_be_date_cells_and_nip_may_have_spaces(tree, admin):
    spaced = "19850101\u00a0201001 1 002 "
    cells = {"Berlaku sejak": dt.date(2026, 3, 5), "NIP": spaced, "Nama": " Rudi  H "}
    page = preview(admin, people_file(row(**cells)))

    apply(admin, page)

    rudi = User.objects.get(username="rudi")
    assert (rudi.nip, rudi.name) == (NIP, "Rudi H")
    assert rudi.memberships.get().valid_from == dt.date(2026, 3, 5)


def test_one_account_is_told_alike_in_all_rows(tree, admin):
    page = preview(
        admin, people_file(RUDI, row(Peran="Anggota tim", Nama="Rudi Lain", NIP="", Surel=""))
    )

    assert "Berbeda dengan baris lain" in problems(page)[3]["Nama"]


def test_two_accounts_do_not_share_a_nip_or_address(tree, admin):
    page = preview(admin, people_file(RUDI, row(**{"Nama akun": "lain"})))

    assert set(problems(page)[3]) == {"Surel", "NIP"}


def test_the_same_role_twice_is_told(tree, admin):
    page = preview(admin, people_file(RUDI, RUDI))

    assert "baris lain" in problems(page)[3]["Peran"]


SARI = ["sari", "", "", "", "kppn-ternate", "Anggota tim", "", "", ""]


def test_an_account_of_the_scope_is_corrected_and_empty_cells_erase_nothing(clerk, admin):
    page = preview(admin, people_file(["sari", "Sari R.", "", NIP, *SARI[4:]]))
    assert "<del>Sari</del>" in page.content.decode()

    apply(admin, page)

    clerk.refresh_from_db()
    assert (clerk.name, clerk.nip, clerk.email) == ("Sari R.", NIP, "sari@kantor.example.go.id")
    assert AuditEvent.objects.filter(action="akun_diubah", unit="kppn-ternate").count() <= 1


def test_areas_and_last_day_of_a_held_role_are_changed(clerk, admin):
    page = preview(admin, people_file([*SARI[:6], "2", "", "31-12-2030"]))

    apply(admin, page)

    held = clerk.memberships.get()
    assert (held.areas, held.valid_until) == (["2"], dt.date(2030, 12, 31))
    assert AuditEvent.objects.filter(action="peran_diubah").count() == 1


def test_a_further_role_is_added_to_an_account_of_the_scope(clerk, admin):
    apply(admin, preview(admin, people_file([*SARI[:5], "Pengamat", "", "", ""])))

    assert set(clerk.memberships.values_list("role", flat=True)) == {"anggota", "pengamat"}


def test_an_account_with_a_role_out_of_reach_is_not_corrected(tree, clerk, admin):
    MembershipFactory(user=clerk, unit=tree.pandan, role=Role.KETUA)

    page = preview(admin, people_file(["sari", "Diambil alih", *SARI[2:]]))
    apply(admin, page)

    assert "di luar wewenang Anda" in problems(page)[2]["Nama akun"]
    clerk.refresh_from_db()
    assert clerk.name == "Sari"


def test_a_central_account_is_not_corrected_by_a_regional_admin(tree, central, admin):
    MembershipFactory(user=central, unit=tree.ternate, role=Role.PENGAMAT)

    apply(admin, preview(admin, people_file(["pusat", "X", "x@y.example", *SARI[3:]])))

    central.refresh_from_db()
    assert (central.name, central.email) == ("Ratna Dewi", "")


def test_planning_asks_a_fixed_number_of_questions(tree, admin, clerk):
    def count(number: int) -> int:
        rows = [
            [f"orang.impor{n}", f"Orang {n}", f"o{n}@kantor.example.go.id", "", *SARI[4:]]
            for n in range(number)
        ]
        with CaptureQueriesContext(connection) as queries:
            assert preview(admin, people_file(SARI, *rows)).context["preview"].new == number
        return len(queries)

    assert count(3) == count(60) <= 15


def test_the_template_keeps_nip_as_text(tree, admin):
    response = admin.get("/kelola/impor/orang/templat/")

    workbook = load_workbook(BytesIO(response.content))
    sheet = workbook["Orang"]
    assert [cell.value for cell in sheet[1]] == PEOPLE_HEAD
    assert sheet["D2"].number_format == "@"
    assert "Ketua tim ZI" in str(list(workbook["Petunjuk"].values))
    for at, value in enumerate(RUDI, start=1):
        sheet.cell(2, at, value)
    assert preview(admin, upload(workbook)).context["preview"].new == 1


def test_a_hidden_sheet_is_not_read(tree, admin):
    workbook, sheet = sheet_with(PEOPLE_HEAD, [RUDI])
    workbook.create_sheet("Kosong").append(["Catatan"])
    sheet.sheet_state = "hidden"

    page = preview(admin, upload(workbook))

    assert "tidak ditemukan" in " ".join(page.context["form"].errors["file"])


def test_an_unused_account_without_roles_is_no_ones(tree, admin):
    UserFactory(username="yatim")

    page = preview(admin, people_file(["yatim", "Yatim", *SARI[2:]]))

    assert "di luar wilayah Anda" in problems(page)[2]["Nama akun"]
