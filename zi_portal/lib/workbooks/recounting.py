"""Telling a workbook to count everything anew when it is opened."""

from __future__ import annotations

import re


_CALC = re.compile(rb"<((?:\w+:)?calcPr)\b([^>]*?)(/?)>")
_FLAG = re.compile(rb"\sfullCalcOnLoad=(?:\"[^\"]*\"|'[^']*')")
# The elements of a workbook stand in a fixed order; the calculation comes after these.
_BEFORE = re.compile(
    rb"</(\w+:)?(?:definedNames|externalReferences|functionGroups|sheets)>", re.DOTALL
)


def recounted_on_open(book: bytes) -> bytes:
    """The workbook part with `fullCalcOnLoad`; everything else in it stays as it is."""
    known = _CALC.search(book)
    if known:
        attributes = _FLAG.sub(b"", known.group(2)).rstrip()
        tag = b"<" + known.group(1) + attributes + b' fullCalcOnLoad="1"' + known.group(3) + b">"
        return book[: known.start()] + tag + book[known.end() :]
    ends = list(_BEFORE.finditer(book))
    if not ends:
        return book
    last = ends[-1]
    tag = b"<" + (last.group(1) or b"") + b'calcPr fullCalcOnLoad="1"/>'
    return book[: last.end()] + tag + book[last.end() :]
