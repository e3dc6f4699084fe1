"""Which assessments the demo has, how far each has come, and who works on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pengungkit.demo.catalogue import FULL, HALF, LAST_YEAR
from pengungkit.demo.courses import Ending
from pengungkit.demo.filling import Plan
from pengungkit.models import Assessment
from units.models import Unit, User


WBK, WBBM = Assessment.Target.WBK, Assessment.Target.WBBM
# Who takes the documents of an office into its store.
KEEPERS = {
    "kanwil-malut": "anggota",
    "kppn-ternate": "anggota.ternate",
    "kppn-tanjungpandan": "ketua.tanjungpandan",
}
# By area; "" is everyone else's.
KANWIL_TEAM = {
    "": "anggota",
    "2": "marthen",
    "3": "nona",
    "4": "marthen",
    "5": "nona",
    "hasil": "koordinator",
}
TERNATE_TEAM = {"": "anggota.ternate", "1": "citra", "3": "citra"}
# Items that are not simply approved.
KANWIL_ENDINGS = {
    "A.I.1.iii.c": Ending.READY,
    "A.I.2.i.c": Ending.READY,
    "A.I.3.iii.f": Ending.READY,
    "A.I.4.ii.f": Ending.READY,
    "A.I.4.ii.h": Ending.REPAIR,
    "A.II.4.ii.a": Ending.REPAIR,
    "A.II.4.iii.a": Ending.WORKING,
    "A.I.5.iv.c": Ending.READY,
    "A.I.6.ii.d": Ending.REPAIR,
    "A.II.6.i.a": Ending.READY,
    "B.I.b": Ending.READY,
}
TERNATE_ENDINGS = {
    "A.I.1.i.b": Ending.REPAIR,
    "A.I.1.iii.c": Ending.REPAIR,
    "A.I.1.iv.b": Ending.READY,
    "A.II.1.i.b": Ending.WORKING,
    "A.I.2.i.b": Ending.REPAIR,
    "A.I.2.ii.d": Ending.WORKING,
    "A.I.2.iii.b": Ending.READY,
    "A.I.3.ii.b": Ending.REPAIR,
    "A.I.3.iii.c": Ending.WORKING,
    "A.I.3.iii.f": Ending.READY,
    "A.I.4.i.a": Ending.READY,
    "A.I.4.i.c": Ending.REPAIR,
    "A.I.5.ii.a": Ending.READY,
    "A.I.5.ii.b": Ending.WORKING,
    "A.I.6.ii.a": Ending.READY,
}
TANJUNGPANDAN_ENDINGS = {"A.I.1.ii.a": Ending.READY, "A.I.1.ii.b": Ending.WORKING}


def plans(units: dict[str, Unit], persons: dict[str, User], today: dt.date) -> Iterator[Plan]:
    """Every assessment, the closed ones of last year first."""
    yield from _last_year(units, persons, today.year - 1)
    yield from _this_year(units, persons, today)


def _team(names: dict[str, str], persons: dict[str, User]) -> dict[str, User]:
    return {area: persons[username] for area, username in names.items()}


def _last_year(units: dict[str, Unit], persons: dict[str, User], year: int) -> Iterator[Plan]:
    offices = (
        ("kanwil-malut", WBBM, "ketua", "koordinator", KANWIL_TEAM),
        ("kppn-ternate", WBK, "ketua.ternate", "koordinator.ternate", TERNATE_TEAM),
        (
            "kppn-tanjungpandan",
            WBBM,
            "ketua.tanjungpandan",
            "ketua.tanjungpandan",
            {"": "eko"},
        ),
    )
    for code, target, leader, coordinator, team in offices:
        yield Plan(
            unit=units[code],
            year=year,
            target=target,
            column=LAST_YEAR,
            first=dt.date(year, 2, 2),
            last=dt.date(year, 11, 20),
            due_on=dt.date(year, 11, 30),
            leader=persons[leader],
            coordinator=persons[coordinator],
            team=_team(team, persons),
            closed=True,
            with_drafts=False,
            pace=5,
        )


def _this_year(units: dict[str, Unit], persons: dict[str, User], today: dt.date) -> Iterator[Plan]:
    yesterday, soon = today - dt.timedelta(days=1), today + dt.timedelta(days=21)
    yield Plan(
        unit=units["kanwil-malut"],
        year=today.year,
        target=WBBM,
        column=FULL,
        first=_begun(today, month=1),
        last=yesterday,
        due_on=soon,
        leader=persons["ketua"],
        coordinator=persons["koordinator"],
        team=_team(KANWIL_TEAM, persons),
        endings=KANWIL_ENDINGS,
    )
    yield Plan(
        unit=units["kppn-ternate"],
        year=today.year,
        target=WBK,
        column=HALF,
        first=_begun(today, month=2),
        last=yesterday,
        due_on=soon,
        leader=persons["ketua.ternate"],
        coordinator=persons["koordinator.ternate"],
        team=_team(TERNATE_TEAM, persons),
        endings=TERNATE_ENDINGS,
    )
    yield from _hardly_begun(units, persons, today)


def _hardly_begun(
    units: dict[str, Unit], persons: dict[str, User], today: dt.date
) -> Iterator[Plan]:
    """Offices with a handful of items, one with a third of them, one with none."""
    leader = persons["ketua.tanjungpandan"]
    hospital = persons["ketua.rsud"]
    others = (
        ("kppn-tanjungpandan", WBBM, HALF, 4, leader, {"": persons["eko"]}),
        ("rsud-contoh", WBK, LAST_YEAR, 38, hospital, {"": hospital}),
        ("kppn-tobelo", WBK, HALF, 0, persons["adminwilayah"], {"": persons["adminwilayah"]}),
    )
    for code, target, column, count, by, team in others:
        yield Plan(
            unit=units[code],
            year=today.year,
            target=target,
            column=column,
            first=today - dt.timedelta(days=30),
            last=today - dt.timedelta(days=1),
            due_on=today + dt.timedelta(days=60),
            leader=by,
            coordinator=by,
            team=team,
            first_items=count,
            endings=TANJUNGPANDAN_ENDINGS if code == "kppn-tanjungpandan" else {},
        )


def _begun(today: dt.date, *, month: int) -> dt.date:
    """The eighth of the month, or forty days ago while the year is still young."""
    return min(dt.date(today.year, month, 8), today - dt.timedelta(days=40))
