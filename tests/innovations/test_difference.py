from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client

from innovations.actions.results import add_value, tell
from innovations.contexts.difference import areas_of, difference_page
from innovations.models import Innovation, Measure
from innovations.telling_apart import compared_years
from pengungkit.actions.answers import Entry, answer_item
from pengungkit.models import Assessment
from reports.contexts.record import RecordContext
from reports.packets.difference import difference_html
from reports.packets.index_page import index_html
from reports.packets.layout import layout_of
from reports.packets.outputs import paths_of
from tests.factories import AssessmentFactory, MembershipFactory, Role, UserFactory
from tests.innovations.factories import InnovationFactory
from tests.innovations.replicating import ReplicationFactory, confirm_by_link
from units.models import PredicateRecord
from units.permissions import rights_of


@pytest.fixture
def years(unit, leader) -> tuple[Assessment, Assessment]:
    then = AssessmentFactory(unit=unit, year=2019, target="WBK", by=leader)
    now = AssessmentFactory(unit=unit, year=2026, target="WBBM", by=leader)
    for assessment, code, letter in (
        (then, "A.I.1.i.a", "Ya"),
        (now, "A.I.1.i.a", "Ya"),
        (now, "A.I.1.i.b", "A"),
        (then, "A.I.2.i.a", "A"),
    ):
        answer_item(
            assessment=assessment,
            code=code,
            entry=Entry(choice=letter),
            base_version=0,
            by=leader,
        )
    return Assessment.objects.get(pk=then.pk), Assessment.objects.get(pk=now.pk)


def measured(innovation, by, before: str, after: str) -> None:
    measure = tell(
        of=Measure,
        innovation=innovation,
        by=by,
        name="Lama",
        unit_name="menit",
        direction="turun",
        baseline=Decimal(before),
        baseline_on=dt.date(2020, 1, 1),
    )
    add_value(
        measure=measure,
        by=by,
        measured_on=dt.date(2026, 3, 2),
        value=Decimal(after),
        source="Survei",
    )


def test_it_works(member_client: Client, member, unit, years) -> None:
    PredicateRecord.objects.create(unit=unit, predicate="WBK", granted_on=dt.date(2019, 12, 1))
    InnovationFactory(unit=unit, name="Loket", phase="WBK")
    roh = InnovationFactory(
        unit=unit, name="ROH", phase="WBBM", difference="Satu jam.", state="berjalan"
    )
    measured(roh, member, "480", "45")
    confirm_by_link(ReplicationFactory(innovation=roh), member)
    content = member_client.get("/inovasi/pembeda/").content.decode()
    assert "1 inovasi masa WBBM di samping 1 dari masa WBK; 1 hal masih kurang." in content
    for words in (
        "Satu jam.",
        "480 menit",
        "45 menit (2 Maret 2026)",
        "membaik",
        "1 replikasi dikonfirmasi",
        "2019, menuju WBK",
    ):
        assert words in content
    assert "Area 2 Penataan Tatalaksana turun" in content
    assert "Penilaian menuju WBK tidak ada di portal" not in content
    in_packet(content, years[1], roh)
    # Of an office that was given WBK before it came here the first year stands for that time.
    Assessment.objects.filter(pk=years[0].pk).update(target="WBBM")
    frozen = RecordContext.live(Assessment.objects.with_structure().get(pk=years[1].pk))
    said = "Penilaian menuju WBK tidak ada di portal; 2019 adalah yang pertama sesudah WBK"
    assert said in member_client.get("/inovasi/pembeda/").content.decode()
    assert said in difference_html(frozen).decode()


def in_packet(page: str, assessment: Assessment, roh) -> None:
    """What the packet holds of it says the same, from what was frozen; later changes stay out."""
    frozen = RecordContext.live(Assessment.objects.with_structure().get(pk=assessment.pk))
    roh.difference = "Kini lain."
    roh.save()
    layout = layout_of(frozen)
    told = difference_html(frozen).decode()
    assert "INOVASI/Pembeda WBK dan WBBM.html" in paths_of(layout)
    assert (
        '<a href="INOVASI/Pembeda%20WBK%20dan%20WBBM.html">'
        in index_html(frozen, layout, dict.fromkeys(paths_of(layout), 1), ()).decode()
    )
    assert 'href="../index.html"' in told
    assert not re.search(r"<script|https?:|src=| on\w+=", told)
    for words in (
        "Satu jam.",
        "480 menit",
        "45 menit (2 Maret 2026)",
        "membaik",
        "1 replikasi dikonfirmasi",
    ):
        assert words in told
    verdict = "1 inovasi masa WBBM di samping 1 dari masa WBK; 1 hal masih kurang."
    assert verdict in told
    assert numbers_of(told) == numbers_of(page)
    assert difference_html(frozen) == told.encode()


def numbers_of(page: str) -> list[str]:
    """The table of areas as it is shown: shares of both years and the change."""
    return re.findall(r'<td[^>]* class="num[^"]*">([^<]*)</td>', page)


def test_what_is_missing_for_the_claim_is_named(member, unit) -> None:
    roh = InnovationFactory(unit=unit, name="ROH", phase="WBBM", state="berjalan")
    measured(roh, member, "45", "45")
    sentences = [gap.sentence for gap in difference_page(unit, rights_of(member)).told.gaps]
    for start in (
        "Predikat WBK belum tercatat",
        "Inovasi masa WBK belum dicatat",
        "ROH: belum diceritakan",
        "Belum ada inovasi masa WBBM dengan angka",
        "Belum ada replikasi yang dikonfirmasi",
    ):
        assert any(sentence.startswith(start) for sentence in sentences)
    Innovation.objects.update(state=Innovation.State.STOPPED, difference="Satu jam.")
    last = difference_page(unit, rights_of(member)).told.gaps[-1].sentence
    assert last.startswith("Inovasi masa WBBM masih ide atau sudah berhenti")


@pytest.mark.parametrize(
    ("targets", "held", "expected"),
    [
        ([], False, (None, None)),
        ([(2019, "WBK")], True, (2019, None)),
        ([(2019, "WBK"), (2026, "WBBM")], True, (2019, 2026)),
        ([(2018, "WBK"), (2019, "WBK"), (2025, "WBBM"), (2026, "WBBM")], True, (2019, 2026)),
        ([(2025, "WBBM"), (2026, "WBBM")], True, (2025, 2026)),
        ([(2025, "WBBM"), (2026, "WBBM")], False, (None, 2026)),
        ([(2025, "WBBM"), (2026, "WBK")], True, (None, 2025)),
    ],
)
def test_which_years_are_compared(targets, held, expected) -> None:
    years = [Assessment(year=year, target=target) for year, target in targets]
    found = compared_years(years, ever_held=held)
    assert tuple(one and one.year for one in found) == expected


def test_areas_are_compared_only_when_both_years_are_known(years) -> None:
    then, now = years
    assert areas_of(None, now) == []
    lines = areas_of(then, now)
    assert [line.fell for line in lines[:3]] == [False, True, False]
    assert lines[0].change.startswith("+")


@pytest.mark.parametrize(("role", "tabs"), [(None, 6), (Role.ANGGOTA, 8), (Role.PENGAMAT, 8)])
def test_every_tab_that_is_shown_opens(client, unit, role, tabs) -> None:
    """Who has no role has no unit whose phases could be told apart."""
    person = MembershipFactory(unit=unit, role=role).user if role else UserFactory()
    client.force_login(person)
    page = client.get("/inovasi/").content.decode()
    nav = page.partition('aria-label="Bagian inovasi"')[2].partition("</nav>")[0]
    urls = re.findall(r'href="([^"]+)"', nav)
    assert len(urls) == tabs
    assert [client.get(url).status_code for url in urls] == [200] * tabs


@pytest.mark.parametrize("rows", [1, 9])
def test_query_budget(
    member_client, member, unit, years, rows, django_assert_max_num_queries
) -> None:
    """Session, person, rights; unit, innovations, values, measures, years, predicates."""
    for number in range(rows):
        told = InnovationFactory(unit=unit, phase="WBBM" if number % 2 else "WBK")
        measured(told, member, "10", "5")
    with django_assert_max_num_queries(9):
        member_client.get("/inovasi/pembeda/")
