from __future__ import annotations

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from tests.factories import PASSWORD, MembershipFactory, Role
from units.devices import describe_device
from units.models import AuditEvent, Membership


START = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def later(**span) -> freeze_time:
    return freeze_time(START + dt.timedelta(**span))


def is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


@pytest.fixture
def started(clerk, sign_in) -> Client:
    with freeze_time(START):
        return sign_in(clerk)


def test_an_idle_session_ends(started, settings):
    idle = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)

    with freeze_time(START + idle + dt.timedelta(seconds=1)):
        response = started.get("/akun/")

    assert response["Location"] == "/masuk/?next=/akun/"


def test_a_shared_device_is_left_behind_sooner_and_emptier(clerk, sign_in, settings):
    clerk_at = {"login": "sari", "password": PASSWORD}
    shared, own = Client(), Client()
    with freeze_time(START):
        shared.post("/masuk/", clerk_at | {"shared": "on"})
        own.post("/masuk/", clerk_at)

    for minute in (10, 20, 30):
        with later(minutes=minute):
            page = shared.get("/akun/")
    # Ends with the browser, is gone from its memory, and says before its own, shorter limit.
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert not shared.cookies["zi-sesi"]["max-age"]
    assert not page.context["portal_keeps_text"]
    assert page.context["portal_session_seconds"] == settings.SHARED_DEVICE_SECONDS - 180
    with later(minutes=45, seconds=1):
        assert not is_in(shared)
        page = own.get("/akun/")
    assert page["Cache-Control"] == "private, no-cache"
    assert page.context["portal_keeps_text"]

    # Whoever signs in next says anew what this device is.
    with later(minutes=46):
        shared.post("/masuk/", clerk_at)
        assert shared.get("/akun/").context["portal_keeps_text"]


def test_a_used_session_lives_on_past_the_idle_limit(started):
    for minute in range(0, 180, 30):
        with later(minutes=minute):
            assert is_in(started)


def test_no_use_keeps_a_session_beyond_the_absolute_limit(started, settings):
    hours = settings.SESSION_ABSOLUTE_SECONDS // 3600
    for minute in range(0, hours * 60, 50):
        with later(minutes=minute):
            assert is_in(started)

    with later(hours=hours, seconds=1):
        assert not is_in(started)


def test_the_session_is_written_at_most_once_in_five_minutes(started):
    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert is_in(started)
        return sum(q["sql"].startswith("UPDATE") for q in queries)

    with later(minutes=4):
        assert writes() == 0
    with later(minutes=6):
        assert writes() == 2  # the session, and "terakhir dipakai" of the list
    with later(minutes=7):
        assert writes() == 0


def test_a_page_costs_two_queries_before_its_own(started):
    """Session, and person with rights; the limits ask nothing."""
    with later(minutes=1), CaptureQueriesContext(connection) as queries:
        started.get("/lanjutan/")

    assert len(queries) == 2


def test_a_cookie_that_is_no_key_is_not_looked_for(db, django_assert_num_queries):
    """The second spells a zero byte, which PostgreSQL takes nowhere."""
    for odd in ("kurang", '"\\000abcdefgh"', "abcdefgh'--"):
        with django_assert_num_queries(0):
            page = Client().get("/bantuan/", headers={"Cookie": f"zi-sesi={odd}"})
        assert page.status_code == 200


def test_the_list_names_devices_and_marks_this_one(clerk, sign_in):
    sign_in(clerk, HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/150.0 Mobile Safari/537")
    here = sign_in(clerk, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/150.0")

    response = here.get("/akun/sesi/")

    shown = response.context["sessions"]
    assert [(one.device, one.is_current) for one in shown] == [
        ("Firefox di Windows", True),
        ("Chrome di Android", False),
    ]
    assert "Anda masuk di 2 tempat" in response.content.decode()


def test_the_list_takes_as_many_queries_for_many_sessions(clerk, sign_in):
    here = sign_in(clerk)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert here.get("/akun/sesi/").status_code == 200
        return len(queries)

    few = count()
    for _ in range(5):
        sign_in(clerk)
    assert count() == few <= 15


def test_ending_the_others_ends_them_at_once(clerk, sign_in):
    here, phone = sign_in(clerk), sign_in(clerk)

    here.post("/akun/sesi/")

    assert is_in(here)
    assert not is_in(phone)
    event = AuditEvent.objects.get(action="sesi_lain_diakhiri")
    assert (event.actor, event.data) == ("sari", {"jumlah": 1})


def test_nobody_ends_sessions_of_others(clerk, stranger, sign_in):
    here, theirs = sign_in(clerk), sign_in(stranger)

    here.post("/akun/sesi/")

    assert is_in(theirs)


def test_only_so_many_sessions_stand(clerk, sign_in, settings):
    settings.SESSIONS_PER_PERSON = 2
    first, second, third = (sign_in(clerk) for _ in range(3))

    assert [is_in(client) for client in (first, second, third)] == [False, True, True]
    assert UserSession.objects.filter(user=clerk).count() == 2


def test_zero_means_any_number(clerk, sign_in, settings):
    settings.SESSIONS_PER_PERSON = 0

    assert all(is_in(client) for client in [sign_in(clerk) for _ in range(4)])


def test_a_new_password_ends_every_other_session(clerk, sign_in):
    here, phone = sign_in(clerk), sign_in(clerk)
    new = "kuda laut menari 77"

    response = here.post(
        "/akun/sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert response.status_code == 302
    assert is_in(here)
    assert not is_in(phone)
    assert AuditEvent.objects.filter(action="sandi_diganti", actor="sari").exists()


def test_a_closed_account_is_out_at_once(clerk, sign_in):
    client = sign_in(clerk)
    clerk.is_active = False
    clerk.save()

    assert not is_in(client)


def test_rights_removed_end_with_the_next_request(tree, sign_in, regional):
    client = sign_in(regional)
    assert client.get("/kelola/unit/kppn-ternate/").status_code == 200

    Membership.objects.filter(user=regional).update(
        valid_from=dt.date(2020, 1, 1), valid_until=dt.date(2020, 12, 31)
    )

    assert client.get("/kelola/unit/kppn-ternate/").status_code == 403


def test_rights_given_count_from_the_next_request(tree, sign_in, clerk):
    client = sign_in(clerk)
    assert client.get("/kelola/").status_code == 403

    MembershipFactory(user=clerk, unit=tree.malut, role=Role.ADMIN_WILAYAH)

    assert client.get("/kelola/").status_code == 200


def test_signing_in_sweeps_sessions_that_have_ended(clerk, sign_in):
    with freeze_time(START):
        sign_in(clerk)
    with later(days=2):
        sign_in(clerk)

    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537 Edg/150", "Edge di Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Safari/605", "Safari di Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) CriOS/150", "Chrome di iPhone"),
        ("curl/8", "Peramban lain"),
    ],
)
def test_devices_in_words(user_agent, words):
    assert describe_device(user_agent) == words
