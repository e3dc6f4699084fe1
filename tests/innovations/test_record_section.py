"""Innovations in a frozen record, and in the packet made of it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from innovations import models
from innovations.actions.innovations import attach_document
from innovations.actions.results import tell
from innovations.models import Activity, Innovation
from pengungkit.actions.records import make_record
from pengungkit.models import Assessment, Evidence
from reports.contexts.record import RecordContext
from reports.packets.index_page import index_html
from reports.packets.layout import layout_of
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


def test_acts_voices_and_their_photos_are_frozen(
    assessment: Assessment, document: Evidence, member: User
):
    innovation = Innovation.objects.get()
    photo = make_evidence(assessment.unit, member, "Foto kelas.pdf", content=b"%PDF-1.4 foto")
    tell(of=Activity, innovation=innovation, by=member, kind="kelas", title="Kelas akuntansi",
         happened_on=dt.date(2026, 3, 5), place="Ternate", participants=12, result="Semua lulus.",
         photo=photo)  # fmt: skip
    tell(of=models.Testimony, innovation=innovation, by=member, speaker="Bendahara", words="Cepat.",
         given_on=dt.date(2026, 3, 6), consented_on=dt.date(2026, 3, 6),
         consent_manner="lisan")  # fmt: skip
    record = make_record(assessment=assessment, by=member)
    [told] = json.loads(record.content)["bagian"]["inovasi"]
    assert told["bukti"] == [str(document.uuid), str(photo.uuid)]
    assert told["kegiatan"][0]["bukti"] == str(photo.uuid)
    assert told["kesaksian"][0]["cara_persetujuan"] == "lisan"
    assert record.files.count() == 2
    page = index_html(
        RecordContext.from_record(record), layout_of(RecordContext.from_record(record)), {}, ()
    ).decode()
    for words in (
        "5 Maret 2026: Kelas akuntansi, di Ternate, 12 peserta. Semua lulus.",
        "“Cepat.”",
        "INOVASI/SI%20-%20PANDAI/Foto%20kelas.pdf",
    ):
        assert words in page
    # An assessor opens packets of older records too.
    content = json.loads(record.content)
    del content["bagian"]["inovasi"][0]["kegiatan"], content["bagian"]["inovasi"][0]["kesaksian"]
    older = RecordContext.from_text(json.dumps(content))
    assert "SI: PANDAI" in index_html(older, layout_of(older), {}, ()).decode()


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
