from __future__ import annotations

import datetime as dt
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from innovations.actions.cases import change_case, start_case, tell_month
from innovations.actions.promises import change_promise
from innovations.models import Case, MonthlyFigures, Promise
from tests.innovations.factories import InnovationFactory, PromiseFactory, make_case
from units.models import AuditEvent


FORM = {
    "versi": "1",
    "service": "Revisi anggaran",
    "limit_minutes": "60",
    "valid_from": "1 Januari 2020",
    "counting": "layanan",
    "days": ["1", "2", "3", "4", "5"],
    "opens_at": "08.00",
    "closes_at": "16.00",
}
MONTH = {"n": "12", "met": "11", "median": "41,5", "source": "Laporan bulanan"}


@pytest.fixture
def promise(unit) -> Promise:
    return PromiseFactory(unit=unit, service="Revisi anggaran")


def url(name: str, promise: Promise, *args: int) -> str:
    return reverse(f"innovations:{name}", args=[promise.pk, *args])


def words(client: Client, address: str) -> str:
    """What a page says, without its tags."""
    content = client.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_it_works(member_client: Client, unit) -> None:
    told = InnovationFactory(unit=unit, name="ROH")
    added = member_client.post(
        f"{reverse('innovations:promise_add')}?unit={unit.code}", FORM | {"innovation": told.pk}
    )
    promise = Promise.objects.get()
    assert added.headers["Location"] == promise.get_absolute_url()
    assert (promise.innovation, promise.limit_minutes) == (told, 60)
    page = member_client.get(promise.get_absolute_url()).content.decode()
    key = re.search(r'name="kunci" value="([^"]+)"', page)
    assert key
    for _ in range(2):
        body = {"kunci": key[1], "reference": "R\x00-7"}
        member_client.post(url("case_start", promise), body)
    case = Case.objects.get()
    assert "R-7" in words(member_client, promise.get_absolute_url())
    for _ in range(2):
        done = member_client.post(url("case_finish", promise, case.pk))
        assert done.headers["Location"].startswith(promise.get_absolute_url())
    case.refresh_from_db()
    assert case.met is True
    shown = words(member_client, promise.get_absolute_url())
    assert "1 dari 1 kasus selesai dalam 60 menit (100,0%); median 0 menit." in shown
    assert "Hanya 1 kasus" in shown
    for address in (told.get_absolute_url(), reverse("innovations:promise_list")):
        assert "Revisi anggaran" in words(member_client, address)


def test_a_month_is_told_with_its_sentence_first(member_client, promise) -> None:
    for number in range(44):
        make_case(promise, minutes=70 if number < 3 else 46 + number % 3, reference=f"R-{number}")
    tell_month(
        promise=promise, by=None, month=dt.date(2026, 1, 1), n=0, met=0, median=None, source="Rekap"
    )
    shown = words(member_client, f"{promise.get_absolute_url()}?sampai=2026-03")
    assert "Maret 2026: 41 dari 44 kasus selesai dalam 60 menit (93,2%); median 47 menit." in shown
    assert "Februari 2026 Belum ada kasus atau angka yang dicatat" in shown
    assert "Januari 2026 0 0 (–)" in shown
    assert "3 kasus terlewat belum punya sebab" in shown
    assert "peringkat terdekat" in shown


def test_a_late_case_asks_for_its_reason(member_client, promise) -> None:
    case = make_case(promise, minutes=None)
    done = member_client.post(url("case_finish", promise, case.pk))
    assert done.headers["Location"] == url("case_change", promise, case.pk)
    assert "tulis sebabnya" in words(member_client, done.headers["Location"])


def test_a_past_case_is_told(member_client, promise) -> None:
    body = {"started_day": "2 Maret 2026", "started_clock": "8.15"}
    wrong = member_client.post(
        url("case_add", promise),
        body | {"finished_day": "2-3-2026", "finished_clock": "08.00", "reference": "R-1"},
    ).content.decode()
    assert "Selesainya lebih awal daripada mulainya" in wrong
    assert "R-1" in wrong
    half = member_client.post(url("case_add", promise), body | {"finished_day": "2-3-2026"})
    assert "Tanggal dan jam diisi keduanya" in half.content.decode()
    member_client.post(
        url("case_add", promise), body | {"finished_day": "2-3-2026", "finished_clock": "0900"}
    )
    assert Case.objects.get().minutes == 45


def test_a_changed_time_needs_a_reason(member_client, promise) -> None:
    case = make_case(promise, minutes=70)
    body = {
        "versi": "1",
        "started_day": "2 Maret 2026",
        "started_clock": "08.00",
        "finished_day": "2 Maret 2026",
        "finished_clock": "09.10",
        "miss_reason": "Listrik padam",
    }
    member_client.post(url("case_change", promise, case.pk), body)
    case.refresh_from_db()
    assert (bool(case.miss_reason), case.version) == (True, 2)
    later = body | {"versi": "2", "finished_clock": "08.50"}
    refused = member_client.post(url("case_change", promise, case.pk), later)
    assert "Tulis alasannya" in refused.content.decode()
    member_client.post(
        url("case_change", promise, case.pk), later | {"reason": "Lupa menekan Selesai"}
    )
    case.refresh_from_db()
    assert (case.minutes, case.met) == (50, True)
    assert AuditEvent.objects.filter(data__sebab="Lupa menekan Selesai").exists()


def test_the_second_a_clock_was_pressed_is_kept(member_client, member, promise) -> None:
    case = start_case(promise=promise, key=uuid.uuid4(), by=member)
    here = case.started_at.astimezone(promise.zone)
    body = {"versi": "1", "reference": "R-3", "started_day": here.date().isoformat()}
    member_client.post(
        url("case_change", promise, case.pk), body | {"started_clock": f"{here:%H.%M}"}
    )
    before, _ = case.started_at, case.refresh_from_db()
    assert (case.reference, case.started_at) == ("R-3", before)


def test_clashes_show_both_versions(member_client, coordinator, promise) -> None:
    case = make_case(promise, minutes=70)
    change_case(
        case=case, promise=promise, base_version=1, by=coordinator, miss_reason="Berkas kurang"
    )
    body = {"versi": "1", "started_day": "2-3-2026", "started_clock": "08.00"} | {
        "finished_day": "2-3-2026", "finished_clock": "09.10", "miss_reason": "Listrik padam"
    }  # fmt: skip
    refused = member_client.post(url("case_change", promise, case.pk), body).content.decode()
    assert "Berkas kurang" in refused
    assert refused.count("Listrik padam") == 2
    change_promise(
        promise=promise,
        base_version=1,
        by=coordinator,
        opens_at=dt.time(7),
        days=[1, 2],
        closes_at=dt.time(15, 30),
        valid_from=dt.date(2021, 2, 3),
    )
    mine = FORM | {"opens_at": "09.00", "days": ["1", "6"]}
    refused = member_client.post(url("promise_change", promise), mine).content.decode()
    assert "07.00" in refused
    assert all(f'value="{kept}"' in refused for kept in ("15.30", "3 Februari 2021"))
    assert "Senin, Selasa" in refused
    promise.refresh_from_db()
    assert promise.opens_at == dt.time(7)
    decided = member_client.post(url("promise_change", promise), mine | {"versi": "2"})
    assert decided.status_code == 302
    promise.refresh_from_db()
    assert (promise.opens_at, promise.days) == (dt.time(9), [1, 6])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"limit_minutes": "0"}, "paling sedikit 1"),
        ({"closes_at": "07.00"}, "Jam tutup harus sesudah jam buka"),
        ({"pause_from": "12.00"}, "Isi keduanya"),
        ({"pause_from": "13.00", "pause_until": "12.00"}, "Istirahat harus di antara"),
        ({"opens_at": "8 pagi"}, "bukan jam yang dikenali"),
        ({"opens_at": "25.00"}, "Tidak ada jam 25.00"),
        ({"days": []}, "Hari layanan belum dipilih"),
    ],
)
def test_what_is_wrong_is_said(member_client, unit, wrong, sentence) -> None:
    response = member_client.post(reverse("innovations:promise_add"), FORM | wrong)
    assert sentence in response.content.decode()
    assert not Promise.objects.exists()


def test_months_are_told_changed_and_removed(member_client, promise) -> None:
    body = MONTH | {"month": "2026-02-01"}
    more = member_client.post(url("month_add", promise), body | {"met": "13"})
    assert "Melebihi jumlah kasus (12)" in more.content.decode()
    member_client.post(url("month_add", promise), body)
    twice = member_client.post(url("month_add", promise), body).content.decode()
    assert "Angka bulan itu sudah ada" in twice
    row = MonthlyFigures.objects.get()
    member_client.post(url("month_change", promise, row.pk), MONTH | {"versi": "1", "met": "12"})
    row.refresh_from_db()
    assert (row.met, row.version) == (12, 2)
    member_client.post(url("month_remove", promise, row.pk))
    assert not MonthlyFigures.objects.exists()


def test_a_promise_ends_and_no_case_begins(member_client, promise) -> None:
    member_client.post(url("promise_end", promise), {"valid_until": "30 Juni 2026"})
    shown = words(member_client, promise.get_absolute_url())
    assert "Berakhir 30 Juni 2026" in shown
    assert "Mulai sekarang" not in shown
    member_client.post(url("case_start", promise), {"kunci": str(uuid.uuid4())})
    member_client.post(url("case_start", promise), {"kunci": "bukan"})
    for day, said in (("1 Juli 2026", "berakhir 30 Juni"), ("31-12-2019", "sejak 1 Januari 2020")):
        body = {"started_day": day, "started_clock": "08.00"}
        assert said in member_client.post(url("case_add", promise), body).content.decode()
    assert not Case.objects.exists()
    for month, told in (("2026-07-01", False), ("2026-06-01", True)):
        member_client.post(url("month_add", promise), MONTH | {"month": month})
        assert MonthlyFigures.objects.exists() is told


def test_holidays_are_pasted(member_client, unit) -> None:
    address = f"{reverse('innovations:holidays')}?{urlencode({'unit': unit.code})}"
    text = "1-1-2027\tTahun Baru\n29 Maret 2027, Libur daerah\n32-1-2027 Salah"
    refused = member_client.post(address, {"text": text}).content.decode()
    assert "Baris 3:" in refused
    assert "Libur daerah" in refused
    assert not unit.holidays.exists()
    member_client.post(address, {"text": text.rsplit("\n", 1)[0]})
    assert [(one.day.isoformat(), one.name) for one in unit.holidays.all()] == [
        ("2027-01-01", "Tahun Baru"),
        ("2027-03-29", "Libur daerah"),
    ]
    pk = unit.holidays.first().pk
    member_client.post(f"{reverse('innovations:holiday_remove', args=[pk])}?unit={unit.code}")
    assert unit.holidays.count() == 1


def test_the_list_of_cases_is_narrowed(member_client, promise) -> None:
    make_case(promise, minutes=70, reference="Lewat", miss_reason="Listrik padam")
    make_case(promise, minutes=80, reference="Diam")
    make_case(promise, minutes=20, reference="Lancar")
    make_case(promise, minutes=None, reference="Jalan")
    everything = {"Lewat", "Diam", "Lancar", "Jalan"}
    for query, seen in (
        ("", everything),
        ("?saring=terlewat", {"Lewat", "Diam"}),
        ("?saring=tanpa-sebab", {"Diam"}),
        ("?saring=berjalan", {"Jalan"}),
    ):
        content = member_client.get(url("case_list", promise) + query).content.decode()
        assert {one for one in everything if f'<th scope="row">{one}</th>' in content} == seen


@pytest.mark.parametrize("rows", [1, 12])
def test_query_budgets(member_client, promise, rows, django_assert_max_num_queries) -> None:
    """Session, person, rights; the promise; cases alike and months told; months to change; running
    cases with days off; misses with how many want a reason."""
    for number in range(rows):
        make_case(promise, minutes=50 + number * 3, reference=f"R-{number}")
        make_case(promise, minutes=None, reference=f"J-{number}")
        PromiseFactory(unit=promise.unit)
    with django_assert_max_num_queries(12):
        member_client.get(promise.get_absolute_url())
    with django_assert_max_num_queries(8):
        member_client.get(reverse("innovations:promise_list"))
    with django_assert_max_num_queries(7):
        member_client.get(url("case_list", promise))
