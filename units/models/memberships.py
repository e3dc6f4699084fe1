from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from units.models.offices import Unit
from units.models.people import User


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: dt.date | None = None) -> MembershipQuerySet:
        """Those in force on a day; today when none is given."""
        day = on or timezone.localdate()
        return self.filter(valid_from__lte=day).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        )


class Membership(models.Model):
    """The role one person holds in one unit from one day until another."""

    class Role(models.TextChoices):
        ANGGOTA = "anggota", "Anggota tim"
        KOORDINATOR = "koordinator", "Koordinator area"
        KETUA = "ketua", "Ketua tim ZI"
        KEPALA = "kepala", "Kepala kantor"
        TPI = "tpi", "Penilai TPI"
        ADMIN_WILAYAH = "admin_wilayah", "Admin wilayah"
        ADMIN_PUSAT = "admin_pusat", "Admin pusat"
        PENGAMAT = "pengamat", "Pengamat"

    user = models.ForeignKey(
        User, models.PROTECT, related_name="memberships", verbose_name="pengguna"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="unit")
    role = models.CharField("peran", max_length=20, choices=Role)
    # Keys of areas ("1" to "6", "hasil"); an empty list means every area.
    areas = models.JSONField("area", default=list, blank=True)
    valid_from = models.DateField("berlaku sejak", default=timezone.localdate)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    granted_at = models.DateTimeField("diberikan pada", auto_now_add=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diberikan oleh"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["unit__name", "role", "user__name", "pk"]
        verbose_name = "keanggotaan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(valid_until__isnull=True),
                name="units_membership_open_once",
                violation_error_message="Orang ini sudah memegang peran itu di unit tersebut.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="units_membership_ends_after_start",
                violation_error_message="Tanggal berakhir tidak boleh sebelum tanggal mulai.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"
