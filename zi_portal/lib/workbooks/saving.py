"""Workbooks as bytes: the same content gives the same bytes on any day and any machine.

openpyxl writes no results beside its formulas, so that phones, mail programs and Excel's protected
view show empty cells. The results are put in here, as Excel itself would have left them.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape


if TYPE_CHECKING:
    from openpyxl import Workbook


# The earliest time a ZIP can name; when something was made stands in the workbook itself.
EPOCH = (1980, 1, 1, 0, 0, 0)
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]+)"( s="[0-9]+")?><f>([^<]*)</f><v ?(?:/>|></v>)</c>'
)

# Results of formulas by sheet title and cell ("K7").
Results = Mapping[str, Mapping[str, float | str]]


class SteadyArchive:
    """The ZIP openpyxl writes into, with names in its order, one time and one set of rights."""

    def __init__(self, target: IO[bytes], *, packed: bool, results: dict[str, Mapping]) -> None:
        method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        self._zip = zipfile.ZipFile(target, "w", method)
        self._method = method
        self._results = results

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
        results = self._results.get(name)
        if results is None:
            # A list may be long.
            with Path(path).open("rb") as source, self._zip.open(self._entry(name), "w") as out:
                shutil.copyfileobj(source, out)
            return
        # A height is a first guess, which Excel makes anew as soon as somebody types.
        content = Path(path).read_bytes().replace(b' customHeight="1"', b"")
        self.writestr(name, with_results(content, results))

    def namelist(self) -> list[str]:
        return self._zip.namelist()

    def close(self) -> None:
        self._zip.close()


def saved(workbook: Workbook, results: Results | None = None, *, packed: bool = True) -> bytes:
    """The workbook's bytes. Unpacked ones do not even depend on the machine's zlib."""
    target = BytesIO()
    save_to(target, workbook, results, packed=packed)
    return target.getvalue()


def save_to(
    target: IO[bytes], workbook: Workbook, results: Results | None = None, *, packed: bool = True
) -> None:
    """The same into an open file, without holding a long list in memory."""
    from openpyxl.writer.excel import ExcelWriter

    workbook.properties.created = workbook.properties.modified = dt.datetime(1980, 1, 1)
    workbook.properties.creator = "Portal Zona Integritas"
    known = results or {}
    by_path = {
        f"xl/worksheets/sheet{number}.xml": known[sheet.title]
        for number, sheet in enumerate(workbook.worksheets, start=1)
        if sheet.title in known
    }
    ExcelWriter(workbook, SteadyArchive(target, packed=packed, results=by_path)).save()


def with_results(content: bytes, results: Mapping[str, float | str]) -> bytes:
    """The XML of a worksheet with the result of each formula beside it."""

    def put(match: re.Match[bytes]) -> bytes:
        result = results.get(match[1].decode())
        if result is None:
            return match[0]
        kind = b' t="str"' if isinstance(result, str) else b""
        text = escape(result) if isinstance(result, str) else repr(result)
        return b'<c r="%b"%b%b><f>%b</f><v>%b</v></c>' % (
            match[1],
            match[2] or b"",
            kind,
            match[3],
            text.encode(),
        )

    return _FORMULA.sub(put, content)
