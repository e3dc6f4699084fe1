"""A sender of files in parts over a real connection, and a line that can be slow or be cut."""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPResponse

from tests.pengungkit.tus_client import CONTENT_TYPE, CREATE, TUS, packed


# Django takes any secret of this length that comes in the cookie and in the header alike.
CSRF_SECRET = "b" * 32
PIECE = 16 * 1024


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def offset(self) -> int:
        return int(self.headers["Upload-Offset"])

    @property
    def sentence(self) -> str:
        return json.loads(self.body)["pesan"]


@dataclass
class Sender:
    """One person's client; every request has a connection of its own."""

    port: int
    cookies: dict[str, str]
    timeout: float = 60.0
    # What was acknowledged as kept: evidence by the name it was sent under.
    ledger: dict[str, str] = field(default_factory=dict)

    def begin(self, size: int, *, unit: str, name: str = "SK.pdf", **said: str) -> Answer:
        metadata = packed(filename=name, unit=unit, **said)
        headers = {"Upload-Length": str(size), "Upload-Metadata": metadata}
        return self.request("POST", CREATE, headers)

    def begun(self, size: int, *, unit: str, name: str = "SK.pdf", **said: str) -> str:
        answer = self.begin(size, unit=unit, name=name, **said)
        assert answer.status == 201, answer
        return answer.headers["Location"]

    def ask(self, url: str) -> Answer:
        return self.request("HEAD", url, {})

    def send(
        self, url: str, offset: int, data: bytes, *, rate: float = 0, promised: int | None = None
    ) -> Answer | None:
        """One part, at `rate` bytes a second when given; None when the line broke."""
        length = len(data) if promised is None else promised
        headers = {"Upload-Offset": str(offset), "Content-Type": CONTENT_TYPE}
        headers["Content-Length"] = str(length)
        try:
            return self.request("PATCH", url, headers, paced(data, rate))
        except (OSError, http.client.HTTPException):
            return None

    def request(
        self, method: str, url: str, headers: dict[str, str], body: Iterator[bytes] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.putrequest(method, url, skip_accept_encoding=True)
            for name, value in (TUS | self.signed_in | headers).items():
                connection.putheader(name, value)
            if body is None:
                connection.putheader("Content-Length", "0")
            connection.endheaders()
            for piece in body or ():
                connection.send(piece)
            return answered(connection.getresponse())
        finally:
            connection.close()

    @property
    def signed_in(self) -> dict[str, str]:
        cookies = self.cookies | {"zi-csrf": CSRF_SECRET}
        pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return {"Cookie": pairs, "X-CSRFToken": CSRF_SECRET}

    def finish(self, url: str, data: bytes, *, name: str = "SK.pdf", rate: float = 0) -> Answer:
        """Go on from where the upload stands, as often as needed, until it is kept."""
        for _ in range(200):
            try:
                asked = self.ask(url)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if asked.status != 200:
                raise AssertionError(asked)
            if asked.offset == len(data):
                self.ledger[name] = asked.headers["ZI-Bukti"]
                return asked
            answer = self.send(url, asked.offset, data[asked.offset :], rate=rate)
            if answer is None or answer.status in {409, 423}:
                time.sleep(0.05)
            elif answer.status != 204:
                raise AssertionError(answer)
        raise AssertionError("never finished")


def answered(response: HTTPResponse) -> Answer:
    return Answer(response.status, dict(response.getheaders()), response.read())


def paced(data: bytes, rate: float) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        piece = data[start : start + PIECE]
        if rate:
            time.sleep(len(piece) / rate)
        yield piece


class Line:
    """Between sender and server: so many bytes a second, cut after some, or gone silent."""

    def __init__(self, server_port: int, *, rate: float = 0, cuts: random.Random | None = None):
        self.server_port, self.rate, self.cuts = server_port, rate, cuts
        self.is_dead = threading.Event()
        self.cut_count = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    def close(self) -> None:
        reset(self._listener)
        self._listener.close()

    def _start(self, target, *args) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.server_port))
            except OSError:
                return
            left = self.cuts.randrange(100_000, 900_000) if self.cuts else None
            self._start(self._carry, near, far, left)
            self._start(self._carry, far, near, None)

    def _carry(self, source: socket.socket, target: socket.socket, left: int | None) -> None:
        with suppress(OSError), source, target:
            while data := source.recv(PIECE):
                if self.rate:
                    time.sleep(len(data) / self.rate)
                if self.is_dead.is_set():
                    # Nothing passes any more, and nobody is told.
                    threading.Event().wait()
                if left is not None:
                    left -= len(data)
                    if left < 0:
                        self.cut_count += 1
                        reset(source)
                        reset(target)
                        return
                target.sendall(data)


def reset(connection: socket.socket) -> None:
    """End now, also for the thread that is reading from it."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
