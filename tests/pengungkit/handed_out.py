"""Workbooks as the portal hands them out, and what people do to them offline."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from pengungkit.instruments import bundled_instrument
from pengungkit.models import Assessment
from reports.contexts.record import RecordContext
from reports.workbooks.content import LkeContent
from reports.workbooks.layout import Column
from reports.workbooks.lke import lke_workbook


LKE = bundled_instrument()


def handed_out(assessment):
    """The bytes of the assessment's workbook as it is now."""
    fresh = Assessment.objects.with_structure().get(pk=assessment.pk)
    content = LkeContent.of(
        RecordContext.live(fresh),
        link_for=lambda document: None,
        source="Diunduh dari portal 5 Agustus 2026",
        made="2026-08-05T05:05:00+00:00",
    )
    return lke_workbook(content)


def filled_in(data, answers=None, notes=None, change=None):
    """The workbook after somebody typed: answers and notes by item code or (code, key)."""
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book["LKE"]
    for name, value in (answers or {}).items():
        sheet[f"{Column.ANSWER}{row_of(name)}"] = value
    for code, text in (notes or {}).items():
        sheet[f"{Column.NOTE}{LKE.item(code).row}"] = text
    if change:
        change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(name):
    if isinstance(name, str):
        return LKE.item(name).row
    code, key = name
    return LKE.item(code).ratio.input(key).row


def upload(data, name="LKE saya.xlsx"):
    return SimpleUploadedFile(name, data)
