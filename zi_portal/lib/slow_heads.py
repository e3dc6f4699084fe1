"""Hangs up on senders that never finish the head of a request.

The server reads it with blocking calls and no limit of time, like a body (slow_bodies.py), but
before the application is asked: some sixty such connections would stop every page for good.
"""

from __future__ import annotations

import socket
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from zi_portal.lib import slow_bodies


# Far more than a head takes on the slowest line; a browser sends it in one piece.
HEAD_SECONDS = 10.0


class WatchedHeads:
    """The heads that come over one connection; one that takes too long ends it."""

    def __init__(self, parser: Any, connection: socket.socket) -> None:
        self._parser = parser
        self._connection = connection

    def __next__(self) -> Any:
        with slow_bodies.watchdog.over(self._connection, HEAD_SECONDS):
            return next(self._parser)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads, patient with heads only for so long."""

    def handle(self, conn: TConn) -> Any:
        if not conn.initialized:
            begin = conn.init

            def init_watched() -> None:
                begin()
                if not isinstance(conn.parser, WatchedHeads):
                    conn.parser = WatchedHeads(conn.parser, conn.sock)

            conn.init = init_watched
        return super().handle(conn)
