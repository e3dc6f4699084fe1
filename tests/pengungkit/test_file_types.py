"""Which files are taken: by name and content together (abuse list UP-01 to UP-12, UP-19 to 21)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.file_names import clean_name, title_from
from pengungkit.file_types import COMPOUND_FILE, PACKAGE_ENTRIES, TYPES, type_of


PDF = b"%PDF-1.7\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 20
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\x00" + b"\x00" * 60


def office(part: str, *, more: dict[str, bytes] | None = None, types: str = "<Types/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr(part, "<x/>")
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return buffer.getvalue()


MACROS = (
    '<Types><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)
DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
PPTX = office("ppt/presentation.xml")


def kind_of(tmp_path: Path, name: str, content: bytes) -> str:
    path = tmp_path / "berkas"
    path.write_bytes(content)
    return type_of(name, content[:4096], path).extension


@pytest.mark.parametrize(
    ("name", "content", "extension"),
    [
        ("SK Tim.pdf", PDF, "pdf"),
        ("SK TIM.PDF", PDF, "pdf"),
        ("spasi.pdf ", PDF, "pdf"),
        ("titik.pdf. .", PDF, "pdf"),
        ("arah.pdf\u202e", PDF, "pdf"),
        ("foto.jpg", JPG, "jpg"),
        ("foto.jpeg", JPG, "jpg"),
        ("layar.png", PNG, "png"),
        ("layar.webp", WEBP, "webp"),
        ("notulen.docx", DOCX, "docx"),
        ("rekap.xlsx", XLSX, "xlsx"),
        ("paparan.pptx", PPTX, "pptx"),
        ("formulir kosong.docx", office("word/document.xml", more={"x": b"0" * 4_000_000}), "docx"),
        ("video.mp4", MP4, "mp4"),
        ("../../etc/passwd.pdf", PDF, "pdf"),
        ("..\\..\\x.pdf", PDF, "pdf"),
        ("C:\\x.pdf", PDF, "pdf"),
        ("CON.pdf", PDF, "pdf"),
        # A file that is a PDF and a ZIP at once is what it is called; it is never sniffed again.
        ("polyglot.pdf", PDF + DOCX, "pdf"),
    ],
)
def test_accepted(tmp_path, name, content, extension):
    assert kind_of(tmp_path, name, content) == extension


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *((f"a.{end}", PDF) for end in ("php", "exe", "html", "svg", "js", "hta", "lnk", "doc")),
        *((f"a.{end}", DOCX) for end in ("docm", "xlsm", "zip", "dotx")),
        ("a.pdf.exe", PDF),
        ("a.exe.pdf", EXE),
        ("a.pdf\x00.exe", PDF),
        ("halaman.pdf", HTML),
        ("halaman.pdf", HTML + PDF),
        ("foto.jpg", PDF),
        ("gambar.png", SVG),
        ("data.xlsx", b"<?xml version='1.0'?><x/>"),
        ("data.xlsx", DOCX),
        ("video.mp4", b"\x00\x00\x00\x20ftypevil"),
        (".htaccess", PDF),
        ("tanpa-akhiran", PDF),
        ("", PDF),
    ],
)
def test_refused_by_name_or_content(tmp_path, name, content):
    with pytest.raises(EvidenceRefusedError) as refused:
        kind_of(tmp_path, name, content)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (COMPOUND_FILE + b"\x00" * 600, "dikunci sandi atau berformat lama"),
        (DOCX[:60], "rusak atau terkunci"),
        (office("word/document.xml", more={"word/vbaProject.bin": b"x"}), "makro"),
        # Renamed, and the part with the macros called something else.
        (office("word/document.xml", types=MACROS), "makro"),
        (office("word/document.xml", types=MACROS.replace("E", "&#69;")), "makro"),
        (office("word/document.xml", types=f"<Types>{' ' * 4_000_000}</Types>"), "mengembang"),
        (office("word/document.xml", more={"bom": b"0" * 30_000_000}), "mengembang"),
        (
            office("word/document.xml", more={f"x{i}": b"" for i in range(PACKAGE_ENTRIES)}),
            "mengembang",
        ),
        (office("isi.txt"), "bukan DOCX"),
    ],
    ids=[
        "terkunci",
        "rusak",
        "makro",
        "makro-diubah-nama",
        "makro-disamarkan",
        "daftar-isi-raksasa",
        "mengembang",
        "banyak-isi",
        "bukan-docx",
    ],
)
def test_office_files_that_are_locked_broken_active_or_bombs(tmp_path, content, word):
    with pytest.raises(EvidenceRefusedError, match=word):
        kind_of(tmp_path, "surat.docx", content)


def test_only_what_a_sandbox_can_show_is_shown_in_the_page():
    assert {kind.extension for kind in TYPES.values() if kind.inline} == {
        "pdf",
        "jpg",
        "png",
        "webp",
        "mp4",
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.pdf", "x.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:\\x.pdf", "x.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("gaji\u202efdp.exe", "gajifdp.exe"),
        ("titik. . ", "titik"),
        (".htaccess", "htaccess"),
        ("\u200b .PDF", "tanpa-nama.PDF"),
        ("\u200b\x00", "tanpa-nama"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("laporan 📄.pdf", "laporan 📄.pdf"),
    ],
)
def test_names_become_one_visible_line(name, shown):
    assert clean_name(name) == shown


def test_long_names_are_cut():
    assert clean_name("x" * 300 + ".pdf") == "x" * 116 + ".pdf"
    assert clean_name("x" * 300) == "x" * 120


def test_a_title_is_the_name_without_its_ending():
    assert title_from("1.i.a SK_TIM ZI.pdf") == "1.i.a SK TIM ZI"
    assert title_from(".pdf") == "tanpa-nama"
