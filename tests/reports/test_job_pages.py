"""The pages of one's jobs: asked for with a button, followed, cancelled, repeated, fetched."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.actions import job_runs, jobs
from reports.jobs import results
from reports.jobs.kinds import Wish
from reports.models import Job
from tests.factories import MembershipFactory, Role, make_evidence
from tests.jobs import run_queued
from tests.reports.kinds_of_tests import CODE
from units.models import AuditEvent


pytestmark = pytest.mark.usefixtures("known_kind")


@pytest.fixture
def ask(unit, member):
    def ask(by=member, **parameters) -> Job:
        return jobs.ask(wish=Wish(CODE, unit, parameters=parameters), by=by).job

    return ask


@pytest.fixture
def made(ask) -> Job:
    """A finished file of nine bytes."""
    job = ask(isi="abc")
    run_queued()
    return job


def url(job: Job, act: str = "") -> str:
    return f"/pekerjaan/{job.uuid}/{act}"


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def break_off(response) -> None:
    """Read one block and go, as a line that breaks does."""
    next(iter(response.streaming_content))
    response._iterator.close()


def test_it_works(member_client: Client, unit, member) -> None:
    make_evidence(unit, member)
    asked = member_client.post(f"/bukti/unduh-daftar/{unit.code}/")
    job = Job.objects.get()
    assert asked["Location"] == url(job)

    waiting = member_client.get(url(job))
    assert "Menunggu giliran" in waiting.content.decode()
    assert "Batalkan" in waiting.content.decode()

    run_queued()
    done = member_client.get(url(job)).content.decode()
    assert f'href="{url(job, "unduh/")}"' in done
    assert "Daftar bukti KPPN Ternate.xlsx" in done
    assert body(member_client.get(url(job, "unduh/")))[:2] == b"PK"


def test_the_part_that_changes_comes_alone(member_client: Client, ask) -> None:
    job = ask()
    begun = job_runs.begin(uuid=str(job.uuid), task="a")
    job_runs.tell(job=begun, done=1200, total=4000, words="Menulis baris")

    part = member_client.get(url(job), {"bagian": "keadaan"}).content.decode()

    assert "<html" not in part
    assert "data-zi-moving" in part
    assert "Menulis baris: 1.200 dari 4.000" in part
    assert 'value="1200" max="4000"' in part
    job_runs.fail(job=begun, reason="Datanya belum ada.")
    part = member_client.get(url(job), {"bagian": "keadaan"}).content.decode()
    assert "data-zi-moving" not in part
    assert "Datanya belum ada." in part
    assert "Buat lagi" in part


def test_a_long_wait_is_explained(member_client: Client, ask) -> None:
    job = ask()
    assert "Belum ada yang mengerjakan" not in member_client.get(url(job)).content.decode()

    Job.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=3))
    assert "Belum ada yang mengerjakan" in member_client.get(url(job)).content.decode()


def test_cancelled_and_made_again(member_client: Client, ask) -> None:
    job = ask(isi="abc")
    page = member_client.post(url(job, "batal/"), follow=True).content.decode()
    assert "Dibatalkan. Tidak ada berkas yang dibuat." in page
    late = member_client.post(url(job, "batal/"), follow=True).content.decode()
    assert "sudah berakhir" in late

    again = member_client.post(url(job, "ulangi/"))

    fresh = Job.objects.exclude(pk=job.pk).get()
    assert again["Location"] == url(fresh)
    assert fresh.parameters == job.parameters


def test_a_third_one_is_refused_with_a_sentence(member_client: Client, ask, unit) -> None:
    for content in "ab":
        ask(isi=content)

    page = member_client.post(f"/bukti/unduh-daftar/{unit.code}/", follow=True)

    assert "Paling banyak 2 berkas" in page.content.decode()
    assert Job.objects.count() == 2


def test_asking_twice_leads_to_the_same_page(member_client: Client, unit) -> None:
    first = member_client.post(f"/bukti/unduh-daftar/{unit.code}/")
    second = member_client.post(f"/bukti/unduh-daftar/{unit.code}/", follow=True)

    assert second.redirect_chain[-1][0] == first["Location"]
    assert "Permintaan yang sama sudah ada" in second.content.decode()


# --- Fetching ------------------------------------------------------------------------------------


def test_a_broken_download_goes_on_where_it_stopped(member_client: Client, made: Job) -> None:
    whole = member_client.get(url(made, "unduh/"))
    assert (whole.status_code, whole["Content-Length"], body(whole)) == (200, "9", b"abcabcabc")
    assert whole["Content-Disposition"] == 'attachment; filename="Berkas_ uji.txt"'
    assert whole["Accept-Ranges"] == "bytes"
    assert whole["Cache-Control"] == "private, no-store"
    assert "sandbox" in whole["Content-Security-Policy"]

    rest = {"Range": "bytes=4-", "If-Range": whole["ETag"]}
    part = member_client.get(url(made, "unduh/"), headers=rest)
    assert (part.status_code, part["Content-Range"]) == (206, "bytes 4-8/9")
    assert (part["Content-Length"], body(part)) == ("5", b"bcabc")

    other = member_client.get(url(made, "unduh/"), headers=rest | {"If-Range": '"lain"'})
    assert (other.status_code, body(other)) == (200, b"abcabcabc")
    beyond = {"Range": "bytes=9-"}
    assert member_client.get(url(made, "unduh/"), headers=beyond).status_code == 416


def test_past_two_gigabytes_it_goes_on_all_the_same(member_client: Client, made: Job) -> None:
    """A file with holes, of which only a few bytes are read."""
    size, far = 5 * 2**30 + 9, 2**31 + 100
    with results.path_of(made).open("r+b") as file:
        file.truncate(size)
        file.seek(far)
        file.write(b"di sini")
        file.seek(size - 4)
        file.write(b"ekor")
    Job.objects.filter(pk=made.pk).update(result_size=size)
    whole = member_client.get(url(made, "unduh/"))
    assert (whole.status_code, whole["Content-Length"]) == (200, str(size))
    break_off(whole)
    part = {"Range": f"bytes={far}-{far + 6}", "If-Range": whole["ETag"]}
    answer = member_client.get(url(made, "unduh/"), headers=part)
    assert answer["Content-Range"] == f"bytes {far}-{far + 6}/{size}"
    assert (answer["Content-Length"], body(answer)) == ("7", b"di sini")
    tail = member_client.get(url(made, "unduh/"), headers={"Range": f"bytes={size - 4}-"})
    assert (tail.status_code, tail["Content-Length"], body(tail)) == (206, "4", b"ekor")
    rest = member_client.get(url(made, "unduh/"), headers={"Range": "bytes=9-"})
    assert rest["Content-Length"] == str(size - 9)
    break_off(rest)
    changed = member_client.get(url(made, "unduh/"), headers=part | {"If-Range": '"lain"'})
    assert (changed.status_code, changed["Content-Length"]) == (200, str(size))
    break_off(changed)
    beyond = member_client.get(url(made, "unduh/"), headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")


def test_downloads_are_recorded_and_their_parts_once(member_client: Client, made, member) -> None:
    body(member_client.get(url(made, "unduh/")))
    for start in (3, 6):
        rest = {"Range": f"bytes={start}-"}
        body(member_client.get(url(made, "unduh/"), headers=rest))

    [event] = AuditEvent.objects.filter(action="hasil_diunduh")
    made.refresh_from_db()
    assert (event.actor, event.unit) == (member.username, "kppn-ternate")
    assert event.data["sha256"] == made.result_sha256
    assert made.fetched_at is not None


def test_the_link_is_worth_nothing_to_others(made: Job, unit) -> None:
    """Also to whoever leads the same office."""
    other = Client()
    other.force_login(MembershipFactory(unit=unit, role=Role.KETUA).user)
    for act in ("", "unduh/"):
        assert other.get(url(made, act)).status_code == 404
    for act in ("batal/", "ulangi/"):
        assert other.post(url(made, act)).status_code == 404


def test_a_right_that_ended_ends_the_download(member_client: Client, made: Job, member) -> None:
    member.memberships.update(valid_until=dt.date(2020, 1, 2))

    assert member_client.get(url(made, "unduh/")).status_code == 404
    assert str(made.uuid) not in member_client.get("/pekerjaan/").content.decode()


@pytest.mark.parametrize("how", ["expired", "removed", "cut"])
def test_a_file_that_is_gone_can_be_made_again(member_client: Client, made: Job, how: str) -> None:
    if how == "expired":
        Job.objects.update(expires_at=timezone.now())
    elif how == "removed":
        results.remove(made)
    else:
        results.path_of(made).write_bytes(b"abc")

    page = member_client.get(url(made, "unduh/"), follow=True).content.decode()

    assert "sudah tidak disimpan" in page
    assert "Buat lagi" in page
    assert not AuditEvent.objects.filter(action="hasil_diunduh").exists()


# --- Lists and lines -----------------------------------------------------------------------------


def test_the_list_costs_the_same_however_long(member_client: Client, ask, settings) -> None:
    """Session, person, rights, number, page."""
    settings.JOBS_PER_PERSON = 100
    assert "Belum ada pekerjaan" in member_client.get("/pekerjaan/").content.decode()
    for number in range(25):
        ask(isi=str(number))
    with CaptureQueriesContext(connection) as queries:
        page = member_client.get("/pekerjaan/").content.decode()
    assert len(queries) <= 6
    assert page.count('class="file-name"') == 20
    with CaptureQueriesContext(connection) as queries:
        member_client.get(url(Job.objects.first()))
    assert len(queries) <= 6


def test_home_tells_what_is_ready_until_it_is_fetched(member_client: Client, made: Job) -> None:
    assert url(made) in member_client.get("/beranda/").content.decode()

    body(member_client.get(url(made, "unduh/")))
    assert url(made) not in member_client.get("/beranda/").content.decode()


def test_the_store_tells_how_the_last_list_stands(member_client: Client, unit, member) -> None:
    make_evidence(unit, member)
    assert "permintaan terakhir" not in member_client.get("/bukti/").content.decode()

    member_client.post(f"/bukti/unduh-daftar/{unit.code}/")
    page = member_client.get("/bukti/").content.decode()
    assert "Menunggu giliran" in page
    assert url(Job.objects.get()) in page
