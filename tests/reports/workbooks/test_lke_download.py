from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.workbooks.origin import TITLE as ORIGIN
from reports.workbooks.layout import Column, total_row
from tests.reports.workbooks.contents import LKE
from units.models import AuditEvent


URL = "/penilaian/2026/kppn-ternate/lke/unduh/"


@pytest.fixture
def answered(assessment, member):
    answer_item(
        assessment=assessment,
        code="A.I.1.i.a",
        entry=Entry(choice="Ya", narrative="Tim dibentuk 5 Januari"),
        base_version=0,
        by=member,
    )
    return assessment


def test_it_works(member_client, member, answered):
    response = member_client.get(URL)

    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="LKE-2026-kppn-ternate.xlsx"'
    assert response["Cache-Control"] == "private, no-store"
    book = openpyxl.load_workbook(BytesIO(response.content), data_only=True)
    sheet = book["LKE"]
    assert sheet[f"{Column.ANSWER}6"].value == "Ya"
    assert sheet[f"{Column.NOTE}6"].value == "Tim dibentuk 5 Januari"
    answered.refresh_from_db()
    total = sheet[f"{Column.SCORE}{total_row(LKE)}"].value
    assert total == pytest.approx(float(answered.total), abs=1e-9)
    told = {row[0]: row[1:] for row in book[ORIGIN].iter_rows(values_only=True)}
    assert told["unit"][0] == "kppn-ternate"
    versions = {row[1]: row[2] for row in book[ORIGIN].iter_rows(values_only=True) if row[2]}
    assert (versions["A.I.1.i.a"], versions["A.I.1.i.b"]) == ("1", "0")


def test_it_is_recorded(member_client, member, answered):
    member_client.get(URL)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.unit) == (
        "lke_diunduh",
        member.username,
        "kppn-ternate",
    )
    assert event.data["year"] == 2026


def test_it_costs_few_queries(member_client, member, answered, django_assert_max_num_queries):
    client = member_client
    client.get(URL)
    # On PostgreSQL the lock of the trail is one query more.
    with django_assert_max_num_queries(19):
        client.get(URL)
