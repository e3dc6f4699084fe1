"""Files made to hurt whoever looks into them; each function returns the bytes of one.

Workbooks have their own in `hostile_workbooks`.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib

from tests.pengungkit import sample_files as sample


def zeros(megabytes: int) -> bytes:
    """So many million zeros, compressed without ever holding them."""
    packer = zlib.compressobj(9)
    block = b"0" * 1_000_000
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


# --- Images --------------------------------------------------------------------------------------


def png_chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png_that_claims(width: int, height: int, rows: int = 4) -> bytes:
    """A PNG of true colour whose head claims a size that its few rows never fill."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows_of_zero = zlib.compress(b"\0" * (1 + 3 * width) * rows)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + png_chunk(b"IDAT", rows_of_zero)
        + png_chunk(b"IEND", b"")
    )


def png_30000() -> bytes:
    return png_that_claims(30_000, 30_000)


def png_bomb() -> bytes:
    """A whole PNG of 20 000 x 20 000 in one bit a pixel: 50 MB of nothing in 50 kB."""
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + 20_000 // 8)
    data = b"".join(packer.compress(row * 1000) for _ in range(20)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + png_chunk(b"IDAT", data)
        + png_chunk(b"IEND", b"")
    )


def apng_of_many_frames() -> bytes:
    """A PNG that claims ten thousand frames."""
    whole = sample.image("PNG", (40, 30))
    after_head = 8 + 25
    control = png_chunk(b"acTL", struct.pack(">II", 10_000, 0))
    return whole[:after_head] + control + whole[after_head:]


def png_with_text_bomb() -> bytes:
    """A PNG whose comment unpacks to 300 MB."""
    whole = sample.image("PNG", (40, 30))
    packed = zeros(300)
    return whole[:33] + png_chunk(b"zTXt", b"Comment\0\0" + packed) + whole[33:]


def jpeg_60_megapixels() -> bytes:
    return sample.image("JPEG", (10_000, 6_000), quality=30)


def jpeg_truncated() -> bytes:
    return sample.photo((1200, 900))[:2500]


def png_followed_by_html() -> bytes:
    return sample.image("PNG") + b"<html><script>fetch('/bocor')</script></html>"


def svg_in_disguise() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


# --- PDF -----------------------------------------------------------------------------------------


def pdf_20000_pages() -> bytes:
    return sample.pdf(20_000)


def pdf_huge_page() -> bytes:
    whole = sample.pdf()
    return whole.replace(b"[0 0 595 842]", b"[0 0 9999999 9999999]")


def pdf_thin_page() -> bytes:
    whole = sample.pdf()
    return whole.replace(b"[0 0 595 842]", b"[0 0 1 99999]")


def pdf_pages_in_a_circle() -> bytes:
    return sample.assembled(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 5 /Parent 3 0 R >>",
            3: "<< /Type /Pages /Kids [2 0 R] /Count 5 /Parent 2 0 R >>",
        }
    )


def pdf_of_drawings(levels: int, each: int, last: int | None = None) -> bytes:
    """A page that draws a form which draws the next one, `each` times on every level.

    `last` is what the deepest form draws; None for a line.
    """
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            " /Resources << /XObject << /X 5 0 R >> >> >>"
        ),
        4: "<< /Length 5 >>\nstream\n/X Do\nendstream",
    }
    for level in range(levels):
        number = 5 + level
        deepest = level == levels - 1
        target = last if deepest else number + 1
        drawn = "/X Do\n" * each if target else "0 0 m 500 800 l S\n" * each
        resources = f"/Resources << /XObject << /X {target} 0 R >> >>" if target else ""
        objects[number] = (
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}"
            f" /Length {len(drawn)} >>\nstream\n{drawn}endstream"
        )
    return sample.assembled(objects)


def pdf_drawing_itself() -> bytes:
    return pdf_of_drawings(1, 3, last=5)


def pdf_endless() -> bytes:
    """Ten million drawings of ten lines each."""
    return pdf_of_drawings(8, 10)


def pdf_truncated() -> bytes:
    return sample.pdf(3)[:300]


def pdf_nested_arrays() -> bytes:
    return sample.pdf(extra="/X " + "[" * 100_000 + "]" * 100_000)


def pdf_stream_bomb() -> bytes:
    """A page whose content unpacks to 400 MB."""
    content = zeros(400).decode("latin-1")
    return sample.assembled(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            4: (f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n{content}\nendstream"),
        }
    )


def rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def pdf_locked(password: bytes = b"rahasia") -> bytes:
    """A PDF that does not open without the password, by the oldest of the standard ways."""
    padded, owner_padded = (password + PADDING)[:32], (b"pemilik" + PADDING)[:32]
    owner = rc4(hashlib.md5(owner_padded).digest()[:5], padded)
    rights, identity = -4, b"0123456789abcdef"
    key = hashlib.md5(padded + owner + struct.pack("<i", rights) + identity).digest()[:5]
    user = rc4(key, PADDING)
    encrypt = f"<< /Filter /Standard /V 1 /R 2 /P {rights} /O <{owner.hex()}> /U <{user.hex()}> >>"
    return sample.assembled(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            4: encrypt,
        },
        trailer=f"/Encrypt 4 0 R /ID [<{identity.hex()}> <{identity.hex()}>]",
    )


def with_object(content: str) -> bytes:
    """A sound PDF with one more object."""
    return sample.pdf(body=f"9 0 obj\n{content}\nendobj\n")


def in_object_stream(content: str) -> bytes:
    """A sound PDF with one more object inside a compressed object stream."""
    inner = f"9 0 {content}"
    data = sample.packed(inner)
    return sample.pdf(
        body=(
            f"8 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {len(data)} >>"
            f"\nstream\n{data}\nendstream\nendobj\n"
        )
    )


def pdf_with_attachment() -> bytes:
    return sample.pdf(
        extra="/Names << /EmbeddedFiles << /Names [(a.exe) 9 0 R] >> >>",
        body=(
            "9 0 obj\n<< /Type /Filespec /F (a.exe) /EF << /F 8 0 R >> >>\nendobj\n"
            "8 0 obj\n<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream\nendobj\n"
        ),
    )


# --- Office documents ----------------------------------------------------------------------------


def docx_of(document: str) -> bytes:
    return sample.package({"word/document.xml": document})


def docx_with_entity_from_outside() -> bytes:
    return docx_of(
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f"<w:document {sample.W}><w:body>{sample.paragraph('&x;')}</w:body></w:document>"
    )


def docx_of_billion_laughs() -> bytes:
    entities = '<!ENTITY a "haha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    return docx_of(
        f"<!DOCTYPE d [{entities}]><w:document {sample.W}><w:body>"
        f"{sample.paragraph('&j;')}</w:body></w:document>"
    )


def docx_bomb() -> bytes:
    """300 MB of text in 300 kB."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as stream,
    ):
        stream.write(f"<w:document {sample.W}><w:body><w:p><w:r><w:t>".encode())
        for _ in range(300):
            stream.write(b"A" * 1_000_000)
        stream.write(b"</w:t></w:r></w:p></w:body></w:document>")
    return buffer.getvalue()


def docx_that_lies_about_its_size() -> bytes:
    """A bomb whose directory says that the document has a hundred bytes."""
    data = bytearray(docx_bomb())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def docx_of_100000_entries() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {sample.W}/>")
        for number in range(65_000):
            archive.writestr(f"x/{number}", b"")
    return buffer.getvalue()


def docx_deeply_nested() -> bytes:
    depth = 200_000
    return docx_of(
        f"<w:document {sample.W}><w:body>{'<w:sdt>' * depth}{'</w:sdt>' * depth}"
        "</w:body></w:document>"
    )


def docx_of_nested_tables() -> bytes:
    depth = 20_000
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    inside = sample.paragraph("dasar")
    return docx_of(
        f"<w:document {sample.W}><w:body>{opening * depth}{inside}{closing * depth}"
        "</w:body></w:document>"
    )


def docx_with_doubled_entry() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {sample.W}/>")
        archive.writestr("WORD/Document.xml", f"<w:document {sample.W}/>")
    return buffer.getvalue()


def docx_reaching_out(host: str = "http://127.0.0.1:9/bocor") -> bytes:
    """Points outside in every way a document can."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="x/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate(
            [
                ("image", f"{host}.png"),
                ("image", "file:///etc/passwd"),
                ("image", r"\\127.0.0.1\bagi\a.png"),
                ("hyperlink", f"{host}.html"),
                ("frame", f"{host}.frame"),
            ]
        )
    )
    field = f'<w:p><w:r><w:instrText>INCLUDEPICTURE "{host}"</w:instrText></w:r></w:p>'
    picture = '<w:p><w:r><w:drawing><a:blip r:link="r0"/></w:drawing></w:r></w:p>'
    link = '<w:p><w:hyperlink r:id="r3"><w:r><w:t>lihat</w:t></w:r></w:hyperlink></w:p>'
    template = (
        '<Relationship Id="r1" Type="x/attachedTemplate" Target="'
        f'{host}.dotm" TargetMode="External"/>'
    )
    return sample.docx(
        picture.replace("<a:", f"<a:blipFill {sample.A}/><a:").replace(
            "a:blip ", f"a:blip {sample.A} "
        )
        + field
        + link,
        {
            "word/_rels/document.xml.rels": sample.RELATIONS.format(relations),
            "word/_rels/settings.xml.rels": sample.RELATIONS.format(template),
        },
    )


def docx_with_macro() -> bytes:
    return sample.docx("", {"word/vbaProject.bin": b"\0", "word/embeddings/oleObject1.bin": b"\0"})


def office_locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096


def xlsx_of(rows: str) -> bytes:
    """A sound workbook whose one sheet has these rows."""
    with zipfile.ZipFile(io.BytesIO(sample.xlsx({"A": [["isi"]]}))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(package: bytes) -> dict[str, str | bytes]:
    """The parts of an Office file, without the list of types that `sample.package` adds."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = [name for name in archive.namelist() if name != "[Content_Types].xml"]
        return {name: archive.read(name) for name in names}


def xlsx_reaching_out(host: str) -> bytes:
    """A workbook with a link to another one, a picture from outside, and formulas that fetch."""
    with zipfile.ZipFile(io.BytesIO(sample.xlsx({"A": [["nilai"]]}))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    target = f'<Relationship Id="rId1" Type="x/externalLinkPath" Target="{host}" '
    outside = sample.RELATIONS.format(target + 'TargetMode="External"/>').encode()
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = outside
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = outside
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    formula = f'<row r="2"><c r="A2"><f>WEBSERVICE("{host}")</f><v>7</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", formula).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx_far_corner() -> bytes:
    return xlsx_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def xlsx_of_many_rows() -> bytes:
    """As long as a sheet of a million cells, some 35 MB."""
    room = " " * 130
    return xlsx_of(
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>{room}</row>' for n in range(1, 200_001))
    )


def pptx_of_one_slide_forever() -> bytes:
    """A presentation that shows the same slide ten thousand times."""
    one = sample.pptx([sample.slide("Judul", "isi " * 50)])
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["ppt/presentation.xml"].decode()
    begin, end = text.index("<p:sldId "), text.index("</p:sldIdLst>")
    parts["ppt/presentation.xml"] = (text[:begin] + text[begin:end] * 10_000 + text[end:]).encode()
    del parts["[Content_Types].xml"]
    return sample.package(parts)


# --- Video ---------------------------------------------------------------------------------------


def mp4_in_a_circle() -> bytes:
    """Boxes of no length, which never come to an end."""
    return sample.mp4()[:24] + struct.pack(">I4s", 4, b"moov") * 50


def mp4_of_boxes() -> bytes:
    return sample.mp4() + sample.box(b"free") * 100_000
