"""Rounds of alternating requests, and what comes out of them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from bench import inside
from bench.client import Answer, Client


WARM_UP = 30  # rounds that do not count: both workers of both servers must have seen every page


@dataclass
class Series:
    """Milliseconds of one act over all rounds."""

    name: str
    milliseconds: list[float] = field(default_factory=list)
    bytes: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.milliseconds, n=20)[-1]


Act = Callable[[], Answer]


def measure(acts: dict[str, Act], rounds: int) -> dict[str, Series]:
    """Every act once a round, in the same order; an answer other than 200 ends the run."""
    series = {name: Series(name) for name in acts}
    for number in range(WARM_UP + rounds):
        for name, act in acts.items():
            answer = act()
            if answer.status != 200:
                raise SystemExit(f"{name}: {answer.status} {answer.body[:500]!r}")
            if number >= WARM_UP:
                series[name].milliseconds.append(answer.seconds * 1000)
                series[name].bytes = answer.wire
    return series


@dataclass
class Typed:
    """The item that is saved, as the pages of all who type in it know it."""

    version: int
    count: int = 0


class Saving:
    """Saves one item again and again, each time with other words and the version it now has."""

    def __init__(self, client: Client, year: int, typed: Typed) -> None:
        self.client = client
        self.path = inside.save_path(year)
        self.typed = typed

    def __call__(self) -> Answer:
        self.typed.count += 1
        words = f"Penjelasan yang sedang diketik, simpanan nomor {self.typed.count}. " * 8
        answer = self.client.post(self.path, inside.form(self.typed.version, words))
        if answer.status == 200:
            self.typed.version = json.loads(answer.body)["versi"]
        return answer
