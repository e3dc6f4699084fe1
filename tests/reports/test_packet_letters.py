"""Drafts of letters: from the data, with blanks in yellow, the same bytes every time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX

from pengungkit.models import Assessment
from reports.contexts.record import PredicateLine, RecordContext
from reports.packets.letter_text import pieces, xml_text
from reports.packets.letters import conditions, proposal_draft, responsibility_draft
from tests.reports.packets import filled_record
from units.models import User


@pytest.fixture
def facts(assessment: Assessment, member: User) -> RecordContext:
    return RecordContext.from_record(filled_record(assessment, member))


def paragraphs_of(data: bytes) -> list:
    document = Document(io.BytesIO(data))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]


def text_of(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in paragraphs_of(data))


def test_it_works(facts: RecordContext):
    text = text_of(proposal_draft(facts))
    assert "Usulan penilaian Wilayah Bebas dari Korupsi (WBK) tahun 2026" in text
    assert "KPPN Ternate" in text
    assert "[isi nomor surat]" in text
    assert "Perhatian: Belum memenuhi syarat WBK" in text
    assert "rekaman no. 1" in text
    assert "4 berkas" in text


def test_the_statement_lists_what_must_be_shown(facts: RecordContext):
    text = text_of(responsibility_draft(facts))
    assert "SURAT PERNYATAAN TANGGUNG JAWAB MUTLAK" in text
    for one in conditions("wbk"):
        assert one in text
    assert "[isi meterai dan tanda tangan]" in text


def test_each_predicate_has_its_own_conditions():
    assert len(conditions("wbk")) == len(conditions("wbbm")) == 9
    assert conditions("wbk") != conditions("wbbm")


def test_every_blank_is_yellow(facts: RecordContext):
    for data in (proposal_draft(facts), responsibility_draft(facts)):
        runs = [run for paragraph in paragraphs_of(data) for run in paragraph.runs]
        blanks = [run for run in runs if run.text.startswith("[isi ")]
        assert len(blanks) > 8
        assert {run.font.highlight_color for run in blanks} == {WD_COLOR_INDEX.YELLOW}
        assert not [run for run in runs if "[isi " in run.text and run not in blanks]


def test_the_same_record_gives_the_same_bytes(facts: RecordContext):
    assert proposal_draft(facts) == proposal_draft(facts)
    assert responsibility_draft(facts) == responsibility_draft(facts)


def test_a_standing_predicate_is_told(facts: RecordContext):
    held = PredicateLine(
        "WBK", "Kementerian PANRB (TPN)", dt.date(2019, 1, 1), True, "", "", None, ""
    )
    gone = dataclasses.replace(held, predicate="WBBM", revoked_on=dt.date(2020, 1, 1))
    text = text_of(proposal_draft(dataclasses.replace(facts, predicates=(held, gone))))
    assert "WBK dari Kementerian PANRB (TPN), 2019" in text
    assert "WBBM dari" not in text


def test_what_no_xml_may_hold_is_left_out():
    assert xml_text("a\x00b\x0bc\td\ne\ufffe") == "abc\td\ne"


def test_pieces():
    assert pieces("Nomor [isi nomor], [bukan] [isi ") == [
        ("Nomor ", False),
        ("[isi nomor]", True),
        (", [bukan] [isi ", False),
    ]


def test_every_part_stands_where_the_format_wants_it(facts: RecordContext):
    """Word calls a file damaged whose properties of paragraphs and rows are out of order."""
    wanted = ["keepNext", "pBdr", "shd", "spacing", "ind", "jc"]
    for data in (proposal_draft(facts), responsibility_draft(facts)):
        document = Document(io.BytesIO(data))
        for properties in document.element.body.iter("{*}pPr"):
            found = [one.tag.rpartition("}")[2] for one in properties]
            known = [one for one in found if one in wanted]
            assert known == sorted(known, key=wanted.index)
        for table in document.tables:
            grid = [column.width for column in table.columns]
            assert grid == [cell.width for cell in table.rows[0].cells]
