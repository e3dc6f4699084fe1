"""Senders that hold a thread without sending are hung up on; slow but honest ones are not."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from gunicorn.config import Config
from gunicorn.http import get_parser
from gunicorn.http.errors import NoMoreData

from zi_portal.lib import slow_bodies, slow_heads
from zi_portal.lib.slow_bodies import WatchedBody, patient
from zi_portal.lib.slow_heads import WatchedHeads


@pytest.fixture
def line(settings, monkeypatch) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A sender and a server's end; one second of silence is allowed, and 500 bytes a second."""
    settings.SILENT_SECONDS = 1.0
    monkeypatch.setattr(slow_bodies, "LOOK_EVERY", 0.1)
    monkeypatch.setattr(slow_bodies, "watchdog", slow_bodies.Watchdog())
    sender, server = socket.socketpair()
    yield sender, server
    sender.close()
    server.close()


def drip(sender: socket.socket, piece: bytes, pause: float) -> Callable[[], None]:
    """Send piece after piece until told to stop."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(pause):
            try:
                sender.sendall(piece)
            except OSError:
                return

    thread = threading.Thread(target=run)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join()

    return end


def test_up15_silence_ends_the_read(line):
    sender, server = line
    sender.sendall(b"x" * 100)
    body = WatchedBody(server.makefile("rb"), server)
    began = time.monotonic()
    with pytest.raises(OSError, match="timed out"):
        body.read(1000)
    assert 0.9 < time.monotonic() - began < 5
    assert server.gettimeout() is None


def test_up15_single_bytes_end_the_read(line):
    """Never silent for a second, yet a thousand bytes would take two minutes."""
    sender, server = line
    end = drip(sender, b"x", 0.1)
    body = WatchedBody(server.makefile("rb"), server)
    began = time.monotonic()
    try:
        data = body.read(1000)
    finally:
        end()
    assert 0 < len(data) < 1000
    assert time.monotonic() - began < 10


def test_up15_a_slow_honest_sender_is_heard_out(line):
    """10 kB a second, for longer than silence may last."""
    sender, server = line
    end = drip(sender, b"x" * 1000, 0.1)
    body = WatchedBody(server.makefile("rb"), server)
    try:
        assert len(body.read(20_000)) == 20_000
    finally:
        end()


def test_up15_a_head_that_never_ends_is_hung_up_on(line, monkeypatch):
    """Read by the server itself, one after the other over one connection."""
    sender, server = line
    heads = WatchedHeads(get_parser(Config(), server, ("127.0.0.1", 1)), server)
    sender.sendall(b"GET /masuk/ HTTP/1.1\r\nHost: x\r\n\r\n")
    assert next(heads).path == "/masuk/"
    monkeypatch.setattr(slow_heads, "HEAD_SECONDS", 0.5)
    sender.sendall(b"GET / HTTP/1.1\r\nX-Lama: ")
    end = drip(sender, b"x", 0.1)
    try:
        with pytest.raises((NoMoreData, StopIteration)):
            next(heads)
    finally:
        end()


def test_only_requests_with_a_body_are_watched(line):
    _, server = line
    seen = []

    def application(environ, start_response):
        seen.append(environ["wsgi.input"])
        return [b"ok"]

    plain = io.BytesIO(b"")
    for extra in ({}, {"CONTENT_LENGTH": "0"}, {"CONTENT_LENGTH": ""}):
        environ = {"wsgi.input": plain, "gunicorn.socket": server} | extra
        assert patient(application)(environ, None) == [b"ok"]
        assert seen.pop() is plain
    # Without the server's socket there is nothing to watch.
    patient(application)({"wsgi.input": plain, "CONTENT_LENGTH": "5"}, None)
    assert seen.pop() is plain
    patient(application)(
        {"wsgi.input": plain, "CONTENT_LENGTH": "5", "gunicorn.socket": server}, None
    )
    assert isinstance(seen.pop(), WatchedBody)


def test_a_watched_body_reads_like_any_other(line):
    _, server = line
    text = b"satu\ndua\ntiga"
    assert WatchedBody(io.BytesIO(text), server).read() == text
    assert WatchedBody(io.BytesIO(text), server).read(4) == b"satu"
    assert WatchedBody(io.BytesIO(text), server).readline() == b"satu\n"
    assert WatchedBody(io.BytesIO(text), server).readline(2) == b"sa"
    assert WatchedBody(io.BytesIO(text), server).readlines() == text.splitlines(keepends=True)
    assert list(WatchedBody(io.BytesIO(text), server)) == text.splitlines(keepends=True)
