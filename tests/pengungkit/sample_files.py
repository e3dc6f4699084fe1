"""Ordinary files of every accepted type, made by script; each function returns their bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def pdf(pages: int = 1, text: str = "Surat Keputusan", *, extra: str = "", body: str = "") -> bytes:
    """A sound PDF with so many pages of A4; `extra` goes into the catalogue, `body` are objects."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(pages))
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for n in range(pages):
        drawn = f"BT /F1 24 Tf 72 720 Td ({text} {n + 1}) Tj ET"
        objects[10 + 2 * n] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents"
            f" {11 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects[11 + 2 * n] = f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"
    return assembled(objects, body)


def assembled(objects: dict[int, str], body: str = "", trailer: str = "") -> bytes:
    """A PDF of these objects, with a cross-reference table that is right."""
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = out.tell()
        out.write(f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1"))
    out.write(body.encode("latin-1"))
    start, size = out.tell(), max(objects) + 1
    out.write(f"xref\n0 {size}\n".encode())
    for number in range(size):
        if number in places:
            out.write(b"%010d 00000 n \n" % places[number])
        else:
            out.write(b"0000000000 65535 f \n")
    out.write(f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n".encode())
    out.write(b"%%EOF\n")
    return out.getvalue()


def image(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options) -> bytes:
    """An image whose left half is red and whose right half is blue."""
    from PIL import Image

    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (size[0] // 2, 0, size[0], size[1]))
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def photo(size: tuple[int, int] = (640, 480), orientation: int = 1) -> bytes:
    """A JPEG as a phone makes it: with orientation, device, and the place where it was taken."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Merek Ponsel"
    exif.get_ifd(0x8825).update({1: "S", 2: (0.0, 47.0, 12.5), 3: "E", 4: (127.0, 22.0, 1.0)})
    return image("JPEG", size, exif=exif, quality=90)


def package(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An office package with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, style: str = "", properties: str = "") -> str:
    chosen = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{chosen}{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """A document with this body; its style "Heading1" makes headings."""
    styles = (
        f'<w:styles {W}><w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Sub"><w:name w:val="Sub"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
        "</w:style></w:styles>"
    )
    everything: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": styles,
    }
    return package(everything | (parts or {}))


def slide(title: str, *lines: str) -> str:
    body = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return (
        f"<p:sld {P} {A}><p:cSld><p:spTree>"
        '<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody>'
        f"<a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:txBody></p:sp>"
        f"<p:sp><p:txBody>{body}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )


def pptx(slides: list[str], parts: dict[str, str | bytes] | None = None) -> bytes:
    """A presentation that shows these slides in the reverse of the order they are stored in."""
    count = len(slides)
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="rId{n + 1}"/>' for n in range(count))
    relations = "".join(
        f'<Relationship Id="rId{n + 1}" Type="x/slide" Target="slides/slide{count - n}.xml"/>'
        for n in range(count)
    )
    everything: dict[str, str | bytes] = {
        "ppt/presentation.xml": (
            f"<p:presentation {P} {R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
        ),
        "ppt/_rels/presentation.xml.rels": RELATIONS.format(relations),
    }
    for n, content in enumerate(slides):
        everything[f"ppt/slides/slide{count - n}.xml"] = content
    return package(everything | (parts or {}))


def xlsx(sheets: dict[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), name) + body


def mp4(seconds: int = 75, size: tuple[int, int] = (1280, 720), codec: bytes = b"avc1") -> bytes:
    """The boxes of a video, without its pictures."""
    mvhd = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000), b"\0" * 80)
    tkhd = box(b"tkhd", b"\0" * 76, struct.pack(">II", size[0] << 16, size[1] << 16))
    stsd = box(b"stsd", struct.pack(">II", 0, 1), box(codec, b"\0" * 70))
    inner = box(b"mdia", box(b"minf", box(b"stbl", stsd)))
    moov = box(b"moov", mvhd, box(b"trak", tkhd, inner))
    return box(b"ftyp", b"isom", b"\0\0\x02\0", b"isom") + moov + box(b"mdat", b"\0" * 100)


def packed(text: str) -> str:
    """Compressed as PDF keeps it, as text of single bytes."""
    return zlib.compress(text.encode("latin-1")).decode("latin-1")
