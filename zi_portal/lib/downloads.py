"""Kept files on their way out: never sniffed, never run, never cached by others, resumable.

A file received from strangers is only ever shown under `SANDBOX`; the browser's own viewers for
PDF, pictures and video work under it, scripts in the file do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header


SANDBOX = "default-src 'none'; sandbox"
BLOCK = 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# "bytes=0-499", "bytes=500-" or "bytes=-500"; anything longer is no single range.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
# Characters that no file system of an office PC takes in a name.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True)
class Download:
    """What to send: an open file of `size` bytes; `etag` names its content (a hash)."""

    file: BinaryIO
    size: int
    content_type: str
    filename: str
    etag: str
    inline: bool


class _Part:
    """A stretch of an open file, read in blocks and closed with the response."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        file.seek(start)
        self.file, self.left = file, length

    def read(self, size: int = BLOCK) -> bytes:
        block = self.file.read(min(size, self.left)) if self.left else b""
        self.left -= len(block)
        return block

    def close(self) -> None:
        self.file.close()


def hands_over(request: HttpRequest) -> bool:
    """Whether the content itself leaves, which is recorded; whoever asks by HEAD takes none."""
    return request.META["REQUEST_METHOD"] != "HEAD"


def send(request: HttpRequest, download: Download) -> HttpResponseBase:
    """The whole file (200), the one range asked for (206), or 416 when there is no such range.

    Several ranges in one request are answered with the whole file, so that work stays bounded.
    """
    wanted = range_of(request, download)
    response: HttpResponseBase
    if wanted is not None and not wanted:
        download.file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{download.size}"
    else:
        start, length = (wanted.start, len(wanted)) if wanted else (0, download.size)
        response = FileResponse(
            _Part(download.file, start, length),
            status=206 if wanted else 200,
            content_type=download.content_type,
        )
        response["Content-Length"] = str(length)
        if wanted:
            response["Content-Range"] = f"bytes {start}-{wanted.stop - 1}/{download.size}"
    return guarded(response, download)


def guarded(response: HttpResponseBase, download: Download) -> HttpResponseBase:
    """Put on every header that a file of unknown intent needs."""
    disposition = content_disposition_header(
        as_attachment=not download.inline, filename=safe_filename(download.filename)
    )
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = f'"{download.etag}"'
    # The portal's own pages may show it in a frame, others may not.
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def made(content: bytes, content_type: str, filename: str) -> HttpResponse:
    """A file the portal itself has just made for this person, to be saved."""
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=safe_filename(filename))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def range_of(request: HttpRequest, download: Download) -> range | None:
    """The bytes asked for; None for all of them, an empty range when there are none such."""
    match = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not match or match[0] == "bytes=-":
        return None
    if request.headers.get("If-Range", f'"{download.etag}"') != f'"{download.etag}"':
        return None
    first, last = match[1], match[2]
    if not first:
        return range(max(0, download.size - int(last)), download.size)
    start = int(first)
    if last and int(last) < start:
        return None
    stop = min(int(last) + 1 if last else download.size, download.size)
    return range(start, max(start, stop))


def safe_filename(name: str) -> str:
    """A name every file system takes, on one line, with its ending kept."""
    return _UNSAFE.sub("_", name).strip(". ")[-150:] or "berkas"
