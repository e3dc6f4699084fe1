"""Names in a PDF that make it do something when it is opened, however they are written.

A name may spell any letter as `#` and two hex digits, and may stand in a compressed object stream.
Both are undone. Nothing is executed: this only looks.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator


# What is looked for, and what people are told it is.
ACTIVE = {
    "JavaScript": "skrip",
    "JS": "skrip",
    "Launch": "perintah menjalankan program",
    "EmbeddedFile": "lampiran berkas",
    "EmbeddedFiles": "lampiran berkas",
    "RichMedia": "media tertanam",
    "XFA": "formulir aktif",
    "SubmitForm": "pengiriman data",
    "ImportData": "pengambilan data",
}
# Streams looked into at most, and how much of each: bombs stay small.
MOST_STREAMS, MOST_STREAM_BYTES = 50_000, 4 * 1024 * 1024
# A stream is described in this many bytes before it.
HEAD_BYTES = 4096
_STREAM = re.compile(rb"stream\r?\n")
# What a name ends at.
_END = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"


def _spelled(word: str) -> bytes:
    """A pattern for a name with any of its letters as `#hh`."""
    return b"".join(b"(?:" + letter.encode() + b"|#(?i:%02x))" % ord(letter) for letter in word)


def _any_of(words: list[str]) -> re.Pattern[bytes]:
    """A name that is one of these words, each its own group."""
    return re.compile(
        b"/(?:" + b"|".join(b"(" + _spelled(one) + b")" for one in words) + b")" + _END
    )


_WORDS = list(ACTIVE)
# In compressed data a few bytes turn up by chance, so short names count outside of streams only.
_LONG_WORDS = [word for word in ACTIVE if len(word) > 4]
_NAMES, _LONG_NAMES = _any_of(_WORDS), _any_of(_LONG_WORDS)
_OBJECT_STREAM = _any_of(["ObjStm"])
_ENCRYPTED = _any_of(["Encrypt"])


def active_content(data: mmap.mmap | bytes) -> tuple[str, ...]:
    """What the document may do by itself, in the words for people; empty for a plain one."""
    found = {_LONG_WORDS[(match.lastindex or 1) - 1] for match in _LONG_NAMES.finditer(data)}
    for text in _readable(data):
        found |= {_WORDS[(match.lastindex or 1) - 1] for match in _NAMES.finditer(text)}
    return tuple(dict.fromkeys(said for word, said in ACTIVE.items() if word in found))


def says_encrypted(data: bytes) -> bool:
    """Whether the name stands there that every encrypted document has in plain sight."""
    return _ENCRYPTED.search(data) is not None


def _readable(data: mmap.mmap | bytes) -> Iterator[bytes]:
    """The stretches outside of streams, and what the object streams hold."""
    position = 0
    for _ in range(MOST_STREAMS):
        begins = _STREAM.search(data, position)
        if begins is None:
            break
        head = data[position : begins.start()]
        yield head
        ends = data.find(b"endstream", begins.end())
        if ends < 0:
            break
        if _OBJECT_STREAM.search(head[-HEAD_BYTES:]):
            yield _unpacked(data[begins.end() : min(ends, begins.end() + MOST_STREAM_BYTES)])
        position = ends + len(b"endstream")
    yield data[position : position + MOST_STREAM_BYTES]


def _unpacked(packed: bytes) -> bytes:
    """The plain text of a stream, as much of it as is allowed; packed in an unknown way, itself."""
    try:
        return zlib.decompressobj().decompress(packed, MOST_STREAM_BYTES)
    except zlib.error:
        return packed
