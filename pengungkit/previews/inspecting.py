"""What a kept file is like, found out in the child: its extent, and what makes it weak evidence."""

from __future__ import annotations

import mmap
import re
import zipfile
from pathlib import Path
from typing import Any

from pengungkit.previews import package, videos
from pengungkit.previews.jobs import Job
from pengungkit.previews.markers import active_content
from pengungkit.previews.refusals import CannotPreviewError


# Parts of an office document that act or hold other files, and what people are told they are.
_ACTIVE_PARTS = (
    (re.compile(r"vbaproject\.bin$|/macrosheets/"), "makro"),
    (re.compile(r"/embeddings/"), "berkas tertanam"),
    (re.compile(r"/activex/"), "kendali aktif"),
    (re.compile(r"^xl/externallinks/"), "tautan ke berkas lain"),
)
_MAIN_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
_SETTINGS = "word/settings.xml"
_FETCHING_FIELD = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE)\b")
_COMMAND_FIELD = re.compile(r"\b(DDEAUTO|DDE)\b")
TEMPLATE, FIELD = "templat dari luar", "isian yang mengambil data dari luar"
DDE = "perintah ke program lain"
# A template on the writer's own disk, which nearly every document names.
_OWN_DISK = re.compile(r"(file:/{1,3})?[a-z]:[\\/%]|[^\\/:]+$", re.IGNORECASE)


def inspect_file(job: Job) -> dict[str, Any]:
    """The fields of an `Inspection`. A file that cannot be opened is a finding, not a refusal."""
    look = {"pdf": of_pdf, "mp4": of_video}.get(
        job.extension, of_office if job.extension in _MAIN_PARTS else of_image
    )
    try:
        return look(job)
    except CannotPreviewError as refused:
        if refused.reason == "sandi":
            return {"locked": True}
        if refused.reason == "rusak":
            return {"broken": True}
        raise


def of_pdf(job: Job) -> dict[str, Any]:
    from pengungkit.previews.pages import opened

    found: dict[str, Any] = {"active": list(active_in(job.source))}
    try:
        with opened(job.source) as document:
            found["pages"] = len(document)
            found["active"] = sorted({*found["active"], *_seen_by_reader(document)})
    except CannotPreviewError as refused:
        if refused.reason not in ("sandi", "rusak"):
            raise
        found["locked" if refused.reason == "sandi" else "broken"] = True
    return found


def active_in(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return active_content(data)


def _seen_by_reader(document: Any) -> list[str]:
    """What the reader itself counts, also in parts packed in ways we do not unpack."""
    import pypdfium2.raw as pdfium

    seen = []
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        seen.append("skrip")
    if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
        seen.append("lampiran berkas")
    forms = (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND)
    if pdfium.FPDF_GetFormType(document) in forms:
        seen.append("formulir aktif")
    return seen


def of_image(job: Job) -> dict[str, Any]:
    from PIL import Image as images

    from pengungkit.previews.pictures import FORMATS, upright

    # Only the size is read here; reading the pixels below has its own limit.
    images.MAX_IMAGE_PIXELS = None
    try:
        with images.open(job.source, formats=[FORMATS[job.extension]]) as opened:
            width, height = opened.size
    except (OSError, SyntaxError, ValueError):
        return {"broken": True}
    found: dict[str, Any] = {"width": width, "height": height}
    try:
        upright(job.source, job.extension, 400)
    except CannotPreviewError:
        # Too large to be read whole here; that does not make it broken.
        return found
    except (OSError, SyntaxError, ValueError):
        found["broken"] = True
    return found


def of_video(job: Job) -> dict[str, Any]:
    video = videos.read_video(job.source)
    return {
        "width": video.width,
        "height": video.height,
        "seconds": video.seconds,
        "codecs": list(video.codecs),
    }


def of_office(job: Job) -> dict[str, Any]:
    with package.opened(job.source) as archive:
        names = [name.lower() for name in archive.namelist()]
        if _MAIN_PARTS[job.extension] not in names:
            return {"broken": True}
        if any(info.flag_bits & 1 for info in archive.infolist()):
            return {"locked": True}
        active = [word for pattern, word in _ACTIVE_PARTS if any(map(pattern.search, names))]
        if job.extension == "docx":
            active += _active_in_document(archive)
        if job.extension == "xlsx" and _links_to_programs(archive):
            active.append(DDE)
        pages = _slide_count(archive) if job.extension == "pptx" else 0
        return {"active": active, "pages": pages}


def _active_in_document(archive: zipfile.ZipFile) -> list[str]:
    found = []
    templates = package.relations_of(archive, _SETTINGS).addresses.values()
    if not all(_OWN_DISK.match(one) for one in templates):
        found.append(TEMPLATE)
    fields: list[str] = []
    inside = 0

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside += element == "instrText"
        if element == "fldSimple":
            fields.append(attributes.get("instr", ""))

    def end(element: str) -> None:
        nonlocal inside
        inside -= element == "instrText"

    def text(data: str) -> None:
        if inside:
            fields.append(data)

    package.read_part(archive, _MAIN_PARTS["docx"], start, end, text)
    said = "".join(fields)
    if _FETCHING_FIELD.search(said):
        found.append(FIELD)
    if _COMMAND_FIELD.search(said):
        found.append(DDE)
    return found


def _links_to_programs(archive: zipfile.ZipFile) -> bool:
    found: list[str] = []
    for name in archive.namelist():
        if re.fullmatch(r"xl/externallinks/[^/]+\.xml", name.lower()):
            package.read_part(archive, name, lambda element, _: found.append(element))
    return "ddeLink" in found


def _slide_count(archive: zipfile.ZipFile) -> int:
    from pengungkit.previews.slides import slide_parts

    return len(slide_parts(archive))
