from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone


# One step of a path: the primary key, zero-padded. Digits sort alike in every collation, so the
# range below finds a subtree through an ordinary index on SQLite and on PostgreSQL.
PATH_STEP = 9


class UnitKind(models.Model):
    """One kind of office in the list an admin keeps, such as "KPPN" or "RSUD"."""

    code = models.SlugField("kode", max_length=40, unique=True)
    name = models.CharField("nama", max_length=120, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "jenis kantor"

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    def below(self, unit: Unit, *, prefix: str = "") -> UnitQuerySet:
        """This unit and every unit under it, at any depth."""
        return self.filter(in_subtree(unit.path, unit.path_end, prefix))


def in_subtree(path: str, path_end: str, prefix: str = "") -> Q:
    """Rows whose unit lies in the subtree `path`; `prefix` leads to the unit, as in "unit__"."""
    return Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": path_end})


class Unit(models.Model):
    """One office, at any level: agency, eselon I, kanwil, or the office that builds its ZI."""

    class TimeZone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB"
        WITA = "Asia/Makassar", "WITA"
        WIT = "Asia/Jayapura", "WIT"

    code = models.CharField(
        "kode",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
                "Kode hanya boleh berisi huruf kecil, angka, dan tanda hubung."
                " Contoh: kppn-ternate.",
            )
        ],
    )
    name = models.CharField("nama", max_length=200)
    short_name = models.CharField("nama pendek", max_length=80)
    kind = models.ForeignKey(UnitKind, models.PROTECT, related_name="units", verbose_name="jenis")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="unit atasan",
    )
    # Kept by units.actions.trees; half-open range [path, path_end) is the subtree.
    path = models.CharField(
        "jalur", max_length=180, blank=True, default="", db_index=True, editable=False
    )
    path_end = models.CharField(
        "akhir jalur", max_length=180, blank=True, default="", editable=False
    )
    province = models.CharField("provinsi", max_length=60, blank=True)
    time_zone = models.CharField(
        "zona waktu", max_length=20, choices=TimeZone, default=TimeZone.WIB
    )
    is_active = models.BooleanField("aktif", default=True)
    # In millions of bytes; empty for what the installation gives every unit (ZI_KUOTA_UNIT_GB).
    quota_mb = models.PositiveIntegerField("batas kotak bukti (MB)", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "unit"
        constraints = [
            # Empty only inside the transaction that adds a unit, until its key is known.
            models.UniqueConstraint(
                fields=["path"],
                condition=~Q(path=""),
                name="units_unit_path_once",
                violation_error_message="Jalur unit ini sudah dipakai.",
            ),
            models.CheckConstraint(
                condition=Q(path="", path_end="") | (~Q(path="") & ~Q(path_end="")),
                name="units_unit_path_and_end_together",
                violation_error_message="Jalur unit tidak lengkap.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="units_unit_not_its_own_parent",
                violation_error_message="Unit tidak dapat menjadi atasan dirinya sendiri.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:dashboard", args=[self.code])

    @property
    def zone_label(self) -> str:
        """WIB, WITA or WIT."""
        return self.TimeZone(self.time_zone).label

    @property
    def today(self) -> dt.date:
        """The day it is where the unit is: in the east it begins two hours before Jakarta's."""
        return timezone.localdate(timezone=ZoneInfo(self.time_zone))

    @property
    def depth(self) -> int:
        """0 for a unit without a parent."""
        return len(self.path) // PATH_STEP - 1

    @property
    def ancestor_ids(self) -> list[int]:
        """Primary keys from the top down to the parent, read from the path without a query."""
        path = self.path
        return [int(path[i : i + PATH_STEP]) for i in range(0, len(path) - PATH_STEP, PATH_STEP)]
