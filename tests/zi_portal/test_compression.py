from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse
from django.test import Client, RequestFactory

from tests.factories import make_evidence
from zi_portal.compression import PageCompressionMiddleware


def sent(response, encoding="gzip, deflate, br"):
    request = RequestFactory().get("/", headers={"accept-encoding": encoding})
    return PageCompressionMiddleware(lambda request: response)(request)


def test_it_works():
    page = "<p>butir</p>" * 500
    response = sent(HttpResponse(page))
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == page
    assert len(response.content) < len(page) / 10
    assert "Accept-Encoding" in response["Vary"]


def test_answers_to_scripts_are_compressed_too():
    assert sent(JsonResponse({"html": "x" * 500}))["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("x" * 500, content_type="application/pdf"),
        HttpResponse("x" * 500, content_type="text/plain"),
        HttpResponse("pendek"),
    ],
)
def test_files_and_short_answers_are_left_alone(response: HttpResponse):
    assert "Content-Encoding" not in sent(response)


def test_a_stream_keeps_its_length(tmp_path):
    path = tmp_path / "x.html"
    path.write_text("<p>" * 500)
    with path.open("rb") as file:
        response = sent(FileResponse(file, content_type="text/html"))
        assert response["Content-Length"] == "1500"
        assert "Content-Encoding" not in response


def test_who_does_not_ask_gets_it_plain():
    assert "Content-Encoding" not in sent(HttpResponse("x" * 500), encoding="identity")


def test_the_portal_compresses_pages_and_not_evidence(member_client: Client, unit, member):
    member_client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    assert member_client.get("/beranda/")["Content-Encoding"] == "gzip"
    evidence = make_evidence(unit, member, content=b"%PDF-1.4\n" + b"0" * 5000)
    response = member_client.get(f"/bukti/{evidence.uuid}/unduh/")
    assert "Content-Encoding" not in response
    assert len(b"".join(response.streaming_content)) == int(response["Content-Length"])
