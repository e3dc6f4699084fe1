from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import MembershipFactory, Role, UnitFactory
from units.models import AuditEvent, Unit, UnitKind


NEW = {
    "code": "kppn-tobelo",
    "name": "KPPN Tobelo",
    "short_name": "KPPN Tobelo",
    "parent": "kanwil-malut",
    "province": "Maluku Utara",
    "time_zone": "Asia/Jayapura",
}


@pytest.fixture
def new(tree) -> dict[str, object]:
    return NEW | {"kind": tree.kind.pk}


def test_a_unit_is_added_below_its_parent(tree, regional, sign_in, new):
    response = sign_in(regional).post("/kelola/unit/baru/", new)

    assert response["Location"] == "/kelola/unit/kppn-tobelo/"
    unit = Unit.objects.get(code="kppn-tobelo")
    assert (unit.parent, unit.time_zone) == (tree.malut, "Asia/Jayapura")
    assert unit in Unit.objects.below(tree.malut)
    assert AuditEvent.objects.filter(action="unit_dibuat", actor="wilayah").count() == 1


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"code": "KPPN Tobelo"}, "code", "huruf kecil"),
        ({"code": "kppn-ternate"}, "code", "sudah dipakai"),
        ({"code": "kppn-tanjungpandan"}, "code", "sudah dipakai"),
        ({"parent": "kanwil-babel"}, "parent", "tidak ada di wilayah Anda"),
        ({"parent": ""}, "parent", "Unit atasan belum diisi"),
        ({"code": "baru"}, "code", "dipakai alamat halaman"),
        ({"kind": "999"}, "kind", "tidak ada di daftar"),
        ({"time_zone": "Europe/Berlin"}, "time_zone", "tidak ada di daftar"),
    ],
)
def test_a_bad_field_adds_nothing(tree, regional, sign_in, new, change, field, sentence):
    before = Unit.objects.count()

    response = sign_in(regional).post("/kelola/unit/baru/", new | change)

    assert sentence in " ".join(response.context["form"].errors[field])
    assert Unit.objects.count() == before


def test_the_list_shows_the_subtree_only(tree, regional, sign_in):
    response = sign_in(regional).get("/kelola/unit/")

    assert [unit.code for unit in response.context["page"]] == ["kanwil-malut", "kppn-ternate"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ternate", ["kppn-ternate"]),
        ("q=pandan", []),
        ("jenis=kppn", ["kanwil-malut", "kppn-ternate"]),
        ("jenis=tidak-ada", ["kanwil-malut", "kppn-ternate"]),
        ("atasan=kanwil-malut", ["kppn-ternate"]),
        ("atasan=kanwil-babel", []),
        ("status=nonaktif", []),
        ("status=semua&q=kppn", ["kppn-ternate"]),
        ("unit__user__password__startswith=a", ["kanwil-malut", "kppn-ternate"]),
        ("page=99", ["kanwil-malut", "kppn-ternate"]),
    ],
)
def test_the_list_can_be_narrowed(tree, regional, sign_in, query, found):
    response = sign_in(regional).get(f"/kelola/unit/?{query}")

    assert [unit.code for unit in response.context["page"]] == found


def test_a_unit_out_of_scope_does_not_exist(tree, regional, sign_in):
    client = sign_in(regional)

    for code in ("kppn-tanjungpandan", "djpb", "kemenkeu", "tidak-ada"):
        for act in ("", "ubah/", "peran/"):
            assert client.get(f"/kelola/unit/{code}/{act}").status_code == 404, (code, act)
        for act in ("ubah/", "nonaktifkan/", "aktifkan/", "peran/"):
            assert client.post(f"/kelola/unit/{code}/{act}").status_code == 404, (code, act)
    tree.pandan.refresh_from_db()
    assert tree.pandan.is_active


def edited(unit: Unit, **change) -> dict[str, object]:
    fields = {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind_id,
        "parent": unit.parent.code if unit.parent else "",
        "province": unit.province,
        "time_zone": unit.time_zone,
    }
    return fields | change


def test_a_unit_is_changed_and_its_code_stays(tree, regional, sign_in):
    sign_in(regional).post(
        "/kelola/unit/kppn-ternate/ubah/", edited(tree.ternate, name="KPPN Tipe A1", code="lain")
    )

    tree.ternate.refresh_from_db()
    assert (tree.ternate.name, tree.ternate.code) == ("KPPN Tipe A1", "kppn-ternate")


def test_a_unit_moves_with_everything_below_it(tree, central, sign_in):
    below = UnitFactory(code="pos-ternate", name="Pos", short_name="Pos", parent=tree.ternate)

    sign_in(central).post(
        "/kelola/unit/kppn-ternate/ubah/", edited(tree.ternate, parent="kanwil-babel")
    )

    below.refresh_from_db()
    assert below in Unit.objects.below(tree.babel)
    assert below not in Unit.objects.below(tree.malut)
    event = AuditEvent.objects.filter(action="unit_diubah").first()
    assert event.data["changes"]["parent"] == ["kanwil-malut", "kanwil-babel"]


def test_a_unit_is_not_moved_out_of_the_own_scope(tree, regional, sign_in):
    response = sign_in(regional).post(
        "/kelola/unit/kppn-ternate/ubah/", edited(tree.ternate, parent="kanwil-babel")
    )

    assert "tidak ada di wilayah Anda" in response.content.decode()
    tree.ternate.refresh_from_db()
    assert tree.ternate.parent == tree.malut


def test_the_topmost_unit_of_the_scope_keeps_its_place(tree, regional, sign_in):
    client = sign_in(regional)
    page = client.get("/kelola/unit/kanwil-malut/ubah/")

    client.post("/kelola/unit/kanwil-malut/ubah/", edited(tree.malut, parent="kppn-ternate"))

    assert "parent" not in page.context["form"].fields
    tree.malut.refresh_from_db()
    assert tree.malut.parent == tree.djpb


def test_a_unit_is_not_placed_below_itself(tree, central, sign_in):
    response = sign_in(central).post(
        "/kelola/unit/kanwil-malut/ubah/", edited(tree.malut, parent="kppn-ternate")
    )

    assert "di bawah dirinya sendiri" in response.content.decode()


def test_a_closed_unit_gives_no_rights_and_can_be_opened(tree, regional, clerk, sign_in):
    admin, theirs = sign_in(regional), sign_in(clerk)

    admin.post("/kelola/unit/kppn-ternate/nonaktifkan/")
    assert "Anda belum memegang peran" in theirs.get("/akun/").content.decode()
    assert "Unit ini tidak aktif" in admin.get("/kelola/unit/kppn-ternate/").content.decode()
    admin.post("/kelola/unit/kppn-ternate/aktifkan/")

    assert "KPPN Ternate" in theirs.get("/akun/").content.decode()
    actions = AuditEvent.objects.filter(actor="wilayah").values_list("action", flat=True)
    assert {"unit_dinonaktifkan", "unit_diaktifkan"} <= set(actions)


def test_a_unit_with_active_units_below_stays_open(tree, central, sign_in):
    response = sign_in(central).post("/kelola/unit/kanwil-malut/nonaktifkan/", follow=True)

    assert "masih membawahi unit yang aktif" in response.content.decode()
    tree.malut.refresh_from_db()
    assert tree.malut.is_active


def test_nobody_closes_the_unit_the_own_role_hangs_on(tree, sign_in):
    lonely = UnitFactory(code="kanwil-papua", name="Papua", short_name="Papua", parent=tree.djpb)
    admin = MembershipFactory(unit=lonely, role=Role.ADMIN_WILAYAH).user

    sign_in(admin).post("/kelola/unit/kanwil-papua/nonaktifkan/")

    lonely.refresh_from_db()
    assert lonely.is_active


def test_suggestions_hold_only_the_own_scope(tree, regional, sign_in):
    html = sign_in(regional).get("/kelola/unit/baru/").content.decode()

    assert '<option value="kppn-ternate">' in html
    assert "kppn-tanjungpandan" not in html


# Kinds


def test_the_central_admin_keeps_the_kinds(tree, central, sign_in):
    client = sign_in(central)

    client.post("/kelola/jenis/", {"code": "kpknl", "name": "KPKNL"})
    client.post("/kelola/jenis/kpknl/", {"code": "lain", "name": "KPKNL baru"})

    kind = UnitKind.objects.get(code="kpknl")
    assert kind.name == "KPKNL baru"
    actions = AuditEvent.objects.filter(actor="pusat").values_list("action", flat=True)
    assert {"jenis_dibuat", "jenis_diubah"} <= set(actions)


@pytest.mark.parametrize(
    "fields", [{"code": "kppn", "name": "Lain"}, {"code": "lain", "name": "kppn"}, {"code": ""}]
)
def test_kinds_stay_distinct(tree, central, sign_in, fields):
    assert sign_in(central).post("/kelola/jenis/", fields).status_code == 200
    assert UnitKind.objects.count() == 1


def test_a_regional_admin_keeps_no_kinds(tree, regional, sign_in):
    client = sign_in(regional)

    assert client.get("/kelola/jenis/").status_code == 403
    assert client.post("/kelola/jenis/", {"code": "x", "name": "X"}).status_code == 403
    assert client.post("/kelola/jenis/kppn/", {"name": "X"}).status_code == 403
    assert UnitKind.objects.get().name == "KPPN"


# Query budgets: constant in rows, and at most fifteen.


@pytest.mark.parametrize(
    "path",
    [
        "/kelola/",
        "/kelola/unit/",
        "/kelola/unit/kppn-ternate/",
        "/kelola/unit/kppn-ternate/ubah/",
        "/kelola/orang/",
        "/kelola/orang/?status=segera-berakhir&peran=anggota&q=a",
        "/kelola/orang/sari/",
        "/kelola/jenis/",
        "/kelola/jejak-audit/",
    ],
)
def test_pages_ask_a_fixed_number_of_questions(tree, central, clerk, sign_in, path):
    client = sign_in(central)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    few = count()
    for number in range(30):
        unit = UnitFactory(code=f"unit-{number}", parent=tree.ternate, kind=tree.kind)
        MembershipFactory(unit=unit)
        MembershipFactory(unit=tree.ternate)
        MembershipFactory(unit=unit, user=clerk, role=Role.PENGAMAT)
    assert count() == few
    # Session, person with rights, and what the page itself needs.
    assert few <= 12
