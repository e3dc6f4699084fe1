"""What an MP4 says of itself, read from its boxes without playing it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pengungkit.previews.refusals import CannotPreviewError


MOST_BOXES = 2000
# Boxes that hold others, on the way to what we want to know.
_FOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
# Written down by every browser that is still kept: these play, others may not.
PLAYABLE = {"avc1", "avc3", "mp4a", "av01", "vp09"}


@dataclass(slots=True)
class Video:
    """Length in seconds, picture in pixels, and the coding of each track as four letters."""

    seconds: int = 0
    width: int = 0
    height: int = 0
    codecs: tuple[str, ...] = ()


def read_video(path: Path) -> Video:
    """Raises `CannotPreviewError("rusak")` for a file that has no list of its content."""
    video, seen = Video(), False
    with path.open("rb") as file:
        size = path.stat().st_size
        for name, start, length in _boxes(file, 0, size):
            seen = seen or name == b"moov"
            file.seek(start)
            body = file.read(min(length, 256))
            if name == b"mvhd":
                video.seconds = _seconds(body)
            elif name == b"tkhd":
                width, height = _extent(body)
                video.width, video.height = max(video.width, width), max(video.height, height)
            elif name == b"stsd" and len(body) >= 16:
                video.codecs += (body[12:16].decode("latin-1"),)
    if not seen:
        raise CannotPreviewError("rusak")
    return video


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, first byte of the content, and length of the content of every box we look into."""
    waiting = [(start, end)]
    for _ in range(MOST_BOXES):
        if not waiting:
            return
        position, limit = waiting.pop()
        if position + 8 > limit:
            continue
        file.seek(position)
        head = file.read(16)
        if len(head) < 8:
            continue
        length, name = struct.unpack(">I4s", head[:8])
        header = 8
        if length == 1 and len(head) == 16:
            length, header = struct.unpack(">Q", head[8:])[0], 16
        elif length == 0:
            length = limit - position
        if length < header:
            raise CannotPreviewError("rusak")
        waiting.append((position + length, limit))
        yield name, position + header, min(length, limit - position) - header
        if name in _FOLDERS:
            waiting.append((position + header, min(position + length, limit)))


def _seconds(body: bytes) -> int:
    if not body:
        return 0
    at, form = (20, ">IQ") if body[0] == 1 else (12, ">II")
    if len(body) < at + struct.calcsize(form):
        return 0
    scale, length = struct.unpack_from(form, body, at)
    return round(length / scale) if scale else 0


def _extent(body: bytes) -> tuple[int, int]:
    """Width and height stand at the end, as fixed-point numbers."""
    at = 88 if body[:1] == b"\x01" else 76
    if len(body) < at + 8:
        return 0, 0
    width, height = struct.unpack_from(">II", body, at)
    return width >> 16, height >> 16
