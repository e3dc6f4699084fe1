"""Places where a test can have the process killed; inert for everybody else."""

from __future__ import annotations

import os
import signal
from collections import Counter

import pytest

from zi_portal.lib import failpoints


@pytest.fixture
def kills(monkeypatch) -> list[int]:
    """What would have been sent to this process."""
    sent: list[int] = []

    def kill(pid: int, number: int) -> None:
        assert pid == os.getpid()
        sent.append(number)

    monkeypatch.setattr(failpoints.os, "kill", kill)
    monkeypatch.setattr(failpoints, "_passed", Counter())
    return sent


def test_it_works(kills: list[int], monkeypatch) -> None:
    monkeypatch.setenv(failpoints.VARIABLE, "here")
    failpoints.passing("elsewhere")
    assert kills == []
    failpoints.passing("here")
    assert kills == [signal.SIGKILL]


def test_without_the_variable_nothing_happens(kills: list[int], monkeypatch) -> None:
    monkeypatch.delenv(failpoints.VARIABLE, raising=False)
    failpoints.passing("here")
    assert kills == []


def test_a_later_passage_can_be_named(kills: list[int], monkeypatch) -> None:
    monkeypatch.setenv(failpoints.VARIABLE, "here:3")
    for wanted in (0, 0, 1, 1):
        failpoints.passing("here")
        assert len(kills) == wanted


def test_production_refuses(kills: list[int], monkeypatch, settings, caplog) -> None:
    settings.PRODUCTION = True
    monkeypatch.setenv(failpoints.VARIABLE, "here")
    failpoints.passing("here")
    assert kills == []
    assert "has no effect" in caplog.text
