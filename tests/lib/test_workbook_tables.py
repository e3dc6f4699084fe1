from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO

import openpyxl

from zi_portal.lib.workbooks.tables import FACTS, SHEET, Form, TableColumn, table_workbook


COLUMNS = [
    TableColumn("Nama", 30),
    TableColumn("Jumlah", 10, Form.WHOLE),
    TableColumn("Nilai", 10, Form.NUMBER),
    TableColumn("Tanggal", 12, Form.DAY),
    TableColumn("Waktu", 16, Form.MOMENT),
    TableColumn("Tautan", 30, Form.LINK),
]
ROW = (
    "SK Tim",
    1200,
    Decimal("87.42"),
    dt.date(2026, 8, 5),
    dt.datetime(2026, 8, 5, 14, 5),
    "https://contoh.example/a",
)


def sheets_of(rows, facts=()):
    return openpyxl.load_workbook(BytesIO(table_workbook(COLUMNS, rows, facts)))


def test_it_works():
    book = sheets_of([ROW], [("Unit", "KPPN Ternate")])
    sheet = book[SHEET]
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    shown = [cell.value for cell in sheet[2]]
    assert shown == ["SK Tim", 1200, 87.42, dt.datetime(2026, 8, 5), ROW[4], ROW[5]]
    assert sheet["F2"].hyperlink.target == ROW[5]
    assert sheet["D2"].number_format == "dd-mm-yyyy"
    assert sheet.auto_filter.ref == "A1:F2"
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == 30
    facts = [[cell.value for cell in row] for row in book[FACTS].iter_rows()]
    assert facts == [["Unit", "KPPN Ternate"], ["Jumlah baris", "1"]]


def test_ex_01_and_ex_03_a_row_is_data_only():
    nasty = ["=1+1", "+1", "-1", "@a", "\t=1", " =1"]
    rows = [(text, None, None, None, None, "javascript:alert(1)") for text in nasty]
    sheet = sheets_of(rows)[SHEET]
    for row, text in enumerate(nasty, start=2):
        cell = sheet.cell(row, 1)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
        assert sheet.cell(row, 6).hyperlink is None


def test_rows_may_come_one_by_one_and_in_any_number():
    sheet = sheets_of((f"Baris {n}", n, n, None, None, "") for n in range(600))[SHEET]
    assert sheet.max_row == 601
    assert sheet.auto_filter.ref == "A1:F601"
    assert sheets_of([])[SHEET].max_row == 1


def test_the_same_rows_give_the_same_bytes():
    assert table_workbook(COLUMNS, [ROW]) == table_workbook(COLUMNS, [ROW])
