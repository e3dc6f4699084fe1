from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from pengungkit.models.assessments import Assessment
from pengungkit.models.evidence import Evidence
from units.models import Unit, User
from units.permissions import Permission, Rights


class ZipImportQuerySet(models.QuerySet["ZipImport"]):
    def visible_to(self, rights: Rights) -> ZipImportQuerySet:
        """Those of units the person may see."""
        return self.filter(rights.scope(Permission.VIEW, "unit__"))

    def under_way(self) -> ZipImportQuerySet:
        """Those that keep their unit from beginning another one."""
        return self.filter(state__in=ZipImport.UNDER_WAY)


class ZipImport(models.Model):
    """An office's folder of evidence, brought in as one ZIP: read, looked over, applied, undone.

    The ZIP itself is no evidence. It lies apart and is removed when this is applied or given up.
    """

    class State(models.TextChoices):
        READING = "dibaca", "Sedang dibaca"
        READY = "siap", "Menunggu diperiksa"
        REFUSED = "ditolak", "Ditolak"
        APPLYING = "diterapkan", "Sedang dimasukkan"
        DONE = "selesai", "Selesai"
        UNDONE = "dilepas", "Dilepas lagi"

    UNDER_WAY = (State.READING, State.READY, State.APPLYING)
    ENDED = (State.DONE, State.UNDONE)
    UNDO_HOURS = 24

    uuid = models.UUIDField("kode", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="zip_imports", verbose_name="unit")
    author = models.ForeignKey(
        User, models.PROTECT, related_name="zip_imports", verbose_name="pengirim"
    )
    # Whose items the files are for: the newest open one when the ZIP came.
    assessment = models.ForeignKey(
        Assessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="zip_imports",
        verbose_name="penilaian",
    )
    state = models.CharField("keadaan", max_length=12, choices=State, default=State.READING)
    original_name = models.CharField("nama berkas asal", max_length=255)
    size = models.PositiveBigIntegerField("ukuran (byte)")
    # Room of the unit that is set aside: for the ZIP, later for the files that are still to come.
    reserved = models.PositiveBigIntegerField("ruang yang dipesan (byte)", default=0)
    refusal = models.TextField("alasan ditolak", blank=True)
    made_at = models.DateTimeField("dibuat pada", auto_now_add=True)
    # Of what is not applied by then, nothing stays.
    expires_at = models.DateTimeField("kedaluwarsa pada", null=True, blank=True)
    applied_at = models.DateTimeField("selesai pada", null=True, blank=True)
    undone_at = models.DateTimeField("dilepas pada", null=True, blank=True)

    objects = ZipImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "impor ZIP"
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state__in=["dibaca", "siap", "diterapkan"]),
                name="pengungkit_zipimport_one_under_way_per_unit",
                violation_error_message="Unit ini sedang membawa masuk ZIP lain.",
            ),
            models.CheckConstraint(
                condition=Q(state="ditolak") & ~Q(refusal="") | ~Q(state="ditolak") & Q(refusal=""),
                name="pengungkit_zipimport_refused_for_a_reason",
                violation_error_message="Hanya ZIP yang ditolak yang punya alasan.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["dibaca", "siap", "ditolak", "diterapkan"],
                    applied_at__isnull=True,
                    undone_at__isnull=True,
                )
                | Q(state="selesai", applied_at__isnull=False, undone_at__isnull=True, reserved=0)
                | Q(state="dilepas", applied_at__isnull=False, undone_at__isnull=False, reserved=0),
                name="pengungkit_zipimport_state_has_its_dates",
                violation_error_message="Keadaan impor ZIP disimpan bersama waktunya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} ({self.state})"

    def get_absolute_url(self) -> str:
        return reverse("pengungkit:zip_import", args=[self.uuid])

    @property
    def undo_until(self) -> dt.datetime | None:
        """Until when its documents can be detached as one; None while it is not applied."""
        return self.applied_at and self.applied_at + dt.timedelta(hours=self.UNDO_HOURS)


class ZipEntry(models.Model):
    """One file in a ZIP that is brought in: what it is taken for, and what became of it."""

    class State(models.TextChoices):
        WAITING = "belum", "Belum dibaca"
        NEW = "baru", "Akan masuk"
        KNOWN = "ada", "Sudah ada"
        DOUBLE = "ganda", "Isinya sama"
        REFUSED = "ditolak", "Ditolak"
        IGNORED = "diabaikan", "Diabaikan"
        KEPT = "masuk", "Masuk"
        FAILED = "gagal", "Gagal"

    # What can be chosen to be brought in, or at least to be attached.
    USABLE = (State.NEW, State.KNOWN, State.DOUBLE)

    zip_import = models.ForeignKey(
        ZipImport, models.CASCADE, related_name="entries", verbose_name="impor ZIP"
    )
    # Its place in the directory of the ZIP.
    position = models.PositiveIntegerField("urutan")
    path = models.TextField("letak di dalam ZIP")
    size = models.PositiveBigIntegerField("ukuran (byte)")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    state = models.CharField("keadaan", max_length=10, choices=State, default=State.WAITING)
    # Why it is refused, ignored or failed; of a double, where the same bytes lie in the ZIP.
    reason = models.TextField("alasan", blank=True)
    wanted = models.BooleanField("dibawa masuk", default=True)
    # As typed, also when it makes no sense: nothing typed is lost between two pages.
    title = models.CharField("judul", max_length=200, blank=True)
    kind = models.CharField("jenis", max_length=20, choices=Evidence.Kind, blank=True)
    number = models.CharField("nomor", max_length=120, blank=True)
    date_text = models.CharField("tanggal seperti diketik", max_length=60, blank=True)
    codes_text = models.CharField("kode butir seperti diketik", max_length=300, blank=True)
    # {"title", "kind", "number", "date_text", "codes_text"}: what was guessed from the name.
    guessed = models.JSONField("tebakan", default=dict, blank=True)
    # Items the name may mean when it leaves open which.
    candidates = models.JSONField("butir yang mungkin", default=list, blank=True)
    is_done = models.BooleanField("sudah dikerjakan", default=False)
    evidence = models.ForeignKey(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="zip_entries",
        verbose_name="bukti",
    )
    # Codes of the items to which this very import attached it.
    attached = models.JSONField("dipasang di butir", default=list, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = "berkas di dalam ZIP"
        indexes = [models.Index(fields=["zip_import", "state"], name="pengungkit_zipentry_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["zip_import", "position"],
                name="pengungkit_zipentry_place_once",
                violation_error_message="Urutan itu sudah dipakai.",
            ),
            models.CheckConstraint(
                condition=~Q(state="masuk") | Q(evidence__isnull=False, is_done=True),
                name="pengungkit_zipentry_kept_with_evidence",
                violation_error_message="Berkas yang masuk selalu punya bukti.",
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]
