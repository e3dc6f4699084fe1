"""Workbooks as bytes: the same content gives the same bytes on any day and any machine."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING


if TYPE_CHECKING:
    from openpyxl import Workbook


# The earliest time a ZIP can name; when something was made stands in the workbook itself.
EPOCH = (1980, 1, 1, 0, 0, 0)


class SteadyArchive:
    """The ZIP openpyxl writes into, with names in its order, one time and one set of rights."""

    def __init__(self, target: IO[bytes], *, packed: bool) -> None:
        method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        self._zip = zipfile.ZipFile(target, "w", method)
        self._method = method

    def writestr(self, name: str, content: bytes | str) -> None:
        self._zip.writestr(self._entry(name), content)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.compress_type = self._method
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        return entry

    def write(self, path: str, name: str) -> None:
        """A worksheet, which openpyxl has put aside in a file."""
        # A list may be long.
        with Path(path).open("rb") as source, self._zip.open(self._entry(name), "w") as out:
            shutil.copyfileobj(source, out)

    def namelist(self) -> list[str]:
        return self._zip.namelist()

    def close(self) -> None:
        self._zip.close()


def saved(workbook: Workbook, *, packed: bool = True) -> bytes:
    """The workbook's bytes. Unpacked ones do not even depend on the machine's zlib."""
    target = BytesIO()
    save_to(target, workbook, packed=packed)
    return target.getvalue()


def save_to(target: IO[bytes], workbook: Workbook, *, packed: bool = True) -> None:
    """The same into an open file, without holding a long list in memory."""
    from openpyxl.writer.excel import ExcelWriter

    workbook.properties.created = workbook.properties.modified = dt.datetime(1980, 1, 1)
    workbook.properties.creator = "Portal Zona Integritas"
    ExcelWriter(workbook, SteadyArchive(target, packed=packed)).save()
