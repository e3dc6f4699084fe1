"""A frozen record: made once per state, never changed, counted again from nothing but itself."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from pengungkit import integrity
from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.evidence import attach, describe, note_link
from pengungkit.actions.records import make_record
from pengungkit.actions.replacing import replace_file
from pengungkit.models import Assessment, Evidence, InstrumentVersion, Record, RecordFile
from pengungkit.protection import protections_of
from pengungkit.records import sections
from pengungkit.records.canonical import canonical_text, plain, sha256_of
from pengungkit.records.recount import differences
from pengungkit.records.sections import Section
from tests.factories import PDF, UnitFactory, UserFactory, make_evidence
from units.models import AuditEvent, Unit, User


ITEM = "A.I.1.i.a"


@pytest.fixture
def evidence(assessment: Assessment, member: User) -> Evidence:
    """A file that proves the first item, which is answered."""
    answer_item(
        assessment=assessment, code=ITEM, entry=Entry(choice="Ya"), base_version=0, by=member
    )
    one = make_evidence(assessment.unit, member)
    attach(answer=assessment.answers.get(code=ITEM), evidence=one, by=member)
    return one


@pytest.fixture
def record(assessment: Assessment, evidence: Evidence, leader: User) -> Record:
    return make_record(assessment=assessment, by=leader)


def content_of(record: Record) -> dict:
    return json.loads(record.content)


def item_of(record: Record, code: str = ITEM) -> dict:
    return next(one for one in content_of(record)["butir"] if one["kode"] == code)


def test_it_works(record: Record, assessment: Assessment, evidence: Evidence, leader: User):
    content = content_of(record)
    assert record.number == 1
    assert record.sha256 == sha256_of(record.content)
    assert content["rekaman"]["dibuat_oleh"] == leader.name
    assert content["unit"]["kode"] == "kppn-ternate"
    assert len(content["butir"]) == 113
    assert item_of(record)["jawaban"] == {"pilihan": "Ya", "jumlah": None, "indeks": None}
    assert item_of(record)["bukti"] == [str(evidence.uuid)]
    [paper] = content["bukti"]
    assert paper["berkas"]["sha256"] == evidence.versions.get().sha256
    assert paper["butir"] == [ITEM]
    assert record.total == Decimal(content["nilai"]["total"]).quantize(Decimal("0.000000001"))
    assert len(content["syarat"]["daftar"]) == 12
    assert len(content["kekurangan"]["belum_terisi"]) == 112
    event = AuditEvent.objects.get(action="rekaman_dibuat")
    assert event.data["sha256"] == record.sha256
    assert content["rekaman"]["jejak"]["hash"] == event.previous_hash


def test_the_text_is_canonical(record: Record):
    assert canonical_text(content_of(record)) == record.content
    assert unicodedata.is_normalized("NFC", record.content)
    json.loads(record.content, parse_float=pytest.fail)


def test_the_same_record_while_nothing_changes(record: Record, assessment: Assessment, head: User):
    assert make_record(assessment=assessment, by=head) == record
    assert Record.objects.count() == 1
    assert AuditEvent.objects.filter(action="rekaman_dibuat").count() == 1


def answered(assessment: Assessment, evidence: Evidence, by: User) -> None:
    entry = Entry(choice="Tidak")
    answer_item(assessment=assessment, code=ITEM, entry=entry, base_version=1, by=by)


def replaced(assessment: Assessment, evidence: Evidence, by: User) -> None:
    replace_file(evidence=evidence, name="SK baru.pdf", chunks=[PDF + b"baru"], by=by)


def renamed(assessment: Assessment, evidence: Evidence, by: User) -> None:
    Unit.objects.filter(pk=assessment.unit_id).update(name="KPPN Ternate Baru")


def closed(assessment: Assessment, evidence: Evidence, by: User) -> None:
    close_assessment(assessment=assessment, reason="selesai", by=by)


@pytest.mark.parametrize("change", [answered, replaced, renamed, closed])
def test_a_change_makes_another_record_and_leaves_the_first(
    record: Record, assessment: Assessment, evidence: Evidence, member: User, change: Callable
):
    before = record.content
    change(assessment, evidence, member)
    second = make_record(assessment=assessment, by=member)
    assert second.number == 2
    assert second.state_sha256 != record.state_sha256
    record.refresh_from_db()
    assert record.content == before
    assert integrity.findings() == []


def test_a_closed_assessment_keeps_the_file_it_was_closed_with(
    record: Record, assessment: Assessment, evidence: Evidence, leader: User
):
    closed(assessment, evidence, leader)
    frozen = make_record(assessment=assessment, by=leader)
    replaced(assessment, evidence, leader)
    assert make_record(assessment=assessment, by=leader) == frozen
    assert content_of(frozen)["bukti"][0]["berkas"]["versi"] == 1


def test_a_link_is_marked_as_not_kept(assessment: Assessment, member: User):
    answer = assessment.answers.get(code=ITEM)
    link = note_link(
        unit=assessment.unit, title="Drive", url="https://contoh.id/a", by=member, answer=answer
    )
    content = content_of(make_record(assessment=assessment, by=member))
    [paper] = content["bukti"]
    assert (paper["tersimpan"], paper["berkas"], paper["tautan"]) == (False, None, link.url)
    assert content["kekurangan"]["tidak_tersimpan"] == [str(link.uuid)]


@pytest.mark.parametrize("model", [Record, RecordFile])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_itself_refuses_changes(record: Record, model: type, verb: str):
    table = model._meta.db_table
    statement = {
        "UPDATE": f"UPDATE {table} SET id = id + 100",
        "DELETE": f"DELETE FROM {table}",
    }[verb]
    with (
        pytest.raises(DatabaseError, match="rekaman tidak boleh diubah"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Record.objects.get().sha256 == record.sha256


def test_what_a_record_rests_on_cannot_go(record: Record, evidence: Evidence):
    with pytest.raises(ProtectedError):
        evidence.versions.get().delete()
    assert protections_of(evidence) == {1: ["Rekaman 1 penilaian 2026 memakai berkasnya."]}
    assert protections_of(make_evidence(evidence.unit, evidence.received_by, "Lain.pdf")) == {}


def test_promise_3_a_record_is_counted_again_from_itself(record: Record):
    assert differences(content_of(record)) == []


@pytest.mark.parametrize(
    ("bend", "word"),
    [
        (lambda c: c["nilai"].update(total="99"), "nilai: total tertulis 99"),
        (lambda c: c["butir"][0].update(porsi="0.5"), "butir A.I.1.i.a: porsi tertulis 0.5"),
        (lambda c: c["syarat"].update(terpenuhi=12), "syarat: terpenuhi tertulis 12"),
        (lambda c: c["butir"][0]["jawaban"].update(pilihan="Z"), "tidak ada pada butir"),
        (lambda c: c.pop("syarat"), "bukan rekaman yang lengkap"),
        (lambda c: c["instrumen"]["dokumen"].pop("area"), "tidak lengkap"),
    ],
)
def test_promise_3_a_bent_record_is_found(record: Record, bend: Callable, word: str):
    content = content_of(record)
    bend(content)
    assert word in " ".join(differences(content))


@pytest.fixture
def section(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> Evidence:
    """A room above that adds a section with a document of its own."""
    own = make_evidence(evidence.unit, evidence.received_by, "Inovasi.pdf")
    monkeypatch.setattr(sections, "_builders", {**sections._builders})
    sections.provide_section(
        "contoh",
        lambda assessment: Section({"jumlah": 1}, [own, evidence], ["Belum direplikasi."]),
    )
    return own


def test_other_rooms_add_their_section(section: Evidence, assessment: Assessment, leader: User):
    record = make_record(assessment=assessment, by=leader)
    content = content_of(record)
    assert content["bagian"]["contoh"] == {"jumlah": 1}
    assert content["kekurangan"]["bagian"] == {"contoh": ["Belum direplikasi."]}
    assert [paper["bagian"] for paper in content["bukti"]] == [["contoh"], ["contoh"]]
    assert record.files.filter(version__evidence=section).exists()
    assert protections_of(section)


def bent(statement: str, *values: object) -> None:
    """Write past the triggers, as somebody with the database in hands could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER pengungkit_record_no_UPDATE")
            cursor.execute("DROP TRIGGER pengungkit_recordfile_no_DELETE")
        else:
            # References are looked at when the transaction ends; a table waits for that.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("pengungkit_record", "pengungkit_recordfile"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE pengungkit_record SET content = replace(content, 'Ya', 'Tidak')", "sidiknya"),
        ("UPDATE pengungkit_record SET total = 99", "nilai di daftar"),
        ("UPDATE pengungkit_record SET number = 2", "nomornya berlubang"),
        ("UPDATE pengungkit_record SET content = '{}'", "tidak terbaca"),
        ("DELETE FROM pengungkit_recordfile", "tidak tercatat sebagai isi rekaman"),
    ],
)
def test_a_bent_record_is_found_by_the_integrity_check(record: Record, statement: str, word: str):
    assert integrity.findings() == []
    bent(statement)
    sentences = [one.sentence for one in integrity.findings() if one.check == "rekaman"]
    assert word in " ".join(sentences)


def test_another_instrument_under_the_same_name_is_found(record: Record):
    version = InstrumentVersion.objects.get()
    version.document["nama"] = "Lain"
    version.save()
    sentences = [one.sentence for one in integrity.findings() if one.check == "rekaman"]
    assert "instrumennya berbeda" in sentences[0]


def test_a_file_of_another_unit_is_found(record: Record):
    stray = make_evidence(UnitFactory(), UserFactory(), "Lain.pdf")
    RecordFile.objects.create(record=record, version=stray.versions.get())
    sentences = [one.sentence for one in integrity.findings() if one.check == "rekaman"]
    assert "unit lain" in " ".join(sentences)


def test_queries_do_not_grow_with_documents(
    record: Record,
    assessment: Assessment,
    member: User,
    django_assert_max_num_queries: Callable,
):
    # Lock, assessment, answers, predicates, uses, versions, ancestors, kind, instrument,
    # milestones, other years, innovations, newest; then trail, record, files, and the event's.
    for code in ("A.I.1.i.b", "A.I.1.ii.a"):
        attach(
            answer=assessment.answers.get(code=code),
            evidence=make_evidence(assessment.unit, member, f"{code}.pdf"),
            by=member,
        )
    with django_assert_max_num_queries(29):
        make_record(assessment=assessment, by=member)


def test_a_description_is_part_of_the_record(record: Record, evidence: Evidence, member: User):
    describe(
        evidence=evidence,
        by=member,
        title="SK Tim",
        kind="sk",
        number="12/2026",
        document_date=dt.date(2026, 1, 8),
        valid_until=None,
        stage="ada",
    )
    [paper] = content_of(make_record(assessment=record.assessment, by=member))["bukti"]
    assert (paper["judul"], paper["jenis_nama"], paper["tahap_nama"]) == ("SK Tim", "SK", "Ada")
    assert paper["tanggal"] == "2026-01-08"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": None}, '{"a":null,"b":1}'),
        ("e\u0301\ud800", '"é?"'),
        (Decimal("1E+2"), '"100"'),
        (Fraction(1, 3), '"1/3"'),
        (dt.datetime(2026, 1, 1, 9, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=9))),
         '"2026-01-01T00:00:00Z"'),
        ((True, dt.date(2026, 1, 2)), '[true,"2026-01-02"]'),
    ],
)  # fmt: skip
def test_one_text_for_one_value(value: object, text: str):
    assert canonical_text(value) == text


@pytest.mark.parametrize("value", [0.5, {"a": [1.0]}, object()])
def test_a_float_has_no_text(value: object):
    with pytest.raises(TypeError):
        plain(value)
