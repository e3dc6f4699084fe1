"""Opening the ZIP of a DOCX or PPTX without trusting it, and reading its XML as a stream.

Nothing is unpacked to disk, nothing a document points to is ever fetched, and of the parts only
those that are asked for are read, each up to a limit.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from pengungkit.previews.refusals import CannotPreviewError
from zi_portal.lib.workbooks.archive import CHUNK, safe_parser
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


MOST_ENTRIES = 3000
MOST_DIRECTORY_BYTES = 1024 * 1024
# One XML part, unpacked, and how many elements of it are read before it is cut.
MOST_PART_BYTES = 40 * 1024 * 1024
MOST_ELEMENTS = 1_500_000
# Real documents stay below a tenth of this; it takes some megabytes to be worth an attack.
RATIO, RATIO_FROM_BYTES = 150, 5 * 1024 * 1024
_END, _END64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Start = Callable[[str, dict[str, str]], None]


class EnoughError(Exception):
    """A reader has all it wants of a part."""


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The document's ZIP, after its directory was found harmless.

    Raises `CannotPreviewError`, also for what goes wrong inside the `with`.
    """
    try:
        _judge_file(path)
        with zipfile.ZipFile(path) as archive:
            names = [info.filename.lower() for info in archive.infolist()]
            if len(set(names)) != len(names):
                raise CannotPreviewError("tidak-lazim")
            yield archive
    except WorkbookRefusedError as refused:
        # Of the shared parser: a document type, the door of every entity attack.
        raise CannotPreviewError("tidak-lazim") from refused
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise CannotPreviewError("rusak") from error
    except (KeyError, ValueError, expat.ExpatError) as error:
        raise CannotPreviewError("rusak") from error
    except RuntimeError as error:
        # What zipfile raises for an entry that needs a password.
        raise CannotPreviewError("sandi") from error


def _judge_file(path: Path) -> None:
    """The size of the directory must be known before zipfile reads it whole."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(8)
        stream.seek(max(0, size - 22 - 0xFFFF))
        tail = stream.read()
    if start == COMPOUND_FILE:
        raise CannotPreviewError("sandi")
    position = tail.rfind(_END)
    if position < 0 or len(tail) - position < 22:
        raise CannotPreviewError("rusak")
    entries, directory_bytes = struct.unpack("<HL", tail[position + 10 : position + 16])
    is_64_bit = tail[max(0, position - 20) : position].startswith(_END64_LOCATOR)
    if is_64_bit or entries > MOST_ENTRIES or directory_bytes > MOST_DIRECTORY_BYTES:
        raise CannotPreviewError("terlalu-besar")


@dataclass(slots=True)
class Budget:
    """What may still be read of one document; `cut` once it was more."""

    elements: int = MOST_ELEMENTS
    cut: bool = False


def read_part(
    archive: zipfile.ZipFile,
    name: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    budget: Budget | None = None,
) -> None:
    """Run one XML part through the handlers; element names come without prefix,
    attributes with and without.

    A handler stops the reading with `EnoughError`. Raises `KeyError` for a part that is not there.
    """
    info = archive.getinfo(name)
    large = info.file_size > RATIO_FROM_BYTES
    if info.file_size > MOST_PART_BYTES or (
        large and info.file_size > RATIO * max(1, info.compress_size)
    ):
        raise CannotPreviewError("terlalu-besar")
    allowed = budget or Budget()
    parser = safe_parser()

    def on_start(element: str, attributes: dict[str, str]) -> None:
        allowed.elements -= 1
        if allowed.elements < 0:
            allowed.cut = True
            raise EnoughError
        bare = {local(key): value for key, value in attributes.items()}
        start(local(element), bare | attributes)

    parser.StartElementHandler = on_start
    if end is not None:
        on_end = end
        parser.EndElementHandler = lambda element: on_end(local(element))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except EnoughError:
        return


def local(name: str) -> str:
    return name.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Relations:
    """What a part points to: other parts by id, and outside addresses by id, as text only."""

    parts: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


def relations_of(archive: zipfile.ZipFile, part: str) -> Relations:
    """The relations of a part; none when it has no list of them."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    found = Relations()

    def start(element: str, attributes: dict[str, str]) -> None:
        if element != "Relationship" or "Id" not in attributes:
            return
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") == "External":
            found.addresses[attributes["Id"]] = target[:500]
        elif target.startswith("/"):
            found.parts[attributes["Id"]] = target.lstrip("/")
        else:
            found.parts[attributes["Id"]] = posixpath.normpath(posixpath.join(folder, target))

    if listed in archive.namelist():
        read_part(archive, listed, start)
    return found
