"""HEAD wherever GET is answered, and the page in place of a bare 405."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pengungkit.models import Assessment
from reports.models import Job
from tests.factories import MembershipFactory, Role
from units.models import AuditEvent, User


BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture
def save(assessment: Assessment) -> str:
    """An address that takes nothing but a form."""
    place = [assessment.year, assessment.unit.code, "A.I.1.i.a"]
    return reverse("pengungkit:item_save", args=place)


class TestWrongMethod:
    def test_it_works(self, member_client: Client, save: str) -> None:
        with CaptureQueriesContext(connection) as plain:
            bare = member_client.get(save)
        with CaptureQueriesContext(connection) as asked:
            page = member_client.get(save, headers={"Accept": BROWSER})
        assert (bare.status_code, bare.content) == (405, b"")
        assert (page.status_code, page.headers["Allow"]) == (405, "POST")
        assert b"<h1>Alamat ini bukan halaman</h1>" in page.content
        assert page.headers["Content-Length"] == str(len(page.content))
        assert len(asked) == len(plain)

    def test_scripts_get_the_status_alone(self, member_client: Client, save: str) -> None:
        for mark in ({"X-Requested-With": "fetch"}, {"HX-Request": "true"}):
            answer = member_client.get(save, headers={"Accept": BROWSER} | mark)
            assert (answer.status_code, answer.content) == (405, b"")

    def test_an_address_pasted_before_signing_in(self, member: User, save: str) -> None:
        """The way back after signing in leads to the page, not to an empty window."""
        client, browser = Client(), {"Accept": BROWSER}
        member.set_password("kata sandi yang panjang")
        member.save()
        to_sign_in = client.get(save, headers=browser)
        form = {"login": member.username, "password": "kata sandi yang panjang"}
        landed = client.post(to_sign_in["Location"], form, headers=browser, follow=True)
        assert landed.redirect_chain[-1][0] == save
        assert landed.status_code == 405
        assert "mulai lagi dari beranda" in landed.content.decode()


class TestHead:
    def test_a_page(self, member_client: Client) -> None:
        told, got = member_client.head("/beranda/"), member_client.get("/beranda/")
        assert (told.status_code, told.content) == (200, b"")
        assert told.headers["Content-Type"] == got.headers["Content-Type"]

    def test_it_is_never_taken_for_a_form(self, client: Client, assessment: Assessment) -> None:
        """The page of a new packet makes one on whatever is no GET."""
        client.force_login(MembershipFactory(unit=assessment.unit, role=Role.KETUA).user)
        before = AuditEvent.objects.count()
        place = [assessment.year, assessment.unit.code]
        assert client.head(reverse("reports:packet_new", args=place)).status_code == 200
        assert AuditEvent.objects.count() == before
        assert not Job.objects.exists()

    def test_a_list_is_not_recorded_as_taken(
        self, member_client: Client, assessment: Assessment
    ) -> None:
        place = [assessment.year, assessment.unit.code]
        address = reverse("reports:lke_download", args=place)
        taken = AuditEvent.objects.filter(action="lke_diunduh")
        assert int(member_client.head(address).headers["Content-Length"]) > 0
        assert not taken.exists()
        assert member_client.get(address).status_code == 200
        assert taken.count() == 1

    def test_strangers_are_led_to_sign_in(self, db: None) -> None:
        answer = Client().head("/", headers={"Accept": BROWSER})
        assert (answer.status_code, answer.content) == (302, b"")
        assert Client().head("/healthz").status_code == 200
