"""Smaller pictures of images, made in the child: turned upright, without any metadata."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pengungkit.previews.jobs import Job
from pengungkit.previews.refusals import CannotPreviewError


if TYPE_CHECKING:
    from PIL.Image import Image


# Widths a page may ask for, and how well each is kept.
LARGE, SMALL, THUMBNAIL = 1600, 800, 144
QUALITY = {LARGE: 75, SMALL: 70, THUMBNAIL: 60}
# Pixels in memory at most, after what a JPEG can leave out while it is read: 200 MB.
MOST_PIXELS = 50_000_000
# Only these readers are loaded; the type was declared when the file was received.
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def thumbnail(job: Job) -> dict[str, Any]:
    """`kecil.webp`: the image, or the first page, in a box of 144 pixels."""
    if job.extension == "pdf":
        from pengungkit.previews.pages import first_page

        picture = first_page(job.source, THUMBNAIL * 2)
    else:
        picture = upright(job.source, job.extension, THUMBNAIL)
    picture.thumbnail((THUMBNAIL, THUMBNAIL))
    width, height = save(on_white(picture), job.out / "kecil.webp", QUALITY[THUMBNAIL])
    return {"lebar": width, "tinggi": height}


def large(job: Job) -> dict[str, Any]:
    """`1600.webp` and `800.webp`: the image with its long side at most so many pixels."""
    picture = upright(job.source, job.extension, LARGE)
    made = {}
    for side in (LARGE, SMALL):
        picture.thumbnail((side, side))
        made[str(side)] = save(picture, job.out / f"{side}.webp", QUALITY[side])
    return {"ukuran": made}


def upright(source: Path, extension: str, side: int) -> Image:
    """The image upright, in RGB or RGBA, its long side at most `side` pixels where it was larger.

    Only pixels come along: no place, device, name or profile. Of a moving picture the first frame.
    Raises `CannotPreviewError` for too many pixels.
    """
    from PIL import Image as images
    from PIL import ImageOps

    # Our own limit below has the last word, and a sentence.
    images.MAX_IMAGE_PIXELS = None
    with images.open(source, formats=[FORMATS[extension]]) as opened:
        # A JPEG can be read at half, a quarter or an eighth of its size, no smaller than asked.
        share = min(1.0, side / max(opened.size))
        opened.draft("RGB", (round(opened.width * share), round(opened.height * share)))
        if opened.width * opened.height > MOST_PIXELS:
            raise CannotPreviewError("terlalu-besar")
        opened.load()
        turned = opened.getexif().get(0x0112, 1)
        picture = in_colours(opened)
    picture.thumbnail((side, side), reducing_gap=2.0)
    bare = images.new(picture.mode, picture.size)
    bare.paste(picture)
    exif = images.Exif()
    exif[0x0112] = turned
    bare.info["exif"] = exif.tobytes()
    result = ImageOps.exif_transpose(bare)
    result.info.clear()
    return result


def in_colours(opened: Image) -> Image:
    """The image in eight bits a channel, with transparency only where it has any."""
    if opened.mode in ("RGB", "RGBA"):
        return opened.copy()
    if opened.mode.startswith("I"):
        # Sixteen bits of grey: converting as it is would cut everything bright to white.
        return opened.point(lambda value: value / 256).convert("L").convert("RGB")
    if "transparency" in opened.info or opened.mode in ("LA", "PA", "RGBa", "La"):
        return opened.convert("RGBA")
    return opened.convert("RGB")


def on_white(picture: Image) -> Image:
    """Without transparency: in a list the picture lies on the word for its type."""
    if picture.mode != "RGBA":
        return picture
    from PIL import Image as images

    sheet = images.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture)
    return sheet


def save(picture: Image, path: Path, quality: int) -> tuple[int, int]:
    """Write a WEBP with nothing but pixels; returns its size in pixels."""
    picture.save(path, "WEBP", quality=quality, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return picture.size
