"""From a record's context to a ZIP: everything is placed, hashed, and written in one pass."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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
from reports.packets.outputs import outputs_of, paths_of
from zi_portal.lib import blobs, failpoints


# Told after each step: how many are done, of how many, and what comes next.
Progress = Callable[[int, int, str], None]
DATA = Path(__file__).parent / "data"
TURN = 0.0002  # seconds


def build(
    context: RecordContext,
    out: BinaryIO,
    progress: Progress = lambda done, total, words: None,
    *,
    part: int = 1,
    parts: int = 1,
) -> Layout:
    """Write a packet, or one part of it, into a file that can seek; returns where things lie.

    The same record gives the same bytes. Evidence is read once, and held against its hash while it
    is copied: a file that is not what was received ends in `DamagedFileError`, one that a virus
    scanner rejected since in `RejectedEvidenceError`.
    """
    layout = layout_of(context, part, parts)
    here = {
        layout.path_of(document): document
        for document in context.kept_documents
        if layout.is_here(document)
    }
    _refuse_rejected(here.values())
    total = len(here) + 1
    progress(0, total, "Menyusun laporan dan lembar kerja")
    done = 1
    with ThreadPoolExecutor(1) as beside, _short_turns(), StoredZip(out) as archive:
        # Made beside the copying: both take about as long, and most evidence comes first.
        written = beside.submit(_all_files, context, layout, here)
        for path in sorted([*_names(layout), *here]):
            if path not in here:
                archive.add(path, written.result()[path])
                continue
            progress(done, total, f"Menyalin {path.rsplit('/', 1)[-1]}")
            failpoints.passing("packet-file")
            _copy(archive, path, here[path])
            done += 1
    progress(total, total, "Memeriksa dan menyimpan")
    return layout


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
    """Paths of everything that is not evidence."""
    names = set(FIXED) if layout.parts > 1 else set(FIXED) - {PART_LIST}
    return names | set(paths_of(layout) if layout.part == 1 else ())


def _all_files(
    context: RecordContext, layout: Layout, here: Mapping[str, Document]
) -> dict[str, bytes]:
    """Everything but evidence, by path."""
    files = written_files(context, layout)
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    hashes |= {path: document.file.sha256 for path, document in here.items() if document.file}
    size = sum(map(len, files.values())) + sum(one.file.size for one in here.values() if one.file)
    return files | _bag_files(context, layout, hashes, size)


def written_files(context: RecordContext, layout: Layout) -> dict[str, bytes]:
    """Everything but evidence and the bag's own files, by path."""
    outputs = outputs_of(context, layout) if layout.part == 1 else {}
    files = dict(outputs)
    files[RECORD] = context.text.encode()
    files[README] = words.readme(context, layout)
    files[LACKS] = words.lacks_text(context)
    sizes = {path: len(data) for path, data in outputs.items()}
    files[INDEX] = index_html(context, layout, sizes)
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
