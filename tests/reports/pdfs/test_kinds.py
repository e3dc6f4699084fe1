"""PDFs as jobs: asked for on a page, drawn by the worker, and refused in words without Pango."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.records import make_record
from pengungkit.models import Assessment
from reports.actions.jobs import cancel
from reports.jobs import results
from reports.models import Job
from tests.innovations.factories import InnovationFactory
from tests.jobs import run_queued
from tests.pdfs import Drawn, can_draw
from units.models import User


pytestmark = pytest.mark.usefixtures("known_kind")
PLACE = "/penilaian/2026/kppn-ternate/"


@pytest.fixture
def leader_client(client: Client, leader: User) -> Client:
    client.force_login(leader)
    return client


def ask(client: Client, **asked: Any) -> Job:
    return asked_at(client, f"{PLACE}pdf/", asked)


def asked_at(client: Client, path: str, asked: dict[str, Any]) -> Job:
    response = client.post(path, asked)
    assert response.status_code == 302
    return Job.objects.get(uuid=response.url.rstrip("/").rsplit("/", 1)[-1])


@can_draw
@pytest.mark.once
def test_it_works(leader_client: Client, assessment: Assessment, settings: Any, tmp_path: Path):
    settings.PDF_REASON = ""
    # Renewing the lease would have to wait for the transaction of this test.
    settings.WORKER_LEASE_SECONDS = 3600
    job = ask(leader_client, jenis="pdf-lembar-area", area="1")
    InnovationFactory(unit=assessment.unit, name="<b>ROH</b>", phase="WBBM")
    InnovationFactory(unit=assessment.unit, name="Lama", phase="WBK")
    page = leader_client.get("/inovasi/matriks/?masa=WBBM").content.decode()
    assert 'action="/inovasi/matriks/pdf/kppn-ternate/"' in page
    assert 'name="masa" value="WBBM"' in page
    assert "Matriks (PDF), " not in page
    asked = {"bagian": "inovasi", "masa": "WBBM", "keadaan": "x"}
    matrix = asked_at(leader_client, "/inovasi/matriks/pdf/kppn-ternate/", asked)
    run_queued()
    matrix.refresh_from_db()
    assert matrix.result_name == "Matriks inovasi KPPN Ternate.pdf"
    text = Drawn(results.path_of(matrix)).text
    assert "Matriks inovasi (1)" in text
    assert "Masa: WBBM." in text
    assert "<b>ROH</b>" in text
    assert "Lama" not in text
    assert "Matriks (PDF), siap diunduh" in leader_client.get("/inovasi/matriks/").content.decode()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.result_name == "Lembar Area 1 2026 KPPN Ternate.pdf"
    assert "A.I.1.i.a" in Drawn(results.path_of(job)).text
    assert "Keputusan rapat" in Drawn(results.path_of(job)).text


def test_without_pango_the_job_ends_with_the_reason(leader_client: Client, assessment: Assessment):
    job = ask(leader_client, jenis="pdf-kesiapan")
    run_queued()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "PDF tidak dapat dibuat di server ini" in job.error
    assert "Excel" in job.error


def test_without_pango_pages_say_why_and_show_no_button(
    leader_client: Client, leader: User, assessment: Assessment
):
    record = make_record(assessment=assessment, by=leader)
    for path in (
        "/dasbor/kppn-ternate/", PLACE, f"{PLACE}area/1/", f"{PLACE}paket/",
        record.get_absolute_url(),
    ):  # fmt: skip
        page = leader_client.get(path).content.decode()
        assert "PDF tidak dapat dibuat di server ini: tidak dipakai dalam tes ini." in page, path
        assert "/pdf/" not in page


def test_pages_offer_what_fits_them(
    leader_client: Client, leader: User, assessment: Assessment, settings: Any
):
    settings.PDF_REASON = ""
    record = make_record(assessment=assessment, by=leader)
    for path, kinds in (
        ("/dasbor/kppn-ternate/", ["pdf-kesiapan", "pdf-satu-halaman"]),
        (PLACE, ["pdf-lke"]),
        (f"{PLACE}area/1/", ["pdf-lembar-area"]),
        (record.get_absolute_url(), ["pdf-kesiapan", "pdf-lke", "pdf-satu-halaman"]),
    ):
        page = leader_client.get(path).content.decode()
        assert page.count('name="jenis"') == len(kinds), path
        assert all(f'value="{kind}"' in page for kind in kinds), path
    assert 'name="rekaman" value="1"' in page


def test_the_same_state_is_drawn_once(
    leader_client: Client, member: User, leader: User, assessment: Assessment
):
    first = ask(leader_client, jenis="pdf-lke")
    assert ask(leader_client, jenis="pdf-lke") == first
    assert ask(leader_client, jenis="pdf-lke") != ask(leader_client, jenis="pdf-satu-halaman")
    for job in Job.objects.all():
        cancel(job=job, by=leader)
    entry = Entry(choice="Ya")
    answer_item(assessment=assessment, code="A.I.1.i.a", entry=entry, base_version=0, by=member)
    assert ask(leader_client, jenis="pdf-lke") != first


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"jenis": "daftar-bukti"}, {"jenis": "pdf-lembar-area"},
        {"jenis": "pdf-lembar-area", "area": "9"}, {"jenis": "pdf-lke", "rekaman": "7"},
        {"jenis": "pdf-lke", "rekaman": "x"}, {"jenis": "pdf-lke", "rekaman": "9" * 40},
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(leader_client: Client, assessment: Assessment, asked):
    assert leader_client.post(f"{PLACE}pdf/", asked).status_code == 404
    assert not Job.objects.exists()
