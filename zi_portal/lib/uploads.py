"""Files on their way in: cut at the limit while they arrive, so that no giant fills the disk.

First in `FILE_UPLOAD_HANDLERS`. A file past `EVIDENCE_MAX_BYTES`, or past `UPLOAD_MAX_BYTES` for
all files of one request, is dropped; the rest of the form is still read, so what was typed beside
it is not lost. The names of dropped files wait in `too_large_names(request)`.
"""

from __future__ import annotations

import contextlib
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest


class LimitedUploadHandler(FileUploadHandler):
    """Counts bytes and drops what is too large; keeps nothing itself."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.total = 0
        self.dropped: list[str] = []
        if request is not None:
            request.zi_dropped_files = self.dropped  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        self.total += len(raw_data)
        if self.size > settings.EVIDENCE_MAX_BYTES or self.total > settings.UPLOAD_MAX_BYTES:
            # What was dropped lies no longer on disk.
            self.total -= self.size
            self.dropped.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""


class ReturningUploadHandler(TemporaryFileUploadHandler):
    """Gives the room of a half-written file back at once when the disk takes no more of it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.write(raw_data)
        except OSError:
            # Closing writes what was held back, and fails in the same way, but the file is gone.
            with contextlib.suppress(OSError):
                self.file.close()
            raise


def too_large_names(request: HttpRequest) -> list[str]:
    """Names of the files of this request that were dropped because of their size."""
    request.FILES  # noqa: B018  reading the files is what runs the handler
    return list(getattr(request, "zi_dropped_files", []))
