"""Documents that look like doubles: found, told why, merged or left, and taken back."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from pengungkit.actions.assessments import close_assessment, open_assessment
from pengungkit.actions.evidence import attach, describe
from pengungkit.actions.uploads import begin_upload
from pengungkit.derived import name_key
from pengungkit.models import Answer, Evidence, Sorting
from tests.factories import MembershipFactory, UnitFactory, make_evidence


TAB = "/bukti/?saring=duplikat"


def compare(one, other) -> str:
    return f"/bukti/{one.uuid}/bandingkan/{other.uuid}/"


def shown(client) -> dict[str, list[str]]:
    rows = client.get(TAB).context["page"].rows
    return {row.line.title: [twin.why for twin in row.twins] for row in rows}


def codes(evidence) -> list[str]:
    return sorted(use.answer.code for use in evidence.uses.select_related("answer"))


def use(assessment, code, evidence, by):
    answer = Answer.objects.get(assessment=assessment, code=code)
    answer.assessment = assessment
    attach(answer=answer, evidence=evidence, by=by)


@pytest.fixture
def pair(assessment, unit, member) -> tuple[Evidence, Evidence]:
    one = make_evidence(unit, member, name="SK Tim ZI.pdf")
    other = make_evidence(unit, member, name="sk_tim_zi - Copy (2).pdf")
    use(assessment, "A.I.1.i.a", one, member)
    use(assessment, "A.I.1.i.a", other, member)
    use(assessment, "A.I.1.i.b", other, member)
    return one, other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SK Tim.pdf", "SK Tim - Copy.pdf"),
        ("SK Tim.pdf", "Salinan dari SK Tim.pdf"),
        ("SK Tim.pdf", "SK_TIM (1).PDF"),
        ("SK Tim.pdf", "Copy of SK Tim (3).docx"),
    ],
)
def test_names_that_differ_by_marks_of_a_copy_are_alike(one, other):
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize("name", ["scan (1).pdf", "IMG_2031.jpg", "dokumen - Copy.pdf", ""])
def test_names_that_say_nothing_are_like_no_other(name):
    assert name_key(name) == ""


def test_it_works(pair, unit, member, member_client):
    make_evidence(unit, member, name="Notulen.pdf")
    assert list(shown(member_client)) == ["sk tim zi - Copy (2)", "SK Tim ZI"]
    why = "nama berkasnya hanya beda tanda salinan"
    assert all(whys == [why] for whys in shown(member_client).values())
    assert compare(*pair) in member_client.get(TAB).content.decode()


def test_same_title_number_and_date(assessment, unit, member, member_client):
    for name, number in (("a surat.pdf", "ND-1"), ("b surat.pdf", "nd-1"), ("c surat.pdf", "ND-2")):
        evidence = make_evidence(unit, member, name=name)
        describe(
            evidence=evidence, by=member, title="Undangan Rapat", kind="", number=number, stage="",
            document_date=None, valid_until=None,
        )  # fmt: skip
    rows = member_client.get(TAB).context["page"].rows
    assert [row.line.original_name for row in rows] == ["b surat.pdf", "a surat.pdf"]
    assert rows[0].twins[0].why == "judul, nomor, dan tanggalnya sama"


def test_a_file_sent_again_is_told(assessment, unit, member, member_client):
    kept = make_evidence(unit, member, name="SK.pdf").versions.get()
    begin_upload(unit=unit, name="SK.pdf", size=kept.size, by=member, sha256=kept.sha256)
    [whys] = shown(member_client).values()
    assert whys == ["dikirim 1 kali lagi; isinya sama persis, jadi tetap disimpan satu kali"]


def test_merging_moves_the_uses_and_can_be_undone(pair, member_client):
    one, other = pair
    page = member_client.get(compare(one, other)).content.decode()
    assert "A.I.1.i.a (2026), A.I.1.i.b (2026)" in page
    response = member_client.post(compare(one, other), {"pakai": str(one.uuid)}, follow=True)
    assert "2 pemakaian dipindahkan" in response.content.decode()
    assert codes(one) == ["A.I.1.i.a", "A.I.1.i.b"]
    assert codes(other) == []
    other.refresh_from_db()
    assert other.superseded_by == one
    assert shown(member_client) == {}
    # What another one stands in for is no longer waiting to be sorted.
    waiting = member_client.get("/bukti/?saring=belum-dipakai").context["page"].rows
    assert waiting == ()
    member_client.post(f"/bukti/pilahan/{Sorting.objects.get().uuid}/batalkan/")
    assert (codes(one), codes(other)) == (["A.I.1.i.a"], ["A.I.1.i.a", "A.I.1.i.b"])
    assert len(shown(member_client)) == 2


def test_both_may_be_kept(pair, member_client):
    member_client.post(compare(*pair), {"pakai": "keduanya"})
    assert shown(member_client) == {}
    assert codes(pair[1]) == ["A.I.1.i.a", "A.I.1.i.b"]


def test_what_a_closed_assessment_uses_stays(pair, assessment, leader, member_client):
    one, other = pair
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    newer = open_assessment(
        unit=assessment.unit, year=2027, target="WBK", instrument=assessment.instrument,
        due_on=None, by=leader,
    )  # fmt: skip
    use(newer, "A.I.1.ii.a", other, leader)
    member_client.post(compare(one, other), {"pakai": str(one.uuid)})
    assert codes(one) == ["A.I.1.i.a", "A.I.1.ii.a"]
    assert codes(other) == ["A.I.1.i.a", "A.I.1.i.b"]


def test_only_those_who_may_write_there_merge(pair, unit):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, areas=["2"]).user)
    assert client.post(compare(*pair), {"pakai": str(pair[0].uuid)}).status_code == 403
    assert codes(pair[1]) == ["A.I.1.i.a", "A.I.1.i.b"]


def test_foreign_documents_do_not_exist(pair, unit, member_client):
    foreign = make_evidence(UnitFactory(), MembershipFactory().user, name="SK Tim ZI.pdf")
    one = pair[0]
    assert member_client.get(compare(one, foreign)).status_code == 404
    assert member_client.get(compare(foreign, one)).status_code == 404
    assert member_client.get(compare(one, one)).status_code == 404
    for choice in (str(foreign.uuid), str(uuid.uuid4()), "", "x"):
        response = member_client.post(compare(*pair), {"pakai": choice})
        assert response.status_code == 400
    assert "SK Tim ZI" in shown(member_client)
    assert len(shown(member_client)) == 2
