"""A body whose length nobody says is not read: its end cannot be known, so nothing can be promised.

Browsers always say it. Without this answer Django would take such a form for an empty one, and the
page would ask for what the person has just sent.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


SENTENCE = (
    "Kiriman ini datang tanpa ukuran (panjangnya tidak disebut), jadi tidak dibaca dan tidak ada"
    " yang tersimpan. Kirim lagi dari peramban; bila terulang, beri tahu admin portal."
)

GetResponse = Callable[[HttpRequest], HttpResponse]


class LengthRequiredMiddleware:
    """411 for bodies in chunks, before anything else looks for what was typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" not in request.headers or request.headers.get("Content-Length"):
            return self.get_response(request)
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"pesan": SENTENCE}, status=HTTPStatus.LENGTH_REQUIRED)
        return render(
            request, "411.html", {"sentence": SENTENCE}, status=HTTPStatus.LENGTH_REQUIRED
        )
