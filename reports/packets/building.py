"""From a record's context to a ZIP: everything is placed, hashed, and written in one pass."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pengungkit.models import EvidenceVersion
from reports.contexts.record import Document, RecordContext
from reports.packets import bag, words
from reports.packets.archive import StoredZip, UnexpectedBytesError
from reports.packets.exceptions import DamagedFileError, RejectedEvidenceError
from reports.packets.index_page import index_html
from reports.packets.layout import (
    BAG_INFO,
    BAGIT,
    CHECK_BAT,
    CHECK_SH,
    FIXED,
    INDEX,
    LACKS,
    MANIFEST,
    PART_LIST,
    README,
    RECORD,
    TAG_MANIFEST,
    Layout,
    layout_of,
)
from reports.packets.outputs import Outputs, outputs_of
from zi_portal.lib import blobs, failpoints


# Told after each step: how many are done, of how many, and what comes next.
Progress = Callable[[int, int, str], None]
DATA = Path(__file__).parent / "data"
TURN = 0.00005  # seconds
DRAWING = "Menyusun laporan dan lembar kerja"


@dataclass(frozen=True, slots=True)
class Built:
    """Where things lie, the hashes of all but the evidence, and which PDFs could not be made.

    The last by path with the reason.
    """

    layout: Layout
    written: Mapping[str, str]
    left_out: Mapping[str, str]


class BuildEndedError(Exception):
    """The build is over while something was still being drawn for it."""


def build(
    context: RecordContext,
    out: BinaryIO,
    progress: Progress = lambda done, total, words: None,
    *,
    part: int = 1,
    parts: int = 1,
) -> Built:
    """Write a packet, or one part of it, into a file that can seek.

    The same record gives the same bytes, as long as the same PDFs can be made. Evidence is read
    once, and held against its hash while it is copied: a file that is not what was received ends in
    `DamagedFileError`, one that a virus scanner rejected since in `RejectedEvidenceError`.
    """
    layout = layout_of(context, part, parts)
    here = {
        layout.path_of(document): document
        for document in context.kept_documents
        if layout.is_here(document)
    }
    _refuse_rejected(here.values())
    total = len(here) + 1
    progress(0, total, DRAWING)
    done = 1
    with _beside() as (beside, tick), _short_turns(), StoredZip(out) as archive:
        # Made beside the copying: both take about as long, and most evidence comes first.
        written = beside.submit(_all_files, context, layout, here, tick)
        for path in sorted([*_names(layout), *here]):
            if path not in here:
                # Told meanwhile, so that a cancelled build ends.
                while not wait([written], timeout=1).done:
                    progress(done, total, DRAWING)
                files, _ = written.result()
                if path in files:
                    archive.add(path, files[path])
                continue
            progress(done, total, f"Menyalin {path.rsplit('/', 1)[-1]}")
            failpoints.passing("packet-file")
            _copy(archive, path, here[path])
            done += 1
    progress(total, total, "Memeriksa dan menyimpan")
    files, left_out = written.result()
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    return Built(layout, hashes, left_out)


@contextmanager
def _beside() -> Iterator[tuple[ThreadPoolExecutor, Callable[[], None]]]:
    """A thread, and what it calls now and then to learn that nobody waits for it any more."""
    ended = threading.Event()

    def tick() -> None:
        if ended.is_set():
            raise BuildEndedError

    with ThreadPoolExecutor(1) as beside:
        try:
            yield beside, tick
        finally:
            ended.set()


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let two threads take turns often: copying asks for its turn with every block."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _names(layout: Layout) -> set[str]:
    """Paths of everything that is not evidence; a PDF may turn out to be missing."""
    names = set(FIXED) if layout.parts > 1 else set(FIXED) - {PART_LIST}
    return names | set(layout.outputs.values() if layout.part == 1 else ())


def _all_files(
    context: RecordContext,
    layout: Layout,
    here: Mapping[str, Document],
    tick: Callable[[], None],
) -> tuple[dict[str, bytes], Mapping[str, str]]:
    """Everything but evidence, by path; and what could not be made."""
    outputs = outputs_of(context, layout, tick) if layout.part == 1 else Outputs({}, {})
    files = written_files(context, layout, outputs)
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    hashes |= {path: document.file.sha256 for path, document in here.items() if document.file}
    size = sum(map(len, files.values())) + sum(one.file.size for one in here.values() if one.file)
    return files | _bag_files(context, layout, hashes, size), outputs.left_out


def written_files(context: RecordContext, layout: Layout, outputs: Outputs) -> dict[str, bytes]:
    """Everything but evidence and the bag's own files, by path."""
    files = dict(outputs.files)
    lacks = words.lacks_with(context, layout, outputs.left_out)
    files[RECORD] = context.text.encode()
    files[README] = words.readme(context, layout, outputs.left_out)
    files[LACKS] = words.lacks_text(context, lacks)
    sizes = {path: len(data) for path, data in outputs.files.items()}
    files[INDEX] = index_html(context, layout, sizes, lacks)
    files[CHECK_SH] = (DATA / "periksa.sh").read_bytes()
    # A batch file with bare line feeds loses its labels.
    files[CHECK_BAT] = (DATA / "periksa.bat").read_bytes().replace(b"\n", b"\r\n")
    if layout.parts > 1:
        files[PART_LIST] = _part_list(context, layout)
    return files


def _bag_files(
    context: RecordContext, layout: Layout, hashes: dict[str, str], size: int
) -> dict[str, bytes]:
    tags = {
        BAGIT: bag.DECLARATION,
        BAG_INFO: bag.bag_info(context, layout, len(hashes), size),
        MANIFEST: bag.manifest_of(hashes),
    }
    of_tags = {path: hashlib.sha256(data).hexdigest() for path, data in tags.items()}
    return tags | {TAG_MANIFEST: bag.manifest_of(of_tags)}


def _part_list(context: RecordContext, layout: Layout) -> bytes:
    """In which part every document lies."""
    return words.text_file(
        f"bagian {layout.part_of[one.uuid]}: {layout.path_of(one)}"
        for one in context.kept_documents
    )


def _refuse_rejected(documents: Iterable[Document]) -> None:
    titles = {one.file.sha256: one.title for one in documents if one.file}
    rejected = EvidenceVersion.objects.rejected().values_list("sha256", "finding")
    for sha256, finding in rejected:
        if sha256 in titles:
            raise RejectedEvidenceError(titles[sha256], finding)


def _copy(archive: StoredZip, path: str, document: Document) -> None:
    file = document.file
    if file is None:
        return
    try:
        with blobs.path_of(file.sha256).open("rb", buffering=0) as source:
            archive.add_stream(path, source, file.size, file.sha256)
    except FileNotFoundError:
        raise DamagedFileError(document.title, file.sha256, "tidak ada") from None
    except UnexpectedBytesError:
        raise DamagedFileError(document.title, file.sha256, "berubah") from None
