from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from innovations.actions.cases import (
    add_case,
    change_case,
    finish_case,
    remove_case,
    remove_month,
    start_case,
    tell_month,
)
from innovations.actions.promises import (
    add_holidays,
    change_promise,
    end_promise,
    remove_holiday,
)
from innovations.exceptions import (
    CaseRunningError,
    CaseTakenError,
    InnovationChangedError,
    MonthHasCasesError,
    MonthHasFiguresError,
    MonthTakenError,
    PromiseNotKeptUpError,
)
from innovations.models import Case, MonthlyFigures, Promise
from tests.innovations.factories import PromiseFactory, at, make_case
from units.models import AuditEvent


MARCH = dt.date(2026, 3, 1)
TOLD = {"n": 12, "met": 11, "median": None, "source": "Laporan bulanan"}


@pytest.fixture
def promise(unit) -> Promise:
    return PromiseFactory(unit=unit, service="Revisi anggaran")


def test_it_works(promise, member) -> None:
    case = start_case(promise=promise, key=uuid.uuid4(), reference="R-1", by=member)
    assert (case.finished_at, case.met) == (None, None)
    done, now = finish_case(case=case, promise=promise, by=member)
    assert now
    assert (done.minutes, done.met, done.limit_minutes) == (0, True, 60)
    assert done.month == promise.today.replace(day=1)
    actions = AuditEvent.objects.filter(unit=promise.unit.code).values_list("action", flat=True)
    assert list(actions)[:2] == ["kasus_selesai", "kasus_dimulai"]


def test_two_taps_have_one_effect(promise, member) -> None:
    key = uuid.uuid4()
    first, second = [start_case(promise=promise, key=key, by=member) for _ in range(2)]
    assert first.pk == second.pk
    ends = [finish_case(case=first, promise=promise, by=member) for _ in range(2)]
    assert [now for _, now in ends] == [True, False]
    assert ends[0][0].finished_at == ends[1][0].finished_at
    assert AuditEvent.objects.filter(action__in=["kasus_dimulai", "kasus_selesai"]).count() == 2


def test_two_people_start_one_number_once(promise, member, coordinator) -> None:
    case = start_case(promise=promise, key=uuid.uuid4(), reference="R-1", by=member)
    with pytest.raises(CaseRunningError, match="sudah berjalan"):
        start_case(promise=promise, key=uuid.uuid4(), reference="r-1", by=coordinator)
    for _ in range(2):
        start_case(promise=promise, key=uuid.uuid4(), by=coordinator)
    finish_case(case=case, promise=promise, by=coordinator)
    start_case(promise=promise, key=uuid.uuid4(), reference="R-1", by=member)
    assert promise.cases.count() == 4


@pytest.mark.parametrize("days", [{"valid_from": 1}, {"valid_until": -1}])
def test_no_case_begins_outside_the_days_of_the_promise(unit, member, days) -> None:
    fields = {"valid_from": -9} | days
    today = PromiseFactory(unit=unit).today
    promise = PromiseFactory(
        unit=unit, **{name: today + dt.timedelta(days=away) for name, away in fields.items()}
    )
    with pytest.raises(PromiseNotKeptUpError):
        start_case(promise=promise, key=uuid.uuid4(), by=member)


def test_a_miss_may_be_saved_before_its_reason(promise, member) -> None:
    case = make_case(promise, minutes=61)
    assert case.met is False
    told = change_case(
        case=case, promise=promise, base_version=1, by=member, miss_reason="Server pusat mati"
    )
    assert told.miss_reason


def test_times_are_corrected_with_a_reason_that_is_recorded(promise, member) -> None:
    case = make_case(promise, minutes=61)
    change_promise(promise=promise, base_version=1, by=member, limit_minutes=30)
    promise.refresh_from_db()
    end = at(promise, "2026-03-02", "08.50")
    told = change_case(
        case=case,
        promise=promise,
        base_version=1,
        by=member,
        finished_at=end,
        reason="Terlambat ditekan",
    )
    # Counted by the limit that was promised at the time, not by that of today.
    assert (told.minutes, told.met, told.limit_minutes) == (50, True, 60)
    event = AuditEvent.objects.get(action="kasus_diubah")
    assert event.data["sebab"] == "Terlambat ditekan"
    assert event.data["menit"] == [61, 50]


def test_two_people_at_one_case(promise, member, coordinator) -> None:
    case = make_case(promise, minutes=70)
    change = {"case": case, "promise": promise, "base_version": 1}
    change_case(**change, by=member, miss_reason="Listrik padam", compensation="")
    change_case(**change, by=coordinator, miss_reason="", compensation="Diantar")
    case.refresh_from_db()
    assert (case.miss_reason, case.compensation) == ("Listrik padam", "Diantar")
    with pytest.raises(InnovationChangedError):
        change_case(**change, by=coordinator, miss_reason="Berkas kurang")


def test_one_number_and_start_make_one_case(promise) -> None:
    make_case(promise, reference="R-1")
    with pytest.raises(CaseTakenError):
        make_case(promise, reference="R-1")
    make_case(promise)
    make_case(promise)
    assert promise.cases.count() == 3


def test_a_month_has_cases_or_figures_never_both(promise, member) -> None:
    row = tell_month(promise=promise, by=member, month=MARCH, **TOLD)
    with pytest.raises(MonthHasFiguresError, match="Maret 2026"):
        make_case(promise)
    with pytest.raises(MonthTakenError):
        tell_month(promise=promise, by=member, month=MARCH, **TOLD)
    late = make_case(promise, day="2026-04-01")
    with pytest.raises(MonthHasFiguresError):
        change_case(
            case=late,
            promise=promise,
            base_version=1,
            by=member,
            started_at=at(promise, "2026-03-02"),
            finished_at=at(promise, "2026-03-02", "09.00"),
        )
    remove_month(row=row, promise=promise, by=member)
    make_case(promise)
    with pytest.raises(MonthHasCasesError):
        tell_month(promise=promise, by=member, month=MARCH, **TOLD)
    assert not MonthlyFigures.objects.exists()


def test_holidays_count_cases_anew(promise, member) -> None:
    end = at(promise, "2026-03-03", "08.30")
    over = add_case(
        promise=promise,
        by=member,
        reference="",
        started_at=at(promise, "2026-03-02", "15.30"),
        finished_at=end,
        miss_reason="",
        compensation="",
    )
    aside = make_case(promise, minutes=70, day="2026-03-04")
    assert over.minutes == 60
    days = {dt.date(2026, 3, 2): "Libur daerah"}
    assert add_holidays(unit=promise.unit, days=days, by=member) == 1
    assert add_holidays(unit=promise.unit, days=days, by=member) == 0
    over.refresh_from_db()
    aside.refresh_from_db()
    assert (over.minutes, over.met, aside.minutes) == (30, True, 70)
    assert remove_holiday(holiday=promise.unit.holidays.get(), by=member) == 1
    over.refresh_from_db()
    assert over.minutes == 60
    assert AuditEvent.objects.get(action="hari_libur_dicatat").data["kasus"] == {
        str(over.pk): [60, 30]
    }


def test_new_hours_count_old_cases_only_when_asked(promise, member) -> None:
    case = make_case(promise, minutes=90)
    change = {"promise": promise, "by": member}
    fields = {"pause_from": dt.time(8, 30), "pause_until": dt.time(9)}
    change_promise(**change, base_version=1, **fields)
    case.refresh_from_db()
    assert case.minutes == 90
    change_promise(**change, base_version=2, recounting=True, **fields)
    case.refresh_from_db()
    assert (case.minutes, case.met) == (60, True)
    assert make_case(promise, minutes=90, day="2026-03-03").minutes == 90, "stale promise in hand"
    promise.refresh_from_db()
    assert make_case(promise, minutes=90, day="2026-03-05").minutes == 60


def test_a_promise_is_ended_and_goes_on(promise, member) -> None:
    for day, action in ((dt.date(2026, 6, 30), "janji_diakhiri"), (None, "janji_dilanjutkan")):
        end_promise(promise=promise, valid_until=day, by=member)
        end_promise(promise=promise, valid_until=day, by=member)
        promise.refresh_from_db()
        assert promise.valid_until == day
        assert AuditEvent.objects.filter(action=action).count() == 1


def test_what_is_removed_stays_in_the_trail(promise, member) -> None:
    case = make_case(promise, reference="R-9")
    for _ in range(2):
        remove_case(case=case, promise=promise, by=member)
    assert not Case.objects.exists()
    assert AuditEvent.objects.get(action="kasus_dihapus").data["isian"]["reference"] == "R-9"


@pytest.mark.parametrize(
    "wrong",
    [
        {"finished_at": None},
        {"minutes": None},
        {"limit_minutes": None},
        {"met": None},
        {"met": False},
        {"minutes": 61},
        {"rule": None},
        {"month": None},
    ],
)
def test_the_database_keeps_figures_and_finish_together(promise, wrong) -> None:
    make_case(promise)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(**wrong)


def test_the_database_refuses_what_cannot_be(promise, member) -> None:
    case = make_case(promise)
    tell_month(promise=promise, by=member, month=dt.date(2026, 1, 1), **TOLD)
    for rows, wrong in (
        (Case.objects.all(), {"started_at": at(promise, "2026-03-03")}),
        (MonthlyFigures.objects.all(), {"met": 13}),
        (MonthlyFigures.objects.all(), {"n": 0, "met": 0, "median": 1}),
        (Promise.objects.all(), {"limit_minutes": 0}),
        (Promise.objects.all(), {"closes_at": dt.time(7)}),
        (Promise.objects.all(), {"pause_from": dt.time(9)}),
        (Promise.objects.all(), {"pause_from": dt.time(7), "pause_until": dt.time(9)}),
        (Promise.objects.all(), {"valid_until": dt.date(2019, 1, 1)}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    case.refresh_from_db()
