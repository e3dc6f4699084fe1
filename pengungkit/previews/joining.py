"""Several photos as one PDF, made in the child: one photo a page of A4, upright, in their order."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pengungkit.previews.jobs import Job
from pengungkit.previews.pictures import upright


if TYPE_CHECKING:
    from PIL.Image import Image


RESULT = "gabungan.pdf"
MOST_PHOTOS = 20
# A4 at 150 dots an inch: text in a photographed letter stays readable, a page is some 250 kB.
DOTS_PER_INCH = 150
SHORT_SIDE, LONG_SIDE, MARGIN = 1240, 1754, 50
QUALITY = 80


def photos_into_pdf(job: Job) -> dict[str, Any]:
    """`gabungan.pdf`. Options: `akhiran` per source, `judul`, `waktu` (seconds since 1970).

    The same photos, title and time give the same bytes.
    """
    path = job.out / RESULT
    moment = time.gmtime(job.options["waktu"])
    # Said once, with the first page; the pages after it are appended.
    about: dict[str, Any] = {
        "title": job.options["judul"],
        "creationDate": moment,
        "modDate": moment,
    }
    for number, (source, extension) in enumerate(
        zip(job.sources, job.options["akhiran"], strict=True)
    ):
        page = on_paper(upright(source, extension, LONG_SIDE))
        page.save(
            path,
            "PDF",
            append=number > 0,
            resolution=DOTS_PER_INCH,
            quality=QUALITY,
            **about,
        )
        about = {}
    return {"halaman": len(job.sources)}


def on_paper(picture: Image) -> Image:
    """The picture in the middle of a white sheet that lies as the picture does."""
    from PIL import Image as images

    lying = picture.width > picture.height
    size = (LONG_SIDE, SHORT_SIDE) if lying else (SHORT_SIDE, LONG_SIDE)
    picture.thumbnail((size[0] - 2 * MARGIN, size[1] - 2 * MARGIN), images.Resampling.LANCZOS)
    sheet = images.new("RGB", size, "white")
    place = ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2)
    sheet.paste(picture, place, picture if picture.mode == "RGBA" else None)
    return sheet
