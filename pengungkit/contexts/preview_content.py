"""What of a kept file is shown in the page, by its type; made in the confined child."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from pengungkit.models import EvidenceVersion
from pengungkit.previews.blocks import Block, read_part
from pengungkit.previews.cache import Deadline, Made, made
from pengungkit.previews.refusals import CannotPreviewError
from zi_portal.lib.numbers import format_count, plain_number


IMAGES = {"jpg", "png", "webp"}
# What the browser shows by itself, from the file as it is.
VIEWERS = {"pdf": "penampil", "mp4": "video"}
# Recipe by type, for what is shown as text.
TEXTS = {"docx": "dokumen", "pptx": "salindia"}
# Pages of a PDF that are shown as images; the rest is for whoever downloads it.
MOST_PAGES = 30
AS_PAGES, AS_VIEWER = "gambar", "penampil"
PHONES = ("Mobi", "Android", "iPhone", "iPad")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the person wants to see it: `part` of a text, `sheet` of a workbook, pages as images."""

    part: int = 1
    sheet: int = 1
    as_pages: bool = False

    @classmethod
    def read(cls, request: HttpRequest) -> Wanted:
        """Numbers that are none become 1. Phones have no viewer for PDF inside a page."""
        way = request.GET.get("tampilan")
        agent = request.headers.get("User-Agent", "")
        phone = any(word in agent for word in PHONES)
        return cls(
            part=plain_number(request.GET.get("bagian", ""), 4) or 1,
            sheet=plain_number(request.GET.get("lembar", ""), 4) or 1,
            as_pages=way == AS_PAGES or (way != AS_VIEWER and (phone or saves_data(request))),
        )


def saves_data(request: HttpRequest) -> bool:
    return request.headers.get("Save-Data", "").lower() == "on"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in the page; `srcset` offers smaller ones, empty where there are none."""

    url: str
    alt: str
    width: int
    height: int
    srcset: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A tab of a workbook."""

    label: str
    url: str
    current: bool


@dataclass(slots=True)
class Content:
    """What is shown; of the kinds below only one is filled.

    `kind` is "penampil", "halaman", "gambar", "video", "teks", "lembar", or empty for nothing.
    `notices` say what is left out.
    """

    kind: str = ""
    notices: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    part: int = 1
    parts: int = 1
    # The query of the part before and after; empty at the ends.
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one version: how it is wanted, where it lies, and how long it may take."""

    version: EvidenceVersion
    wanted: Wanted
    urls: dict[str, str]
    deadline: Deadline

    def made(self, recipe: str, **options: int) -> Made:
        version = self.version
        return made(
            recipe, version.sha256, version.extension, options=options, deadline=self.deadline
        )


def content_of(look: Look) -> Content:
    """What to show of a sound file. Raises `CannotPreviewError`."""
    extension = look.version.extension
    if extension in IMAGES:
        return image(look)
    if extension in TEXTS:
        return text(look)
    if extension == "xlsx":
        return workbook(look)
    if extension == "pdf" and look.wanted.as_pages:
        return pages(look)
    return Content(VIEWERS[extension])


def image(look: Look) -> Content:
    sizes = look.made("gambar").content["ukuran"]
    url = look.urls["preview_image"]
    large, small = sizes["1600"], sizes["800"]
    srcset = ", ".join(
        f"{with_query(url, w=side)} {size[0]}w" for side, size in ((800, small), (1600, large))
    )
    alt = f"Pratinjau {look.version.evidence.title}"
    return Content("gambar", pictures=[Picture(url, alt, large[0], large[1], srcset)])


def pages(look: Look) -> Content:
    """The first pages as images; until later ones arrive, they have the size of the first."""
    first = look.made("halaman", dari=1).content
    count, sizes = first["halaman"], first["ukuran"]
    shown = min(count, MOST_PAGES)
    _, mark, query = look.urls["preview"].partition("?")
    content = Content("halaman")
    for number in range(1, shown + 1):
        width, height = sizes[number - 1] if number <= len(sizes) else sizes[0]
        url = reverse("pengungkit:preview_page", args=[look.version.evidence.uuid, number])
        content.pictures.append(Picture(url + mark + query, f"Halaman {number}", width, height))
    if count > shown:
        content.notices.append(cut(f"setelah {shown} dari {format_count(count)} halaman"))
    return content


def cut(where: str = "") -> str:
    return f"Pratinjau dipotong {where}".strip() + ". Unduh untuk selengkapnya."


def text(look: Look) -> Content:
    found = look.made(TEXTS[look.version.extension])
    content = Content("teks")
    turn_to_part(content, found, look)
    try:
        said = read_part(found.folder, content.part) if content.parts else []
        content.blocks = [Block.from_json(one) for one in said]
    except (OSError, ValueError, TypeError) as error:
        raise CannotPreviewError("gagal") from error
    if not content.blocks:
        content.notices.append("Berkas ini tidak memuat teks. Unduh untuk melihat isinya.")
        return content
    left_out = "Hanya teks dan tabel yang ditampilkan"
    if pictures := found.content.get("gambar"):
        left_out += f"; {format_count(pictures)} gambar tidak"
    content.notices.append(f"{left_out}. Unduh untuk melihat bentuk aslinya.")
    if found.content.get("dipotong"):
        content.notices.append(cut())
    return content


def turn_to_part(content: Content, found: Made, look: Look, **query: int) -> None:
    """Set the part that is shown and the ways to the others."""
    url = look.urls["preview"]
    content.parts = found.content["bagian"]
    content.part = max(1, min(look.wanted.part, content.parts))
    if content.part > 1:
        content.previous = with_query(url, **query, bagian=content.part - 1)
    if content.part < content.parts:
        content.next = with_query(url, **query, bagian=content.part + 1)


def workbook(look: Look) -> Content:
    """One sheet, with the others as tabs; a sheet that is not there is the first one."""
    number, url = look.wanted.sheet, look.urls["preview"]
    found = look.made("lembar", nomor=1)
    names = found.content["lembar"]
    number = number if number <= len(names) else 1
    if number > 1:
        found = look.made("lembar", nomor=number)
    content = Content("lembar", columns=found.content["kolom"])
    turn_to_part(content, found, look, lembar=number)
    try:
        said = read_part(found.folder, content.part) if content.parts else []
        content.rows = [(int(row), [str(cell) for cell in cells]) for row, cells in said]
    except (OSError, ValueError, TypeError) as error:
        raise CannotPreviewError("gagal") from error
    for place, (name, hidden) in enumerate(names, start=1):
        label = f"{name} (tersembunyi)" if hidden else name
        content.sheets.append(Sheet(label, with_query(url, lembar=place), place == number))
    if not content.rows:
        content.notices.append("Lembar ini kosong.")
    if found.content["dipotong"] or found.content["semua_lembar"] > len(names):
        content.notices.append(cut())
    return content


def with_query(url: str, **query: str | int) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"
