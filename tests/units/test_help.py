"""The help page: open to all, and true to the roles."""

from __future__ import annotations

from django.test import Client

from units.contexts.help import ROLE_GUIDE, WORDS
from units.permissions import Role


def test_it_works(db):
    response = Client().get("/bantuan/")
    assert response.status_code == 200
    html = response.content.decode()
    for guide in ROLE_GUIDE:
        assert guide.name in html
    for word, meaning in WORDS:
        assert f"<dt>{word}</dt><dd>{meaning}</dd>" in html
    assert "Yang tidak dijanjikan" in html


def test_every_role_is_told():
    assert [guide.role for guide in ROLE_GUIDE] == list(Role)


def test_signed_in_people_keep_their_frame(member_client):
    html = member_client.get("/bantuan/").content.decode()
    assert "Beranda" in html


def test_the_footer_leads_there(member_client):
    assert 'href="/bantuan/"' in member_client.get("/beranda/").content.decode()
