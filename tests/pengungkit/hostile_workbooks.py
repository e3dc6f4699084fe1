"""Workbooks made to hurt whoever opens them; each function writes one to a path."""

from __future__ import annotations

import struct
import zipfile


TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="LKE" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument'
    '/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
SHEET = '<?xml version="1.0"?><worksheet><sheetData>{}</sheetData></worksheet>'
STRINGS = '<?xml version="1.0"?><sst>{}</sst>'


def write(path, parts=None, *, sheet="", without=(), compression=zipfile.ZIP_DEFLATED):
    """A minimal workbook; a part may be text, bytes, or chunks of text."""
    everything = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELS,
        "xl/worksheets/sheet1.xml": SHEET.format(sheet),
    } | (parts or {})
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in everything.items():
            if name in without:
                continue
            with archive.open(name, "w", force_zip64=False) as stream:
                chunks = [content] if isinstance(content, str | bytes) else content
                for chunk in chunks:
                    stream.write(chunk.encode() if isinstance(chunk, str) else chunk)


def empty(path):
    path.write_bytes(b"")


def html_called_xlsx(path):
    path.write_text("<html><table><tr><td>Penilaian</td><td>Bobot</td></tr></table></html>")


def csv_called_xlsx(path):
    path.write_text("Penilaian;Bobot;Pilihan Jawaban;Jawaban\n")


def old_or_encrypted(path):
    """What .xls and password-protected .xlsx both begin with."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)


def truncated(path):
    write(path, sheet='<row r="1"><c r="A1"><v>1</v></c></row>' * 500)
    path.write_bytes(path.read_bytes()[:-200])


def cut_in_the_middle_of_a_part(path):
    write(path, sheet='<row r="1"><c r="A1"><v>1</v></c></row>' * 500)
    data = bytearray(path.read_bytes())
    place = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[place : place + 20] = b"\xff" * 20
    path.write_bytes(bytes(data))


def only_a_zip_signature(path):
    path.write_bytes(b"PK\x03\x04" + b"\0" * 500)


def zip_without_workbook(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("catatan.txt", "bukan LKE")


def binary_workbook(path):
    write(path, {"xl/workbook.bin": b"\0" * 100})


def nested_archive(path):
    inner = path.with_suffix(".inner")
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lagi.txt", "0" * 10_000_000)
    write(path, {"xl/isi.zip": inner.read_bytes()})


def giant_string(path):
    """310 kB on disk, one cell of 300 MB."""
    block = "A" * 1_000_000
    chunks = ["<sst><si><t>", *([block] * 300), "</t></si></sst>"]
    write(path, {"xl/sharedStrings.xml": chunks}, sheet='<row><c t="s"><v>0</v></c></row>')


def giant_string_that_claims_to_be_small(path):
    write(path, {"xl/sharedStrings.xml": "<sst><si><t>" + "A" * 30_000_000 + "</t></si></sst>"})
    data = bytearray(path.read_bytes())
    start = data.rfind(b"PK\x01\x02")
    while data[start + 46 : start + 66] != b"xl/sharedStrings.xml":
        start = data.rfind(b"PK\x01\x02", 0, start)
    data[start + 24 : start + 28] = struct.pack("<L", 5000)
    path.write_bytes(bytes(data))


def bomb_in_a_picture(path):
    write(path, {"xl/media/image1.png": [b"\0" * 1_000_000] * 60})


def a_million_rows(path):
    def rows():
        yield "<worksheet><sheetData>"
        for start in range(1, 1_000_001, 1000):
            yield "".join(
                f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(start, start + 1000)
            )
        yield "</sheetData></worksheet>"

    write(path, {"xl/worksheets/sheet1.xml": rows()})


def many_empty_rows(path):
    write(path, sheet="<row/>" * 100_000)


def many_empty_cells(path):
    sheet = "<row>" + "<c/>" * 3_000_000 + "</row>"
    write(path, sheet=sheet, compression=zipfile.ZIP_STORED)


def many_filled_cells(path):
    sheet = "".join(f"<row>{'<c><v>1</v></c>' * 100}</row>" for _ in range(4000))
    write(path, sheet=sheet, compression=zipfile.ZIP_STORED)


def a_cell_at_the_end_of_the_sheet(path):
    write(path, sheet='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def many_entries(path):
    write(path, {f"xl/media/{n}.txt": "" for n in range(60_000)}, compression=zipfile.ZIP_STORED)


def many_strings(path):
    strings = STRINGS.format("<si><t>a</t></si>" * 1_000_000)
    write(path, {"xl/sharedStrings.xml": strings}, compression=zipfile.ZIP_STORED)


def deep_nesting(path):
    write(path, sheet="<a>" * 1_500_000, compression=zipfile.ZIP_STORED)


def giant_tag(path):
    # Stored, not packed, so that only reading it can tell.
    sheet = '<row><c r="' + "A" * 20_000_000 + '"/></row>'
    write(path, sheet=sheet, compression=zipfile.ZIP_STORED)


def many_attributes(path):
    tag = "<row " + " ".join(f'a{n}="1"' for n in range(1_000_000)) + "/>"
    write(path, sheet=tag, compression=zipfile.ZIP_STORED)


def giant_comment(path):
    sheet = "<!--" + "a" * 20_000_000 + "--><c"
    write(path, sheet=sheet, compression=zipfile.ZIP_STORED)


def doctype_in_sheet(path):
    text = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    write(path, {"xl/worksheets/sheet1.xml": f"{text}<worksheet>&f;</worksheet>"})


def billion_laughs(path):
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    text = f"<!DOCTYPE sst [{entities}]><sst><si><t>&a9;</t></si></sst>"
    write(path, {"xl/sharedStrings.xml": text})


def doctype_in_a_part_nobody_reads(path):
    write(path, {"docProps/app.xml": "<!DOCTYPE x><Properties/>"})


def doctype_in_utf16(path):
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><worksheet/>'
    write(path, {"xl/worksheets/sheet1.xml": text.encode("utf-16")})


def external_links(path):
    write(
        path,
        {"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
        sheet='<row r="1"><c r="A1"><f>[1]Lembar1!A1</f><v>1</v></c></row>',
    )


def not_well_formed(path):
    write(path, {"xl/worksheets/sheet1.xml": "<worksheet><sheetData></worksheet>"})


def no_sheets(path):
    write(path, {"xl/workbook.xml": "<workbook/>"})


def missing_relations(path):
    write(path, without=("xl/_rels/workbook.xml.rels",))


def twice_the_same_part(path):
    write(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/workbook.xml", BOOK)


# What each is refused for, in words of the sentence.
REASONS = {
    empty: "0 byte",
    html_called_xlsx: "bukan buku kerja",
    csv_called_xlsx: "bukan buku kerja",
    old_or_encrypted: "berkata sandi",
    truncated: "rusak atau terpotong",
    cut_in_the_middle_of_a_part: "rusak atau terpotong",
    only_a_zip_signature: "rusak atau terpotong",
    zip_without_workbook: "bukan buku kerja",
    binary_workbook: "xlsb",
    nested_archive: "arsip di dalamnya",
    giant_string: "terlalu besar",
    giant_string_that_claims_to_be_small: "rusak atau terpotong",
    bomb_in_a_picture: "terlalu besar",
    a_million_rows: "terlalu besar",
    many_empty_rows: "terlalu banyak baris",
    many_empty_cells: "terlalu besar",
    many_filled_cells: "terlalu besar",
    a_cell_at_the_end_of_the_sheet: "sangat jauh",
    many_entries: "terlalu besar",
    many_strings: "terlalu besar",
    deep_nesting: "terlalu besar",
    giant_tag: "rusak atau terpotong",
    many_attributes: "rusak atau terpotong",
    giant_comment: "rusak atau terpotong",
    doctype_in_sheet: "DOCTYPE",
    billion_laughs: "DOCTYPE",
    doctype_in_a_part_nobody_reads: "DOCTYPE",
    doctype_in_utf16: "DOCTYPE",
    external_links: "Putuskan",
    not_well_formed: "rusak atau terpotong",
    no_sheets: "tidak memuat lembar",
    missing_relations: "rusak atau terpotong",
    twice_the_same_part: "rusak atau terpotong",
}
