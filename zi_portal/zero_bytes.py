"""Zero bytes in addresses: no text of the portal holds one, and PostgreSQL takes none.

Forms see to what is typed into them; whoever reads the query string, or looks for what a path
names, need not think of it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


ZERO, WRITTEN = "\x00", "%00"

GetResponse = Callable[[HttpRequest], HttpResponse]


class ZeroBytesMiddleware:
    """Takes zero bytes out of query strings; nothing has an address with one in its path."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ZERO in request.path_info:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        # Again, because "%0%000" without its middle is one more.
        while WRITTEN in query:
            query = query.replace(WRITTEN, "")
            request.META["QUERY_STRING"] = query
        return self.get_response(request)
