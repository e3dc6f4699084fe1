"""HEAD wherever GET is answered, and a page for a method that an address does not take."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string


class HeadMiddleware:
    """Lets views see a HEAD as the GET it stands for, and sends what they answer without its body.

    So no view can take a HEAD for a POST. Those that record what they hand over ask
    `hands_over` first. In the protocol of uploads HEAD means something else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD" or "Tus-Resumable" in request.headers:
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        # The length stays the one that a GET would have; files are closed with the response.
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        elif isinstance(response, HttpResponse):
            response.content = b""
        return response


class WrongMethodMiddleware:
    """A page in place of the empty 405, for people who open or reload what only takes forms.

    Scripts and programs, which read the status alone, get it as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not _is_read(request):
            return response
        if isinstance(response, HttpResponse) and not response.content:
            # Without the request: the page stands wherever one comes from, and costs no query.
            response.content = render_to_string("405.html").encode()
        return response


def _is_read(request: HttpRequest) -> bool:
    """Whether a person is to read the answer: browsers name the type of a page, scripts do not."""
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        return False
    return "text/html" in request.headers.get("Accept", "")
