"""Pages leave compressed: a list of 113 items shrinks from 90 kB to less than 10."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses pages and their fragments, and nothing that is a file.

    Kept files go out as they are: they are compressed already, and parts of them can be asked for.
    A page holds no secret that a guess reflected in it could reveal by its length: the token
    against forged requests is masked anew every time, and Django pads what it compresses.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(("text/html", "application/json")):
            return response
        return super().process_response(request, response)
