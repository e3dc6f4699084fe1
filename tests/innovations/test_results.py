from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from innovations import models
from innovations.actions.cases import tell_month
from innovations.actions.innovations import move_innovation
from innovations.actions.results import add_value, retell, tell
from innovations.contexts.results import results_of, silence_of
from innovations.exceptions import InnovationChangedError, ValueTakenError
from innovations.models import Activity, Innovation, Measure
from innovations.movement import is_silent, last_moved, silent_ones, with_movement
from innovations.service_figures import months_before
from tests.factories import UnitFactory, make_evidence
from tests.innovations.factories import InnovationFactory, PromiseFactory, make_case
from units.models import AuditEvent
from zi_portal.lib.dates import format_date_long


TODAY = dt.date(2026, 11, 26)


@pytest.fixture
def innovation(unit) -> Innovation:
    return InnovationFactory(unit=unit, name="ROH", state="berjalan")


@pytest.fixture
def measure(innovation, member) -> Measure:
    return tell(
        of=Measure,
        innovation=innovation,
        by=member,
        name="Lama revisi",
        unit_name="menit",
        direction="turun",
        baseline=Decimal(480),
        baseline_on=dt.date(2020, 1, 2),
        target=Decimal(60),
    )


def test_it_works(member_client, member, innovation, measure) -> None:
    for number, value in enumerate((90, 45)):
        add_value(
            measure=measure,
            by=member,
            measured_on=dt.date(2026, 1 + number, 2),
            value=Decimal(value),
            source="Catatan layanan",
        )
    shown = member_client.get(innovation.get_absolute_url()).content.decode()
    assert "45 menit pada 2 Februari 2026" in shown
    assert "sebelumnya 480 menit (2 Januari 2020): membaik. Target 60 menit tercapai." in shown
    assert shown.count('<svg class="chart"') == 2


@pytest.mark.parametrize(
    ("direction", "value", "tone", "words"),
    [
        ("turun", "500", "warning", "memburuk. Target 60 menit belum tercapai"),
        ("turun", "480", "neutral", "tidak berubah"),
        ("turun", "60", "success", "membaik. Target 60 menit tercapai"),
        ("naik", "500", "success", "membaik. Target 60 menit tercapai"),
        ("naik", "40,5", "warning", "memburuk. Target 60 menit belum tercapai"),
    ],
)
def test_the_change_is_told_the_way_the_measure_counts(
    innovation, measure, member, direction, value, tone, words
) -> None:
    Measure.objects.update(direction=direction)
    add_value(
        measure=measure,
        by=member,
        measured_on=TODAY,
        value=Decimal(value.replace(",", ".")),
        source="Survei",
    )
    [shown] = results_of(innovation, TODAY, TODAY).measures
    assert shown.tone == tone
    assert words in shown.sentence


def test_one_value_a_day(measure, member) -> None:
    add_value(measure=measure, by=member, measured_on=TODAY, value=Decimal(1), source="A")
    with pytest.raises(ValueTakenError):
        add_value(measure=measure, by=member, measured_on=TODAY, value=Decimal(2), source="B")


def test_a_measure_is_changed_by_two_people(measure, member, coordinator) -> None:
    retell(row=measure, base_version=1, by=member, name="Lama", target=Decimal(60))
    retell(row=measure, base_version=1, by=coordinator, name="Lama revisi", target=Decimal(30))
    measure.refresh_from_db()
    assert (measure.name, measure.target, measure.version) == ("Lama", Decimal(30), 3)
    # A figure typed as it was read is no change of one's own.
    retell(row=measure, base_version=2, by=member, unit_name="hari", target=Decimal(60))
    measure.refresh_from_db()
    assert (measure.unit_name, measure.target) == ("hari", Decimal(30))
    with pytest.raises(InnovationChangedError):
        retell(row=measure, base_version=1, by=coordinator, name="Waktu", target=Decimal(30))


def test_forms_say_what_is_wrong(member_client, innovation) -> None:
    url = reverse("innovations:result_add", args=[innovation.slug, "ukuran"])
    content = member_client.post(
        url, {"name": "Lama", "unit_name": "menit", "direction": "turun", "baseline": "12.345"}
    ).content.decode()
    assert "12,345" in content
    # More digits than are kept would break every page that reads the row.
    large = {"name": "Anggaran", "unit_name": "rupiah", "direction": "naik"}
    for name in ("baseline", "target"):
        content = member_client.post(url, large | {name: "99999999999999"}).content.decode()
        assert "melebihi batas. Tulis paling banyak 9999999999." in content
    url = reverse("innovations:result_add", args=[innovation.slug, "kegiatan"])
    ahead = {"kind": "kelas", "title": "Kelas", "happened_on": "2 Maret 2099"}
    assert "terlalu jauh ke depan" in member_client.post(url, ahead).content.decode()
    url = reverse("innovations:result_add", args=[innovation.slug, "kesaksian"])
    unasked = {"speaker": "Satker", "words": "Cepat.", "given_on": "2 Maret 2024"}
    assert "Cara persetujuan belum diisi" in member_client.post(url, unasked).content.decode()
    assert not Measure.objects.exists()
    assert not Activity.objects.exists()
    assert not models.Testimony.objects.exists()
    assert member_client.get(url.replace("kesaksian", "lain")).status_code == 404


def test_no_testimony_without_consent(innovation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Testimony.objects.create(
            innovation=innovation,
            speaker="Satker",
            words="Cepat.",
            given_on=TODAY,
            consented_on=TODAY,
        )


def test_an_activity_with_a_photo_of_the_own_unit_only(
    member_client, member, innovation, unit
) -> None:
    own = make_evidence(unit, member, "Kelas.pdf")
    foreign = make_evidence(InnovationFactory().unit, member, "Lain.pdf")
    url = reverse("innovations:result_add", args=[innovation.slug, "kegiatan"])
    body = {"kind": "kelas", "title": "Kelas dasar", "happened_on": "2 Maret 2024"}
    refused = member_client.post(url, body | {"photo": str(foreign.uuid)}).content.decode()
    assert "tidak ada di kotak bukti unit ini" in refused
    member_client.post(url, body | {"photo": str(own.uuid), "participants": "24"})
    assert Activity.objects.get().photo == own
    assert "24 peserta" in member_client.get(innovation.get_absolute_url()).content.decode()


def test_what_is_removed_stays_in_the_trail(member_client, innovation, measure) -> None:
    args = [innovation.slug, "ukuran", measure.pk]
    member_client.post(reverse("innovations:result_remove", args=args))
    assert not Measure.objects.exists()
    event = AuditEvent.objects.get(action="ukuran_inovasi_dihapus")
    assert event.data["isian"]["name"] == "Lama revisi"


@pytest.mark.parametrize(
    ("state", "days", "silent"),
    [
        ("berjalan", 90, False),
        ("berjalan", 91, True),
        ("berhenti", 400, False),
        ("ide", 400, False),
    ],
)
def test_silence_is_noticed(innovation, settings, state, days, silent) -> None:
    settings.INNOVATION_SILENT_DAYS = 90
    innovation.state = state
    assert bool(silence_of(innovation, TODAY - dt.timedelta(days=days), TODAY)) is silent
    assert bool(silence_of(innovation, None, TODAY)) is (state == "berjalan")


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Jayapura"])
@pytest.mark.parametrize(("days", "silent"), [(90, False), (91, True)])
def test_silence_is_counted_in_the_days_of_the_office(monkeypatch, zone, days, silent) -> None:
    """Eight in the morning in the east is still the day before in UTC.

    Looked at in the first hour of the office's day: in the east Jakarta is a day behind.
    """
    now = dt.datetime.combine(TODAY, dt.time(0, 30), ZoneInfo(zone))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    unit = UnitFactory(time_zone=zone)
    served = InnovationFactory(unit=unit)
    Innovation.objects.filter(pk=served.pk).update(state="sop")
    promise = PromiseFactory(unit=unit, innovation=served)
    make_case(promise, day=(TODAY - dt.timedelta(days=days)).isoformat())
    [one] = with_movement(Innovation.objects.select_related("unit"))
    assert is_silent(one, last_moved(one), one.unit.today) is silent
    assert silent_ones(Innovation.objects.all()).exists() is silent


def test_who_fell_silent_is_seen_in_the_list(member_client, member, unit) -> None:
    """Alive and not moved: nothing noted at all, or long ago; a case of a promise is movement."""
    today = timezone.localdate(timezone=ZoneInfo(unit.time_zone))
    for name, state, days in (("Lama", "berjalan", 91), ("Baru", "berjalan", 3), ("Ide", "ide", 0)):
        one = InnovationFactory(unit=unit, name=name)
        Innovation.objects.filter(pk=one.pk).update(state=state)
        if days:
            day = today - dt.timedelta(days=days)
            tell(of=Activity, innovation=one, by=member, kind="kelas", title="Kelas",
                 happened_on=day)  # fmt: skip
    served = InnovationFactory(unit=unit, name="Dilayani")
    Innovation.objects.filter(pk=served.pk).update(state="sop")
    promise = PromiseFactory(unit=unit, innovation=served)
    make_case(promise, day=(today - dt.timedelta(days=2)).isoformat())
    # Cases told as the sum of a month, and a step on a known day, are movement as well.
    told = InnovationFactory(unit=unit, name="Bulanan")
    Innovation.objects.filter(pk=told.pk).update(state="sop")
    tell_month(promise=PromiseFactory(unit=unit, innovation=told), by=member, n=9, met=8,
               month=months_before(today, 1), median=None, source="Laporan")  # fmt: skip
    fresh = InnovationFactory(unit=unit, name="Mulai")
    move_innovation(innovation=fresh, state="uji_coba", happened_on=today, by=member)
    page = member_client.get("/inovasi/").content.decode()
    assert page.count("lama diam") == 1
    assert format_date_long(today - dt.timedelta(days=2)) in page
    home = member_client.get("/beranda/").content.decode()
    assert "Inovasi Lama: tidak ada yang dicatat sejak" in home
    assert "Inovasi Baru" not in home
    own = member_client.get(served.get_absolute_url()).content.decode()
    assert "Tidak ada yang dicatat" not in own
    shown = member_client.get("/inovasi/?keadaan=diam").content.decode()
    others = ("Lama", "Baru", "Dilayani", "Bulanan", "Mulai")
    assert [f"{name}</a>" in shown for name in others] == [True, *[False] * 4]
    for path in ("/inovasi/matriks/", "/inovasi/matriks/unduh/", "/inovasi/daftar/unduh/"):
        assert member_client.get(f"{path}?keadaan=diam").status_code == 200
