"""What WeasyPrint's tags lack for who reads a PDF by ear; added before it is written.

Headers say whether they are a column's or a row's, what cells name as their headers can be looked
up, and a link is called by its file's name as people read it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote


def finish_tags(document: object, pdf: Any) -> None:
    """A finisher, as WeasyPrint calls it with the document and its PDF of pydyf objects."""
    import pydyf

    named = []
    for one in pdf.objects:
        if not isinstance(one, pydyf.Dictionary):
            continue
        if one.get("S") == "/TH":
            one["A"]["Scope"] = "/Column" if _is_in_head(one, pdf) else "/Row"
        if "ID" in one and one.get("Type") == "/StructElem":
            named.append((one["ID"], one.reference))
        if one.get("Subtype") == "/Link" and "Contents" in one:
            one["Contents"] = pydyf.String(unquote(one["Contents"].string))
    if named:
        # A tree of names is in the order of their bytes.
        named.sort(key=lambda pair: pair[0].string)
        names = pydyf.Array([part for pair in named for part in pair])
        root = _object(pdf.catalog["StructTreeRoot"], pdf)
        root["IDTree"] = pydyf.Dictionary({"Names": names})


def _is_in_head(cell: Any, pdf: Any) -> bool:
    row = _object(cell["P"], pdf)
    return _object(row["P"], pdf)["S"] == "/THead"


def _object(reference: bytes, pdf: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]
