"""What must be reached, and the table that says whether it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.measuring import Series


# A page may differ by this much between two measurements and still count as not growing.
FLAT = 1.25
QUERIES_OF_A_SAVE, QUERIES_OF_A_PAGE = 10, 15


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure and the most it may be."""

    name: str
    value: float
    limit: float
    unit: str

    @property
    def reached(self) -> bool:
        return self.value <= self.limit


# Which act is held against which bare view, and how many times as long it may take.
RATIOS = {
    "save": ("Simpan satu butir / satu INSERT", "insert", 3.0),
    "item": ("Halaman butir / templat 20 kB", "rows", 3.0),
    "dashboard": ("Dasbor pimpinan / templat 20 kB", "rows", 3.0),
    "tasks": ("Daftar 113 butir / templat 20 kB", "rows", 4.0),
}


def ratio(series: dict[str, Series], act: str) -> float:
    return series[act].median / series[RATIOS[act][1]].median


def ratio_goals(series: dict[str, Series], suffix: str = "") -> Iterator[Goal]:
    for act, (name, _, limit) in RATIOS.items():
        yield Goal(name + suffix, ratio(series, act), limit, "x")


def flat_goals(alone: dict[str, Series], crowded: dict[str, Series], suffix: str) -> Iterator[Goal]:
    """The ratio among many offices over the ratio among few."""
    for act, (name, _, _) in RATIOS.items():
        grown = ratio(crowded, act) / ratio(alone, act)
        yield Goal(f"{name.split(' / ')[0]}, bertambah{suffix}", grown, FLAT, "x")


def query_goals(counts: dict[str, int], suffix: str = "") -> Iterator[Goal]:
    for act, (name, _, _) in RATIOS.items():
        limit = QUERIES_OF_A_SAVE if act == "save" else QUERIES_OF_A_PAGE
        yield Goal(f"{name.split(' / ')[0]}, kueri{suffix}", counts[act], limit, "kueri")


def table(goals: list[Goal]) -> str:
    width = max(len(goal.name) for goal in goals)
    lines = []
    for goal in goals:
        digits = 0 if goal.unit == "kueri" else 2
        verdict = "tercapai" if goal.reached else "TIDAK TERCAPAI"
        lines.append(
            f"  {goal.name:<{width}}  {goal.value:>8.{digits}f} {goal.unit:<5}"
            f"  (paling banyak {goal.limit:g})  {verdict}"
        )
    return "\n".join(lines)


def times(title: str, series: dict[str, Series]) -> str:
    lines = [title]
    lines += [
        f"  {one.name:<10} median {one.median:7.2f} ms   p95 {one.p95:7.2f} ms"
        f"   {one.bytes / 1000:6.1f} kB"
        for one in series.values()
    ]
    return "\n".join(lines)
