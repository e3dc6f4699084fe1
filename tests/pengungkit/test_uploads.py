"""Files sent in parts: what the protocol promises, and what it refuses."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pengungkit import integrity
from pengungkit.actions.assessments import close_assessment
from pengungkit.models import Assessment, Evidence, EvidenceUse, EvidenceVersion, Upload
from tests.factories import PDF, MembershipFactory, Role, UnitFactory, UserFactory, make_evidence
from tests.pengungkit.tus_client import (
    CONTENT_TYPE,
    CREATE,
    TUS,
    ask,
    begin,
    begun,
    give_up,
    packed,
    send,
    sentence,
    upload,
)
from units.models import AuditEvent
from zi_portal.lib import blobs, parts


ITEM = "A.I.1.i.a"
FILE = PDF + b"isi " * 500
SHA = hashlib.sha256(FILE).hexdigest()


def client_of(user, **options) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def row() -> Upload:
    return Upload.objects.get()


def kept() -> EvidenceVersion:
    return EvidenceVersion.objects.get()


def stored() -> bytes:
    return blobs.path_of(kept().sha256).read_bytes()


def temporary_files() -> list[str]:
    return sorted(path.name for path in (blobs.root() / "tmp").glob("*"))


class Cut(io.BytesIO):
    """A sender that is gone after its last byte here."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise ConnectionResetError
        return data


def send_and_vanish(client: Client, url: str, offset: int, data: bytes, promised: int):
    more = {"wsgi.input": Cut(data), "CONTENT_LENGTH": str(promised)}
    return send(client, url, offset, b"", **more)


# --- The way in ----------------------------------------------------------------------------------


def test_it_works(assessment, unit, member, member_client):
    created = begin(member_client, len(FILE))
    assert created.status_code == 201
    url = created["Location"]
    assert (created["Tus-Resumable"], created["Upload-Offset"]) == ("1.0.0", "0")

    half = send(member_client, url, 0, FILE[:700])
    assert (half.status_code, half["Upload-Offset"]) == (204, "700")
    asked = ask(member_client, url)
    assert (asked.status_code, asked["Upload-Offset"]) == (200, "700")
    assert (asked["Upload-Length"], asked["Cache-Control"]) == (str(len(FILE)), "no-store")
    assert asked["Upload-Metadata"] == packed(filename="SK Tim.pdf", unit="kppn-ternate")

    done = send(member_client, url, 700, FILE[700:])
    evidence = Evidence.objects.get()
    assert (done.status_code, done["Upload-Offset"]) == (204, str(len(FILE)))
    assert (done["ZI-Bukti"], "ZI-Sudah-Ada" in done) == (str(evidence.uuid), False)
    assert stored() == FILE
    assert (kept().sha256, kept().size, kept().content_type) == (SHA, len(FILE), "application/pdf")
    assert (evidence.title, evidence.unit, evidence.received_by) == ("SK Tim", unit, member)
    event = AuditEvent.objects.get(action="bukti_diterima")
    assert (event.actor, event.data["sha256"]) == (member.username, SHA)
    assert temporary_files() == []
    assert integrity.findings(thorough=True) == []


def test_what_the_server_can_do_is_told(assessment, member_client, settings):
    settings.EVIDENCE_MAX_BYTES = 5_000_000
    response = member_client.options(CREATE)
    assert response.status_code == 204
    assert response["Tus-Version"] == response["Tus-Resumable"] == "1.0.0"
    assert response["Tus-Extension"] == "creation,expiration,termination"
    assert response["Tus-Max-Size"] == "5000000"


def test_a_file_for_an_item_is_attached_to_it(assessment, member, member_client):
    done = upload(member_client, FILE, tahun="2026", butir=ITEM, judul="SK\u202e Tim Kerja 2026")
    assert done.status_code == 204
    use = EvidenceUse.objects.get()
    assert (use.answer.code, use.attached_by) == (ITEM, member)
    assert use.evidence.title == "SK Tim Kerja 2026"
    assert AuditEvent.objects.filter(action="bukti_dipasang").count() == 1


def test_a_file_the_unit_has_already_is_not_kept_twice(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member, content=FILE)
    done = upload(member_client, FILE, filename="Salinan.pdf", tahun="2026", butir=ITEM)
    assert (done["ZI-Bukti"], done["ZI-Sudah-Ada"]) == (str(evidence.uuid), "ya")
    assert EvidenceVersion.objects.count() == 1
    assert EvidenceUse.objects.get().evidence == evidence


def test_two_units_each_have_a_row_and_share_the_bytes(assessment, unit, member_client):
    other = MembershipFactory(unit=UnitFactory(code="kppn-tobelo"), role=Role.KETUA)
    upload(member_client, FILE)
    upload(client_of(other.user), FILE, unit="kppn-tobelo")
    assert EvidenceVersion.objects.filter(sha256=SHA).count() == 2
    assert len([path for path in (blobs.root() / "blobs").rglob("*") if path.is_file()]) == 1


def test_a_name_is_made_harmless(assessment, member_client):
    upload(member_client, FILE, filename="../../\u202eSK\r\n\0 Tim.pdf")
    assert kept().original_name == "SK\ufffd Tim.pdf"
    longest = "a" * 300 + ".pdf"
    upload(member_client, FILE + b"2", filename=longest)
    assert EvidenceVersion.objects.order_by("-pk")[0].original_name.endswith("a.pdf")


def test_a_part_costs_few_queries(assessment, member_client):
    url = begun(member_client, len(FILE), tahun="2026", butir=ITEM)
    with CaptureQueriesContext(connection) as captured:
        send(member_client, url, 0, FILE[:100])
    # Session, person with rights, upload; upload again under its lock; the acknowledgement.
    assert len(captured) <= 6, [one["sql"][:90] for one in captured]


# --- Cut, lost and repeated ----------------------------------------------------------------------


def test_what_came_before_a_cut_is_kept_and_acknowledged(assessment, member_client):
    url = begun(member_client, len(FILE))
    send_and_vanish(member_client, url, 0, FILE[:900], promised=len(FILE))
    assert ask(member_client, url)["Upload-Offset"] == "900"
    send(member_client, url, 900, FILE[900:])
    assert stored() == FILE


def test_a_file_that_came_whole_before_the_cut_is_kept(assessment, member_client):
    url = begun(member_client, len(FILE))
    send_and_vanish(member_client, url, 0, FILE, promised=len(FILE))
    asked = ask(member_client, url)
    assert asked["Upload-Offset"] == str(len(FILE))
    assert asked["ZI-Bukti"] == str(Evidence.objects.get().uuid)


def test_f03_the_last_part_again_gives_the_same_and_one_row(assessment, member_client):
    url = begun(member_client, len(FILE), tahun="2026", butir=ITEM)
    first = send(member_client, url, 0, FILE)
    again = send(member_client, url, 0, FILE)
    nothing_left = send(member_client, url, len(FILE), b"")
    for response in (again, nothing_left, ask(member_client, url)):
        assert response["ZI-Bukti"] == first["ZI-Bukti"]
        assert response["Upload-Offset"] == str(len(FILE))
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="bukti_diterima").count() == 1


@pytest.mark.parametrize(
    ("offset", "data", "status"),
    [
        (0, FILE[:700], 409),  # repeated
        (300, FILE[300:1000], 409),  # overlapping
        (701, FILE[701:], 409),  # a hole
        (len(FILE), b"", 409),
        (700, FILE[700:] + b"x", 413),  # beyond the length
    ],
)
def test_up26_parts_that_do_not_fit_change_nothing(assessment, member_client, offset, data, status):
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:700])
    response = send(member_client, url, offset, data)
    assert response.status_code == status
    assert sentence(response)
    if status == 409:
        assert response["Upload-Offset"] == "700"
    assert parts.path_of(row().part_name).read_bytes() == FILE[:700]
    send(member_client, url, 700, FILE[700:])
    assert stored() == FILE


def test_two_senders_at_once(assessment, member_client):
    url = begun(member_client, len(FILE))
    with parts.held(row().part_name):
        response = send(member_client, url, 0, FILE)
    assert response.status_code == 423
    assert "sedang dikirim" in sentence(response)
    assert row().offset == 0
    assert send(member_client, url, 0, FILE).status_code == 204


def test_bytes_the_disk_lost_are_asked_for_again(assessment, member_client):
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:700])
    parts.drop(row().part_name)
    assert "kehilangan 700 byte" in " ".join(f.sentence for f in integrity.findings())
    assert ask(member_client, url)["Upload-Offset"] == "0"
    assert send(member_client, url, 700, FILE[700:])["Upload-Offset"] == "0"
    assert send(member_client, url, 0, FILE).status_code == 204
    assert stored() == FILE


def test_a_file_with_its_final_name_is_never_written_again(assessment, member_client):
    """As after a crash between name and row; the bytes sent now could be others."""
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:-1])
    path = parts.path_of(row().part_name)
    path.write_bytes(FILE)
    final = blobs.path_of(SHA)
    final.parent.mkdir(parents=True)
    os.link(path, final)
    done = send(member_client, url, len(FILE) - 1, b"!")
    assert done["ZI-Bukti"] == str(Evidence.objects.get().uuid)
    assert stored() == FILE


def test_a_part_somebody_else_holds_on_to_is_begun_anew(assessment, member_client, tmp_path):
    """As a backup by hard links does."""
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:700])
    os.link(parts.path_of(row().part_name), tmp_path / "salinan")
    assert send(member_client, url, 700, FILE[700:])["Upload-Offset"] == "0"
    send(member_client, url, 0, FILE)
    assert (stored(), (tmp_path / "salinan").read_bytes()) == (FILE, FILE[:700])


# --- Refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.9"}, 412),
        ({"Content-Type": "application/pdf"}, 415),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "9" * 40}, 400),
        ({"Upload-Offset": ""}, 400),
    ],
)
def test_parts_must_speak_the_protocol(assessment, member_client, headers, status):
    url = begun(member_client, len(FILE))
    all_headers = TUS | {"Upload-Offset": "0"} | headers
    kind = all_headers.pop("Content-Type", CONTENT_TYPE)
    response = member_client.patch(url, FILE, content_type=kind, headers=all_headers)
    assert response.status_code == status
    assert response["Tus-Resumable"] == "1.0.0"
    assert row().offset == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": ""}, 400),
        ({"Upload-Length": "besar"}, 400),
        ({"Upload-Metadata": "filename !!!"}, 400),
        ({"Upload-Metadata": "filename /w=="}, 400),
        ({"Upload-Metadata": ""}, 404),
        ({"Upload-Metadata": packed(unit="kppn-ternate", butir=ITEM)}, 404),
        ({"Upload-Metadata": packed(unit="kppn-ternate", butir=ITEM, tahun="9" * 30)}, 404),
        ({"Upload-Metadata": packed(unit="kppn-ternate", butir="X", tahun="2026")}, 404),
        ({"Upload-Metadata": packed(unit="kppn\0ternate")}, 404),
    ],
)
def test_beginnings_must_speak_the_protocol(assessment, member_client, headers, status):
    said = {"Upload-Length": "9", "Upload-Metadata": packed(unit="kppn-ternate", filename="a.pdf")}
    response = member_client.post(CREATE, headers=TUS | said | headers)
    assert response.status_code == status
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["a.php", "a.pdf.exe", "a.exe", "a.svg", "a.pdf\0.exe", "a", ""])
def test_up01_wrong_types_are_refused_before_a_byte_is_sent(assessment, member_client, name):
    response = begin(member_client, 10, filename=name)
    assert response.status_code == 422
    assert "tidak diterima" in sentence(response)
    assert not Upload.objects.exists()


def test_up03_a_wrong_content_is_refused_and_remembered(assessment, member_client):
    page = b"<html><script>alert(1)</script>%PDF-1.4"
    url = begun(member_client, len(page), tahun="2026", butir=ITEM)
    refused = send(member_client, url, 0, page)
    assert refused.status_code == 422
    assert "bukan PDF" in sentence(refused)
    assert row().refusal == sentence(refused)
    for response in (send(member_client, url, 0, page), send(member_client, url, 38, b"4")):
        assert (response.status_code, sentence(response)) == (422, row().refusal)
    assert ask(member_client, url).status_code == 422
    assert (temporary_files(), Evidence.objects.count()) == ([], 0)
    assert give_up(member_client, url).status_code == 204
    assert not Upload.objects.exists()


def test_up11_an_empty_file(assessment, member_client):
    response = begin(member_client, 0)
    assert response.status_code == 422
    assert sentence(response).startswith("Berkas kosong (0 byte).")


def test_up12_past_the_limit(assessment, member_client, settings):
    settings.EVIDENCE_MAX_BYTES = 1_000_000
    response = begin(member_client, 1_000_001)
    assert response.status_code == 413
    assert "melebihi batas 1 MB" in sentence(response)
    assert begin(member_client, 1_000_000).status_code == 201


@pytest.mark.parametrize("said", ["b" * 64, SHA])
def test_up24_a_hash_only_another_unit_has_is_not_known(assessment, member_client, said):
    make_evidence(UnitFactory(), UserFactory(), content=FILE)
    created = begin(member_client, len(FILE), sha256=said)
    assert (created.status_code, created["Upload-Offset"]) == (201, "0")
    assert "ZI-Bukti" not in created


def test_a_hash_the_own_unit_has_sends_nothing(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member, content=FILE)
    created = begin(member_client, len(FILE), sha256=SHA, tahun="2026", butir=ITEM)
    assert (created["ZI-Bukti"], created["Upload-Offset"]) == (str(evidence.uuid), str(len(FILE)))
    assert EvidenceUse.objects.get().evidence == evidence
    assert temporary_files() == []


@pytest.mark.parametrize("method", [ask, give_up, lambda c, u: send(c, u, 0, FILE)])
def test_up25_the_upload_of_somebody_else_does_not_exist(
    assessment, member_client, coordinator_client, method
):
    stranger = client_of(MembershipFactory(unit=UnitFactory(), role=Role.KETUA).user)
    url = begun(member_client, len(FILE))
    for client in (coordinator_client, stranger):
        assert method(client, url).status_code == 404
    assert Client().head(url, headers=TUS).status_code == 401
    assert (row().offset, row().refusal) == (0, "")


def test_up27_a_file_that_is_not_what_was_said(assessment, member_client):
    response = upload(member_client, FILE, sha256="b" * 64)
    assert response.status_code == 422
    assert "tidak sama" in sentence(response)
    assert (temporary_files(), Evidence.objects.count()) == ([], 0)


def test_up28_after_its_time(assessment, member_client):
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:700])
    Upload.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert ask(member_client, url).status_code == 410
    response = send(member_client, url, 700, FILE[700:])
    assert response.status_code == 410
    assert "kedaluwarsa" in sentence(response)
    assert (temporary_files(), Upload.objects.count()) == ([], 0)


def test_up28_after_signing_out(assessment, member, member_client):
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:700])
    member_client.logout()
    response = send(member_client, url, 700, FILE[700:])
    assert response.status_code == 401
    assert "berakhir" in sentence(response)
    # Whoever signs in again goes on; nobody else can, and the sweep ends it.
    assert ask(client_of(member), url)["Upload-Offset"] == "700"


def test_up28_after_the_role_ended(assessment, member, member_client):
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:700])
    member.memberships.update(valid_until="2021-01-01")
    assert ask(member_client, url).status_code == 404
    assert send(member_client, url, 700, FILE[700:]).status_code == 404
    assert (temporary_files(), Upload.objects.count()) == ([], 0)


def test_up28_after_the_right_to_write_ended(assessment, unit, member, member_client):
    url = begun(member_client, len(FILE))
    member.memberships.update(role=Role.PENGAMAT)
    response = send(member_client, url, 0, FILE)
    assert response.status_code == 403
    assert "anggota tim" in sentence(response)
    assert not Evidence.objects.exists()


def test_up29_unfinished_uploads_have_a_limit(assessment, member_client, settings):
    settings.UPLOADS_PER_PERSON = 3
    urls = [begun(member_client, 10) for _ in range(3)]
    response = begin(member_client, 10)
    assert response.status_code == 429
    assert "Paling banyak 3 berkas" in sentence(response)
    assert give_up(member_client, urls[0]).status_code == 204
    assert begin(member_client, 10).status_code == 201
    Upload.objects.update(expires_at=timezone.now())
    assert begin(member_client, 10).status_code == 201


# --- Rights --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.KEPALA, Role.TPI, Role.PENGAMAT, Role.ADMIN_WILAYAH])
def test_readers_begin_nothing(assessment, unit, role):
    client = client_of(MembershipFactory(unit=unit, role=role).user)
    for said in ({}, {"tahun": "2026", "butir": ITEM}):
        response = begin(client, len(FILE), **said)
        assert response.status_code == 403
        assert sentence(response).startswith("Mengisi butir")
    assert not Upload.objects.exists()


def test_another_unit_does_not_exist(assessment, unit):
    client = client_of(MembershipFactory(unit=UnitFactory(), role=Role.KETUA).user)
    assert begin(client, len(FILE)).status_code == 404
    assert begin(client, len(FILE), tahun="2026", butir=ITEM).status_code == 404


def test_an_area_role_attaches_in_its_area_only(assessment, unit):
    user = MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["2"]).user
    client = client_of(user)
    assert begin(client, len(FILE), tahun="2026", butir=ITEM).status_code == 403
    assert begin(client, len(FILE)).status_code == 201


def test_a_request_from_another_site_is_refused(assessment, member):
    client = client_of(member, enforce_csrf_checks=True)
    assert begin(client, len(FILE)).status_code == 403
    assert not Upload.objects.exists()


# --- Closed meanwhile, and cancelled -------------------------------------------------------------


def close(assessment: Assessment, leader) -> None:
    close_assessment(assessment=assessment, reason="Selesai", by=leader)


def test_nothing_begins_for_a_closed_assessment(assessment, leader, member_client):
    close(assessment, leader)
    response = begin(member_client, len(FILE), tahun="2026", butir=ITEM)
    assert response.status_code == 409
    assert "sudah ditutup" in sentence(response)


def test_an_assessment_closed_meanwhile_keeps_the_file_unattached(
    assessment, leader, member_client
):
    url = begun(member_client, len(FILE), tahun="2026", butir=ITEM)
    close(assessment, leader)
    done = send(member_client, url, 0, FILE)
    assert done.status_code == 204
    assert "tidak dipasang" in unquote(done["ZI-Pesan"])
    assert (stored(), EvidenceUse.objects.count()) == (FILE, 0)


def test_cancelling_leaves_nothing(assessment, member_client):
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:700])
    assert give_up(member_client, url).status_code == 204
    assert (temporary_files(), Upload.objects.count()) == ([], 0)
    assert send(member_client, url, 700, FILE[700:]).status_code == 404


def test_cancelling_does_not_destroy_evidence(assessment, member_client):
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE)
    response = give_up(member_client, url)
    assert response.status_code == 409
    assert "tersimpan sebagai bukti" in sentence(response)
    assert stored() == FILE


def test_an_upload_cancelled_while_bytes_arrive_ends(assessment, member_client, monkeypatch):
    """From another tab: noticed at the next acknowledgement."""
    url = begun(member_client, len(FILE))

    class Meanwhile(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            Upload.objects.all().delete()
            return super().read(size)

    more = {"wsgi.input": Meanwhile(FILE), "CONTENT_LENGTH": str(len(FILE))}
    assert send(member_client, url, 0, b"", **more).status_code == 410
    assert (temporary_files(), Evidence.objects.count()) == ([], 0)
