from __future__ import annotations

import datetime as dt
import json

import pytest

from innovations.actions.cases import tell_month
from innovations.actions.promises import end_promise
from innovations.models import Promise
from innovations.promise_facts import promises_for_record
from tests.factories import AssessmentFactory
from tests.innovations.factories import PromiseFactory, make_case


@pytest.fixture
def promise(unit) -> Promise:
    return PromiseFactory(unit=unit, service="Revisi anggaran")


def tell(promise: Promise, month: dt.date, **fields: object) -> None:
    told = {"n": 10, "met": 9, "median": None, "source": "Laporan"} | fields
    tell_month(promise=promise, by=None, month=month, **told)


def test_it_works(assessment, promise, django_assert_num_queries) -> None:
    for minutes in (40, 50, 70):
        make_case(promise, minutes=minutes)
    make_case(promise, minutes=200, day="2025-03-03")
    with django_assert_num_queries(4):
        [told] = promises_for_record(assessment)
    assert told["ringkasan"] == (
        "Revisi anggaran: 2 dari 3 kasus selesai dalam 60 menit jam layanan (66,7%),"
        " 1 bulan tercatat, median 50 menit."
    )
    tell(promise, dt.date(2026, 1, 1))
    [told] = promises_for_record(assessment)
    assert "11 dari 13 kasus" in told["ringkasan"]
    # A median of all of them cannot be told from sums.
    assert "median" not in told["ringkasan"]


def test_only_promises_given_in_the_year(assessment, promise, member) -> None:
    long_ago = AssessmentFactory(unit=assessment.unit, year=2019)
    assert promises_for_record(long_ago) == []
    [told] = promises_for_record(assessment)
    assert "belum ada kasus" in told["ringkasan"]
    end_promise(promise=promise, valid_until=dt.date(2025, 12, 31), by=member)
    assert promises_for_record(assessment) == []


def test_a_record_holds_plain_text_in_a_fixed_order(assessment, promise) -> None:
    PromiseFactory(unit=promise.unit, service="Loket")
    make_case(promise, minutes=70, reference="R-2", miss_reason="Listrik padam")
    tell(promise, dt.date(2026, 1, 1), n=0, met=0)
    recorded = promises_for_record(assessment)
    assert [one["layanan"] for one in recorded] == ["Loket", "Revisi anggaran"]
    assert [one["bulan"] for one in recorded[1]["bulan"]] == ["Januari 2026", "Maret 2026"]
    assert recorded[1]["terlewat"] == [
        {
            "nomor": "R-2",
            "menit": "70",
            "batas": "60",
            "sebab": "Listrik padam",
            "kompensasi": "",
        }
    ]
    text = json.dumps(recorded, sort_keys=True)
    assert text == json.dumps(promises_for_record(assessment), sort_keys=True)
    assert json.loads(text) == recorded
