from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innovations.actions.innovations import change_innovation
from innovations.consequences import ABOVE, APART, mismatches, proposal_at
from innovations.models import Innovation
from innovations.proposals import (
    OUTCOMES,
    RULES,
    Facts,
    InnovationFact,
    PromiseFact,
    propose,
    served_by,
    table,
)
from pengungkit.actions.answers import Entry, answer_item
from pengungkit.instruments import bundled_instrument
from pengungkit.models import Assessment
from tests.innovations.factories import InnovationFactory, PromiseFactory
from units.models import AuditEvent


SERVED = served_by("permenpanrb-90-2021/1")
CODES = {line["aturan"]: code for code, line in SERVED.items()}


def fact(origin: str = "sendiri", *, closer: bool | None = True, **more) -> InnovationFact:
    told = {"has_need": True, "improved": True} | more
    return InnovationFact("ROH", "/inovasi/roh/", origin, closer, **told)


def promised(*given: bool, innovation: InnovationFact | None = None) -> tuple[PromiseFact, ...]:
    return tuple(PromiseFact("Revisi", "/janji/1/", one, innovation) for one in given)


def test_it_works() -> None:
    proposal = propose(SERVED[CODES["inovasi"]], Facts((fact(confirmed=2),)))
    assert proposal is not None
    assert proposal.choice == "A"
    assert "2 replikasi dikonfirmasi" in proposal.reason
    assert proposal.sources == (("ROH", "/inovasi/roh/"),)


@pytest.mark.parametrize("rule", ["perbaikan", "dipermudah", "kompensasi"])
def test_one_promise_does_not_speak_for_every_service(rule: str) -> None:
    facts = Facts((fact(),), promised(True, innovation=fact()))
    proposal = propose(SERVED[CODES[rule]], facts)
    assert proposal is not None
    assert "Layanan tanpa janji tidak terhitung" in proposal.reason


def test_the_table_fits_the_instrument() -> None:
    structure = bundled_instrument()
    assert f"{structure.code}/{structure.version}" in table()
    for code, line in SERVED.items():
        item, rule = structure.item(code), line["aturan"]
        names = line.get("pilihan") or line["jumlah"]
        assert set(names) == OUTCOMES[rule], code
        there = {one.letter for one in item.options}
        if item.ratio is not None:
            there = {one.key for one in item.ratio.inputs}
        assert set(names.values()) == there, code
    assert set(RULES) == set(OUTCOMES) == set(CODES)


@pytest.mark.parametrize(
    ("rule", "facts", "answer"),
    [
        ("inovasi", Facts((fact(confirmed=1),)), "A"),
        ("inovasi", Facts((fact(),)), "B"),
        ("inovasi", Facts((fact("meniru", confirmed=3), fact("induk"))), "C"),
        ("inovasi", Facts((fact("induk"),)), "D"),
        ("inovasi", Facts(), "E"),
        ("inovasi", Facts((fact(""),)), None),
        ("inovasi", Facts((fact(closer=None),)), None),
        ("perbaikan", Facts((fact(),), promised(True, innovation=fact())), "A"),
        ("perbaikan", Facts((fact(),), promised(True, innovation=fact(improved=False))), "B"),
        ("perbaikan", Facts((fact(),)), "B"),
        ("perbaikan", Facts((fact(has_need=False),)), "C"),
        ("perbaikan", Facts(), "D"),
        ("kompensasi", Facts((), promised(True, True)), "A"),
        ("kompensasi", Facts((), promised(True, True, False)), "B"),
        ("kompensasi", Facts((), promised(True, False)), "C"),
        ("kompensasi", Facts((), promised(False)), "D"),
        ("kompensasi", Facts((fact(),)), None),
        ("dipermudah", Facts(), None),
    ],
)
def test_every_outcome(rule: str, facts: Facts, answer: str | None) -> None:
    proposal = propose(SERVED[CODES[rule]], facts)
    assert (proposal and proposal.choice) == answer


def test_counts_are_proposed() -> None:
    facts = Facts((), (*promised(True, innovation=fact()), *promised(False, False)))
    proposal = propose(SERVED[CODES["dipermudah"]], facts)
    assert proposal is not None
    assert proposal.counts == {"terdaftar": 3, "dipermudah": 1}
    assert proposal.equals("", {"terdaftar": 3, "dipermudah": 1})
    assert not proposal.equals("", {"terdaftar": 3, "dipermudah": None})


@pytest.fixture
def own(unit) -> Innovation:
    return InnovationFactory(
        unit=unit, name="ROH", state="berjalan", origin="sendiri", brings_closer=True, need="Antre"
    )


def item_url(assessment: Assessment, code: str) -> str:
    return reverse("pengungkit:item", args=[assessment.year, assessment.unit.code, code])


def test_a_person_takes_what_is_proposed(
    assessment, own, member_client, member, coordinator
) -> None:
    code = CODES["inovasi"]
    url = item_url(assessment, code)
    shown = member_client.get(url).content.decode()
    assert "Usulan dari daftar inovasi: B" in shown
    assert "Pakai usulan" in shown
    # What else was typed is kept, and what was claimed to be proposed is not believed.
    member_client.post(
        url, {"versi": "0", "usulan": "pakai", "jawaban": "A", "penjelasan": "Lihat daftar."}
    )
    answer = assessment.answers.get(code=code)
    assert (answer.choice, answer.narrative) == ("B", "Lihat daftar.")
    event = AuditEvent.objects.get(action="usulan_dipakai")
    assert (event.actor, event.data["usulan"]) == (member.username, "B")
    again = member_client.get(url).content.decode()
    assert "Jawaban yang tersimpan sama dengan usulan ini" in again
    assert "Pakai usulan" not in again


def test_counts_are_taken(assessment, own, unit, member_client) -> None:
    PromiseFactory(unit=unit, innovation=own)
    PromiseFactory(unit=unit)
    code = CODES["dipermudah"]
    url = item_url(assessment, code)
    assert "Pakai usulan" in member_client.get(url).content.decode()
    member_client.post(url, {"versi": "0", "usulan": "pakai"})
    answer = assessment.answers.get(code=code)
    assert answer.counts == {"terdaftar": 2, "dipermudah": 1}


def test_somebody_elses_answer_is_not_overwritten(assessment, own, member_client, leader) -> None:
    code = CODES["inovasi"]
    answer_item(
        assessment=assessment, code=code, entry=Entry(choice="C"), base_version=0, by=leader
    )
    response = member_client.post(
        item_url(assessment, code), {"versi": "0", "usulan": "pakai", "penjelasan": ""}
    )
    assert "konflik" in response.headers["Location"]
    assert assessment.answers.get(code=code).choice == "C"
    assert not AuditEvent.objects.filter(action="usulan_dipakai").exists()


@pytest.mark.parametrize(("choice", "rule"), [("A", ABOVE), ("C", APART), ("B", None), ("", None)])
def test_a_mismatch_is_a_finding(assessment, own, leader, choice, rule) -> None:
    code = CODES["inovasi"]
    answer_item(
        assessment=assessment, code=code, entry=Entry(choice=choice), base_version=0, by=leader
    )
    found = mismatches(assessment, [code])
    assert [one.rule for one in found.get(code, [])] == ([rule] if rule else [])


def test_an_empty_register_accuses_nobody(assessment, leader) -> None:
    code = CODES["inovasi"]
    answer_item(
        assessment=assessment, code=code, entry=Entry(choice="A"), base_version=0, by=leader
    )
    assert [one.rule for one in mismatches(assessment, [code])[code]] == [APART]


def test_only_served_items_ask_anything(assessment, own, leader, member_client) -> None:
    found = Assessment.objects.with_structure().get()
    with CaptureQueriesContext(connection) as captured:
        assert proposal_at(found, "A.I.1.i.a") is None
        assert mismatches(found, ["A.I.1.i.a"]) == {}
    assert len(captured) == 0
    counts = []
    for number in (1, 5):
        for _ in range(number):
            PromiseFactory(unit=own.unit, innovation=own)
            InnovationFactory(unit=own.unit, state="berjalan")
        with CaptureQueriesContext(connection) as captured:
            member_client.get(item_url(assessment, CODES["inovasi"]))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15


def test_what_is_told_changes_the_proposal(assessment, own, leader) -> None:
    change_innovation(innovation=own, base_version=1, by=leader, origin="meniru")
    proposal = proposal_at(Assessment.objects.with_structure().get(), CODES["inovasi"])
    assert proposal is not None
    assert proposal.choice == "C"
