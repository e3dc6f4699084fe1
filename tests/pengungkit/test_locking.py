"""Everything that writes one assessment at once: nobody waits in a circle for somebody else.

Only PostgreSQL locks rows; on SQLite one writer has the whole database.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from pengungkit import rollups
from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.assigning import assign_items
from pengungkit.actions.evidence import attach, detach
from pengungkit.actions.pastes import apply_paste, keep_paste
from pengungkit.exceptions import ConcurrentChangeError, PasteClashError
from pengungkit.models import Answer, Assessment
from tests.factories import make_evidence
from units.audit import first_broken_event


pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 15


def test_no_two_writers_wait_for_each_other(assessment, member, coordinator, unit):
    if connection.vendor != "postgresql":
        pytest.skip("baris hanya dikunci pada PostgreSQL")
    area = assessment.structure.area("1")
    evidence = make_evidence(unit, member)
    chance = random.Random(7)
    failures: list[str] = []

    def save(number: int) -> None:
        answer = Answer.objects.get(assessment=assessment, code=chance.choice(area.items).code)
        answer_item(
            assessment=assessment,
            code=answer.code,
            entry=Entry(narrative=f"simpan {number} {chance.random()}"),
            base_version=answer.version,
            by=member,
        )

    def paste(number: int) -> None:
        text = "".join(f"{item.code}\t\ttempel {number} {chance.random()}\n" for item in area.items)
        kept = keep_paste(
            assessment=assessment, area=area, text=text, clear_empty=False, by=coordinator
        )
        apply_paste(paste=kept, choices={}, by=coordinator)

    def assign(number: int) -> None:
        assign_items(
            assessment=assessment,
            codes=[item.code for item in chance.sample(area.items, 8)],
            by=coordinator,
            assignee=(member, coordinator)[number % 2],
            set_assignee=True,
        )

    def prove(number: int) -> None:
        answer = Answer.objects.select_related("assessment__unit").get(
            assessment=assessment, code=chance.choice(area.items).code
        )
        (attach, detach)[number % 2](answer=answer, evidence=evidence, by=member)

    def repeat(act: Callable[[int], None]) -> None:
        try:
            for number in range(ROUNDS):
                try:
                    act(number)
                except (ConcurrentChangeError, PasteClashError):
                    continue
                except Exception as error:
                    failures.append(f"{act.__name__}: {error}")
        finally:
            connection.close()

    acts = (save, save, save, paste, assign, assign, prove, prove)
    threads = [threading.Thread(target=repeat, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    fresh = Assessment.objects.with_structure().get(pk=assessment.pk)
    assert rollups.differences(fresh, fresh.answers.all()) == []
    assert first_broken_event() is None
