"""Innovations in a frozen record, and in the packet made of it."""

from __future__ import annotations

import json

import pytest

from innovations.actions.innovations import attach_document
from pengungkit.actions.records import make_record
from pengungkit.models import Assessment, Evidence
from reports.contexts.record import RecordContext
from tests.factories import make_evidence
from tests.innovations.factories import InnovationFactory
from tests.reports.packets import files_of, packet_of
from units.models import User


@pytest.fixture
def document(assessment: Assessment, member: User) -> Evidence:
    """The card of an innovation, which proves no item."""
    innovation = InnovationFactory(unit=assessment.unit, by=member, name="SI: PANDAI")
    one = make_evidence(assessment.unit, member, "Kartu inovasi.pdf")
    attach_document(innovation=innovation, evidence=one, purpose="bukti", by=member)
    return one


def test_it_works(assessment: Assessment, document: Evidence, member: User):
    InnovationFactory(by=member, name="Milik unit lain")
    record = make_record(assessment=assessment, by=member)
    [told] = json.loads(record.content)["bagian"]["inovasi"]
    assert told["nama"] == "SI: PANDAI"
    assert told["bukti"] == [str(document.uuid)]
    assert record.files.get().version.evidence == document
    [kept] = RecordContext.from_record(record).documents
    assert (kept.sections, kept.item_codes) == (("inovasi",), ())


def test_the_packet_has_a_folder_for_each(assessment: Assessment, document: Evidence, member: User):
    files = files_of(packet_of(make_record(assessment=assessment, by=member)))
    assert "INOVASI/SI - PANDAI/Kartu inovasi.pdf" in files
    page = files["index.html"].decode()
    assert 'href="INOVASI/SI%20-%20PANDAI/Kartu%20inovasi.pdf"' in page
    assert "SI: PANDAI" in page


def test_a_change_of_an_innovation_makes_another_record(
    assessment: Assessment, document: Evidence, member: User
):
    first = make_record(assessment=assessment, by=member)
    assert make_record(assessment=assessment, by=member) == first
    InnovationFactory(unit=assessment.unit, by=member, name="Yang kedua")
    assert make_record(assessment=assessment, by=member).number == 2
