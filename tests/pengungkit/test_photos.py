"""Several photos become one PDF: their order, their keeping, and what is refused."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.actions.photos import join_photos
from pengungkit.actions.replacing import replace_file
from pengungkit.exceptions import PhotosNotJoinedError
from pengungkit.models import Evidence, EvidenceVersion
from pengungkit.previews.joining import MOST_PHOTOS
from tests.factories import MembershipFactory, Role, UnitFactory, make_evidence
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit import sample_files as sample
from units.models import AuditEvent
from zi_portal.lib import blobs


JOIN = "/bukti/gabung-foto/"


@pytest.fixture
def photos(unit, member) -> list[Evidence]:
    """Three photos of different shapes, received one after another."""
    return [
        make_evidence(unit, member, name=f"Foto {n}.jpg", content=sample.photo(size))
        for n, size in enumerate([(800, 600), (600, 800), (900, 300)], start=1)
    ]


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def page_shapes(evidence: Evidence) -> list[str]:
    """Whether each page of the PDF lies or stands."""
    import pypdfium2

    path = blobs.path_of(evidence.versions.get().sha256)
    with pypdfium2.PdfDocument(path) as document:
        sizes = [page.get_size() for page in document]
    return ["rebah" if width > height else "tegak" for width, height in sizes]


def uuids(photos: list[Evidence]) -> list[str]:
    return [str(photo.uuid) for photo in photos]


def test_it_works(photos, member, member_client):
    body = {"title": "Rapat ZI", "pilih": uuids(photos)}
    response = member_client.post(JOIN, body, follow=True)
    pdf = Evidence.objects.get(title="Rapat ZI")
    assert response.redirect_chain[-1][0] == pdf.get_absolute_url()
    assert "3 foto digabung menjadi satu PDF." in response.content.decode()
    version = pdf.versions.get()
    assert (version.extension, version.original_name) == ("pdf", "Rapat ZI.pdf")
    # Without places they stand as they were received.
    assert page_shapes(pdf) == ["rebah", "tegak", "rebah"]
    assert Evidence.objects.count() == 4
    event = AuditEvent.objects.get(action="foto_digabung")
    assert (event.actor, event.data["foto"]) == (member.username, uuids(photos))


def test_places_order_the_pages(photos, member_client):
    body = {"title": "Urut", "pilih": uuids(photos)}
    for photo, place in zip(photos, ["2", "1", ""], strict=True):
        body[f"urutan-{photo.uuid}"] = place
    member_client.post(JOIN, body)
    assert page_shapes(Evidence.objects.get(title="Urut")) == ["tegak", "rebah", "rebah"]


@pytest.mark.parametrize("odd", ["x", "-1", "999", "٣", "1.5"])
def test_a_place_that_is_none_is_left_out(photos, member_client, odd):
    body = {"title": "Aneh", "pilih": uuids(photos[:2]), f"urutan-{photos[0].uuid}": odd}
    assert member_client.post(JOIN, body).status_code == 302


def test_the_second_click_finds_the_first_pdf(photos, member_client):
    body = {"title": "Rapat", "pilih": uuids(photos)}
    member_client.post(JOIN, body)
    response = member_client.post(JOIN, body, follow=True)
    assert "sudah pernah digabung" in response.content.decode()
    assert Evidence.objects.filter(title="Rapat").count() == 1
    assert AuditEvent.objects.filter(action="foto_digabung").count() == 1


def test_photos_that_come_along_are_kept_and_go_last(photos, member_client):
    files = [upload("a.jpg", sample.image(size=(300, 900))), upload("b.png", sample.image("PNG"))]
    body = {"title": "Baru", "pilih": uuids(photos[:1]), "berkas": files}
    assert member_client.post(JOIN, body).status_code == 302
    assert page_shapes(Evidence.objects.get(title="Baru")) == ["rebah", "tegak", "rebah"]
    assert {"a", "b"} <= set(Evidence.objects.values_list("title", flat=True))


def test_only_new_photos(unit, member_client):
    files = [upload("a.jpg", sample.image()), upload("b.png", sample.image("PNG"))]
    assert member_client.post(JOIN, {"title": "Baru", "berkas": files}).status_code == 302


@pytest.mark.parametrize(
    ("count", "title", "sentence"),
    [
        (0, "Rapat", "Pilih 2 sampai 20 foto untuk digabung. Sekarang 0 yang terpilih."),
        (1, "Rapat", "Sekarang 1 yang terpilih."),
        (3, " ", "Judul belum diisi."),
        (3, "x" * 191, "Judul terlalu panjang."),
    ],
)
def test_what_is_missing_is_said_and_the_choice_is_kept(
    photos, member_client, count, title, sentence
):
    response = member_client.post(JOIN, {"title": title, "pilih": uuids(photos[:count])})
    text = response.content.decode()
    assert response.status_code == 200
    assert sentence in text
    assert text.count(" checked") == count + 1  # and the switch
    assert not AuditEvent.objects.filter(action="foto_digabung").exists()


def test_a_refused_file_stops_it_and_the_others_are_kept(photos, member_client):
    files = [upload("a.exe", b"MZ"), upload("b.jpg", sample.image())]
    response = member_client.post(JOIN, {"title": "Rapat", "pilih": uuids(photos), "berkas": files})
    assert "a.exe: Jenis berkas .exe tidak diterima" in response.content.decode()
    kept = Evidence.objects.get(title="b")
    assert f'value="{kept.uuid}" checked' in response.content.decode()


def test_what_is_no_photo_is_kept_but_not_joined(photos, member_client):
    body = {"title": "Rapat", "pilih": uuids(photos), "berkas": [upload("SK.pdf", sample.pdf())]}
    assert "“SK” bukan foto" in member_client.post(JOIN, body).content.decode()
    assert Evidence.objects.filter(title="SK").exists()


def test_a_broken_photo_is_named_as_the_reason(unit, member, photos, member_client):
    broken = make_evidence(unit, member, name="rusak.jpg", content=hostile.jpeg_truncated())
    body = {"title": "Rapat", "pilih": [*uuids(photos), str(broken.uuid)]}
    response = member_client.post(JOIN, body)
    assert "Foto tidak dapat digabung: salah satu fotonya rusak" in response.content.decode()
    assert not Evidence.objects.filter(title="Rapat").exists()
    assert list(blobs.root().glob("pratinjau/gabung-*")) == []


def test_a_photo_that_changed_on_disk_is_not_joined(unit, member, photos):
    versions = list(EvidenceVersion.objects.all())
    path = blobs.path_of(versions[0].sha256)
    path.chmod(0o640)
    path.write_bytes(sample.photo((10, 10)))
    with pytest.raises(PhotosNotJoinedError, match="rusak"):
        join_photos(unit=unit, photos=versions, title="x", by=member)


def test_no_more_than_a_number_at_once(unit, member, photos):
    [version, *_] = EvidenceVersion.objects.all()
    with pytest.raises(PhotosNotJoinedError, match=f"Sekarang {MOST_PHOTOS + 1} yang terpilih"):
        join_photos(unit=unit, photos=[version] * (MOST_PHOTOS + 1), title="x", by=member)


@pytest.mark.parametrize("wrong", ["bukan-uuid", "00000000-0000-4000-8000-000000000000"])
def test_a_wrong_choice(photos, member_client, wrong):
    body = {"title": "Rapat", "pilih": [*uuids(photos), wrong]}
    assert member_client.post(JOIN, body).status_code == 400


def test_foreign_photos_cannot_be_chosen(photos, member, member_client):
    """AC-15: nothing is stored, and nothing of them is shown."""
    other = UnitFactory()
    by = MembershipFactory(unit=other, role=Role.KETUA).user
    foreign = make_evidence(other, by, name="Milik lain.jpg", content=sample.image(size=(50, 50)))
    body = {"title": "Rapat", "pilih": [*uuids(photos), str(foreign.uuid)]}
    assert member_client.post(JOIN, body).status_code == 400
    assert Evidence.objects.count() == 4
    assert "Milik lain" not in member_client.get(f"{JOIN}?pilih={foreign.uuid}").content.decode()
    assert member_client.get(f"{JOIN}?unit={other.code}").status_code == 404


def test_who_may(unit, photos, head):
    client = Client()
    client.force_login(head)
    assert client.get(JOIN).status_code == 403
    body = {"title": "Rapat", "pilih": uuids(photos)}
    assert client.post(JOIN, body).status_code == 403
    assert Evidence.objects.count() == 3


def test_the_page_lists_photos_only_and_the_newest_version_of_each(
    unit, member, photos, member_client
):
    make_evidence(unit, member, name="SK.pdf", content=sample.pdf())
    replace_file(evidence=photos[0], name="x.pdf", chunks=[sample.pdf(2)], by=member)
    page = member_client.get(f"{JOIN}?pilih={photos[1].uuid}").context["page"]
    assert [line.title for line in page.lines] == ["Foto 3", "Foto 2"]
    assert [line.taken for line in page.lines] == [False, True]


def test_query_budget(unit, member, photos, member_client):
    """session; person with rights; unit; photos."""
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert member_client.get(JOIN).status_code == 200
        counts.append(len(captured))
        for n in range(5):
            name = f"lagi {n}.jpg"
            make_evidence(unit, member, name=name, content=sample.image(size=(90 + n, 50)))
    assert counts[0] == counts[1] <= 6


def test_a_photo_from_an_iphone_is_refused_with_the_way_out(unit, member_client):
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40
    for name in ("IMG_1.HEIC", "IMG_1.heif", "IMG_1.jpg"):
        response = member_client.post(JOIN, {"title": "x", "berkas": [upload(name, heic)]})
        text = response.content.decode()
        assert "HEIC" in text
        assert "Paling Kompatibel" in text
    assert not Evidence.objects.exists()
