from __future__ import annotations

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from zi_portal.zero_bytes import ZeroBytesMiddleware


def seen_of(url: str) -> str:
    """The text a view finds under `q`."""
    found = ZeroBytesMiddleware(lambda request: HttpResponse(request.GET["q"]))
    return found(RequestFactory().get(url)).content.decode()


def test_it_works():
    assert seen_of("/bukti/?q=SK%00+Tim") == "SK Tim"


@pytest.mark.parametrize("tricky", ["%0%000", "%%0000", "%00%00", "%2500"])
def test_none_comes_about_by_taking_one_out(tricky: str):
    assert "\x00" not in seen_of(f"/bukti/?q={tricky}")


def test_nothing_has_such_an_address():
    with pytest.raises(Http404):
        seen_of("/kelola/orang/sari%00/?q=x")


def test_a_search_with_one_is_a_search(member_client):
    """On PostgreSQL, too, which takes no such text."""
    assert member_client.get("/inovasi/?q=%00").status_code == 200
    assert member_client.get("/kelola/orang/%00/").status_code == 404
