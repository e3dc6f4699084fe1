"""Talking to a ClamAV daemon over its socket: a file is streamed to it, and it says what it found.

Nothing here trusts that the daemon is there, answers, or takes the whole file: each of these is
an outcome of its own, so that nobody takes silence for "clean".
"""

from __future__ import annotations

import datetime as dt
import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO

from zi_portal.lib.dates import format_date_long


CONNECT_SECONDS = 5.0
# Nothing moves for so long: the daemon is taken for gone. It gives up on one file itself earlier.
STILL_SECONDS = 150.0
# A whole file, sent and looked at.
SCAN_SECONDS = 600.0
CHUNK = 256 * 1024
ANSWER_BYTES = 4096
# What the daemon calls a file it did not, or could not, look into to the end.
NOT_LOOKED_INTO = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")


class ClamdUnreachableError(Exception):
    """No daemon answers at the address, or it went away in the middle."""


class ClamdFailedError(Exception):
    """The daemon answered, but not with a verdict on this file."""


class BeyondClamdError(Exception):
    """The file is larger or more nested than the daemon looks into, or locked."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """What a daemon says of itself; `database_of` is None when it has none with a date."""

    version: str
    database_of: dt.datetime | None = None

    def __str__(self) -> str:
        if self.database_of is None:
            return self.version
        return f"{self.version}, basis data {format_date_long(self.database_of)}"


def parts_of(address: str) -> str | tuple[str, int]:
    """The path of a socket, or host and port. Raises `ValueError`."""
    if address.startswith("/"):
        return address
    host, colon, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(address)
    return host, int(port)


def ask_version(address: str) -> Scanner:
    """Which daemon answers there. Raises `ClamdUnreachableError`, `ClamdFailedError`."""
    with _connected(address, CONNECT_SECONDS) as connection:
        connection.sendall(b"zVERSION\0")
        answer = _answer(connection)
    version, _, rest = answer.partition("/")
    if not version.startswith("ClamAV"):
        raise ClamdFailedError(answer[:100])
    _, _, day = rest.partition("/")
    with suppress(ValueError):
        built = dt.datetime.strptime(day.strip(), "%a %b %d %H:%M:%S %Y").replace(tzinfo=dt.UTC)
        return Scanner(version[:60], built)
    return Scanner(version[:60])


def scan(address: str, file: BinaryIO) -> str:
    """What the daemon found in the file, "" for nothing.

    Raises `BeyondClamdError`, `ClamdFailedError`, and `ClamdUnreachableError`.
    """
    with _connected(address, STILL_SECONDS) as connection:
        deadline = time.monotonic() + SCAN_SECONDS
        connection.sendall(b"zINSTREAM\0")
        with suppress(BrokenPipeError, ConnectionResetError):
            # When the daemon wants no more, it has said why before it hung up.
            _send(connection, file, deadline)
        connection.settimeout(max(1.0, min(STILL_SECONDS, deadline - time.monotonic())))
        return _verdict(_answer(connection))


def _send(connection: socket.socket, file: BinaryIO, deadline: float) -> None:
    """All of the file in pieces, unless the daemon speaks before its end."""
    while piece := file.read(CHUNK):
        if select.select([connection], [], [], 0)[0]:
            return
        if time.monotonic() > deadline:
            raise ClamdFailedError("took too long")
        connection.sendall(struct.pack(">I", len(piece)) + piece)
    connection.sendall(struct.pack(">I", 0))


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ").strip()
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        found = said.removesuffix(" FOUND")
        if found.startswith(NOT_LOOKED_INTO):
            raise BeyondClamdError(found)
        return found
    if "size limit exceeded" in said:
        raise BeyondClamdError(said)
    raise ClamdFailedError(said[:100] or "no verdict")


@contextmanager
def _connected(address: str, patience: float) -> Iterator[socket.socket]:
    """A line to the daemon; whatever breaks on it is that no daemon can be reached."""
    where = parts_of(address)
    try:
        if isinstance(where, str):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(CONNECT_SECONDS)
        else:
            connection = socket.create_connection(where, CONNECT_SECONDS)
        with connection:
            if isinstance(where, str):
                connection.connect(where)
            connection.settimeout(patience)
            yield connection
    except OSError as error:
        raise ClamdUnreachableError(str(error)) from error


def _answer(connection: socket.socket) -> str:
    """One answer, which ends with a zero byte."""
    said = b""
    while not said.endswith(b"\0") and len(said) < ANSWER_BYTES:
        piece = connection.recv(ANSWER_BYTES)
        if not piece:
            break
        said += piece
    if not said:
        raise ClamdUnreachableError("hung up without a word")
    return said.rstrip(b"\0").decode("utf-8", "replace")
