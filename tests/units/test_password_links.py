from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from freezegun import freeze_time

from tests.factories import PASSWORD, UserFactory
from units.actions.people import one_time_password_link
from units.adapters import password_path
from units.models import AuditEvent


NEW = "kuda laut menari 77"
START = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def link_by_mail(client: Client, email: str = "sari@kantor.example.go.id", **extra) -> str:
    client.post("/lupa-sandi/", {"email": email}, **extra)
    return re.search(r"http\S+", mail.outbox[-1].body).group()


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def open_link(client: Client, url: str):
    return client.get(path_of(url), follow=True)


def use_link(client: Client, url: str, password: str = NEW):
    """Open the link and set a password by the form it leads to."""
    page = open_link(client, url)
    if "form" not in page.context or page.context.get("token_fail"):
        return page
    return client.post(page.context["action_url"], {"password1": password, "password2": password})


def can_sign_in(username: str, password: str) -> bool:
    answer = Client().post("/masuk/", {"login": username, "password": password})
    return answer.status_code == 302


@pytest.fixture
def link(central, clerk) -> str:
    """A link the central admin made for Sari."""
    return password_path(*one_time_password_link(by=central, user=clerk))


def is_refused(response) -> bool:
    return "Tautan ini tidak berlaku lagi" in response.content.decode()


def test_a_link_by_mail_sets_a_password(client, clerk):
    response = use_link(client, link_by_mail(client))

    assert response["Location"] == "/lupa-sandi/selesai/"
    assert can_sign_in("sari", NEW)
    assert not can_sign_in("sari", PASSWORD)
    assert AuditEvent.objects.filter(action="sandi_disetel_ulang", actor="sari").exists()


def test_known_and_unknown_addresses_are_answered_alike(client, clerk):
    answers = [
        Client().post("/lupa-sandi/", {"email": email})
        for email in ("sari@kantor.example.go.id", "siapa@kantor.example.go.id")
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert [message.to for message in mail.outbox] == [["sari@kantor.example.go.id"]]


def test_closed_accounts_get_no_link(client, clerk):
    clerk.is_active = False
    clerk.save()

    client.post("/lupa-sandi/", {"email": clerk.email})

    assert mail.outbox == []


def test_many_requests_for_one_address_are_stopped(client, clerk):
    for _ in range(7):
        client.post("/lupa-sandi/", {"email": clerk.email})

    assert len(mail.outbox) == 5


def test_the_mail_is_in_our_words_and_names_the_account(client, clerk):
    link_by_mail(client)

    (message,) = mail.outbox
    assert message.subject == "[Portal ZI] Tautan kata sandi"
    assert "Nama akun: sari" in message.body
    assert "satu jam" in message.body


def test_the_host_of_the_link_comes_from_the_settings(client, clerk, settings):
    settings.SITE_URL = "https://zi.kantor.example.go.id"

    url = link_by_mail(client, headers={"X-Forwarded-Host": "jahat.example"})

    assert url.startswith("https://zi.kantor.example.go.id/lupa-sandi/")


def test_a_host_that_is_not_ours_gets_no_link_at_all(clerk):
    client = Client(raise_request_exception=False)

    response = client.post(
        "/lupa-sandi/", {"email": clerk.email}, headers={"Host": "jahat.example"}
    )

    assert response.status_code == 400
    assert mail.outbox == []


def test_a_link_works_once(client, link):
    use_link(client, link)

    assert is_refused(use_link(Client(), link, "lain kali lain kata 88"))
    assert can_sign_in("sari", NEW)


def test_a_newer_link_ends_the_older(client, central, clerk, link):
    with freeze_time(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)):
        newer = password_path(*one_time_password_link(by=central, user=clerk))

    assert is_refused(open_link(client, link))
    assert not is_refused(open_link(client, newer))


def test_a_link_by_mail_ends_the_admins_link(client, clerk, link):
    with freeze_time(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)):
        link_by_mail(client)

    assert is_refused(open_link(client, link))


def test_signing_in_ends_the_link(client, clerk, link):
    assert can_sign_in("sari", PASSWORD)

    assert is_refused(open_link(client, link))


def test_an_admins_link_lasts_a_day(client, central, clerk):
    with freeze_time(START):
        url = password_path(*one_time_password_link(by=central, user=clerk))
    with freeze_time(START + dt.timedelta(hours=23)):
        assert not is_refused(open_link(client, url))
    with freeze_time(START + dt.timedelta(hours=25)):
        assert is_refused(open_link(client, url))


def test_a_link_by_mail_lasts_an_hour(client, clerk):
    with freeze_time(START):
        url = link_by_mail(client)
    with freeze_time(START + dt.timedelta(minutes=59)):
        assert not is_refused(open_link(client, url))
    with freeze_time(START + dt.timedelta(minutes=61)):
        assert is_refused(open_link(client, url))


def test_a_link_does_not_fit_another_person(client, central, clerk, stranger, link):
    uid, token = re.search(r"/lupa-sandi/(\w+)-(.+)/$", link).groups()
    other, _ = one_time_password_link(by=central, user=stranger)

    assert uid != other
    assert is_refused(open_link(client, password_path(other, token)))


@pytest.mark.parametrize("end", ["", "x", "--", "/..", "%00"])
def test_a_changed_token_opens_nothing(client, link, end):
    response = open_link(client, f"{link.rstrip('/')[:-1]}{end}/")

    assert response.status_code == 404 or is_refused(response)


def test_the_link_of_a_closed_account_opens_nothing(client, clerk, link):
    clerk.is_active = False
    clerk.save()

    assert is_refused(open_link(client, link))


def test_the_token_leaves_the_address_at_once(client, link):
    page = client.get(link)

    assert page["Location"].endswith("-set-password/")


def test_opening_somebody_elses_link_signs_me_out_first(sign_in, stranger, link):
    client = sign_in(stranger)

    open_link(client, link)

    assert "_auth_user_id" not in client.session


def test_the_sessions_of_the_account_end_with_the_new_password(clerk, sign_in, central):
    phone = sign_in(clerk)
    url = password_path(*one_time_password_link(by=central, user=clerk))

    use_link(Client(), url)

    assert phone.get("/akun/").status_code == 302


def test_the_new_password_must_pass_the_checks(client, link):
    response = use_link(client, link, "kppn2027!")

    assert response.status_code == 200
    assert can_sign_in("sari", PASSWORD)


def test_two_different_writings_are_told_in_a_sentence(client, link):
    page = open_link(client, link)
    response = client.post(page.context["action_url"], {"password1": NEW, "password2": NEW + "x"})

    assert response.context["form"].errors == {
        "password2": ["Kedua kata sandi tidak sama. Tulis yang sama di kedua isian."]
    }


def test_a_lock_from_guessing_ends_with_the_new_password(client, clerk, link):
    for _ in range(6):
        client.post("/masuk/", {"login": "sari", "password": "salah"})
    use_link(Client(), link)

    assert can_sign_in("sari", NEW)


def test_the_command_line_lets_the_last_admin_in(client, central, capsys):
    call_command("tautan_sandi", "pusat")

    use_link(client, capsys.readouterr().out.strip())
    assert can_sign_in("pusat", NEW)
    assert AuditEvent.objects.get(action="tautan_sandi_dibuat").actor == "sistem"


def test_the_command_line_names_no_closed_account(db):
    UserFactory(username="lama", is_active=False)

    with pytest.raises(CommandError, match="Tidak ada akun aktif"):
        call_command("tautan_sandi", "lama")
