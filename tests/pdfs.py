"""What tests of PDFs need: a machine that can draw them, and poppler to read them."""

from __future__ import annotations

import ctypes
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


def _pango_is_there() -> bool:
    try:
        ctypes.CDLL("libpango-1.0.so.0")
    except OSError:
        return False
    return True


# What may lie in what, where PDF/UA leaves no choice.
INSIDE = {
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
}
can_draw = pytest.mark.skipif(
    not _pango_is_there() or not all(map(shutil.which, ("pdfinfo", "pdftotext", "qpdf"))),
    reason="Pango, poppler, atau qpdf tidak terpasang",
)


@dataclass(frozen=True)
class Drawn:
    """A PDF on disk, and what poppler and qpdf say about it."""

    path: Path

    @property
    def info(self) -> dict[str, str]:
        lines = [line.partition(":") for line in said("pdfinfo", self.path).splitlines()]
        return {key: value.strip() for key, _, value in lines}

    @property
    def pages(self) -> list[str]:
        """The words of each page, spaces and line ends alike."""
        text = said("pdftotext", "-layout", self.path, "-")
        return [" ".join(page.split()) for page in text.split("\f")[:-1]]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def objects(self) -> bytes:
        """Everything in it, unpacked; qpdf complains about what is broken."""
        done = subprocess.run(
            ["qpdf", "--qdf", "--object-streams=disable", "--stream-data=uncompress",
             str(self.path), "-"],
            capture_output=True, check=True,
        )  # fmt: skip
        assert not done.stderr
        return done.stdout

    @property
    def flaws(self) -> set[str]:
        """What is amiss in the tags, for who reads by ear."""
        parsed = json.loads(said("qpdf", "--json=2", "--json-key=qpdf", self.path))
        objects = {key[4:]: one.get("value") for key, one in parsed["qpdf"][1].items()}

        def seen(value: Any) -> Any:
            return objects.get(value, value) if isinstance(value, str) else value

        every = [one for one in objects.values() if isinstance(one, dict)]
        tags = [one for one in every if one.get("/Type") == "/StructElem"]
        [root] = [one for one in every if one.get("/Type") == "/StructTreeRoot"]
        names = seen(root.get("/IDTree", {})).get("/Names", [])
        found = {"names out of order"} if names[::2] != sorted(names[::2]) else set()
        for tag in tags:
            kind, more = tag["/S"], seen(tag.get("/A", {}))
            kids = [seen(kid) for kid in seen(tag["/K"])]
            held = {kid["/S"] for kid in kids if isinstance(kid, dict) and "/S" in kid}
            wrong = held - INSIDE.get(kind, held)
            found |= {f"{one} in {kind}" for one in wrong}
            if kind == "/TH" and more.get("/Scope") not in ("/Column", "/Row"):
                found.add("a header of nothing")
            if kind == "/Figure" and not tag.get("/Alt"):
                found.add("a figure without words")
            if not set(seen(more.get("/Headers", []))) <= set(names[::2]):
                found.add("a header nobody finds")
        links = [one for one in every if one.get("/Subtype") == "/Link"]
        if any("/StructParent" not in one or "%20" in one["/Contents"] for one in links):
            found.add("a link nobody can say")
        return found


def said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
