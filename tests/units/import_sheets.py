"""Workbooks for the tests of the import, filled the way people fill them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


UNIT_HEAD = ["Kode", "Nama", "Nama pendek", "Jenis", "Kode unit atasan", "Provinsi", "Zona waktu"]
PEOPLE_HEAD = [
    "Nama akun", "Nama", "Surel", "NIP", "Kode unit", "Peran", "Area", "Berlaku sejak",
    "Berlaku sampai",
]  # fmt: skip


def sheet_with(head: list[str], rows: list[list[Any]]) -> tuple[Workbook, Worksheet]:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    return workbook, sheet


def upload(workbook: Workbook, name: str = "impor.xlsx") -> SimpleUploadedFile:
    out = BytesIO()
    workbook.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def units_file(*rows: list[Any], head: list[str] | None = None) -> SimpleUploadedFile:
    return upload(sheet_with(head or UNIT_HEAD, list(rows))[0])


def people_file(*rows: list[Any], head: list[str] | None = None) -> SimpleUploadedFile:
    return upload(sheet_with(head or PEOPLE_HEAD, list(rows))[0])
