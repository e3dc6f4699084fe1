from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from innovations.models.innovations import Innovation
from innovations.service_time import Hours
from units.models import Unit, User
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_date_long


def working_days() -> list[int]:
    """Monday to Friday."""
    return [1, 2, 3, 4, 5]


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, rights: Rights) -> PromiseQuerySet:
        """Those of units the person may see. Outside of them a promise does not exist."""
        return self.filter(rights.scope(Permission.VIEW, "unit__"))


class Promise(models.Model):
    """That a unit gives a service within so many minutes, and how these are counted."""

    class Counting(models.TextChoices):
        OFFICE = "layanan", "Jam layanan saja"
        ALL = "semua", "Semua jam, siang dan malam"

    # Fields that say how time is counted; each finished case keeps those it was counted by.
    RULE = ("counting", "days", "opens_at", "closes_at", "pause_from", "pause_until")
    LONGEST_LIMIT = 525_600

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="promises", verbose_name="unit")
    innovation = models.ForeignKey(
        Innovation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="promises",
        verbose_name="inovasi",
    )
    service = models.CharField("layanan", max_length=160)
    limit_minutes = models.PositiveIntegerField("batas waktu (menit)")
    counting = models.CharField(
        "waktu yang dihitung", max_length=8, choices=Counting, default=Counting.OFFICE
    )
    # ISO weekdays: 1 is Monday.
    days = models.JSONField("hari layanan", default=working_days)
    opens_at = models.TimeField("buka", default=dt.time(8))
    closes_at = models.TimeField("tutup", default=dt.time(16))
    pause_from = models.TimeField("istirahat mulai", null=True, blank=True)
    pause_until = models.TimeField("istirahat selesai", null=True, blank=True)
    valid_from = models.DateField("berlaku sejak")
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    compensation = models.CharField("kompensasi", max_length=500, blank=True)
    statement = models.TextField("maklumat", max_length=2000, blank=True)
    # Counts up with every change of what is promised; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["service", "pk"]
        verbose_name = "janji layanan"
        constraints = [
            models.CheckConstraint(
                condition=Q(limit_minutes__gt=0),
                name="innovations_promise_limit_is_some_time",
                violation_error_message="Batas waktu paling sedikit satu menit.",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="innovations_promise_closes_after_opening",
                violation_error_message="Jam tutup harus sesudah jam buka.",
            ),
            models.CheckConstraint(
                condition=Q(pause_from__isnull=True, pause_until__isnull=True)
                | Q(
                    pause_from__isnull=False,
                    pause_until__isnull=False,
                    pause_from__gte=F("opens_at"),
                    pause_until__gt=F("pause_from"),
                    pause_until__lte=F("closes_at"),
                ),
                name="innovations_promise_break_within_hours",
                violation_error_message="Istirahat harus di antara jam buka dan jam tutup.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="innovations_promise_ends_after_it_began",
                violation_error_message="Janji tidak dapat berakhir sebelum berlaku.",
            ),
        ]

    def __str__(self) -> str:
        return self.service

    def get_absolute_url(self) -> str:
        return reverse("innovations:promise", args=[self.pk])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.unit.time_zone)

    @property
    def today(self) -> dt.date:
        return self.unit.today

    @property
    def is_kept_up(self) -> bool:
        """Whether it is given today, so that a case may begin."""
        return not self.why_not_given(self.today)

    def why_not_given(self, day: dt.date) -> str:
        """A sentence when the promise did not hold on a day, else empty."""
        if day < self.valid_from:
            return (
                f"Janji ini berlaku sejak {format_date_long(self.valid_from)}. Bila sudah"
                " dijanjikan lebih awal, ubah dulu tanggal berlakunya pada janji."
            )
        if self.valid_until is not None and day > self.valid_until:
            return (
                f"Janji ini berakhir {format_date_long(self.valid_until)}. Bila masih diberikan"
                " sesudah itu, ubah dulu tanggal berakhirnya pada janji."
            )
        return ""

    @property
    def rule(self) -> dict[str, Any]:
        """How time is counted, as a finished case keeps it."""
        values = {name: getattr(self, name) for name in self.RULE}
        return {
            name: value.isoformat("minutes") if isinstance(value, dt.time) else value
            for name, value in values.items()
        }


def hours_of(rule: Mapping[str, Any]) -> Hours | None:
    """The hours a kept rule names; None when it counts all of them."""
    if rule["counting"] == Promise.Counting.ALL:
        return None
    clock = dt.time.fromisoformat
    pause = None
    if rule["pause_from"]:
        pause = clock(rule["pause_from"]), clock(rule["pause_until"])
    return Hours.of_a_day(rule["days"], clock(rule["opens_at"]), clock(rule["closes_at"]), pause)


class Holiday(models.Model):
    """A day on which a unit gives no service, whatever day of the week it is."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="holidays", verbose_name="unit")
    day = models.DateField("tanggal")
    name = models.CharField("nama", max_length=120)

    class Meta:
        ordering = ["day"]
        verbose_name = "hari libur"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day"],
                name="innovations_holiday_once",
                violation_error_message="Tanggal itu sudah tercatat sebagai hari libur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"


def holidays_of(unit: Unit) -> Collection[dt.date]:
    return frozenset(unit.holidays.values_list("day", flat=True))


class CaseImportQuerySet(models.QuerySet["CaseImport"]):
    def given_up(self) -> CaseImportQuerySet:
        """Those that nobody applied in time."""
        oldest = timezone.now() - dt.timedelta(days=settings.PREVIEW_DAYS)
        return self.filter(applied_at=None, made_at__lt=oldest)


class CaseImport(models.Model):
    """Cases brought from a spreadsheet: kept for a preview, added and taken back as one."""

    UNDO_HOURS = 24

    uuid = models.UUIDField("kode", default=uuid.uuid4, unique=True, editable=False)
    promise = models.ForeignKey(
        Promise, models.PROTECT, related_name="imports", verbose_name="janji"
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="pengirim")
    made_at = models.DateTimeField("dibuat pada", auto_now_add=True)
    # Cells parted by tabs, rows by line ends, as a spreadsheet puts them on the clipboard.
    text = models.TextField("isi")
    applied_at = models.DateTimeField("diterapkan pada", null=True, blank=True)
    undone_at = models.DateTimeField("dibatalkan pada", null=True, blank=True)

    objects = CaseImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "impor kasus"
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=F("applied_at")),
                name="innovations_caseimport_undone_after_applied",
                violation_error_message="Impor tidak dapat dibatalkan sebelum diterapkan.",
            ),
        ]

    def __str__(self) -> str:
        return f"impor {self.uuid}"

    @property
    def undo_until(self) -> dt.datetime | None:
        return self.applied_at and self.applied_at + dt.timedelta(hours=self.UNDO_HOURS)

    @property
    def kept_until(self) -> dt.datetime:
        """Until when the preview waits to be applied."""
        return self.made_at + dt.timedelta(days=settings.PREVIEW_DAYS)

    @property
    def is_undoable(self) -> bool:
        until = self.undo_until
        return until is not None and self.undone_at is None and timezone.now() <= until


class Case(models.Model):
    """One time the service was asked for: when it began, when it was done, and whether in time.

    It names nobody: `reference` is the office's own number of the request.
    """

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="cases", verbose_name="janji")
    reference = models.CharField("nomor permohonan", max_length=60, blank=True)
    started_at = models.DateTimeField("mulai")
    finished_at = models.DateTimeField("selesai", null=True, blank=True)
    # What follows from both, kept when the case is done: minutes that count, rounded up, the limit
    # and the rule of that time, and the month it was done in.
    minutes = models.PositiveIntegerField("menit", null=True, blank=True)
    limit_minutes = models.PositiveIntegerField("batas waktu saat itu", null=True, blank=True)
    rule = models.JSONField("cara menghitung saat itu", null=True, blank=True)
    month = models.DateField("bulan", null=True, blank=True)
    met = models.BooleanField("tepat waktu", null=True, blank=True)
    miss_reason = models.CharField("sebab terlewat", max_length=500, blank=True)
    compensation = models.CharField("kompensasi yang diberikan", max_length=500, blank=True)
    # Of the page the clock was started on, so that a second tap starts no second case.
    start_key = models.UUIDField("kunci mulai", null=True, blank=True, unique=True)
    brought_by = models.ForeignKey(
        CaseImport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="dari impor",
    )
    # Counts up with every change; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = "kasus"
        indexes = [
            models.Index(
                fields=["promise", "month", "minutes", "met", "limit_minutes"],
                name="innovations_case_figures",
            ),
            models.Index(fields=["promise", "-started_at"], name="innovations_case_started"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="innovations_case_finished_after_it_started",
                violation_error_message="Kasus tidak dapat selesai sebelum mulai.",
            ),
            models.CheckConstraint(
                condition=Q(
                    finished_at__isnull=True,
                    minutes__isnull=True,
                    limit_minutes__isnull=True,
                    month__isnull=True,
                    met__isnull=True,
                    rule__isnull=True,
                )
                | Q(
                    finished_at__isnull=False,
                    minutes__isnull=False,
                    limit_minutes__isnull=False,
                    month__isnull=False,
                    met__isnull=False,
                    rule__isnull=False,
                )
                & (
                    Q(met=True, minutes__lte=F("limit_minutes"))
                    | Q(met=False, minutes__gt=F("limit_minutes"))
                ),
                name="innovations_case_figures_when_finished",
                violation_error_message="Menit dan hasil disimpan bersama waktu selesainya.",
            ),
            models.UniqueConstraint(
                fields=["promise", "reference", "started_at"],
                condition=~Q(reference=""),
                name="innovations_case_once",
                violation_error_message="Kasus dengan nomor dan waktu mulai itu sudah tercatat.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"kasus {self.pk}"


class MonthlyFigures(models.Model):
    """What is known of a month whose cases were not noted one by one."""

    promise = models.ForeignKey(
        Promise, models.PROTECT, related_name="monthly_figures", verbose_name="janji"
    )
    month = models.DateField("bulan")
    n = models.PositiveIntegerField("jumlah kasus")
    met = models.PositiveIntegerField("tepat waktu")
    median = models.DecimalField(
        "median (menit)", max_digits=8, decimal_places=1, null=True, blank=True
    )
    source = models.CharField("sumber", max_length=200)
    # Counts up with every change; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["-month"]
        verbose_name = "angka bulanan"
        verbose_name_plural = "angka bulanan"
        constraints = [
            models.UniqueConstraint(
                fields=["promise", "month"],
                name="innovations_monthlyfigures_once",
                violation_error_message="Angka bulan itu sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(met__lte=F("n")),
                name="innovations_monthlyfigures_met_within_n",
                violation_error_message="Yang tepat waktu tidak dapat melebihi jumlah kasus.",
            ),
            models.CheckConstraint(
                condition=Q(n__gt=0) | Q(median__isnull=True),
                name="innovations_monthlyfigures_median_of_some",
                violation_error_message="Bulan tanpa kasus tidak punya median.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise}: {self.month:%Y-%m}"
