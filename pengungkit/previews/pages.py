"""Pages of a PDF as images, made in the child; no script of the file is ever run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pengungkit.previews.jobs import Job
from pengungkit.previews.pictures import save
from pengungkit.previews.refusals import CannotPreviewError


if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage


# Pages made at a time: the phone asks for them as it scrolls.
BATCH = 4
PAGE_BYTES = 90_000
WIDTH = 1000
# Width in pixels and quality, tried in this order where neither of the first two ways is enough.
STEPS = ((1000, 40), (850, 35), (700, 30), (560, 25), (420, 20))
LONGEST_SIDE = 2000
_LOCKED = 4


def page_images(job: Job) -> dict[str, Any]:
    """`1.webp` ...: up to four pages from the option `dari` (first is 1), each at most 90 kB."""
    first = job.options["dari"]
    sizes = []
    with opened(job.source) as document:
        count = len(document)
        for number in range(first, min(first + BATCH, count + 1)):
            sizes.append(_write(document[number - 1], job.out / f"{number}.webp"))
    return {"halaman": count, "ukuran": sizes}


def first_of_batch(number: int) -> int:
    """The page with which the batch of this page begins."""
    return number - (number - 1) % BATCH


def _write(page: PdfPage, path: Path) -> tuple[int, int]:
    """Keep one page as the best picture that is small enough; returns its size in pixels.

    Dense type is small and sharp in a few flat colours, where pictures of it would be blurred to
    the same size; photographs and gradients are the other way round.
    """
    picture = drawn(page, WIDTH)
    size = save(picture, path, 60)
    if path.stat().st_size <= PAGE_BYTES:
        return size
    flat = picture.quantize(8, dither=0).convert("RGB")
    flat.save(path, "WEBP", lossless=True, quality=50, method=4)
    for width, quality in STEPS:
        if path.stat().st_size <= PAGE_BYTES:
            break
        picture.thumbnail((width, LONGEST_SIDE))
        size = save(picture, path, quality)
    return size


def first_page(source: Path, width: int) -> Image:
    """The first page, so many pixels wide."""
    with opened(source) as document:
        return drawn(document[0], width)


def drawn(page: PdfPage, width: int) -> Image:
    """The page on white, `width` pixels wide unless that makes it too tall."""
    across, down = page.get_size()
    if not (across > 0 and down > 0):
        raise CannotPreviewError("rusak")
    scale = min(width / across, LONGEST_SIDE / down)
    # A page may be so narrow that nothing of it is left.
    if across * scale < 1 or down * scale < 1:
        raise CannotPreviewError("tidak-lazim")
    picture = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True).to_pil()
    return picture.convert("RGB")


@contextmanager
def opened(source: Path) -> Iterator[PdfDocument]:
    """The document with its form fields filled in as shown, its scripts dead.

    Raises `CannotPreviewError` for one that needs a password, is broken, or has no page.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _LOCKED
        raise CannotPreviewError("sandi" if locked else "rusak") from error
    try:
        if len(document) == 0:
            raise CannotPreviewError("rusak")
        document.init_forms()
        yield document
    finally:
        document.close()
