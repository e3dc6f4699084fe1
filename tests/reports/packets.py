"""An assessment with evidence of every sort, and packets made of its record."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.evidence import attach, note_link
from pengungkit.actions.records import make_record
from pengungkit.models import Assessment, Record
from reports.contexts.record import RecordContext
from reports.packets.building import build
from tests.factories import make_evidence
from units.models import User


HOSTILE = '<script src="https://jahat.example/x.js">alert(1)</script><img src=x onerror=alert(2)>'


def fill(assessment: Assessment, by: User) -> None:
    """Two items answered, one file for two items, two files of one name, and a link."""
    entries = {
        "A.I.1.i.a": Entry(choice="Ya", narrative=HOSTILE),
        "B.I.a": Entry(index=Decimal("3.50")),
    }
    for code, entry in entries.items():
        answer_item(assessment=assessment, code=code, entry=entry, base_version=0, by=by)
    unit = assessment.unit
    shared = make_evidence(unit, by, "SK Tim ZI.pdf")
    for name in ("CON: <b>..\\Undangan & 100%!.pdf", "undangan.pdf", "Undangan.PDF"):
        one = make_evidence(unit, by, name)
        attach(answer=assessment.answers.get(code="A.I.1.i.b"), evidence=one, by=by)
    for code in ("A.I.1.i.a", "A.II.1.i.a"):
        attach(answer=assessment.answers.get(code=code), evidence=shared, by=by)
    note_link(
        unit=unit,
        title="Drive",
        url="https://drive.example/folder",
        by=by,
        answer=assessment.answers.get(code="A.I.1.ii.a"),
    )


def filled_record(assessment: Assessment, by: User) -> Record:
    fill(assessment, by)
    return make_record(assessment=assessment, by=by)


def packet_of(record: Record, **options: int) -> bytes:
    out = io.BytesIO()
    build(RecordContext.from_record(record), out, **options)
    return out.getvalue()


def files_of(packet: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
