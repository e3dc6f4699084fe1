"""Asking for a packet, looking at it, fetching it, and checking one that came from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pengungkit.actions.evidence import detach
from pengungkit.actions.records import make_record
from pengungkit.models import Assessment, Record
from reports.jobs import packet as kind
from reports.models import Job
from reports.packets import layout as layouts
from reports.packets.checking import check_packet
from tests.factories import AssessmentFactory, MembershipFactory, Role
from tests.jobs import run_queued
from tests.reports.packets import files_of, fill, packet_of
from tests.reports.test_packet_check import signed_again, zipped
from units.models import AuditEvent, User
from zi_portal.lib import blobs


NEW = "/penilaian/2026/kppn-ternate/paket/"


@pytest.fixture
def filled(assessment: Assessment, member: User) -> Assessment:
    fill(assessment, member)
    return assessment


@pytest.fixture
def leader_client(client: Client, leader: User) -> Client:
    client.force_login(leader)
    return client


def made(client: Client, **data: str) -> Job:
    """A finished packet, asked for through the page."""
    client.post(NEW, data)
    run_queued()
    return Job.objects.latest("pk")


def test_it_works(leader_client: Client, filled: Assessment, tmp_path):
    before = leader_client.get(NEW).content.decode()
    assert "Yang masih kurang" in before
    assert "Butir yang belum dijawab" in before
    answer = leader_client.post(NEW)
    job, record = Job.objects.get(), Record.objects.get()
    assert answer["Location"] == f"/paket/{job.uuid}/"
    run_queued()
    page = leader_client.get(answer["Location"]).content.decode()
    assert "Siap diunduh" in page
    assert record.grouped_sha256 in page
    assert "rekaman no. 1" in page
    assert "AREA 1 Manajemen Perubahan" in page
    assert "<svg" in page
    packet = b"".join(leader_client.get(f"/pekerjaan/{job.uuid}/unduh/").streaming_content)
    assert packet == packet_of(record)
    (tmp_path / "p.zip").write_bytes(packet)
    assert check_packet(tmp_path / "p.zip").is_whole
    assert AuditEvent.objects.filter(action="hasil_diunduh").exists()
    assert (
        "Paket-ZI-2026-kppn-ternate-rekaman-1.zip" in leader_client.get("/paket/").content.decode()
    )


def test_the_download_can_go_on_where_it_broke_off(leader_client: Client, filled: Assessment):
    job = made(leader_client)
    packet = packet_of(Record.objects.get())
    answer = leader_client.get(f"/pekerjaan/{job.uuid}/unduh/", headers={"Range": "bytes=100-199"})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes 100-199/{len(packet)}"
    assert b"".join(answer.streaming_content) == packet[100:200]


def test_ex_05_who_may_not_make_packets(filled: Assessment, member: User):
    client = Client()
    client.force_login(member)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW).status_code == 403
    stranger = Client()
    stranger.force_login(MembershipFactory(role=Role.KETUA).user)
    assert stranger.get(NEW).status_code == 404
    assert stranger.post(NEW).status_code == 404
    assert not Record.objects.exists()


def test_ex_05_a_packet_belongs_to_who_asked(leader_client: Client, filled: Assessment, head: User):
    job = made(leader_client)
    other = Client()
    other.force_login(head)
    for path in (f"/paket/{job.uuid}/", f"/pekerjaan/{job.uuid}/unduh/"):
        assert other.get(path).status_code == 404


@pytest.mark.once
def test_ex_07_a_hundred_requests_are_one_packet(leader_client: Client, filled: Assessment):
    for _ in range(100):
        assert leader_client.post(NEW).status_code == 302
    assert (Job.objects.count(), Record.objects.count()) == (1, 1)
    run_queued()
    again = leader_client.post(NEW, follow=True)
    assert "Tidak ada yang berubah sejak paket terakhir" in again.content.decode()
    assert Job.objects.count() == 1


def test_ex_07_only_so_many_at_once(
    leader_client: Client, filled: Assessment, leader: User, settings
):
    settings.JOBS_PER_PERSON = 2
    for number in (1, 2, 3):
        answer = filled.answers.get(code="A.I.1.i.b")
        use = answer.uses.first()
        answer.assessment = filled
        last = leader_client.post(NEW, follow=True)
        if use is not None:
            detach(answer=answer, evidence=use.evidence, by=leader)
        assert Job.objects.count() == min(number, 2)
    assert "Paling banyak 2 berkas" in last.content.decode()


def test_a_damaged_file_is_told_on_the_page(leader_client: Client, filled: Assessment):
    version = filled.answers.get(code="A.I.1.i.a").uses.get().evidence.versions.get()
    blobs.path_of(version.sha256).unlink()
    job = made(leader_client)
    page = leader_client.get(f"/paket/{job.uuid}/").content.decode()
    assert "berkas bukti “SK Tim ZI” tidak ada di penyimpanan" in page
    assert "Buat lagi" in page


def test_a_large_packet_in_parts(leader_client: Client, filled: Assessment, monkeypatch):
    monkeypatch.setattr(layouts, "PART_BYTES", 70)
    monkeypatch.setattr(kind, "parts_needed", lambda context: layouts.parts_needed(context, 70))
    leader_client.post(NEW, {"bagian": "ya"})
    assert Job.objects.count() == 2
    run_queued()
    first = Job.objects.earliest("pk")
    page = leader_client.get(f"/paket/{first.uuid}/").content.decode()
    assert "bagian 1 dari 3" in page
    assert "Buat bagian 3" in page
    leader_client.post(f"/paket/{first.uuid}/bagian/3/")
    run_queued()
    third = Job.objects.latest("pk")
    packet = b"".join(leader_client.get(f"/pekerjaan/{third.uuid}/unduh/").streaming_content)
    assert "BAGIAN.txt" in files_of(packet)
    assert leader_client.post(f"/paket/{first.uuid}/bagian/4/").status_code == 404


def test_the_list_costs_the_same_for_many(
    leader_client: Client, filled: Assessment, leader: User, django_assert_max_num_queries: Callable
):
    made(leader_client)
    for year in range(2018, 2026):
        AssessmentFactory(unit=filled.unit, year=year, by=leader)
    # Session, person with rights, count, assessments, jobs.
    with django_assert_max_num_queries(7):
        leader_client.get("/paket/")
    job = Job.objects.get()
    with django_assert_max_num_queries(8):
        leader_client.get(f"/paket/{job.uuid}/")
    # It reads all that a record would hold, with the sections of other rooms.
    with django_assert_max_num_queries(15):
        leader_client.get(NEW)


def sent(client: Client, name: str, data: bytes) -> str:
    file = SimpleUploadedFile(name, data)
    return client.post("/paket/periksa/", {"file": file}).content.decode()


def test_checking_a_packet(leader_client: Client, filled: Assessment):
    job = made(leader_client)
    record = Record.objects.get()
    packet = packet_of(record)
    page = sent(leader_client, job.result_name, packet)
    assert "Paket ini lengkap dan tidak berubah." in page
    assert "Sama persis dengan paket yang dibuat portal ini pada" in page
    assert "lengkap dan tidak berubah." in sent(leader_client, "x.zip", zipped(files_of(packet)))
    assert "sama dengan rekaman no. 1 KPPN Ternate" in page
    at = packet.index(b"% isi contoh")
    page = sent(leader_client, "paket.zip", packet[:at] + b"#" + packet[at + 1 :])
    assert "Paket ini tidak cocok: 1 perbedaan." in page
    assert "Berubah: isinya tidak cocok" in page
    stranger = Client()
    stranger.force_login(MembershipFactory(role=Role.TPI).user)
    page = sent(stranger, "paket.zip", packet)
    assert "Paket ini lengkap dan cocok dengan daftar di dalamnya." in page
    assert "hanya diketahui portal yang" in page
    assert "Sama persis" not in page
    assert "Sidik ini tidak ada di antara rekaman" in page
    # Told in other words, with every list of it made to fit: only the portal can know.
    files = files_of(packet)
    files["data/lke.json"] = files["data/lke.json"].replace(b"KPPN Ternate", b"KPPN Ternata")
    signed_again(files)
    page = sent(leader_client, "paket.zip", zipped(files))
    assert "Paket ini tidak cocok: 1 perbedaan." in page
    assert "Portal menyimpan rekaman no. 1 unit ini dengan sidik lain" in page


def better_reading(files: dict[str, bytes]) -> None:
    files["index.html"] += b"<p>Nilai 99</p>"


def better_table(files: dict[str, bytes]) -> None:
    files["LKE-2026-KPPN-Ternate.xlsx"] = b"PK lain"


def another_reading(files: dict[str, bytes]) -> None:
    files["Putusan TPI.txt"] = b"Lulus"


def proof_elsewhere(files: dict[str, bytes]) -> None:
    path = next(path for path in files if path.endswith("1.i.a SK Tim ZI.pdf"))
    files[path.replace("AREA 1", "AREA 2")] = files.pop(path)


def test_what_the_portal_made_otherwise_is_told(leader_client: Client, filled: Assessment):
    """Record and evidence hold, every list is written anew to fit: only the trail can know."""
    job = made(leader_client)
    record = Record.objects.get()
    packet = packet_of(record)
    harms: dict[Callable[[dict[str, bytes]], None], str] = {
        better_reading: "<li>index.html</li>",
        better_table: "<li>LKE-2026-KPPN-Ternate.xlsx</li>",
        another_reading: "<li>Putusan TPI.txt</li>",
        proof_elsewhere: "letak berkas bukti di dalam foldernya",
    }
    for harm, word in harms.items():
        files = files_of(packet)
        harm(files)
        signed_again(files)
        page = sent(leader_client, job.result_name, zipped(files))
        assert "tetapi berkas lainnya tidak sama dengan buatan portal." in page, harm
        assert word in page, harm
    files = files_of(packet)
    better_reading(files)
    signed_again(files)
    page = sent(leader_client, "manifest-sha256.txt", files["manifest-sha256.txt"])
    assert "tetapi berkas lainnya tidak sama dengan buatan portal." in page
    assert "<li>index.html</li>" in page
    # What made it and when stays known when the job and its file are long gone.
    Job.objects.all().delete()
    assert "Sama persis dengan paket" in sent(leader_client, "x.zip", packet)


def test_a_packet_nobody_noted_is_vouched_for_no_further(leader_client: Client, filled: Assessment):
    record = make_record(assessment=filled, by=None)
    page = sent(leader_client, "paket.zip", packet_of(record))
    assert "Paket ini lengkap dan cocok dengan daftar di dalamnya." in page
    assert "Portal ini tidak mencatat pernah membuat paket dari rekaman itu" in " ".join(
        page.split()
    )


def test_checking_a_manifest_alone(leader_client: Client, filled: Assessment):
    made(leader_client)
    files = files_of(packet_of(Record.objects.get()))
    manifest = files["manifest-sha256.txt"]
    page = sent(leader_client, "manifest-sha256.txt", manifest)
    assert "Daftar ini cocok dengan rekaman di portal." in page
    assert "Sama persis dengan paket yang dibuat portal ini pada" in page
    assert "Berkas-berkasnya sendiri belum diperiksa" in page
    lines = manifest.decode().splitlines()
    proof = next(line for line in lines if "1.i.a SK Tim" in line)
    bent = manifest.replace(proof.encode(), b"0" * 64 + proof[64:].encode())
    assert "Berubah" in sent(leader_client, "manifest-sha256.txt", bent)
    gone = manifest.replace(proof.encode() + b"\n", b"")
    assert "Hilang" in sent(leader_client, "manifest-sha256.txt", gone)
    none = sent(leader_client, "manifest-sha256.txt", b"x")
    assert "bukan manifest-sha256.txt dari sebuah paket" in none
    unknown = f"{'a' * 64}  data/lke.json\n".encode()
    assert "Rekaman di daftar ini tidak dikenal." in sent(leader_client, "m.txt", unknown)


def test_checking_a_record_alone(leader_client: Client, filled: Assessment):
    made(leader_client)
    record = Record.objects.get()
    assert "Rekaman ini utuh." in sent(leader_client, "lke.json", record.content.encode())
    content = json.loads(record.content)
    content["butir"][0]["penjelasan"] = "Diubah."
    page = sent(leader_client, "lke.json", json.dumps(content).encode())
    assert "Rekaman ini tidak cocok." in page
    assert "Portal menyimpan rekaman no. 1 unit ini dengan sidik lain" in page
    assert "bukan rekaman dari portal" in sent(leader_client, "lke.json", b'{"a": 1}')


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK" + b"\0" * 500, b"\xff\xfe"])
def test_what_is_no_packet_is_told(leader_client: Client, data: bytes):
    page = sent(leader_client, "x.zip", data)
    assert "bukan paket dari portal" in page or "bukan manifest" in page


def test_nothing_chosen_and_too_large(leader_client: Client, settings):
    assert "Berkas belum dipilih" in leader_client.post("/paket/periksa/").content.decode()
    settings.EVIDENCE_MAX_BYTES = 100
    page = sent(leader_client, "besar.zip", b"PK" + b"x" * 200)
    assert "Unggah manifest-sha256.txt" in page


def test_a_member_sees_who_makes_packets(member_client: Client):
    assert "Paket dibuat oleh ketua tim" in member_client.get("/paket/").content.decode()
    assert member_client.get("/paket/periksa/").status_code == 200
