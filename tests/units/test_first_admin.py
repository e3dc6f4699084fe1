from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from tests.factories import MembershipFactory, Role
from units.models import AuditEvent, Membership, Unit, User


ANSWERS = {
    "ZI_ADMIN_NAMA": "Ratna Dewi",
    "ZI_ADMIN_AKUN": "ratna.admin",
    "ZI_ADMIN_SANDI": "kuda laut menari 77",
    "ZI_INSTANSI_NAMA": "Kementerian Keuangan",
    "ZI_INSTANSI_KODE": "kemenkeu",
}


@pytest.fixture
def environment(monkeypatch):
    for name, value in ANSWERS.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def run() -> str:
    out = io.StringIO()
    call_command("create_first_admin", stdout=out)
    return out.getvalue()


def test_it_works_from_the_environment(db, environment):
    assert "ratna.admin" in run()

    user = User.objects.get(username="ratna.admin")
    membership = Membership.objects.get(user=user)
    assert user.check_password("kuda laut menari 77")
    assert (membership.role, membership.unit.code) == (Role.ADMIN_PUSAT, "kemenkeu")
    assert membership.unit.parent is None
    event = AuditEvent.objects.get(action="admin_pertama_dibuat")
    assert (event.actor, event.unit) == ("sistem", "kemenkeu")


def test_the_new_admin_can_work(db, environment, client):
    run()
    client.post("/masuk/", {"login": "ratna.admin", "password": "kuda laut menari 77"})

    assert client.get("/kelola/").status_code == 200


def test_an_existing_top_unit_is_taken(tree, environment):
    environment.delenv("ZI_INSTANSI_NAMA")
    environment.delenv("ZI_INSTANSI_KODE")

    run()

    assert Membership.objects.get(role=Role.ADMIN_PUSAT).unit == tree.top
    assert Unit.objects.filter(parent=None).count() == 1


def test_a_second_one_is_refused(central, environment):
    with pytest.raises(CommandError, match="Admin pusat sudah ada"):
        run()

    assert not User.objects.filter(username="ratna.admin").exists()


def test_an_admin_whose_account_is_closed_does_not_count(central, environment):
    central.is_active = False
    central.save()

    run()

    assert User.objects.filter(username="ratna.admin").exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ZI_ADMIN_SANDI", "kppn2027", "ZI_ADMIN_SANDI"),
        ("ZI_ADMIN_AKUN", "Ratna Dewi", "Nama akun hanya boleh"),
        ("ZI_ADMIN_AKUN", "", "Belum diisi"),
        ("ZI_INSTANSI_KODE", "Kemen Keu", "Kode hanya boleh"),
        ("ZI_ADMIN_NAMA", "x" * 151, "ZI_ADMIN_NAMA"),
    ],
)
def test_a_bad_answer_changes_nothing(db, environment, name, value, sentence):
    environment.setenv(name, value)

    with pytest.raises(CommandError, match=sentence):
        run()

    assert not User.objects.exists()
    assert not Unit.objects.exists()


def test_without_terminal_and_environment_it_says_what_is_needed(db, monkeypatch):
    for name in ANSWERS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError, match="ZI_ADMIN_NAMA, ZI_ADMIN_AKUN"):
        run()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_at_a_terminal_it_asks_until_the_answers_will_do(db, monkeypatch):
    for name in ANSWERS:
        monkeypatch.delenv(name, raising=False)
    typed = iter(
        [
            *("", "Ratna Dewi", "Ratna!", "baru", "ratna"),
            *("Kementerian Keuangan", "Kemenkeu", "kemenkeu"),
        ]
    )
    secret = iter(
        ["pendek", "kuda laut menari", "kuda laut", "kuda laut menari", "kuda laut menari"]
    )
    module = "units.management.commands.create_first_admin"
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", lambda question: next(typed))
    monkeypatch.setattr(f"{module}.getpass", lambda question: next(secret))

    said = run()

    assert User.objects.get().username == "ratna"
    assert "Belum diisi" in said
    assert "Nama akun hanya boleh" in said
    assert "“baru” dipakai alamat halaman" in said
    assert "Kode hanya boleh" in said
    assert "Kedua kata sandi tidak sama" in said
    assert "kuda laut menari" not in said


def test_leaving_the_questions_is_one_sentence(db, monkeypatch):
    for name in ANSWERS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin", Terminal())  # as at Ctrl+D

    with pytest.raises(CommandError, match="tidak ada yang dibuat"):
        run()


def test_somebody_else_may_hold_another_role(tree, environment):
    MembershipFactory(unit=tree.top, role=Role.ADMIN_WILAYAH)

    run()

    assert Membership.objects.filter(role=Role.ADMIN_PUSAT).count() == 1
