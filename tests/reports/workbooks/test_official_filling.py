"""An assessment written into a copy of the ministry's own workbook."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from urllib.parse import unquote

import openpyxl
import pytest

from pengungkit.actions.evidence import attach, note_link
from pengungkit.actions.official_forms import retire_form
from pengungkit.actions.records import make_record
from pengungkit.models import Answer, Assessment
from pengungkit.scoring import score
from pengungkit.workbooks.reader import read_lke
from reports.contexts.record import Judgement, RecordContext
from reports.pdfs.lke import lke_document
from reports.workbooks.layout import Column
from reports.workbooks.official import OfficialFormFacts, filling_of, notes_text, official_form
from tests.factories import MembershipFactory, Role, make_evidence
from tests.pengungkit.lke_workbooks import LKE
from tests.pengungkit.official_forms import answered, full_form, kept_form
from tests.reports.packets import files_of, packet_of
from tests.reports.workbooks.office import needs_office, recalculated
from units.models import AuditEvent
from zi_portal.lib import blobs
from zi_portal.lib.workbooks.linking import Link


FIRST, SECOND, RATIO, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"
PAGE = "/penilaian/2026/kppn-ternate/formulir/"


@pytest.fixture
def admin(unit):
    return MembershipFactory(role=Role.ADMIN_PUSAT, unit=unit).user


@pytest.fixture
def form(assessment, admin):
    return kept_form(assessment.instrument, admin, used=True)


def store(assessment, responses, notes=None):
    """Answers straight into the rows: what is tested begins with what is stored."""
    rows = list(Answer.objects.filter(assessment=assessment))
    for row in rows:
        response = responses.get(row.code)
        row.narrative = (notes or {}).get(row.code, "")
        if isinstance(response, str):
            row.choice = response
        elif isinstance(response, Decimal):
            row.index = response
        elif response is not None:
            row.counts = response
    Answer.objects.bulk_update(rows, ["choice", "index", "counts", "narrative"])


def live(assessment):
    return RecordContext.live(Assessment.objects.with_structure().get(pk=assessment.pk))


def filled(context, link_for=lambda document: None):
    form = OfficialFormFacts.named_by(context)
    return official_form(form, filling_of(context, form, link_for, Link))


def test_it_works(member_client, member, assessment, form):
    store(assessment, {FIRST: "Ya", RATIO: {"agen": 4, "perubahan": 3}, INDEX: Decimal("3.60")}, {
        FIRST: "=1+1 catatan",
    })  # fmt: skip
    document = make_evidence(assessment.unit, member, "SK Tim ZI.pdf")
    attach(answer=assessment.answers.get(code=FIRST), evidence=document, by=member)

    html = member_client.get("/penilaian/2026/kppn-ternate/").content.decode()
    assert f'href="{PAGE}"' in html
    html = member_client.get(PAGE).content.decode()
    assert "6 sel lembar LKE di salinan “LKE resmi 2026” diisi dari portal." in html
    answer = member_client.get(f"{PAGE}unduh/")
    assert "Formulir-resmi-2026-kppn-ternate.xlsx" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["LKE"]
    place = form.places.items[FIRST]
    assert sheet[place.own.answer].value == "ya"
    note = sheet[place.own.note]
    assert (note.value, note.data_type, note.quotePrefix) == ("=1+1 catatan", "s", True)
    assert sheet[place.evidence].value == (
        f"1. SK Tim ZI:\nhttp://testserver/bukti/{document.uuid}/"
    )
    leads = sheet[place.evidence].hyperlink
    assert leads.target == f"http://testserver/bukti/{document.uuid}/"
    assert leads.tooltip == "Buka SK Tim ZI"
    counts = form.places.items[RATIO].own.counts
    assert [sheet[counts[key]].value for key in ("agen", "perubahan")] == [4, 3]
    assert sheet[form.places.items[INDEX].own.answer].value == 3.6
    assert sheet[form.places.items[SECOND].own.answer].value is None
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.action, event.data["templat"]) == ("formulir_diunduh", form.sha256)


def test_everything_else_in_the_form_stays_as_it_is(assessment, form):
    store(assessment, answered(), {FIRST: "=1"})
    data = filled(live(assessment))
    before, after = full_form()[0], data
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        changed = [one for one in old.namelist() if old.read(one) != new.read(one)]
        names = {name: part for part, name in _sheets(old)}
        # The sheet itself, results dropped beside formulas, and the mark for text that looks odd.
        assert set(changed) == {names["LKE"], names["Rekap"], "xl/styles.xml"} - {
            one for one in (names["Rekap"],) if old.read(one) == new.read(one)
        }
        outside = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
        assert outside.sub(b"", old.read(names["LKE"])) == outside.sub(b"", new.read(names["LKE"]))
    book = openpyxl.load_workbook(io.BytesIO(after))
    sheet = book["LKE"]
    original = openpyxl.load_workbook(io.BytesIO(before))["LKE"]
    assert sheet.protection.sheet
    assert sheet.protection.password == original.protection.password
    assert sheet["J8"].fill.fgColor.rgb == "00FFFF99"
    assert not sheet["J8"].protection.locked
    assert len(sheet.data_validations.dataValidation) == 4
    assert len(sheet.conditional_formatting) == 1
    assert book["Daftar"].sheet_state == "hidden"
    assert "PilihanYa" in book.defined_names
    assert len(book["Sampul"]._images) == 1
    assert book["Sampul"]["B2"].comment.text == "Diisi tim"
    formulas = {cell.coordinate: cell.value for row in original.iter_rows() for cell in row
                if cell.data_type == "f"}  # fmt: skip
    assert len(formulas) > 113
    assert {one: sheet[one].value for one in formulas} == formulas


def _sheets(archive):
    rels = archive.read("xl/_rels/workbook.xml.rels").decode()
    book = archive.read("xl/workbook.xml").decode()
    for tag in re.findall(r"<sheet [^>]*>", book):
        name = re.search(r'name="([^"]*)"', tag).group(1)
        rid = re.search(r':id="([^"]*)"', tag).group(1)
        entry = next(one for one in re.findall(r"<Relationship [^>]*>", rels) if f'"{rid}"' in one)
        yield re.search(r'Target="/?(?:xl/)?([^"]*)"', entry).group(1).join(["xl/", ""]), name


@needs_office
@pytest.mark.once
def test_libreoffice_counts_the_portals_score(assessment, form, member, tmp_path):
    responses = answered(seed=5)
    store(assessment, responses)
    document = make_evidence(assessment.unit, member, "SK Tim ZI.pdf")
    attach(answer=assessment.answers.get(code=FIRST), evidence=document, by=member)
    data = filled(live(assessment), lambda document: "AREA 1/1.i.a SK Tim ZI.pdf")
    path = tmp_path / "resmi.xlsx"
    path.write_bytes(data)
    assert read_lke(path, LKE).responses == responses
    [counted] = recalculated([path], tmp_path)
    book = openpyxl.load_workbook(counted, data_only=True)
    total = score(LKE, responses).totals.total
    assert Decimal(str(book["Rekap"]["B1"].value)).quantize(Decimal("1e-6")) == total.quantize(
        Decimal("1e-6")
    )
    assert book["LKE"].protection.sheet
    link = book["LKE"][form.places.items[FIRST].evidence].hyperlink
    assert unquote(link.target).endswith("AREA 1/1.i.a SK Tim ZI.pdf")


def test_evaluators_values_and_what_has_no_place(assessment, form):
    store(assessment, {FIRST: "Ya"}, {SECOND: "Catatan"})
    context = live(assessment)
    line = next(one for area in context.areas for one in area.items if one.code == FIRST)
    given = Judgement("Tidak", None, None, "Belum ada SK", Decimal(0), Decimal(0))
    object.__setattr__(line, "tpi", given)
    facts = OfficialFormFacts.named_by(context)
    cells = filling_of(context, facts, lambda document: None, Link).cells
    judged = facts.places.items[FIRST].judged
    assert cells[judged["tpi"].answer] == "tidak"
    assert cells[judged["tpi"].note] == "Belum ada SK"
    assert cells[judged["akhir"].answer] is None

    places = dict(facts.places.items)
    place = places.pop(SECOND)
    object.__setattr__(facts.places, "items", places)
    object.__setattr__(places[FIRST], "choices", {"Tidak": "tidak"})
    filling = filling_of(context, facts, lambda document: None, Link)
    assert [(one.code, one.what) for one in filling.unwritten] == [
        (FIRST, "jawaban Ya"),
        (SECOND, "semua isian"),
    ]
    assert place.own.note not in filling.cells
    text = notes_text(facts, filling)
    assert f"{SECOND}  semua isian: butir tidak ada di formulir." in text
    assert form.sha256 in text


def test_ex_03_the_packet_holds_it_and_follows_from_the_record(assessment, form, leader, admin):
    store(assessment, {FIRST: "Ya"})
    document = make_evidence(assessment.unit, leader, "SK Tim ZI.pdf")
    attach(answer=assessment.answers.get(code=FIRST), evidence=document, by=leader)
    for name in ("Satu.pdf", "Dua.pdf"):
        one = make_evidence(assessment.unit, leader, name)
        attach(answer=assessment.answers.get(code=SECOND), evidence=one, by=leader)
    note_link(
        unit=assessment.unit,
        title="Drive",
        url="ftp://contoh.example/x",
        by=leader,
        answer=assessment.answers.get(code=INDEX),
    )
    record = make_record(assessment=assessment, by=leader)
    assert make_record(assessment=assessment, by=leader) == record
    first = packet_of(record)
    retire_form(form=form, by=admin)
    assert packet_of(record) == first
    files = files_of(first)
    path = "Formulir resmi 2026 KPPN Ternate.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(files[path]))["LKE"]
    evidence = form.places.items[FIRST].evidence
    title, way = sheet[evidence].value.split("\n")
    assert title == "1. SK Tim ZI:"
    assert way in files
    assert unquote(sheet[evidence].hyperlink.target) == way
    assert sheet[form.places.items[SECOND].evidence].value.startswith("1. Satu:\nAREA 1")
    assert ".pdf;\n2. Dua:\nAREA 1" in sheet[form.places.items[SECOND].evidence].value
    # Of several a cell leads to all of them, on the packet's own page.
    several = sheet[form.places.items[SECOND].evidence].hyperlink
    assert (several.target, several.location) == ("index.html", SECOND)
    assert f'id="{SECOND}"' in files["index.html"].decode()
    # EX-03: a link that was noted stays within the schemes of the web.
    assert sheet[form.places.items[INDEX].evidence].hyperlink.target == "index.html"
    # Evaluators read the official words, in a packet of any day.
    question = form.wordings[FIRST].question
    assert question in files["index.html"].decode()
    ours = openpyxl.load_workbook(io.BytesIO(files["LKE-2026-KPPN-Ternate.xlsx"]))["LKE"]
    assert question in [cell.value for cell in ours[LKE.item(FIRST).row]]
    assert ours[f"{Column.CRITERIA}{LKE.item(FIRST).row}"].value.startswith("a. Kriteria pertama")
    assert question in lke_document(RecordContext.from_record(record), record.made_at)
    assert question not in files["KEKURANGAN.txt"].decode()
    assert files[path.replace(".xlsx", " - catatan.txt")].decode().startswith("Formulir resmi “LKE")
    assert path in files["index.html"].decode().replace("%20", " ")
    later = make_record(assessment=assessment, by=leader)
    assert later != record
    without = files_of(packet_of(later))
    assert path not in without
    assert question not in without["index.html"].decode()


def test_without_a_form_there_is_nothing_to_fill(member_client, assessment):
    assert member_client.get(PAGE).status_code == 404
    assert PAGE not in member_client.get("/penilaian/2026/kppn-ternate/").content.decode()


def test_a_damaged_form_is_said(member_client, assessment, form):
    path = blobs.path_of(form.sha256)
    path.chmod(0o600)
    path.write_bytes(b"rusak")
    html = member_client.get(f"{PAGE}unduh/", follow=True).content.decode()
    assert "Formulir resmi rusak atau hilang di penyimpanan." in html


def test_the_pages_take_few_queries(member_client, assessment, form, django_assert_max_num_queries):
    store(assessment, answered())
    with django_assert_max_num_queries(15):
        member_client.get(PAGE)
    with django_assert_max_num_queries(20):
        member_client.get(f"{PAGE}unduh/")
