from __future__ import annotations

import pytest
from django.db import connection

from innovations.actions.replications import detach_document, move_replication
from innovations.models import Confirmation, Replication
from innovations.replication_section import replication_section
from pengungkit import integrity
from pengungkit.actions.records import make_record
from pengungkit.records.canonical import canonical_text
from tests.innovations.factories import InnovationFactory
from tests.innovations.replicating import DAY, ReplicationFactory, confirm_by_link
from tests.reports.packets import files_of, packet_of


def faults() -> list[str]:
    return [one.sentence for one in integrity.findings() if one.check == "konfirmasi"]


def test_it_works(assessment, unit, member, leader) -> None:
    innovation = InnovationFactory(unit=unit, name="ZIP", phase="WBBM")
    confirmed = ReplicationFactory(innovation=innovation)
    said = confirm_by_link(confirmed, member)
    ReplicationFactory(innovation=innovation, agency_name="Dinas")
    ReplicationFactory(innovation=InnovationFactory(name="Dari lain"), adopter_unit_id=unit.pk)
    section = replication_section(assessment)
    first, second = section.data["diberikan"]
    assert (first["nama"], first["konfirmasi"]["sidik"]) == ("ZIP", said.sha256)
    assert second["konfirmasi"] is None
    assert section.missing == ["Replikasi ZIP di Dinas belum dikonfirmasi penerimanya."]
    assert [one["nama"] for one in section.data["diterima"]] == ["Dari lain"]
    letter = confirmed.documents.get().evidence
    assert list(section.evidence) == [letter]
    assert first["bukti"] == [str(letter.uuid)]
    # Nobody's name stands in it, and the same state gives the same text.
    text = canonical_text(section.data)
    assert said.name not in text
    assert text == canonical_text(replication_section(assessment).data)
    detach_document(replication=confirmed, evidence=letter, by=member)
    assert list(replication_section(assessment).evidence) == [letter]
    record = make_record(assessment=assessment, by=leader)
    assert record.files.filter(version=said.letter).exists()
    files = files_of(packet_of(record))
    assert any(path.startswith("REPLIKASI/") for path in files)


@pytest.mark.parametrize("rows", [1, 5])
def test_queries_do_not_grow(assessment, unit, rows, django_assert_num_queries) -> None:
    for number in range(rows):
        innovation = InnovationFactory(unit=unit, name=f"Inovasi {number}", items=["A.I.6.ii.f"])
        ReplicationFactory(innovation=innovation)
    with django_assert_num_queries(2):
        replication_section(assessment)


def test_a_confirmed_replication_stands_on_its_confirmation(unit, member) -> None:
    one = ReplicationFactory(innovation=InnovationFactory(unit=unit))
    other = ReplicationFactory(innovation=one.innovation, agency_name="Dinas")
    said = confirm_by_link(one, member)
    assert faults() == []
    Confirmation.objects.update(withdrawn_at=said.given_at, withdrawn_reason="Keliru.")
    assert "tanpa konfirmasi yang berlaku" in " ".join(faults())
    Confirmation.objects.update(withdrawn_at=None, withdrawn_reason="", name="Orang lain")
    assert "tidak sesuai dengan sidiknya" in " ".join(faults())
    Confirmation.objects.update(name=said.name)
    move_replication(replication=one, state="berhenti", happened_on=DAY.replace(2100), by=member)
    rows = Replication.objects.filter(pk=other.pk)
    rows.update(state="dikonfirmasi", confirmation=said)
    assert "tanpa konfirmasi yang berlaku" in " ".join(faults())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE innovations_confirmation SET replication_id = %s", [other.pk])
    assert "memakai tautan replikasi lain" in " ".join(faults())
