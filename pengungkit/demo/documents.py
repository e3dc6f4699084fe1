"""Small real files made in code, each with its title to be read in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from html import escape

from django.conf import settings


FONTS = settings.BASE_DIR / "zi_portal" / "fonts"
# The same file must come out every time, or a second seeding would keep it twice.
ZIP_TIME = (2020, 1, 1, 0, 0, 0)
INK, PAPER, BAND = (32, 42, 56), (247, 249, 252), (14, 90, 120)


def pdf(title: str, lines: list[str]) -> bytes:
    """One A4 page of Helvetica, written by hand so that seeding needs no other library."""
    text = [f"BT /F2 15 Tf 56 770 Td ({_pdf_text(title)}) Tj ET"]
    for row, line in enumerate(lines):
        text.append(f"BT /F1 11 Tf 56 {738 - row * 18} Td ({_pdf_text(line)}) Tj ET")
    stream = "\n".join(text)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (id) >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        font.format("Helvetica"),
        font.format("Helvetica-Bold"),
        f"<< /Title ({_pdf_text(title)}) >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {size} /Root 1 0 R /Info 7 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    )
    return (out + end).encode("latin-1", "replace")


def _pdf_text(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def png(title: str, lines: list[str]) -> bytes:
    return _picture(title, lines, "PNG")


def jpg(title: str, lines: list[str]) -> bytes:
    return _picture(title, lines, "JPEG")


def _picture(title: str, lines: list[str], form: str) -> bytes:
    """A picture 960 x 540 that says what it stands for."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (960, 540), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 960, 76), fill=BAND)
    bold = ImageFont.truetype(FONTS / "Inter-Bold.ttf", 28)
    plain = ImageFont.truetype(FONTS / "Inter-Regular.ttf", 22)
    draw.text((36, 20), title, font=bold, fill=PAPER)
    for row, line in enumerate(lines):
        draw.text((36, 112 + row * 38), line, font=plain, fill=INK)
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def docx(title: str, lines: list[str]) -> bytes:
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in (title, *lines)
    )
    return _package(
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        {
            "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/'
            f'wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>'
        },
    )


def xlsx(title: str, lines: list[str]) -> bytes:
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{escape(line)}</t></is></c></row>'
        for row, line in enumerate((title, *lines), start=1)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return _package(
        "xl/workbook.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        {
            "xl/workbook.xml": f'<workbook {space} xmlns:r="{relations}"><sheets>'
            '<sheet name="Contoh" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relation(
                f"{relations}/worksheet", "worksheets/sheet1.xml"
            ),
            "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData>"
            "</worksheet>",
        },
        {
            "/xl/worksheets/sheet1.xml": "application/vnd.openxmlformats-officedocument."
            "spreadsheetml.worksheet+xml"
        },
    )


def _relation(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )


def _package(
    main: str, main_type: str, parts: dict[str, str], more_types: dict[str, str] | None = None
) -> bytes:
    """An Office package with its two fixed parts and the given ones."""
    types = {f"/{main}": main_type} | (more_types or {})
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items()
    )
    fixed = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        f' ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _relation(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
            main,
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (fixed | parts).items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, '<?xml version="1.0" encoding="UTF-8"?>\n' + body)
    return out.getvalue()


MAKERS: dict[str, Callable[[str, list[str]], bytes]] = {
    "pdf": pdf,
    "png": png,
    "jpg": jpg,
    "docx": docx,
    "xlsx": xlsx,
}
