"""Kept files on their way out (abuse list DL-01 to DL-08, AC-05, AC-09)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from pengungkit.actions import looking
from pengungkit.actions.evidence import note_link, receive_file
from pengungkit.actions.replacing import replace_file
from pengungkit.models import Evidence
from tests.factories import PDF, MembershipFactory, Role, UnitFactory, make_evidence
from units.models import AuditEvent, Membership
from zi_portal.lib import blobs


CONTENT = PDF + bytes(range(256)) * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def view(evidence) -> str:
    return f"/bukti/{evidence.uuid}/lihat/"


def download(evidence) -> str:
    return f"/bukti/{evidence.uuid}/unduh/"


def version(evidence, number=1) -> str:
    return f"/bukti/{evidence.uuid}/versi/{number}/"


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


class ClosingClient(Client):
    """Closes what it received when the test is over, as a server does when it has sent it."""

    def __init__(self, user) -> None:
        super().__init__()
        self.force_login(user)
        self.received = []

    def get(self, *args, **kwargs):
        self.received.append(super().get(*args, **kwargs))
        return self.received[-1]

    def close(self) -> None:
        for response in self.received:
            response.close()


@pytest.fixture
def client_of():
    """`client_of(user)`: a client of that person."""
    clients = []

    def make(user) -> ClosingClient:
        clients.append(ClosingClient(user))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def member_client(client_of, member) -> ClosingClient:
    return client_of(member)


@pytest.fixture
def evidence(unit, member) -> Evidence:
    return make_evidence(unit, member, name="SK Tim.pdf", content=CONTENT)


def test_it_works(evidence, member, member_client):
    response = member_client.get(view(evidence))
    assert response.status_code == 200
    assert body_of(response) == CONTENT
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(len(CONTENT))
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.data["versi"]) == (
        "bukti_dilihat",
        member.username,
        1,
    )
    assert event.data["sha256"] == evidence.versions.get().sha256


@pytest.mark.parametrize("address", [view, download, version])
def test_dl01_headers_of_a_file_from_strangers(evidence, member_client, address):
    headers = member_client.get(address(evidence)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["ETag"] == f'"{evidence.versions.get().sha256}"'


def test_shown_or_saved(evidence, member_client):
    def disposition(url):
        return member_client.get(url).headers["Content-Disposition"]

    assert disposition(view(evidence)) == 'inline; filename="SK Tim.pdf"'
    assert disposition(version(evidence)) == 'inline; filename="SK Tim.pdf"'
    assert disposition(download(evidence)) == 'attachment; filename="SK Tim.pdf"'
    assert disposition(f"{version(evidence)}?unduh=ya") == 'attachment; filename="SK Tim.pdf"'
    actions_seen = AuditEvent.objects.filter(action__startswith="bukti_di").order_by("pk")
    assert [event.action for event in actions_seen][1:] == [
        "bukti_dilihat",
        "bukti_dilihat",
        "bukti_diunduh",
        "bukti_diunduh",
    ]


def test_office_files_are_never_shown_inline(unit, member, member_client):
    from tests.pengungkit.test_file_types import DOCX

    evidence = make_evidence(unit, member, name="Notulen.docx", content=DOCX)
    response = member_client.get(view(evidence))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert AuditEvent.objects.latest("pk").action == "bukti_diunduh"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ('a"b.pdf', 'attachment; filename="a_b.pdf"'),
        ("a\r\nSet-Cookie: x=1.pdf", 'attachment; filename="aSet-Cookie_ x=1.pdf"'),
        ("laporan é.pdf", "attachment; filename*=utf-8''laporan%20%C3%A9.pdf"),
        ("<b>.pdf", 'attachment; filename="_b_.pdf"'),
        ("x" * 300 + ".pdf", f'attachment; filename="{"x" * 116}.pdf"'),
    ],
)
def test_names_in_the_header_do_no_harm(unit, member, member_client, name, header):
    evidence = make_evidence(unit, member, name=name)
    assert member_client.get(download(evidence)).headers["Content-Disposition"] == header


# --- Parts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, len(CONTENT)),
        ("bytes=-10", len(CONTENT) - 10, len(CONTENT)),
        ("bytes=-999999", 0, len(CONTENT)),
        ("bytes=10000-999999999", 10000, len(CONTENT)),
    ],
)
def test_dl04_one_range(evidence, member_client, asked, start, stop):
    response = member_client.get(view(evidence), headers={"Range": asked})
    assert response.status_code == 206
    assert body_of(response) == CONTENT[start:stop]
    assert response.headers["Content-Length"] == str(stop - start)
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(CONTENT)}"


@pytest.mark.parametrize("asked", [f"bytes={len(CONTENT)}-", "bytes=999999-", "bytes=-0"])
def test_dl04_a_range_that_is_not_there(evidence, member_client, asked):
    response = member_client.get(view(evidence), headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"
    assert response.content == b""


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-6",
        "bytes=" + ",".join(["0-"] * 1000),
        "bytes=-",
        "bytes=5-3",
        "bytes=a-b",
        "lines=1-2",
        "bytes=" + "9" * 400 + "-",
        "bytes=０-９",
    ],
)
def test_anything_else_gets_the_whole_file_once(evidence, member_client, asked):
    response = member_client.get(view(evidence), headers={"Range": asked})
    assert response.status_code == 200
    assert body_of(response) == CONTENT


def test_a_resumed_download_gets_a_part_only_of_the_same_content(evidence, member_client):
    etag = member_client.get(download(evidence)).headers["ETag"]
    for condition, status in ((etag, 206), ('"lain"', 200)):
        headers = {"Range": "bytes=5-", "If-Range": condition}
        assert member_client.get(download(evidence), headers=headers).status_code == status


def test_reading_in_parts_is_recorded_once_a_while_but_never_not_at_all(
    evidence, member_client, monkeypatch
):
    def looks() -> int:
        return AuditEvent.objects.filter(action="bukti_dilihat").count()

    for _ in range(5):
        member_client.get(view(evidence), headers={"Range": "bytes=1-"})
    assert looks() == 1
    member_client.get(view(evidence))
    assert looks() == 2
    later = timezone.now() + looking.SAME_LOOK + dt.timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    member_client.get(view(evidence), headers={"Range": "bytes=1-"})
    assert looks() == 3


# --- Who -----------------------------------------------------------------------------------------


ADDRESSES = (view, download, version)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_of_the_unit_may_read(evidence, unit, role, client_of):
    client = client_of(MembershipFactory(unit=unit, role=role).user)
    for address in ADDRESSES:
        assert client.get(address(evidence)).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_for_other_units_no_file_exists(evidence, role, client_of):
    client = client_of(MembershipFactory(unit=UnitFactory(), role=role).user)
    for address in ADDRESSES:
        assert client.get(address(evidence)).status_code == 404
    assert not AuditEvent.objects.filter(action__in=["bukti_dilihat", "bukti_diunduh"]).exists()


def test_a_right_that_ended_ends_with_the_next_request(evidence, member, member_client):
    assert member_client.get(version(evidence)).status_code == 200
    Membership.objects.filter(user=member).update(valid_until=dt.date(2020, 1, 2))
    for address in ADDRESSES:
        assert member_client.get(address(evidence)).status_code == 404


def test_versions_are_served_apart_and_others_do_not_exist(evidence, member, member_client):
    newer = PDF + b"baru"
    replace_file(evidence=evidence, name="SK 2.pdf", chunks=[newer], by=member)
    assert body_of(member_client.get(version(evidence, 1))) == CONTENT
    assert body_of(member_client.get(version(evidence, 2))) == newer
    assert body_of(member_client.get(view(evidence))) == newer
    assert member_client.get(version(evidence, 3)).status_code == 404


def test_a_link_has_no_file(unit, member, member_client):
    link = note_link(unit=unit, title="Video", url="https://example.go.id/v", by=member)
    for address in ADDRESSES:
        assert member_client.get(address(link)).status_code == 404


def test_head_tells_of_a_file_without_taking_it(evidence, member_client, client_of):
    stranger = client_of(MembershipFactory(unit=UnitFactory()).user)
    for address in ADDRESSES:
        told, got = (ask(address(evidence)) for ask in (member_client.head, member_client.get))
        assert (told.status_code, told.getvalue()) == (200, b"")
        for name in ("Content-Length", "Content-Type", "Content-Disposition", "ETag"):
            assert told.headers[name] == got.headers[name]
        assert stranger.head(address(evidence)).status_code == 404
    looks = AuditEvent.objects.filter(action__in=["bukti_dilihat", "bukti_diunduh"])
    assert looks.count() == len(ADDRESSES), "of those that were taken"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_refused(evidence, member_client, method):
    for address in ADDRESSES:
        assert getattr(member_client, method)(address(evidence)).status_code == 405


@pytest.mark.parametrize("path", ["/media/", "/bukti/blobs/", "/media/../", "/bukti/..%2f..%2f"])
def test_dl03_the_store_has_no_address_of_its_own(evidence, member_client, path):
    sha256 = evidence.versions.get().sha256
    for address in (path, f"{path}{sha256}", f"{path}{sha256[:2]}/{sha256[2:4]}/{sha256}"):
        assert member_client.get(address).status_code == 404


# --- Damage --------------------------------------------------------------------------------------


def damage(evidence, content: bytes | None) -> None:
    path = blobs.path_of(evidence.versions.get().sha256)
    path.unlink()
    if content is not None:
        path.write_bytes(content)


@pytest.mark.parametrize("content", [None, CONTENT[:-1], b"", CONTENT + b"x"])
def test_a_damaged_file_is_never_served_silently(
    evidence, member_client, caplog, content: bytes | None
):
    damage(evidence, content)
    for address in ADDRESSES:
        response = member_client.get(address(evidence))
        assert response.status_code == 502
        text = response.content.decode()
        assert "Berkas rusak" in text
        assert "cadangan" in text
    errors = [
        record for record in caplog.records if record.name == "pengungkit.views.evidence_files"
    ]
    assert len(errors) == 3
    # The log names the row and the hash, not what the document is about.
    assert "SK Tim" not in errors[0].getMessage()
    assert not AuditEvent.objects.filter(action="bukti_dilihat").exists()


def test_a_picture_is_served_as_what_it_was_received_as(unit, member, member_client):
    received = receive_file(unit=unit, name="foto.png", chunks=[PNG + b"<script>"], by=member)
    response = member_client.get(view(received.evidence))
    assert response.headers["Content-Type"] == "image/png"
