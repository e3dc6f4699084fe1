"""Taking over an earlier year: text, answer as a proposal, evidence that is still valid."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pengungkit import rollups
from pengungkit.actions.answers import Entry, answer_item, return_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.copying import copy_year
from pengungkit.actions.evidence import attach, describe, note_link
from pengungkit.actions.instruments import load_instrument
from pengungkit.exceptions import AssessmentClosedError
from pengungkit.history import events_of
from pengungkit.instruments import bundled_document
from pengungkit.models import Answer, Assessment
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory, make_evidence
from units.models import AuditEvent


FIRST, SECOND, RATIO, INDEX = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"
OTHER_AREA = "A.I.2.i.a"


@pytest.fixture
def last(unit, member) -> Assessment:
    """Last year's assessment with a few items filled and evidence of every sort."""
    assessment = AssessmentFactory(unit=unit, year=2025)
    save(assessment, member, FIRST, choice="Ya", narrative="SK 12", done=True)
    save(assessment, member, SECOND, choice="B")
    save(assessment, member, RATIO, counts={"agen": 5, "perubahan": 4})
    save(assessment, member, INDEX, index=Decimal("3.55"))
    save(assessment, member, OTHER_AREA, narrative="hanya catatan")
    return assessment


def url(assessment) -> str:
    return reverse("pengungkit:copy_year", args=[assessment.year, assessment.unit.code])


def stored(assessment, code) -> Answer:
    return Answer.objects.get(assessment=assessment, code=code)


def save(assessment, by, code, **entry) -> Answer:
    return answer_item(
        assessment=assessment,
        code=code,
        entry=Entry(**entry),
        base_version=stored(assessment, code).version,
        by=by,
    ).answer


def run(last, assessment, by, codes=(), **replacing):
    return copy_year(source=last, target=assessment, codes=codes, replacing=replacing, by=by)


def titles(assessment, code) -> list[str]:
    return [use.evidence.title for use in stored(assessment, code).uses.all()]


def test_it_works(member_client, member, last, assessment):
    page = member_client.get(url(assessment)).content.decode()
    assert "Salin dari penilaian 2025" in page
    assert f'name="butir" value="{FIRST}" checked' in page
    assert "Ya. " in page
    assert "“SK 12”" in page
    response = member_client.post(
        url(assessment), {"butir": [FIRST, SECOND, RATIO, INDEX, OTHER_AREA]}, follow=True
    )
    html = response.content.decode()
    assert "5 butir disalin dari tahun 2025 sebagai usulan" in html
    first = stored(assessment, FIRST)
    assert (first.choice, first.narrative, first.version) == ("Ya", "SK 12", 1)
    assert first.status == Answer.Status.WORKING
    assert stored(assessment, RATIO).counts == {"agen": 5, "perubahan": 4}
    assert stored(assessment, INDEX).index == Decimal("3.55")
    assert stored(assessment, OTHER_AREA).narrative == "hanya catatan"
    fresh = Assessment.objects.with_structure().get(pk=assessment.pk)
    assert rollups.differences(fresh, fresh.answers.all()) == []
    assert fresh.total > 15
    assert stored(last, FIRST).status == Answer.Status.READY


def test_each_item_is_in_the_trail_and_in_its_history(member, last, assessment):
    run(last, assessment, member, [FIRST, SECOND])
    events = AuditEvent.objects.filter(action="butir_disalin").order_by("pk")
    assert [event.data["code"] for event in events] == [FIRST, SECOND]
    assert (events[0].data["dari"], events[0].data["version"]) == (2025, 1)
    assert events[0].data["changes"]["choice"] == ["", "Ya"]
    assert len(events_of(stored(assessment, FIRST))) == 1


def test_only_what_was_chosen(member, last, assessment):
    run(last, assessment, member, [SECOND])
    assert stored(assessment, FIRST).version == 0
    assert stored(assessment, SECOND).choice == "B"


def test_evidence_that_is_still_valid(member_client, member, unit, last, assessment):
    today = timezone.localdate()

    def evidence(name: str, until: dt.date | None):
        document = make_evidence(unit, member, name)
        return describe(
            evidence=document, by=member, title=document.title, kind="", number="",
            document_date=None, valid_until=until, stage="",
        )  # fmt: skip

    for one in (
        evidence("Tanpa batas.pdf", None),
        evidence("Sampai hari ini.pdf", today),
        evidence("Kemarin.pdf", today - dt.timedelta(days=2)),
        note_link(unit=unit, title="Tautan", url="https://contoh.go.id/a", by=member),
    ):
        attach(answer=stored(last, FIRST), evidence=one, by=member)
    assert "2 bukti masih berlaku" in member_client.get(url(assessment)).content.decode()
    copied = run(last, assessment, member, [FIRST])
    assert copied.evidence == 2
    assert titles(assessment, FIRST) == ["Tanpa batas", "Sampai hari ini"]
    event = AuditEvent.objects.get(action="butir_disalin")
    assert len(event.data["bukti"]) == 2


def test_evidence_alone_is_copied_too(member, unit, last, assessment):
    attach(answer=stored(last, "A.I.1.ii.a"), evidence=make_evidence(unit, member), by=member)
    copied = run(last, assessment, member, ["A.I.1.ii.a"])
    assert (copied.codes, copied.evidence) == (["A.I.1.ii.a"], 1)
    answer = stored(assessment, "A.I.1.ii.a")
    assert (answer.status, answer.version) == (Answer.Status.EMPTY, 0)


def test_evidence_that_is_attached_already_is_not_doubled(member, unit, last, assessment):
    document = make_evidence(unit, member)
    attach(answer=stored(last, FIRST), evidence=document, by=member)
    attach(answer=stored(assessment, FIRST), evidence=document, by=member)
    assert run(last, assessment, member, [FIRST]).evidence == 0
    assert len(titles(assessment, FIRST)) == 1


class TestFilledItems:
    def test_they_are_not_ticked_and_say_so(self, member_client, member, last, assessment):
        save(assessment, member, FIRST, choice="Tidak")
        page = member_client.get(url(assessment)).content.decode()
        assert f'name="timpa" value="{FIRST}:1"' in page
        assert f'value="{FIRST}:1" checked' not in page
        assert "mencentang mengganti isinya" in page

    def test_they_are_left_unless_chosen(self, member_client, member, last, assessment):
        save(assessment, member, FIRST, choice="Tidak", narrative="tahun ini")
        response = member_client.post(url(assessment), {"butir": [FIRST, SECOND]}, follow=True)
        assert f"Dilewati karena sudah diisi atau berubah: {FIRST}." in response.content.decode()
        assert stored(assessment, FIRST).narrative == "tahun ini"
        assert stored(assessment, SECOND).choice == "B"

    def test_chosen_they_are_replaced_and_never_ready(
        self, member_client, member, last, assessment
    ):
        save(assessment, member, FIRST, choice="Tidak", narrative="tahun ini", done=True)
        member_client.post(url(assessment), {"timpa": f"{FIRST}:1"})
        answer = stored(assessment, FIRST)
        assert (answer.choice, answer.narrative) == ("Ya", "SK 12")
        assert answer.status == Answer.Status.WORKING

    def test_but_not_when_they_changed_meanwhile(
        self, member_client, member, coordinator, last, assessment
    ):
        save(assessment, member, FIRST, choice="Tidak")
        save(assessment, coordinator, FIRST, choice="Tidak", narrative="versi Rina")
        member_client.post(url(assessment), {"timpa": f"{FIRST}:1"})
        assert stored(assessment, FIRST).narrative == "versi Rina"
        for value in (f"{FIRST}:", f"{FIRST}:x", FIRST):
            member_client.post(url(assessment), {"timpa": value})
        assert stored(assessment, FIRST).narrative == "versi Rina"

    def test_what_was_empty_last_year_erases_nothing(self, member, last, assessment):
        save(assessment, member, SECOND, choice="A", narrative="tahun ini")
        run(last, assessment, member, **{SECOND: 1})
        answer = stored(assessment, SECOND)
        assert (answer.choice, answer.narrative) == ("B", "tahun ini")

    def test_an_item_sent_back_stays_sent_back(self, member, coordinator, last, assessment):
        save(assessment, member, FIRST, choice="Tidak", done=True)
        return_item(assessment=assessment, code=FIRST, note="Perbaiki.", by=coordinator)
        run(last, assessment, member, **{FIRST: 2})
        assert stored(assessment, FIRST).status == Answer.Status.REPAIR

    def test_the_same_content_changes_nothing(self, member, last, assessment):
        save(assessment, member, FIRST, choice="Ya", narrative="SK 12", done=True)
        assert run(last, assessment, member, **{FIRST: 1}).codes == []
        assert stored(assessment, FIRST).status == Answer.Status.READY


class TestOtherInstrument:
    @pytest.fixture
    def next_version(self, unit) -> Assessment:
        document = copy.deepcopy(bundled_document())
        document |= {"kode": "lke-versi-baru", "nama": "LKE versi baru"}
        version, _ = load_instrument(document=document, by=None)
        return AssessmentFactory(unit=unit, year=2026, instrument=version)

    def test_only_text_and_choices_that_exist(self, member_client, member, last, next_version):
        page = member_client.get(url(next_version)).content.decode()
        assert "memakai versi instrumen lain" in page
        assert RATIO not in page
        run(last, next_version, member, [FIRST, RATIO, INDEX])
        assert stored(next_version, FIRST).choice == "Ya"
        assert stored(next_version, RATIO).counts is None
        assert stored(next_version, INDEX).index is None


class TestWhich:
    def test_the_latest_earlier_year_and_any_other(self, member_client, unit, last, assessment):
        old = AssessmentFactory(unit=unit, year=2023)
        AssessmentFactory(unit=unit, year=2027)
        page = member_client.get(url(assessment)).content.decode()
        assert 'href="?dari=2023"' in page
        assert "2027" not in page.split("<main", 1)[1]
        page = member_client.get(url(assessment), {"dari": old.year}).content.decode()
        assert "Salin dari penilaian 2023" in page
        assert "Tidak ada yang dapat disalin" in page

    @pytest.mark.parametrize("year", ["2027", "2026", "1999", "abc", "99999999999999999999"])
    def test_no_other_year(self, member_client, last, assessment, year):
        assert member_client.get(url(assessment), {"dari": year}).status_code == 404
        response = member_client.post(url(assessment), {"dari": year, "butir": FIRST})
        assert response.status_code == 404
        assert stored(assessment, FIRST).version == 0

    def test_another_units_year_cannot_be_named(self, member_client, member, assessment):
        AssessmentFactory(unit=UnitFactory(), year=2024)
        response = member_client.get(url(assessment), {"dari": "2024"}, follow=True)
        assert "belum punya penilaian tahun sebelumnya" in response.content.decode()

    def test_the_action_refuses_another_unit(self, member, assessment):
        foreign = AssessmentFactory(unit=UnitFactory(), year=2024)
        with pytest.raises(ValueError, match="within its unit"):
            run(foreign, assessment, member, [FIRST])

    def test_nothing_to_copy_from(self, member_client, assessment):
        response = member_client.get(url(assessment), follow=True)
        assert "belum punya penilaian tahun sebelumnya" in response.content.decode()


class TestAccess:
    def test_only_own_areas(self, unit, last, assessment):
        client = Client()
        client.force_login(MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["2"]).user)
        page = client.get(url(assessment)).content.decode()
        assert OTHER_AREA in page
        assert FIRST not in page
        response = client.post(url(assessment), {"butir": [OTHER_AREA, FIRST]})
        assert response.status_code == 403
        assert stored(assessment, OTHER_AREA).version == 0

    def test_an_unknown_code_refuses_them_all(self, member_client, last, assessment):
        response = member_client.post(url(assessment), {"butir": [FIRST, "A.I.9"]})
        assert response.status_code == 400
        assert stored(assessment, FIRST).version == 0

    def test_who_only_reads_may_not(self, client, head, last, assessment):
        client.force_login(head)
        assert client.get(url(assessment)).status_code == 403
        assert client.post(url(assessment), {"butir": FIRST}).status_code == 403

    def test_another_unit_does_not_exist(self, client, last, assessment):
        client.force_login(MembershipFactory(unit=UnitFactory(), role=Role.KETUA).user)
        assert client.post(url(assessment), {"butir": FIRST}).status_code == 404
        assert stored(assessment, FIRST).version == 0

    def test_nothing_ticked(self, member_client, last, assessment):
        response = member_client.post(url(assessment), {}, follow=True)
        assert "Belum ada butir yang dicentang." in response.content.decode()


def test_closed(member_client, member, leader, last, assessment):
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    response = member_client.post(url(assessment), {"butir": FIRST}, follow=True)
    assert "sudah ditutup" in response.content.decode()
    assert stored(assessment, FIRST).version == 0
    with pytest.raises(AssessmentClosedError):
        run(last, assessment, member, [FIRST])


def test_from_a_closed_year(member, leader, last, assessment):
    close_assessment(assessment=last, reason="Selesai.", by=leader)
    assert run(last, assessment, member, [FIRST]).codes == [FIRST]


def test_queries_do_not_grow(member_client, member, unit, last, assessment):
    def count(act) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    # session, person with rights, assessment; years, source, answers twice, evidence
    assert count(lambda: member_client.get(url(assessment))) == 8
    few = count(lambda: run(last, assessment, member, [FIRST, SECOND]))
    codes = [item.code for item in assessment.structure.items]
    for code in codes[20:60]:
        answer = save(last, member, code, narrative=f"isi {code}")
        attach(answer=answer, evidence=make_evidence(unit, member, f"{code}.pdf"), by=member)
    assert count(lambda: member_client.get(url(assessment))) == 8
    many = count(lambda: run(last, assessment, member, codes))
    # one more: the evidence is attached
    assert many <= few + 1 <= 13
