"""Whether the frozen records still are what they were when they were made."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.db.models import F

from pengungkit.models import InstrumentVersion, Record, RecordFile
from pengungkit.records.canonical import canonical_text, plain, sha256_of
from pengungkit.records.recount import differences
from pengungkit.rollups import PLACES


def records_are_frozen(thorough: bool) -> Iterator[str]:
    """Hash, sums, files and instrument of every record, and numbers without holes."""
    numbers: dict[int, list[int]] = defaultdict(list)
    documents: dict[str, object] = {}
    records = Record.objects.select_related("assessment__unit").prefetch_related("files__version")
    for record in records.order_by("pk").iterator(chunk_size=50):
        numbers[record.assessment_id].append(record.number)
        if len(numbers[record.assessment_id]) != record.number:
            yield f"{_name(record)}: nomornya berlubang."
        yield from (f"{_name(record)}: {one}" for one in _faults(record, documents))
    yield from _files_outside()


def _name(record: Record) -> str:
    return f"Rekaman {record.number} {record.assessment}"


def _faults(record: Record, documents: dict[str, object]) -> Iterator[str]:
    if sha256_of(record.content) != record.sha256:
        yield "isinya tidak sesuai dengan sidiknya."
    try:
        content = json.loads(record.content)
        state = {key: value for key, value in content.items() if key != "rekaman"}
        if canonical_text(content) != record.content:
            yield "isinya tidak ditulis dalam bentuk bakunya."
        if sha256_of(canonical_text(state)) != record.state_sha256:
            yield "keadaannya tidak sesuai dengan sidiknya."
        total = Decimal(content["nilai"]["total"]).quantize(PLACES)
        if (total, content["syarat"]["terpenuhi"]) != (record.total, record.checks_met):
            yield "nilai di daftar tidak sesuai dengan isinya."
        yield from differences(content)
        yield from _instrument_faults(content["instrumen"], documents)
        named = {one["berkas"]["sha256"] for one in content["bukti"] if one["berkas"]}
    except (ValueError, InvalidOperation, KeyError, TypeError, AttributeError) as error:
        yield f"isinya tidak terbaca ({type(error).__name__})."
        return
    kept = {one.version.sha256 for one in record.files.all()}
    for sha256 in sorted(named ^ kept):
        yield f"berkas {sha256[:12]} tidak tercatat sebagai isi rekaman."


def _instrument_faults(kept: dict, documents: dict[str, object]) -> Iterator[str]:
    """The questions a record holds are those of the version it names."""
    code = kept["kode"]
    if code not in documents:
        version = InstrumentVersion.objects.filter(code=code).first()
        documents[code] = plain(version.document) if version else None
    if documents[code] != kept["dokumen"]:
        yield f"instrumennya berbeda dari versi {code}."


def _files_outside() -> Iterator[str]:
    """A record rests on files of its own unit only."""
    strays = RecordFile.objects.exclude(version__unit_id=F("record__assessment__unit_id"))
    for pk, number in strays.values_list("record_id", "record__number"):
        yield f"Rekaman {number} ({pk}) memakai berkas unit lain."
