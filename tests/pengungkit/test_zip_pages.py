"""Bawa masuk folder in pages: sent without script, looked over, applied, taken back."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pengungkit.actions.zip_applying import apply_import
from pengungkit.actions.zip_arrival import receive_zip
from pengungkit.actions.zip_reading import read_import
from pengungkit.models import Evidence, EvidenceUse, Upload, ZipEntry, ZipImport
from tests.factories import PDF
from tests.jobs import run_queued
from tests.pengungkit.hostile_archives import REFUSED, zipped
from tests.pengungkit.office_folder import few_zip
from tests.pengungkit.tus_client import begin, begun, send, sentence


START = reverse("pengungkit:zip_start")
SMALL = zipped({"ZI/A.I.1.i.a SK Tim.pdf": PDF, "ZI/Foto.jpg": b"\xff\xd8\xffx"})


def sent(client, data: bytes, name: str = "Bukti ZI.zip"):
    return client.post(START, {"berkas": SimpleUploadedFile(name, data)})


@pytest.fixture
def ready(assessment, unit, member) -> ZipImport:
    made = receive_zip(unit=unit, name="Bukti ZI.zip", chunks=[SMALL], by=member)
    read_import(made)
    return made


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def fields_of(response) -> dict[str, list[str]]:
    """What a browser without script would send of the page's largest form."""
    html = response.content.decode()
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if not name or ('type="checkbox"' in tag and "checked" not in tag):
            continue
        found.setdefault(name[1], []).append(value[1] if value else "on")
    return found


def test_it_works(assessment, unit, member_client):
    """The whole way without script."""
    start = text_of(member_client.get(START))
    assert "Cara membuat ZIP" in start
    assert "Tanpa JavaScript: paling besar 200 MB." in start
    answer = sent(member_client, few_zip())
    page = ZipImport.objects.get().get_absolute_url()
    assert answer["Location"] == page
    assert "Menunggu giliran" in text_of(member_client.get(page))
    run_queued()
    preview = member_client.get(page)
    words = text_of(preview)
    assert "7 akan masuk, 1 isinya sama, 4 ditolak, 4 diabaikan. Belum ada" in words
    assert "Tebakan dari nama berkas atau folder: butir, jenis, judul" in words
    assert "Sama persis dengan ZI 2026/AREA I/i. Penyusunan Tim Kerja" in words
    only = member_client.get(f"{page}?saring=ditolak")
    assert len(re.findall('class="zip-line"', only.content.decode())) == 4

    applied = member_client.post(f"{page}terapkan/", fields_of(preview))
    assert applied["Location"] == page
    assert "0 dari 8 berkas dimasukkan" in text_of(member_client.get(page))
    apply_import(ZipImport.objects.get())
    report = text_of(member_client.get(page))
    assert "7 berkas masuk, 1 isinya sama, 4 ditolak" in report
    assert EvidenceUse.objects.count() > 3
    assert page in member_client.get(START).content.decode()
    assert f'href="{page}unduh/?saring=ditolak"' in (
        member_client.get(f"{page}?saring=ditolak").content.decode()
    )
    taken = member_client.get(f"{page}unduh/?saring=ditolak").content
    head, *rows = openpyxl.load_workbook(BytesIO(taken)).worksheets[0].values
    assert {row[head.index("Keadaan")] for row in rows} == {"Ditolak"}
    assert len(rows) == 4
    assert all(row[head.index("Alasan")] for row in rows)

    member_client.post(f"{page}lepas/")
    assert "Dilepas lagi" in text_of(member_client.get(page))
    assert (EvidenceUse.objects.count(), Evidence.objects.count()) == (0, 7)


def test_too_large_without_script_says_what_else_to_do(assessment, member_client, settings):
    settings.EVIDENCE_MAX_BYTES = 100
    page = sent(member_client, few_zip()).url
    assert "Tanpa JavaScript ZIP paling besar" in text_of(member_client.get(page))
    assert not ZipImport.objects.exists()


def test_nothing_typed_is_lost_on_the_way_to_another_page(ready, member_client):
    page = ready.get_absolute_url()
    fields = fields_of(member_client.get(page))
    first, second = ready.entries.all()
    fields |= {
        f"butir-{first.pk}": "A.I.9.z",
        f"tanggal-{first.pk}": "kemarin",
        "saring": "ditolak",
    }
    fields.pop(f"bawa-{second.pk}")
    assert member_client.post(f"{page}simpan/", fields)["Location"] == f"{page}?saring=ditolak"
    shown = member_client.get(f"{page}?saring=perlu").content.decode()
    assert 'value="A.I.9.z"' in shown
    assert 'value="kemarin"' in shown
    assert "Tidak ada butir “A.I.9.z”" in shown
    second.refresh_from_db()
    assert not second.wanted
    refused = member_client.post(f"{page}terapkan/", {})
    assert refused["Location"] == f"{page}?saring=perlu"
    assert not Evidence.objects.exists()


def test_all_and_none(ready, member_client):
    page = ready.get_absolute_url()
    member_client.post(f"{page}simpan/", {"semua": "tidak"})
    assert not ready.entries.filter(wanted=True).exists()
    assert "Belum ada berkas yang dipilih" in text_of(
        member_client.post(f"{page}terapkan/", {}, follow=True)
    )
    member_client.post(f"{page}simpan/", {"semua": "ya"})
    assert ready.entries.filter(wanted=True).count() == 2


def test_somebody_else_of_the_unit_sees_and_changes_nothing(ready, coordinator_client):
    page = ready.get_absolute_url()
    shown = coordinator_client.get(page)
    assert "yang memeriksa dan menerapkannya" in text_of(shown)
    assert b'name="baris"' not in shown.content
    for act in ("simpan", "terapkan", "batalkan", "lepas"):
        refused = coordinator_client.post(f"{page}{act}/", {})
        assert refused.status_code == 403
        assert "dikirim Sari" in text_of(refused)
    assert "belum selesai" in text_of(coordinator_client.get(START))


def test_a_refused_zip_tells_why(assessment, member_client):
    page = sent(member_client, REFUSED["bomb"][0])["Location"]
    run_queued()
    assert "mengembang lebih dari 100 kali" in text_of(member_client.get(page))
    refused = member_client.post(
        START, {"berkas": SimpleUploadedFile("a.rar", b"Rar!")}, follow=True
    )
    assert "arsip RAR" in text_of(refused)
    assert "Pilih berkas ZIP lebih dahulu" in text_of(member_client.post(START, {}, follow=True))


def test_cancelled(ready, member_client):
    page = ready.get_absolute_url()
    answer = member_client.post(f"{page}batalkan/", follow=True)
    assert "ZIP dibatalkan dan dihapus" in text_of(answer)
    assert member_client.get(page).status_code == 404


def test_in_parts(assessment, unit, member_client):
    url = begun(member_client, len(SMALL), filename="Bukti.zip", tujuan="impor")
    assert begin(member_client, 10, filename="Lain.zip", tujuan="impor").status_code == 422
    assert "Folder untuk kotak bukti" in text_of(member_client.get("/beranda/"))
    send(member_client, url, 0, SMALL[:100])
    done = send(member_client, url, 100, SMALL[100:])
    made = ZipImport.objects.get()
    assert done.status_code == 204
    assert (
        done["ZI-Ke"]
        == made.get_absolute_url()
        == send(member_client, url, len(SMALL), b"")["ZI-Ke"]
    )
    assert (made.uuid, made.original_name) == (Upload.objects.get().uuid, "Bukti.zip")
    run_queued()
    assert ZipEntry.objects.count() == 2
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "size", "word"),
    [
        ("a.rar", 10, "arsip RAR"),
        ("a.pdf", 10, "hanya ZIP"),
        ("a.zip", 3_000_000_000, "batas 2 GB"),
    ],
)
def test_refused_before_a_byte_is_sent(assessment, member_client, name, size, word):
    response = begin(member_client, size, filename=name, tujuan="impor")
    assert response.status_code in {413, 422}
    assert word in sentence(response)


def test_what_came_in_parts_and_is_no_zip(assessment, member_client):
    url = begun(member_client, len(PDF), filename="a.zip", tujuan="impor")
    response = send(member_client, url, 0, PDF)
    assert response.status_code == 422
    assert "bukan ZIP" in sentence(response)
    assert not ZipImport.objects.exists()


def test_queries_do_not_grow_with_files(assessment, unit, member, member_client):
    made = receive_zip(unit=unit, name="a.zip", chunks=[SMALL], by=member)
    read_import(made)
    page = made.get_absolute_url()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert member_client.get(page).status_code == 200
        return len(captured)

    queries()
    few = queries()
    ZipEntry.objects.bulk_create(
        ZipEntry(
            zip_import=made,
            position=10 + i,
            path=f"Folder {i % 40}/A.I.1.i.a Berkas {i}.pdf",
            size=1000,
            state="baru",
            sha256=f"{i:064}",
            codes_text="A.I.1.i.a",
        )
        for i in range(2000)
    )
    # Session, person with rights, import; entries, page of entries, room.
    assert queries() == few <= 9
    last = member_client.get(f"{page}?page=51")
    assert "Menampilkan 2.001–2.002 dari 2.002" in text_of(last)
    for state, expected in ((ZipImport.State.APPLYING, 8), (ZipImport.State.READING, 8)):
        ZipImport.objects.update(state=state)
        assert queries() <= expected
