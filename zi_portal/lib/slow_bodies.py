"""Hangs up on senders that hold a thread without sending: no byte for long, or too few.

The server reads a body with blocking calls and no limit of time, so a few hundred such connections
would stop every page. Reading is therefore watched here, for every request that has a body.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings


# What a sender must at least reach, averaged over one read, after the silence that is allowed.
BYTES_PER_SECOND = 500
# A read without a size ends with its line or the body; that much is reckoned with.
UNSIZED = 8192
LOOK_EVERY = 1.0

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Watchdog:
    """One thread a process that ends reads whose time is over, by closing the socket's inlet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = 0
        self._due: dict[object, tuple[float, socket.socket]] = {}

    @contextmanager
    def over(self, connection: socket.socket, seconds: float) -> Iterator[None]:
        """What is read inside must be done within `seconds`."""
        key = object()
        with self._lock:
            self._start()
            self._due[key] = time.monotonic() + seconds, connection
        try:
            yield
        finally:
            with self._lock:
                self._due.pop(key, None)

    def _start(self) -> None:
        # The server loads the application once and forks; threads do not survive that.
        if self._process == os.getpid():
            return
        self._process = os.getpid()
        self._due.clear()
        threading.Thread(target=self._look, name="slow-bodies", daemon=True).start()

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_EVERY)
            now = time.monotonic()
            with self._lock:
                late = [one for due, one in self._due.values() if due < now]
            for connection in late:
                # The read then ends as if the sender had gone.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)


watchdog = Watchdog()


class WatchedBody:
    """The body of a request; a read raises `TimeoutError` after a silence."""

    def __init__(self, body: IO[bytes], connection: socket.socket) -> None:
        self._body = body
        self._connection = connection

    def read(self, size: int | None = -1) -> bytes:
        with self._watched(size):
            return self._body.read() if size is None or size < 0 else self._body.read(size)

    def readline(self, size: int | None = -1) -> bytes:
        with self._watched(size):
            return self._body.readline() if size is None or size < 0 else self._body.readline(size)

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    @contextmanager
    def _watched(self, size: int | None) -> Iterator[None]:
        silent: float = settings.SILENT_SECONDS
        expected = size if size and size > 0 else UNSIZED
        with watchdog.over(self._connection, silent + expected / BYTES_PER_SECOND):
            self._connection.settimeout(silent)
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    self._connection.settimeout(None)


def patient(application: Application) -> Application:
    """The application, reading bodies only as long as they keep coming."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        connection = environ.get("gunicorn.socket")
        if connection is not None and environ.get("CONTENT_LENGTH") not in {None, "", "0"}:
            environ["wsgi.input"] = WatchedBody(environ["wsgi.input"], connection)
        return application(environ, start_response)

    return serve
