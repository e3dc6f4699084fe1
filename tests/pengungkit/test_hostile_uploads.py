"""Files of attackers sent through the doors people use (abuse list UP-01 to UP-13, UP-16 to UP-23).

Each is sent in parts and as a plain form; what is refused leaves no row, no file and one line of
log without its name, and says what to do.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.models import Evidence, EvidenceVersion
from tests.factories import PASSWORD, PDF, UnitFactory, UserFactory, make_evidence
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit import sample_files
from tests.pengungkit.test_file_types import DOCX, EXE, HTML, SVG
from tests.pengungkit.tus_client import begin, begun, send, sentence, upload
from units.models import AuditEvent
from zi_portal.lib import blobs


FORM = "/bukti/?unit=kppn-ternate"


def kept_files() -> list[str]:
    """Names of the files in the store, whatever folder they lie in; locks of previews aside."""
    paths = [path for path in blobs.root().rglob("*") if path.is_file()]
    return [path.name for path in paths if "antrean" not in path.parts]


def refused_everywhere(client: Client, name: str, content: bytes) -> set[str]:
    """Send it through both doors; the sentences. Nothing may be left of it."""
    sentences = set()
    created = begin(client, max(len(content), 1), filename=name)
    if created.status_code == 201:
        answer = send(client, created["Location"], 0, content)
        assert answer.status_code == 422, answer.content
        sentences.add(sentence(answer))
    else:
        assert created.status_code == 422
        sentences.add(sentence(created))
    page = client.post(FORM, {"berkas": SimpleUploadedFile(name, content)}, follow=True)
    assert page.status_code == 200
    assert "Tersimpan di kotak bukti" not in page.content.decode()
    assert not Evidence.objects.exists()
    assert not AuditEvent.objects.filter(action="bukti_diterima").exists()
    assert kept_files() == []
    assert all(one.endswith(".") for one in sentences)
    return sentences


@pytest.fixture
def sender(unit, member_client) -> Client:
    return member_client


@pytest.mark.parametrize("end", ["php", "exe", "html", "svg", "js", "hta", "lnk"])
def test_up01_types_that_run_are_refused(sender, end):
    assert "tidak diterima" in " ".join(refused_everywhere(sender, f"a.{end}", PDF))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf.exe", PDF), ("a.exe.pdf", EXE), ("a.pdf\x00.exe", PDF), ("a.pdf%00.exe", PDF)],
)
def test_up02_double_endings_are_refused(sender, name, content):
    refused_everywhere(sender, name, content)


def test_up02_an_ending_with_a_space_is_decided_on_content(sender):
    assert upload(sender, PDF, filename="a.PDF ").status_code == 204
    assert EvidenceVersion.objects.get().extension == "pdf"


@pytest.mark.parametrize(("name", "content"), [("a.pdf", HTML), ("a.jpg", PDF)])
def test_up03_content_that_is_not_its_ending_is_refused(sender, name, content):
    refused_everywhere(sender, name, content)


def test_up04_a_picture_with_a_page_behind_it_never_runs(sender, unit, member):
    content = sample_files.image("PNG") + HTML
    evidence = make_evidence(unit, member, name="a.png", content=content)
    served = sender.get(f"/bukti/{evidence.uuid}/lihat/")
    assert b"".join(served) == content
    assert served["Content-Type"] == "image/png"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served["Content-Security-Policy"]
    preview = b"".join(sender.get(f"/bukti/{evidence.uuid}/gambar/?w=800"))
    assert preview[:4] == b"RIFF"
    assert b"script" not in preview


@pytest.mark.parametrize("name", ["a.pdf", "a.PDF"])
def test_up05_a_polyglot_is_what_it_is_called(sender, unit, member, name):
    evidence = make_evidence(unit, member, name=name, content=PDF + DOCX)
    served = sender.get(f"/bukti/{evidence.uuid}/lihat/")
    b"".join(served)
    assert served["Content-Type"] == "application/pdf"
    assert served["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", SVG), ("a.xlsx", b"<?xml version='1.0'?><x/>")]
)
def test_up06_text_in_the_dress_of_a_picture_or_workbook_is_refused(sender, name, content):
    refused_everywhere(sender, name, content)


def test_up07_what_the_sender_says_of_the_type_is_ignored(sender):
    file = SimpleUploadedFile("SK.pdf", PDF, content_type="text/html")
    sender.post(FORM, {"berkas": file})
    assert EvidenceVersion.objects.get().content_type == "application/pdf"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../x.pdf", "x.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("C:\\x.pdf", "x.pdf"),
        ("CON.pdf", "CON.pdf"),
    ],
)
def test_up08_no_name_becomes_a_path(sender, sent, shown):
    assert upload(sender, PDF, filename=sent).status_code == 204
    version = EvidenceVersion.objects.get()
    assert version.original_name == shown
    assert kept_files() == [version.sha256]
    with_name = sender.get(f"/bukti/{version.evidence.uuid}/unduh/")
    b"".join(with_name)
    assert f'"{shown}"' in with_name["Content-Disposition"]


def test_up08_a_name_that_is_only_an_ending_is_refused(sender):
    refused_everywhere(sender, ".htaccess", PDF)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("gaji\u202efdp.pdf", "gajifdp.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("laporan 📄.pdf", "laporan 📄.pdf"),
    ],
)
def test_up09_names_are_cleaned_and_kept_in_the_trail(unit, member, sent, shown):
    make_evidence(unit, member, name=sent)
    assert EvidenceVersion.objects.get().original_name == shown
    kept = AuditEvent.objects.get(action="bukti_diterima").data["nama"]
    assert kept.isascii()
    assert kept.encode("ascii").decode("unicode_escape") == sent[:255]


@pytest.mark.parametrize("sent", ["<img src=x onerror=alert(1)>.pdf", "=cmd|' !A1.pdf"])
def test_up10_a_name_is_only_ever_text(sender, sent):
    assert upload(sender, PDF, filename=sent).status_code == 204
    evidence = Evidence.objects.get()
    for address in (FORM, f"/bukti/{evidence.uuid}/", f"/bukti/{evidence.uuid}/pratinjau/"):
        assert "<img src=x" not in sender.get(address).content.decode()
    served = sender.get(f"/bukti/{evidence.uuid}/unduh/")
    b"".join(served)
    assert "<" not in served["Content-Disposition"]
    assert "\n" not in served["Content-Disposition"]


def test_up11_an_empty_file_is_refused(sender):
    page = sender.post(FORM, {"berkas": SimpleUploadedFile("a.pdf", b"")}, follow=True)
    assert "Berkas kosong (0 byte)" in page.content.decode()
    assert begin(sender, 0).status_code == 422
    assert kept_files() == []


def test_up12_real_bytes_count_whatever_the_length_says(sender, settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    assert begin(sender, 1001).status_code == 413
    url = begun(sender, 1000)
    assert send(sender, url, 0, PDF + b"x" * 1000).status_code == 413
    page = sender.post(FORM, {"berkas": SimpleUploadedFile("a.pdf", PDF * 100)}, follow=True)
    assert "melebihi batas" in page.content.decode()
    assert not Evidence.objects.exists()


def test_up16_too_many_parts_are_refused(sender):
    """2,000 files and 5,000 fields in one request, and names of a megabyte."""
    files = {f"berkas{n}": SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(2000)}
    assert sender.post(FORM, files).status_code == 400
    assert sender.post(FORM, {f"f{n}": "x" for n in range(5000)}).status_code == 400
    body = (
        b'--b\r\nContent-Disposition: form-data; name="' + b"n" * 1_000_000 + b'"\r\n\r\nx\r\n--b--'
    )
    kind = "multipart/form-data; boundary=b"
    answer = sender.post(FORM, data=body, content_type=kind, follow=True)
    assert answer.status_code in {200, 400}
    assert kept_files() == []


def test_up19_locked_office_files_are_refused(sender):
    assert "dikunci sandi" in " ".join(
        refused_everywhere(sender, "a.docx", hostile.office_locked())
    )


def test_up20_macros_are_refused(sender):
    for name in ("a.docm", "a.xlsm"):
        refused_everywhere(sender, name, hostile.docx_with_macro())
    assert "makro" in " ".join(refused_everywhere(sender, "a.docx", hostile.docx_with_macro()))


@pytest.mark.once
@pytest.mark.parametrize("make", [hostile.docx_bomb, hostile.docx_of_100000_entries])
def test_up21_bombs_are_refused_from_their_directory(sender, make):
    content = make()
    began = time.process_time()
    assert "mengembang" in " ".join(refused_everywhere(sender, "a.docx", content))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("extension", "make"),
    [("png", hostile.png_30000), ("jpg", hostile.jpeg_truncated), ("png", hostile.png_bomb)],
)
def test_up22_pictures_that_cannot_be_drawn_are_only_offered_as_they_are(
    sender, unit, member, extension, make
):
    content = make()
    evidence = make_evidence(unit, member, name=f"a.{extension}", content=content)
    assert sender.get(f"/bukti/{evidence.uuid}/gambar/?w=800").status_code == 404
    assert sender.get(f"/bukti/{evidence.uuid}/pratinjau/").status_code == 200
    assert b"".join(sender.get(f"/bukti/{evidence.uuid}/unduh/")) == content


def test_up23_a_pdf_that_goes_in_circles_keeps_its_original(sender, unit, member):
    content = hostile.pdf_pages_in_a_circle()
    evidence = make_evidence(unit, member, name="a.pdf", content=content)
    assert sender.get(f"/bukti/{evidence.uuid}/halaman/1/").status_code == 404
    assert b"".join(sender.get(f"/bukti/{evidence.uuid}/unduh/")) == content


LITERAL = re.compile(r"'[^']*'|\bs\d+_x\d+\b|\b[0-9a-f-]{32,36}\b|\b\d+(\.\d+)?\b")


def work_of(act: Callable[[], HttpResponse]) -> tuple[object, ...]:
    """What an answer says and every query it took, without the values asked for."""
    with CaptureQueriesContext(connection) as asked:
        answer = act()
    shapes = tuple(LITERAL.sub("?", query["sql"]) for query in asked)
    return answer.status_code, answer.get("Upload-Offset"), sorted(answer.headers), shapes


def test_up24_what_only_others_have_costs_the_same_work(sender, unit):
    """Neither a hash nor an address tells, by its answer or its time, what other units keep."""
    theirs = make_evidence(UnitFactory(), UserFactory(), content=PDF + b"rahasia").versions.get()
    # The first request of a session may do more.
    begin(sender, theirs.size, sha256="a" * 64)
    known, unknown = (
        work_of(lambda said=said: begin(sender, theirs.size, sha256=said))
        for said in (theirs.sha256, "b" * 64)
    )
    assert known == unknown
    assert known[:2] == (201, "0")
    # Asked inside the own unit, so no index of all files is walked either.
    for query in known[-1]:
        if "evidenceversion" in query and '"sha256" = ' in query:
            assert '"unit_id" = ' in query
    for address in ("", "unduh/", "pratinjau/", "gambar-kecil/", "versi/1/"):
        known, unknown = (
            work_of(lambda uuid=uuid: sender.get(f"/bukti/{uuid}/{address}"))  # noqa: B023
            for uuid in (theirs.evidence.uuid, uuid4())
        )
        assert known == unknown, address
        assert known[0] == 404


def test_dl04_a_thousand_ranges_cost_one_answer(sender, unit, member):
    evidence = make_evidence(unit, member, content=PDF + b"x" * 5000)
    asked = "bytes=" + ",".join(["0-,-1"] * 1000)
    began = time.process_time()
    answer = sender.get(f"/bukti/{evidence.uuid}/lihat/", headers={"Range": asked})
    assert answer.status_code == 200
    assert len(b"".join(answer)) == evidence.versions.get().size
    assert time.process_time() - began < 2
    beyond = sender.get(f"/bukti/{evidence.uuid}/lihat/", headers={"Range": "bytes=99999-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize(
    "where", ["//evil.example", "https:evil.example", "/\\evil.example", "https://evil.example/"]
)
def test_dl05_nobody_is_sent_to_another_site(unit, member, where):
    client = Client()
    answer = client.post(
        f"/masuk/?next={where}",
        {"login": member.username, "password": PASSWORD, "next": where},
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
