from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from innovations.actions.assistance import agree_follow_up, attach_proof
from innovations.actions.replications import record_replication
from innovations.assistance_section import section_of
from innovations.claims import claim_checks
from pengungkit.claims import claims_of
from tests.factories import AssessmentFactory, make_evidence
from tests.innovations.factories import InnovationFactory, make_assistance


def lines(assessment) -> list[tuple[str, str, str]]:
    return [(one.state, one.value, one.gap) for one in claim_checks(assessment)]


def test_it_works(member_client, unit) -> None:
    assessment = AssessmentFactory(unit=unit, year=2026, target="WBBM")
    assert [state for state, _, _ in lines(assessment)] == ["no"] * 4
    one = InnovationFactory(unit=unit, phase="WBBM", state="berjalan", difference="Keluar kantor.")
    InnovationFactory(unit=unit, phase="WBBM", state="berjalan")
    InnovationFactory(unit=unit, phase="WBBM", state="ide")
    InnovationFactory(unit=unit, phase="WBK", state="berjalan")
    record_replication(
        innovation=one,
        by=None,
        state="berjalan",
        happened_on=dt.date(2026, 2, 1),
        agency_name="BPS",
        agency_kind="vertikal",
    )
    make_assistance(unit)
    make_assistance(unit, happened_on=dt.date(2025, 12, 31))
    assert lines(assessment) == [
        ("no", "0", "1 berjalan, belum dikonfirmasi"),
        ("yes", "2", ""),
        ("warn", "1 dari 2", "1 belum bercerita apa bedanya"),
        ("yes", "1", ""),
    ]
    for url in (f"/dasbor/{unit.code}/", f"/penilaian/2026/{unit.code}/kesiapan/"):
        content = member_client.get(url).content.decode()
        assert "Yang dicari penilai WBBM di luar nilai" in content
        assert "1 berjalan, belum dikonfirmasi" in content


def test_a_predicate_that_can_be_had_first_asks_nothing(assessment, member_client, unit) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert claims_of(assessment) is None
    assert len(captured) == 0
    assert "di luar nilai" not in member_client.get(f"/dasbor/{unit.code}/").content.decode()


def test_assistance_is_recorded_with_the_assessment(assessment, unit, member) -> None:
    one = make_assistance(unit)
    agree_follow_up(assistance=one, by=None, what="Susun SK", due_on=dt.date(2026, 4, 1))
    document = make_evidence(unit, member)
    attach_proof(assistance=one, evidence=document, by=member)
    section = section_of(assessment)
    assert section.evidence == [document]
    told = section.data[0]
    assert (told["didampingi"], told["bukti"]) == ("Dinas contoh", [str(document.uuid)])
    assert told["tindak_lanjut"][0]["apa"] == "Susun SK"
