"""One kept-alive connection, as a browser holds it, with its cookies."""

from __future__ import annotations

import gzip
import http.client
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode


# Django takes any secret of this length that comes in the cookie and in the header alike.
CSRF_SECRET = "b" * 32
# The server gives up a silent connection after two seconds; opening one is not measured.
KEPT_ALIVE = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response, unpacked, and the seconds from the first byte sent to the last read.

    `wire` is how many bytes came.
    """

    status: int
    body: bytes
    seconds: float
    wire: int = 0


class Client:
    """Sends one request at a time."""

    def __init__(self, port: int, cookies: dict[str, str], csrf_cookie: str) -> None:
        self.port = port
        self.cookies = dict(cookies) | {csrf_cookie: CSRF_SECRET}
        self.last_used = 0.0
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None, {})

    def post(self, path: str, form: dict[str, str]) -> Answer:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": CSRF_SECRET,
            "X-Requested-With": "fetch",
        }
        return self._send("POST", path, urlencode(form).encode(), headers)

    def close(self) -> None:
        self.connection.close()

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if time.monotonic() - self.last_used > KEPT_ALIVE:
            self.connection.close()
        if self.connection.sock is None:
            # http.client sets TCP_NODELAY itself.
            self.connection.connect()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        # As every browser asks; the portal pays for compressing its pages, the yardstick does not.
        sent = {"Cookie": cookies, "Accept-Encoding": "gzip, deflate, br"} | headers
        began = time.perf_counter()
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        self.last_used = time.monotonic()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        packed = response.headers.get("Content-Encoding") == "gzip"
        body_read = gzip.decompress(content) if packed else content
        return Answer(response.status, body_read, seconds, len(content))
