"""A newer file for a document, sent in parts: the rules of the plain form, before and after."""

from __future__ import annotations

import hashlib

import pytest

from pengungkit import protection
from pengungkit.actions.destroying import destroy
from pengungkit.actions.replacing import replace_file
from pengungkit.models import Evidence, EvidenceVersion, Upload
from pengungkit.quotas import room_of
from tests.factories import PDF, MembershipFactory, Role, UnitFactory, make_evidence
from tests.pengungkit.tus_client import ask, begin, begun, send, sentence, upload
from units.models import AuditEvent, Membership
from zi_portal.lib import blobs


FILE = PDF + b"pindaian bertanda tangan " * 100
SHA = hashlib.sha256(FILE).hexdigest()


@pytest.fixture
def document(assessment, unit, member) -> Evidence:
    return make_evidence(unit, member, name="SK.pdf")


def said_to_replace(evidence: Evidence) -> dict[str, str]:
    return {"ganti": str(evidence.uuid), "filename": "SK bertanda tangan.pdf"}


def numbers(evidence: Evidence) -> list[int]:
    return list(evidence.versions.order_by("number").values_list("number", flat=True))


def told_after(client, response) -> str:
    """What the page says to which the answer to the last part leads."""
    return client.get(response["ZI-Ke"]).context["page"].told


def test_it_becomes_the_newest_version(document, unit, leader, client, member_client):
    # Room for this very file and not for two of it: it was set aside once.
    unit.quota_mb = 1
    unit.save()
    big = PDF + b"x" * 600_000
    url = begun(member_client, len(big), **said_to_replace(document))
    assert room_of(unit).used > 600_000
    assert send(member_client, url, 0, big[:700])["Upload-Offset"] == "700"

    # Offered again where it was sent from and on Beranda, and not among new evidence.
    page = member_client.get(document.get_absolute_url()).context["page"]
    [shown] = page.uploads.rows
    assert (shown.url, shown.place) == (url, "Pengganti berkas “SK”")
    assert [one.page_url for one in member_client.get("/beranda/").context["uploads"]] == [
        f"{document.get_absolute_url()}#ganti"
    ]
    assert member_client.get("/bukti/").context["page"].uploads.rows == ()

    done = send(member_client, url, 700, big[700:])
    assert (done.status_code, done["ZI-Bukti"]) == (204, str(document.uuid))
    assert "ZI-Pesan" not in done
    told = "Berkas diganti. Sekarang versi 2; versi lama tetap ada."
    # Also when the answer was lost, and to nobody else.
    for answer in (done, ask(member_client, url)):
        assert told_after(member_client, answer) == told
    assert told_after(member_client, {"ZI-Ke": f"{document.get_absolute_url()}?unggahan=x"}) == ""
    client.force_login(leader)
    assert told_after(client, done) == ""
    assert numbers(document) == [1, 2]
    newest = document.versions.get(number=2)
    assert (newest.size, newest.original_name) == (len(big), "SK bertanda tangan.pdf")
    document.refresh_from_db()
    assert document.title == "SK"
    assert AuditEvent.objects.get(action="bukti_diganti").data["versi"] == 2


def test_a_noted_link_becomes_a_file(document, member_client):
    document.versions.all().delete()
    Evidence.objects.update(url="https://example.go.id/v")
    assert upload(member_client, FILE, **said_to_replace(document)).status_code == 204
    document.refresh_from_db()
    assert (document.is_link, numbers(document)) == (False, [1])


def test_a_document_out_of_sight_does_not_exist(document, unit, client, member_client):
    other = make_evidence(UnitFactory(code="kppn-tobelo"), document.received_by, name="Lain.pdf")
    for named in (str(other.uuid), "00000000-0000-0000-0000-000000000000", "{}", ""):
        assert begin(member_client, len(FILE), ganti=named).status_code == 404
    assert not Upload.objects.exists()

    client.force_login(MembershipFactory(unit=unit, role=Role.KEPALA).user)
    refused = begin(client, len(FILE), **said_to_replace(document))
    assert refused.status_code == 403
    assert sentence(refused)


def test_up28_a_right_that_ended_on_the_way(document, member, member_client):
    url = begun(member_client, len(FILE), **said_to_replace(document))
    send(member_client, url, 0, FILE[:700])
    Membership.objects.filter(user=member).delete()
    assert send(member_client, url, 700, FILE[700:]).status_code in {403, 404}
    assert numbers(document) == [1]


def test_a_file_that_replaces_nothing_is_refused_before_a_byte_is_sent(
    document, unit, member, member_client
):
    other = make_evidence(unit, member, name="Lain.pdf", content=FILE)
    refused = begin(member_client, len(FILE), sha256=SHA, **said_to_replace(document))
    assert refused.status_code == 422
    assert "sudah tersimpan sebagai bukti “Lain”" in sentence(refused)
    refused = begin(member_client, len(FILE), sha256=SHA, **said_to_replace(other))
    assert "sama persis dengan versi 1" in sentence(refused)
    # Without the hash, as on an unsafe line, when the file is there.
    refused = upload(member_client, FILE, **said_to_replace(other))
    assert refused.status_code == 422
    assert "sama persis dengan versi 1" in sentence(refused)
    assert (numbers(document), numbers(other)) == ([1], [1])


def test_an_earlier_version_is_taken_up_again_in_a_full_store(
    document, unit, member, member_client
):
    document = make_evidence(unit, member, name="Benar.pdf", content=FILE)
    replace_file(evidence=document, name="salah.pdf", chunks=[PDF + b"salah"], by=member)
    unit.quota_mb = 0
    unit.save()
    done = upload(member_client, FILE, sha256=SHA, **said_to_replace(document))
    assert done.status_code == 204
    assert numbers(document) == [1, 2, 3]
    assert document.versions.get(number=3).repeats


def test_replaced_by_somebody_else_meanwhile(document, leader, member_client):
    """Both are kept, as with the plain form, and the later one hears of the other."""
    url = begun(member_client, len(FILE), **said_to_replace(document))
    replace_file(evidence=document, name="a.pdf", chunks=[PDF + b"lain"], by=leader)
    told = told_after(member_client, send(member_client, url, 0, FILE))
    assert numbers(document) == [1, 2, 3]
    assert "Sekarang versi 3" in told
    assert "versi 2 juga masuk dari" in told


def test_destroyed_meanwhile(document, member, member_client):
    """Another file is welcome, the destroyed one is not."""
    first = document.versions.get()
    content = blobs.path_of(first.sha256).read_bytes()
    same = begun(member_client, len(content), **said_to_replace(document))
    other = begun(member_client, len(FILE), **said_to_replace(document))
    destroy(
        evidence=document, numbers=[1], ground="Putusan", decision="7", hide_names=False, by=member
    )
    refused = send(member_client, same, 0, content)
    assert refused.status_code == 422
    assert "dimusnahkan atas dasar hukum (keputusan 7)" in sentence(refused)
    assert send(member_client, other, 0, FILE).status_code == 204
    document.refresh_from_db()
    assert (document.is_destroyed, numbers(document)) == (False, [1, 2])


def test_what_stands_for_the_word_of_others_is_frozen(document, member_client, monkeypatch):
    url = begun(member_client, len(FILE), **said_to_replace(document))
    monkeypatch.setattr(protection, "_pins", [lambda evidence: {1: "Surat unit lain."}])
    late = begin(member_client, len(FILE), **said_to_replace(document))
    for refused in (send(member_client, url, 0, FILE), late):
        assert refused.status_code == 422
        assert "Simpan sebagai bukti baru" in sentence(refused)
    assert EvidenceVersion.objects.count() == 1
