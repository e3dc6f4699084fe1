from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from tests.factories import MembershipFactory, Role, UserFactory
from units import audit


def note(action: str, unit: str = "", actor=None, **data) -> None:
    with transaction.atomic():
        audit.record(actor=actor, action=action, target="uji:1", unit=unit, **data)


def actions(response) -> list[str]:
    return [event.action for event in response.context["page"].events]


@pytest.fixture
def trailed(tree, clerk) -> None:
    note("butir_disimpan", "kppn-ternate", clerk)
    note("butir_disetujui", "kanwil-malut")
    note("rahasia_pandan", "kppn-tanjungpandan")
    note("jenis_dibuat")


def test_an_admin_sees_the_own_subtree(trailed, regional, sign_in):
    response = sign_in(regional).get("/kelola/jejak-audit/")

    assert actions(response)[:3] == ["masuk", "butir disetujui", "butir disimpan"]
    assert "rahasia" not in response.content.decode()
    assert "jenis dibuat" not in actions(response)


def test_the_central_admin_sees_all_and_what_belongs_to_no_unit(trailed, central, sign_in):
    shown = actions(sign_in(central).get("/kelola/jejak-audit/"))

    assert {"rahasia pandan", "jenis dibuat", "butir disimpan"} <= set(shown)


@pytest.mark.parametrize("role", [Role.KETUA, Role.KEPALA])
def test_leaders_see_their_own_office(trailed, tree, sign_in, role):
    leader = MembershipFactory(unit=tree.ternate, role=role, user=UserFactory(username="l")).user
    client = sign_in(leader)

    shown = actions(client.get("/kelola/jejak-audit/"))

    assert "butir disimpan" in shown
    assert not {"butir disetujui", "rahasia pandan", "jenis dibuat"} & set(shown)
    assert 'href="/kelola/jejak-audit/"' in client.get("/akun/").content.decode()


@pytest.mark.parametrize("role", [Role.ANGGOTA, Role.KOORDINATOR, Role.TPI, Role.PENGAMAT])
def test_others_see_none(trailed, tree, sign_in, role):
    user = MembershipFactory(unit=tree.top, role=role, user=UserFactory(username="l")).user

    assert sign_in(user).get("/kelola/jejak-audit/").status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("unit=kppn-ternate", ["butir disimpan", "unit dibuat"]),
        ("unit=KPPN-Ternate", ["butir disimpan", "unit dibuat"]),
        ("unit=kppn-tanjungpandan", []),
        ("pelaku=sari", ["butir disimpan"]),
        ("tindakan=butir+disetujui", ["butir disetujui"]),
        ("tindakan=butir", ["butir disetujui", "butir disimpan"]),
        ("tindakan=%25", []),
        ("sampai=1+Januari+2020", []),
        ("dari=1+Januari+2099", []),
        ("dari=ngawur&tindakan=butir+di", ["butir disetujui", "butir disimpan"]),
    ],
)
def test_it_can_be_narrowed(trailed, regional, client, query, found):
    client.force_login(regional)

    response = client.get(f"/kelola/jejak-audit/?{query}")

    assert actions(response) == found


def test_days_are_days_of_the_portal(tree, regional, client):
    with freeze_time("2026-03-04 17:30:00"):  # half past midnight of the 5th in Jakarta
        note("tengah_malam", "kppn-ternate")
    client.force_login(regional)

    def found(query: str) -> list[str]:
        return actions(client.get(f"/kelola/jejak-audit/?tindakan=tengah&{query}"))

    assert found("dari=5-3-2026&sampai=5-3-2026") == ["tengah malam"]
    assert found("sampai=4-3-2026") == []
    assert found("dari=6-3-2026") == []


def test_it_goes_back_page_by_page(tree, regional, client):
    for number in range(120):
        note(f"langkah_{number}", "kppn-ternate")
    client.force_login(regional)
    seen = []
    query = "?tindakan=langkah"
    while query:
        response = client.get(f"/kelola/jejak-audit/{query}")
        seen += actions(response)
        older = response.context["page"].older
        query = f"?tindakan=langkah&sebelum={older}" if older else ""

    assert seen == [f"langkah {number}" for number in reversed(range(120))]
    assert "sebelum" in client.get("/kelola/jejak-audit/").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1;DROP"])
def test_a_strange_place_to_go_on_is_taken_for_the_beginning(trailed, regional, client, before):
    client.force_login(regional)

    assert client.get("/kelola/jejak-audit/", {"sebelum": before}).status_code == 200


def test_details_are_shown_as_text(tree, regional, client):
    note(
        "uji",
        "kppn-ternate",
        alasan="<script>alert(1)</script>",
        ya=True,
        isi={"a": [1, None], "b": "f0" * 32},
    )
    client.force_login(regional)

    html = client.get("/kelola/jejak-audit/?tindakan=uji").content.decode()

    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "ya: ya" in html
    assert "a: 1, –; b: f0f0f0f0f0f0…" in html


def test_it_asks_a_fixed_number_of_questions(tree, regional, client):
    client.force_login(regional)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/kelola/jejak-audit/").status_code == 200
        return len(queries)

    few = count()
    for _ in range(60):
        note("banyak", "kppn-ternate")
    assert count() == few == 3


def test_details_are_told_in_words(tree, clerk, central, sign_in):
    with transaction.atomic():
        audit.record(
            actor=clerk,
            action="butir_disimpan",
            target="pengungkit.Answer:7",
            unit="kppn-ternate",
            year=2026,
            changes={
                "choice": ["C", "B"],
                "due_on": [None, "2026-12-08"],
                "narrative": {"at": 8, "cut": "lama", "put": "baru"},
            },
            hal_baru=[True, "x"],
        )

    event = sign_in(central).get("/kelola/jejak-audit/").context["page"].events[1]

    assert event.details == [
        ("tahun", "2026"),
        ("perubahan", "pilihan: C → B; tenggat: – → 08-12-2026; penjelasan: “lama” → “baru”"),
        ("hal baru", "ya, x"),
    ]
    assert event.target == "jawaban 7"
