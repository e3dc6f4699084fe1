"""The tab Banding: last year, similar offices without names, and what must not leak."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.actions.assessments import close_assessment
from pengungkit.instruments import bundled_instrument
from pengungkit.models import Assessment, DailyScore
from tests.factories import (
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    UnitKindFactory,
)
from tests.pengungkit.responses import best
from tests.reports.sheets import fill
from units.models import Unit


LKE = bundled_instrument()
URL = "/dasbor/kppn-ternate/banding/"


@pytest.fixture
def head_client(head) -> Client:
    client = Client()
    client.force_login(head)
    return client


def page(client: Client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.context["page"]


def similar(*totals: int, parent=None, **unit) -> list[Assessment]:
    """Offices of the same kind that stand at these totals, with every area at as many percent."""
    made = []
    for total in totals:
        one = AssessmentFactory(unit=UnitFactory(parent=parent, **unit))
        one.total, one.pengungkit = Decimal(total), Decimal(total) / 2
        one.area_percents = dict.fromkeys([*"123456", "hasil"], str(total))
        one.save()
        made.append(one)
    return made


def test_it_works(assessment, head, head_client):
    before = AssessmentFactory(unit=assessment.unit, year=2025)
    answers = best(LKE)
    fill(assessment, answers, head)
    fill(before, {code: answers[code] for code in answers if not code.startswith("A.II")}, head)

    shown = page(head_client)

    assert shown.headline == "Nilai 100,00, naik 30,00 dari 70,00 pada 2025."
    total, pengungkit, area, *_ = shown.lines
    assert (total.now, total.before, total.change) == ("100,00", "70,00", "+30,00")
    assert (area.now, area.before, area.change) == ("100,0%", "50,0%", "+50,0 poin persen")
    assert pengungkit.minimum == "40"
    assert len(shown.lines) == 12
    assert page(head_client, tahun="2025").headline.endswith("untuk dibandingkan.")
    assert head_client.get(URL, {"tahun": "2019"}).status_code == 404


def test_a_year_half_filled_in_has_not_fallen(assessment, head, leader, head_client, monkeypatch):
    before = AssessmentFactory(unit=assessment.unit, year=2025)
    fill(before, best(LKE), head)
    DailyScore.objects.create(
        assessment=before, day=dt.date(2025, 3, 1), total=Decimal("40.5"), checks_met=1
    )
    Assessment.objects.filter(pk=before.pk).update(scored_on=dt.date(2025, 11, 1))
    monkeypatch.setattr(Unit, "today", dt.date(2026, 3, 2))

    shown = page(head_client)

    assert shown.headline == "Nilai 0,00 sejauh ini; 2025 berakhir dengan 100,00."
    assert shown.same_day == "Pada 2 Maret 2025 nilainya baru 40,50."
    close_assessment(assessment=assessment, reason="", by=leader)
    assert page(head_client).headline == "Nilai 0,00, turun 100,00 dari 100,00 pada 2025."


def test_similar_offices_are_quartiles_without_names(assessment, head, head_client):
    fill(assessment, best(LKE), head)
    similar(10, 20, 30, 40, 50)
    similar(99, kind=UnitKindFactory(code="rsud", name="RSUD"))
    AssessmentFactory(unit=UnitFactory())  # opened, nothing filled in

    response = head_client.get(URL)

    peers = response.context["page"].peers
    total = peers.spreads[0]
    assert (peers.count, peers.kind) == (5, "KPPN")
    assert (total.low, total.median, total.high) == (20, 30, 40)
    assert total.place == "seperempat teratas"
    assert {spread.measure.key for spread in peers.spreads} >= {"pengungkit", *"123456"}
    assert not peers.seen
    text = response.content.decode()
    assert not any(one.unit.name in text for one in Assessment.objects.exclude(pk=assessment.pk))


def test_fewer_than_five_tell_nothing_not_even_their_number(assessment, head_client):
    similar(10, 20, 30, 40)

    response = head_client.get(URL)

    peers = response.context["page"].peers
    assert (peers.spreads, peers.count, peers.seen, peers.seen_count) == ((), 0, (), 0)
    assert "Angka pembanding belum ditampilkan" in response.content.decode()


@pytest.mark.parametrize(
    ("own", "others", "told"),
    [
        # Who sees four of five could work out the fifth.
        (4, 1, False),
        (1, 4, False),
        (5, 0, True),
        (2, 5, True),
    ],
)
def test_the_unseen_cannot_be_worked_out_from_the_seen(assessment, unit, own, others, told):
    overseer = MembershipFactory(unit=unit, role=Role.ADMIN_WILAYAH).user
    below = similar(*range(10, 10 + own), parent=unit)
    similar(*range(50, 50 + others))
    client = Client()
    client.force_login(overseer)

    shown = page(client)

    assert bool(shown.peers.spreads) is told
    assert shown.peers.count == (own + others if told else 0)
    assert {line.name for line in shown.peer_lines} == {one.unit.short_name for one in below}
    assert shown.peer_lines[0].checks == "0 dari 12"


def test_queries(assessment, unit):
    """session; person with rights; years with unit, kind and instrument; figures; how many are
    seen; the nearest of them; the instrument's document once per process."""
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=Role.ADMIN_WILAYAH).user)
    counts = []
    for _ in range(2):
        similar(*range(6), parent=unit)
        page(client)
        with CaptureQueriesContext(connection) as captured:
            page(client)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 9
