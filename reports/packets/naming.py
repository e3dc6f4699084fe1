"""Names that every office PC takes, whatever a title was: Windows, old unzippers, batch files."""

from __future__ import annotations

import re
import unicodedata


# Windows gives up at 260 with the folder it is unpacked into.
LONGEST_PATH = 180
LONGEST_FOLDER = 52
# What ext4 and APFS take for one name.
LONGEST_NAME_BYTES = 240
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
# Beside what file systems refuse, what a batch file or a manifest would read as its own.
_REPLACED = str.maketrans(
    {
        "/": "-",
        "\\": "-",
        "|": "-",
        ":": " - ",
        '"': "'",
        "<": "(",
        ">": ")",
        "?": "",
        "*": "",
        "%": " persen ",
        "&": " dan ",
        "!": "",
        "^": "",
        "`": "'",
    }
)
_UNNAMED = "tanpa nama"


def safe_name(text: str, limit: int, ending: str = "", mark: str = "") -> str:
    """The text as one part of a path of at most `limit` characters, with its ending (".pdf").

    `mark` stands before the ending and is never cut off.
    """
    name = unicodedata.normalize("NFC", text).translate(_REPLACED)
    name = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in name)
    name = re.sub(r" {2,}", " ", name).strip(" .")
    if ending and name.casefold().endswith(ending):
        name = name[: -len(ending)].strip(" .")
    tail = mark + ending
    name = shortened(name, limit - len(tail), LONGEST_NAME_BYTES - len(tail)) or _UNNAMED
    if name.split(".")[0].strip().casefold() in _RESERVED:
        name = f"_{name}"[: limit - len(tail)]
    return name + tail


def shortened(name: str, characters: int, in_bytes: int) -> str:
    """The name cut to fit, between two words when one is near."""
    cut = name[:characters]
    while len(cut.encode()) > in_bytes:
        cut = cut[:-1]
    if len(cut) < len(name):
        words = cut.rsplit(" ", 1)
        if len(words) == 2 and len(words[0]) > len(cut) * 2 // 3:
            cut = words[0]
    return cut.strip(" .")


def clash_key(path: str) -> str:
    """Equal for paths that some disk takes for the same."""
    return unicodedata.normalize("NFKC", path).casefold()


class TakenPaths:
    """Hands out paths, each of them once on every disk."""

    def __init__(self, *taken: str) -> None:
        self._keys = {clash_key(path) for path in taken}

    def claim(self, folder: str, name: str, ending: str) -> str:
        """A path in the folder for this name, counted up when it is taken."""
        start = f"{folder}/" if folder else ""
        room = LONGEST_PATH - len(start)
        path = start + safe_name(name, room, ending)
        number = 2
        while clash_key(path) in self._keys:
            path = start + safe_name(name, room, ending, f" ({number})")
            number += 1
        self._keys.add(clash_key(path))
        return path
