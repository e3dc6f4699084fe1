from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from pengungkit.integrity import tree_is_consistent
from tests.units.import_sheets import UNIT_HEAD, sheet_with, units_file, upload
from units.imports.plan import State
from units.models import AuditEvent, Unit
from zi_portal.lib.workbooks.archive import Limits


TOBELO = ["kppn-tobelo", "KPPN Tobelo", "", "KPPN", "kanwil-malut", "Maluku Utara", "WIT"]
TERNATE = ["kppn-ternate", "KPPN Ternate", "KPPN Ternate", "kppn", "kanwil-malut", "", "WIB"]


@pytest.fixture
def admin(regional, sign_in):
    return sign_in(regional)


def preview(client, file):
    return client.post("/kelola/impor/unit/", {"file": file})


def apply(client, page):
    return client.post("/kelola/impor/unit/terapkan/", {"isi": page.context["sealed"]})


def problems(page) -> dict[int, dict[str, str]]:
    return {row.number: row.errors for row in page.context["preview"].wrong_rows}


def test_the_preview_shows_and_changes_nothing(tree, admin):
    changed = ["kppn-ternate", "KPPN Ternate Baru", *TERNATE[2:]]
    before = list(Unit.objects.values_list("code", "name"))

    page = preview(admin, units_file(TOBELO, changed))

    shown = page.context["preview"]
    assert (shown.new, shown.changed, shown.same, shown.wrong) == (1, 1, 0, 0)
    html = page.content.decode()
    assert "Terapkan 2 perubahan" in html
    assert "<del>KPPN Ternate</del>" in html
    assert list(Unit.objects.values_list("code", "name")) == before


def test_im_09_applying_writes_in_one_go_and_a_second_time_nothing(tree, admin):
    page = preview(admin, units_file(TOBELO, ["kppn-ternate", "Baru", *TERNATE[2:]]))

    first = apply(admin, page)
    events = AuditEvent.objects.count()
    second = admin.post(
        "/kelola/impor/unit/terapkan/", {"isi": page.context["sealed"]}, follow=True
    )

    assert first["Location"] == "/kelola/unit/"
    unit = Unit.objects.get(code="kppn-tobelo")
    assert (unit.short_name, unit.time_zone) == ("KPPN Tobelo", "Asia/Jayapura")
    assert unit in Unit.objects.below(tree.malut)
    assert Unit.objects.get(code="kppn-ternate").name == "Baru"
    assert "2 baris sudah sama" in second.content.decode()
    assert AuditEvent.objects.count() == events


def test_the_same_file_again_has_nothing_to_apply(tree, admin):
    apply(admin, preview(admin, units_file(TOBELO)))

    page = preview(admin, units_file(TOBELO))

    assert "Tidak ada yang akan berubah" in page.content.decode()
    assert "Terapkan" not in page.content.decode()


def test_units_may_hang_below_each_other_in_any_order(tree, admin):
    page = preview(
        admin,
        units_file(
            ["pos-b", "Pos B", "", "KPPN", "pos-a", "", ""],
            ["pos-a", "Pos A", "", "KPPN", "kppn-tobelo", "", ""],
            TOBELO,
        ),
    )
    apply(admin, page)

    below = Unit.objects.below(Unit.objects.get(code="kppn-tobelo"))
    assert set(below.values_list("code", flat=True)) == {"kppn-tobelo", "pos-a", "pos-b"}


def test_empty_cells_erase_nothing(tree, admin):
    Unit.objects.filter(pk=tree.ternate.pk).update(province="Maluku Utara")

    page = preview(admin, units_file(["kppn-ternate", "KPPN Ternate", "", "", "", "", ""]))

    assert page.context["preview"].same == 1


def test_columns_may_be_moved_and_others_may_stand_between(tree, admin):
    head = ["No", "Nama", "Kode unit atasan", "JENIS ", "catatan", "kode*"]
    page = preview(
        admin, units_file([1, "KPPN Tobelo", "kanwil-malut", "KPPN", "x", "kppn-tobelo"], head=head)
    )

    assert page.context["preview"].new == 1


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (["", *TOBELO[1:]], "Kode", "belum diisi"),
        (["KPPN Tobelo", *TOBELO[1:]], "Kode", "huruf kecil"),
        (["kppn-tanjungpandan", *TOBELO[1:]], "Kode", "tidak dapat dipakai"),
        (["kppn-tobelo", "", *TOBELO[2:]], "Nama", "belum diisi"),
        ([*TOBELO[:3], "Koperasi", *TOBELO[4:]], "Jenis", "Yang ada: KPPN"),
        ([*TOBELO[:3], "", *TOBELO[4:]], "Jenis", "belum diisi"),
        ([*TOBELO[:4], "kanwil-babel", "", ""], "Kode unit atasan", "tidak ada di wilayah Anda"),
        ([*TOBELO[:4], "", "", ""], "Kode unit atasan", "perlu unit atasan"),
        ([*TOBELO[:4], "kppn-tobelo", "", ""], "Kode unit atasan", "tidak ada di wilayah Anda"),
        ([*TOBELO[:6], "GMT"], "Zona waktu", "WIB, WITA, atau WIT"),
        (["kppn-tobelo", "x" * 201, *TOBELO[2:]], "Nama", "lebih dari 200 huruf"),
        (["kppn-tobelo", "=1+1", *TOBELO[2:]], "Nama", "berisi rumus"),
        (["kanwil-malut", "", "", "", "kppn-ternate", "", ""], "Kode unit atasan", "wilayah"),
        ([*TERNATE[:4], "kanwil-babel", "", ""], "Kode unit atasan", "tidak dapat dipindahkan"),
    ],
)
def test_a_bad_cell_is_named_and_its_row_left_out(tree, admin, row, column, sentence):
    page = preview(admin, units_file(row, ["kppn-sofifi", *TOBELO[1:]]))

    assert sentence in problems(page)[2][column]
    done = apply(admin, page)
    assert done.status_code == 302
    assert Unit.objects.filter(code="kppn-sofifi").exists()
    assert Unit.objects.count() == 7
    tree.malut.refresh_from_db()
    assert tree.malut.parent == tree.djpb


def test_the_same_code_twice_is_told(tree, admin):
    page = preview(admin, units_file(TOBELO, TOBELO))

    assert "baris lain" in problems(page)[3]["Kode"]


def test_units_in_a_ring_are_told(tree, admin):
    page = preview(
        admin,
        units_file(
            ["pos-a", "A", "", "KPPN", "pos-b", "", ""], ["pos-b", "B", "", "KPPN", "pos-a", "", ""]
        ),
    )

    assert set(problems(page)) == {2, 3}


def test_a_central_admin_may_move_units_between_regions(tree, central, sign_in):
    client = sign_in(central)
    page = preview(client, units_file([*TERNATE[:4], "kanwil-babel", "", ""]))

    apply(client, page)

    assert tree.ternate in Unit.objects.below(tree.babel)


def refused(page) -> str:
    return " ".join(page.context["form"].errors["file"])


def test_im_05_a_renamed_column_is_named(tree, admin):
    head = ["Kode", "Nama", "Nama pendek", "Tipe", "Kode unit atasan"]

    assert "Kolom Jenis tidak ditemukan" in refused(
        preview(admin, units_file(TOBELO[:5], head=head))
    )


def test_im_05_a_doubled_column_is_named(tree, admin):
    page = preview(admin, units_file([*TOBELO, "x"], head=[*UNIT_HEAD, "Kode"]))

    assert "Kolom Kode ada lebih dari satu" in refused(page)


def test_im_05_two_sheets_alike_are_refused(tree, admin):
    workbook, _ = sheet_with(UNIT_HEAD, [TOBELO])
    workbook.create_sheet("Lain").append(UNIT_HEAD)

    assert "Sisakan satu lembar" in refused(preview(admin, upload(workbook)))


def test_im_05_merged_cells_are_refused(tree, admin):
    workbook, sheet = sheet_with(UNIT_HEAD, [TOBELO, TOBELO])
    sheet.merge_cells("B2:B3")

    assert "sel gabungan di B2" in refused(preview(admin, upload(workbook)))


def test_a_sheet_without_rows_is_told(tree, admin):
    assert "belum berisi baris" in refused(preview(admin, units_file()))


def test_what_is_no_workbook_is_told(tree, admin):
    for name, content, sentence in (
        ("a.csv", b"Kode,Nama", "bukan .xlsx"),
        ("a.xlsx", b"Kode,Nama", "bukan buku kerja"),
        ("a.xlsx", b"", "Berkas kosong"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
    ):
        assert sentence in refused(preview(admin, SimpleUploadedFile(name, content)))
    assert "belum dipilih" in refused(admin.post("/kelola/impor/unit/"))


def test_a_bomb_is_refused_before_it_is_unpacked(tree, admin):
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * 60_000_000 + b"</a>")

    page = preview(admin, SimpleUploadedFile("bom.xlsx", bomb.getvalue()))

    assert "terlalu besar" in refused(page)


def test_too_many_rows_are_refused(tree, admin, monkeypatch):
    monkeypatch.setattr("units.imports.sheets.MOST_ROWS", 2)

    assert "lebih dari 2 baris" in refused(preview(admin, units_file(TOBELO, TOBELO, TOBELO)))
    # A whole ministry is not even read to its end.
    monkeypatch.setattr("units.imports.sheets.LIMITS", Limits(rows=3))
    assert "terlalu banyak baris" in refused(preview(admin, units_file(TOBELO, TOBELO, TOBELO)))


def test_a_changed_preview_is_refused(tree, admin):
    page = preview(admin, units_file(TOBELO))
    spoiled = page.context["sealed"][:-3] + "abc"

    done = admin.post("/kelola/impor/unit/terapkan/", {"isi": spoiled}, follow=True)

    assert "Unggah berkasnya sekali lagi" in done.content.decode()
    assert not Unit.objects.filter(code="kppn-tobelo").exists()


def test_a_preview_belongs_to_the_one_who_made_it(tree, central, admin, sign_in):
    file = units_file(["kppn-x", "X", "", "KPPN", "kanwil-babel", "", ""])
    page = preview(sign_in(central), file)

    apply(admin, page)

    assert not Unit.objects.filter(code="kppn-x").exists()


def test_a_preview_of_people_is_none_of_units(tree, admin):
    page = preview(admin, units_file(TOBELO))

    admin.post("/kelola/impor/orang/terapkan/", {"isi": page.context["sealed"]})

    assert not Unit.objects.filter(code="kppn-tobelo").exists()


def test_rights_lost_between_preview_and_applying_count(tree, regional, admin):
    page = preview(admin, units_file(TOBELO))
    regional.memberships.update(unit=tree.babel)

    apply(admin, page)

    assert not Unit.objects.filter(code="kppn-tobelo").exists()


def test_applying_asks_for_the_password_in_an_old_session(tree, regional, admin, client):
    page = preview(admin, units_file(TOBELO))
    client.force_login(regional)

    assert apply(client, page)["Location"].startswith("/akun/konfirmasi/")
    assert not Unit.objects.filter(code="kppn-tobelo").exists()


def test_a_long_preview_shows_the_first_and_counts_the_rest(tree, admin):
    rows = [[f"pos-{n}", f"Pos {n}", "", "KPPN", "kanwil-malut", "", ""] for n in range(250)]
    bad = [[f"Pos {n}", "x", "", "KPPN", "kanwil-malut", "", ""] for n in range(210)]

    page = preview(admin, units_file(*rows, *bad))

    shown = page.context["preview"]
    assert (len(shown.effective_rows), shown.unseen_effective) == (200, 50)
    assert (len(shown.wrong_rows), shown.unseen_wrong) == (200, 10)
    assert "dan 50 baris lain" in page.content.decode()


def test_planning_asks_a_fixed_number_of_questions(tree, admin):
    def count(number: int) -> int:
        rows = [[f"pos-{n}", f"Pos {n}", "", "KPPN", "kanwil-malut", "", ""] for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            assert preview(admin, units_file(*rows)).context["preview"].new == number
        return len(queries)

    assert count(3) == count(60) <= 15


def test_the_template_is_taken_back_as_it_is(tree, admin):
    response = admin.get("/kelola/impor/unit/templat/")

    assert response["Content-Disposition"] == 'attachment; filename="templat-impor-unit.xlsx"'
    workbook = load_workbook(BytesIO(response.content))
    assert [cell.value for cell in workbook["Unit"][1]] == UNIT_HEAD
    assert "KPPN" in str(list(workbook["Petunjuk"].values))
    workbook["Unit"].append(TOBELO)
    assert preview(admin, upload(workbook)).context["preview"].new == 1


@pytest.mark.parametrize("path", ["unit/", "unit/templat/", "orang/", "orang/templat/"])
def test_others_import_nothing(clerk, sign_in, path):
    client = sign_in(clerk)

    assert client.get(f"/kelola/impor/{path}").status_code == 403
    assert client.post("/kelola/impor/unit/terapkan/", {"isi": "x"}).status_code == 403


def test_there_are_two_kinds_of_import(tree, admin):
    assert admin.get("/kelola/impor/lain/").status_code == 404
    assert State.NEW == "Baru"


def move(code: str, parent: str) -> list[str]:
    return [code, "", "", "", parent, "", ""]


def test_moves_of_one_file_build_on_each_other(tree, central, sign_in):
    """Each row moves what the rows above it have left, and none may close a circle with them."""
    pusat = sign_in(central)
    page = preview(
        pusat,
        units_file(
            move("kanwil-babel", "kanwil-malut"),
            move("kppn-ternate", "kanwil-babel"),
            move("kanwil-malut", "kppn-tanjungpandan"),
        ),
    )
    assert list(problems(page)) == [4]
    assert "di bawah dirinya sendiri" in problems(page)[4]["Kode unit atasan"]

    apply(pusat, page)

    below = Unit.objects.below(Unit.objects.get(code="kanwil-babel")).order_by("code")
    assert [unit.code for unit in below] == ["kanwil-babel", "kppn-tanjungpandan", "kppn-ternate"]
    assert not [*tree_is_consistent(thorough=False)]


def test_a_file_may_turn_two_units_around(tree, central, sign_in):
    pusat = sign_in(central)
    page = preview(
        pusat,
        units_file(move("kppn-ternate", "djpb"), move("kanwil-malut", "kppn-ternate")),
    )
    assert not problems(page)

    apply(pusat, page)

    assert Unit.objects.get(code="kanwil-malut").parent.code == "kppn-ternate"
    assert not [*tree_is_consistent(thorough=False)]
