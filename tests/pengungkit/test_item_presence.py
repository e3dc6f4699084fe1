"""Who else has an item open: what the page is told, and for how long."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pengungkit import presence
from pengungkit.actions.assessments import close_assessment
from pengungkit.presence import presence_line


pytestmark = pytest.mark.django_db


def told(client, code="A.I.1.i.b") -> str:
    return client.post(f"/penilaian/2026/kppn-ternate/butir/{code}/hadir/").json()["hadir"]


def test_it_works(assessment, member, coordinator, member_client, coordinator_client):
    assert told(member_client) == ""
    assert told(coordinator_client) == f"{member.name} sedang membuka butir ini"
    assert told(member_client) == f"{coordinator.name} sedang membuka butir ini"


def test_a_person_is_where_their_last_sign_came_from(
    assessment, member, member_client, coordinator_client
):
    told(member_client)
    told(member_client, "A.I.1.ii.a")

    assert told(coordinator_client) == ""
    assert told(coordinator_client, "A.I.1.ii.a") == f"{member.name} sedang membuka butir ini"


def test_a_sign_ends_by_itself(assessment, member_client, coordinator_client, monkeypatch):
    told(member_client)
    monkeypatch.setattr(presence, "SECONDS", 0)

    assert told(coordinator_client) == ""


def test_a_closed_assessment_has_nobody_in_it(
    assessment, leader, member_client, coordinator_client
):
    told(member_client)
    close_assessment(assessment=assessment, reason="", by=leader)

    assert told(coordinator_client) == ""


def test_many_are_counted():
    assert presence_line([]) == ""
    assert presence_line(["Sari", "Rina"]) == "Sari dan Rina sedang membuka butir ini"
    assert presence_line(["A", "B", "C"]) == "A dan 2 orang lain sedang membuka butir ini"


def test_queries(assessment, member_client, coordinator_client):
    """session; person with rights; assessment; read the cache; write it; and its upkeep."""
    told(coordinator_client)
    with CaptureQueriesContext(connection) as captured:
        told(member_client)
    assert len(captured) <= 10
