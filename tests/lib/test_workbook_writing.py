"""Text, links and bytes on their way into a workbook."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest

from zi_portal.lib.workbooks.cell_text import (
    LONGEST,
    escaped,
    looks_like_formula,
    plain_text,
    unescaped,
)
from zi_portal.lib.workbooks.links import file_target, web_target
from zi_portal.lib.workbooks.pens import Look, Pen
from zi_portal.lib.workbooks.saving import saved


def test_it_works():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Satu")
    pen = Pen(sheet)
    pen.row([pen.text("=1+1", Look()), pen.formula("1+1", Look(), 2.0), pen.number(3, Look())])

    data = saved(book)

    assert saved_times(data) == {(1980, 1, 1, 0, 0, 0)}
    live = openpyxl.load_workbook(BytesIO(data))["Satu"]
    shown = openpyxl.load_workbook(BytesIO(data), data_only=True)["Satu"]
    assert [cell.data_type for cell in live[1]] == ["s", "f", "n"]
    assert [cell.value for cell in shown[1]] == ["=1+1", 2, 3]


def saved_times(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {info.date_time for info in archive.infolist()}


def test_a_result_in_words_is_no_markup():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Satu")
    pen = Pen(sheet)
    pen.row([pen.formula('"<b>"&"&"', Look(), "<b>&")])
    shown = openpyxl.load_workbook(BytesIO(saved(book)), data_only=True)
    assert shown["Satu"]["A1"].value == "<b>&"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("satu\r\ndua\rtiga", "satu\ndua\ntiga"),
        ("\x00\x01a\x0b\x1f\tb", "a\tb"),
        ("a\ud800b", "a\ufffdb"),
        ("\ufffe\uffffa", "a"),
        ("]]> & <b>", "]]> & <b>"),
    ],
)
def test_ex_02_what_no_cell_can_hold_is_left_out(text, expected):
    assert plain_text(text) == expected


@pytest.mark.parametrize("text", ["a" * 40_000, "_x000D_" * 6000, "😀" * 20_000, "a" * LONGEST])
def test_ex_02_long_text_is_cut_and_says_so(text):
    cut = plain_text(text)
    assert len(escaped(cut)) <= LONGEST
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert cut == text or cut.endswith("lengkapnya ada di portal)")
    assert cut == text or len(cut) > LONGEST // 3


@pytest.mark.parametrize("text", ["_x000D_", "__x0041_", "_x005F_x000D_", "_x00_", "a_xFFFF_b"])
def test_what_looks_escaped_comes_back_as_it_was(text):
    assert unescaped(escaped(text)) == text


def test_an_escaped_control_character_is_dropped():
    assert unescaped("a_x0007_b_x0041_") == "abA"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t1", "\r1", "\n=1", " =1", "\u00a0=1"])
def test_ex_01_what_a_program_could_run_is_known(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["", "a=1", "1-1", " -1", "Rp 5"])
def test_ordinary_text_is_ordinary(text):
    assert not looks_like_formula(text)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (
            "AREA 1 Manajemen/i Tim/1.i.a SK Tim.pdf",
            "AREA%201%20Manajemen/i%20Tim/1.i.a%20SK%20Tim.pdf",
        ),
        ("a#b?c%.pdf", "a%23b%3Fc%25.pdf"),
        ("../a.pdf", ""),
        ("/etc/passwd", ""),
        ("//host/a", ""),
        ("\\\\host\\a", ""),
        ("a/./b", ""),
        ("a//b", ""),
        ("", ""),
        ("a" * 3000, ""),
    ],
)
def test_ex_03_links_to_files_stay_in_the_folder(path, target):
    assert file_target(path) == target


def test_ex_03_no_path_is_a_scheme():
    for path in ("javascript:alert(1)", "C:/a.pdf", "file:a"):
        assert ":" not in file_target(path)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "\\\\host\\share",
        "data:text/html,a",
        "ftp://contoh.example/a",
        "http://",
        "http://[",
        "https://contoh.example/a\nb",
        "https://contoh.example/" + "a" * 3000,
    ],
)
def test_ex_03_other_schemes_are_no_links(url):
    assert web_target(url) == ""


def test_a_page_of_the_web_is_a_link():
    assert web_target("https://contoh.example/a?b=c#d") == "https://contoh.example/a?b=c#d"
