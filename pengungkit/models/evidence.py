from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from pengungkit.models.answers import Answer
from pengungkit.previews.cache import EDITION
from pengungkit.previews.inspection import Inspection
from pengungkit.previews.refusals import PASSING
from units.models import Unit, User
from units.permissions import Permission, Rights


# A look into a file, or a scan, that failed for a reason that may pass is tried again after this.
EXAMINED_AGAIN_AFTER = dt.timedelta(days=1)


OUTSIDER = "pihak luar lewat tautan"


def sender_of(person: User | None) -> str:
    """From whom a document or a file of it came, in words."""
    return person.name if person else OUTSIDER


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, rights: Rights) -> EvidenceQuerySet:
        """Those of units the person may see."""
        return self.filter(rights.scope(Permission.VIEW, "unit__"))

    def rejected(self) -> EvidenceQuerySet:
        """Those whose newest version a virus scanner rejected."""
        rejected = EvidenceVersion.objects.rejected().newest()
        return self.filter(pk__in=rejected.values("evidence"))

    def unused(self) -> EvidenceQuerySet:
        """Those that prove no item, and for which no other document stands in."""
        return self.filter(unused())


class Evidence(models.Model):
    """One document in a unit's store that proves items: a kept file, or a link that is not kept.

    Two kinds of dates are apart on purpose: when we received it (never changes) and the period
    it proves (`document_date` to `valid_until`, said by a person).
    """

    class Kind(models.TextChoices):
        SK = "sk", "SK"
        UNDANGAN = "undangan", "Undangan"
        NOTULEN = "notulen", "Notulen"
        DAFTAR_HADIR = "daftar_hadir", "Daftar hadir"
        FOTO = "foto", "Foto"
        LAPORAN = "laporan", "Laporan"
        TANGKAPAN_LAYAR = "tangkapan_layar", "Tangkapan layar"
        SOP = "sop", "SOP"
        LAINNYA = "lainnya", "Lainnya"

    class Stage(models.TextChoices):
        """How far the act went that the document proves."""

        EXISTS = "ada", "Ada"
        DONE = "dilaksanakan", "Dilaksanakan"
        MONITORED = "dimonev", "Dimonev"
        FOLLOWED_UP = "ditindaklanjuti", "Ditindaklanjuti"

    uuid = models.UUIDField("kode", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evidence", verbose_name="unit")
    title = models.CharField("judul", max_length=200)
    kind = models.CharField("jenis", max_length=20, choices=Kind, blank=True)
    number = models.CharField("nomor", max_length=120, blank=True)
    document_date = models.DateField("tanggal dokumen", null=True, blank=True)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    stage = models.CharField("tahap", max_length=20, choices=Stage, blank=True)
    # Only for links: noted, never fetched, and not counted as kept evidence.
    url = models.URLField("tautan", max_length=500, blank=True)
    received_at = models.DateTimeField("diterima pada", auto_now_add=True)
    # Nobody with an account, when it came through a link that an outsider was given.
    received_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="received_evidence",
        verbose_name="diterima dari",
    )
    # Whether its newest file was destroyed on legal grounds, so that it proves nothing now.
    is_destroyed = models.BooleanField("sudah dimusnahkan", default=False)
    # Lower-cased title, number and file name: what the search looks in.
    search_text = models.TextField("teks cari", blank=True)
    # Equal for documents that look like doubles (pengungkit.derived); empty says nothing.
    name_key = models.CharField("kunci nama", max_length=200, blank=True)
    facts_key = models.CharField("kunci keterangan", max_length=200, blank=True)

    # The document that took over its uses when the two were found to be doubles.
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name="digantikan oleh",
    )
    # Somebody looked at the likeness and wants to keep both.
    twins_accepted = models.BooleanField("kembarannya dibiarkan", default=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "bukti"
        indexes = [models.Index(fields=["unit", "-received_at"], name="pengungkit_evidence_unit")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pengungkit:evidence_detail", args=[self.uuid])

    @property
    def is_link(self) -> bool:
        return bool(self.url)

    @property
    def sender(self) -> str:
        return sender_of(self.received_by)


class Destruction(models.Model):
    """One act of destroying kept files on legal grounds, and all that remains of them."""

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="destructions", verbose_name="bukti"
    )
    ground = models.TextField("dasar hukum")
    decision = models.CharField("nomor keputusan", max_length=120)
    at = models.DateTimeField("dimusnahkan pada", default=timezone.now)
    # Nobody, when a restored backup had brought the files back and they were destroyed again.
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="dimusnahkan oleh"
    )
    names_hidden = models.BooleanField("nama disamarkan", default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "pemusnahan"

    def __str__(self) -> str:
        return self.decision


class EvidenceVersionQuerySet(models.QuerySet["EvidenceVersion"]):
    def to_inspect(self) -> EvidenceVersionQuerySet:
        """Those not yet looked into as this edition does, or where a second look may do better."""
        outdated = Q(inspection_edition=None) | ~Q(inspection_edition=EDITION)
        unread = Q(inspection__unread__in=sorted(PASSING))
        return self.kept().filter(
            outdated | unread & Q(inspected_at__lt=timezone.now() - EXAMINED_AGAIN_AFTER)
        )

    def to_scan(self) -> EvidenceVersionQuerySet:
        """Those never scanned, and once a day those where it failed."""
        failed = Q(scan_state=EvidenceVersion.ScanState.FAILED)
        return self.kept().filter(
            Q(scan_state=EvidenceVersion.ScanState.PENDING)
            | failed & Q(scanned_at__lt=timezone.now() - EXAMINED_AGAIN_AFTER)
        )

    def rejected(self) -> EvidenceVersionQuerySet:
        return self.filter(scan_state=EvidenceVersion.ScanState.REJECTED)

    def kept(self) -> EvidenceVersionQuerySet:
        """Those whose file must be there: all that were not destroyed."""
        return self.filter(destruction=None)

    def damaged(self) -> EvidenceVersionQuerySet:
        """Those whose file was found to be missing or changed, and is not whole again yet."""
        return self.kept().exclude(damaged_at=None)

    def newest(self) -> EvidenceVersionQuerySet:
        """Those that no later version has replaced."""
        later = EvidenceVersion.objects.filter(
            evidence=OuterRef("evidence"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))


class EvidenceVersion(models.Model):
    """One file as it was received, named by its SHA-256 and never changed.

    What the portal found out about it stands beside it: what it is like (`inspection`, an
    `Inspection` as JSON) and what a virus scanner said, each null or pending until then.
    """

    class ScanState(models.TextChoices):
        """What a virus scanner said of the file. Only `CLEAN` says that one found nothing."""

        PENDING = "belum", "Belum dipindai"
        CLEAN = "bersih", "Bersih"
        REJECTED = "ditolak", "Ditolak"
        FAILED = "gagal", "Gagal dipindai"
        BEYOND = "di_luar_batas", "Di luar batas pemindai"

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="versions", verbose_name="bukti"
    )
    # The unit again, so that the database itself keeps one row per file and unit.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="unit")
    number = models.PositiveSmallIntegerField("versi", default=1)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("ukuran (byte)")
    # The same bytes as an earlier version, taken up again after what replaced them.
    repeats = models.BooleanField("mengulang versi lama", default=False)
    content_type = models.CharField("jenis isi", max_length=100)
    extension = models.CharField("akhiran", max_length=8)
    original_name = models.CharField("nama berkas asal", max_length=255)
    received_at = models.DateTimeField("diterima pada", auto_now_add=True)
    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diterima dari"
    )
    inspection = models.JSONField("hasil pemeriksaan", null=True, blank=True)
    inspection_edition = models.PositiveSmallIntegerField(
        "edisi pemeriksaan", null=True, blank=True
    )
    inspected_at = models.DateTimeField("diperiksa pada", null=True, blank=True)
    scan_state = models.CharField(
        "hasil pemindaian", max_length=20, choices=ScanState, default=ScanState.PENDING
    )
    scanned_at = models.DateTimeField("dipindai pada", null=True, blank=True)
    # By what, as it calls itself, such as "ClamAV 1.4.6, basis data 27823".
    scanner = models.CharField("pemindai", max_length=120, blank=True)
    finding = models.CharField("temuan", max_length=200, blank=True)
    # When all its bytes were last read and had their hash; the first time as they came in.
    proven_at = models.DateTimeField("terbukti utuh pada", default=timezone.now)
    damaged_at = models.DateTimeField("ditemukan rusak pada", null=True, blank=True)
    destruction = models.ForeignKey(
        Destruction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name="pemusnahan",
    )

    objects = EvidenceVersionQuerySet.as_manager()

    # Set on what comes back when the same bytes were sent again and repaired a damaged file.
    was_healed = False

    class Meta:
        ordering = ["evidence", "-number"]
        verbose_name = "versi bukti"
        indexes = [
            models.Index(fields=["sha256"], name="pengungkit_version_sha256"),
            models.Index(fields=["scan_state"], name="pengungkit_version_scan_state"),
            models.Index(fields=["proven_at"], name="pengungkit_version_proven"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "number"],
                name="pengungkit_evidenceversion_number_once",
                violation_error_message="Nomor versi itu sudah ada.",
            ),
            models.UniqueConstraint(
                fields=["unit", "sha256"],
                condition=Q(repeats=False),
                name="pengungkit_evidenceversion_file_once_per_unit",
                violation_error_message="Berkas yang sama sudah ada di unit ini.",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="pengungkit_evidenceversion_not_empty",
                violation_error_message="Berkas kosong (0 byte) tidak dapat disimpan.",
            ),
            models.CheckConstraint(
                condition=Q(
                    inspection__isnull=True,
                    inspection_edition__isnull=True,
                    inspected_at__isnull=True,
                )
                | Q(
                    inspection__isnull=False,
                    inspection_edition__isnull=False,
                    inspected_at__isnull=False,
                ),
                name="pengungkit_evidenceversion_inspection_has_its_date",
                violation_error_message="Hasil pemeriksaan berkas disimpan bersama tanggalnya.",
            ),
            models.CheckConstraint(
                condition=Q(scan_state="belum", scanned_at__isnull=True, scanner="")
                | Q(scan_state__in=["bersih", "ditolak", "gagal", "di_luar_batas"])
                & Q(scanned_at__isnull=False)
                & ~Q(scanner=""),
                name="pengungkit_evidenceversion_scan_says_when_and_by_what",
                violation_error_message="Hasil pemindaian disimpan bersama waktu dan pemindainya.",
            ),
            models.CheckConstraint(
                condition=Q(scan_state="ditolak") & ~Q(finding="")
                | ~Q(scan_state="ditolak") & Q(finding=""),
                name="pengungkit_evidenceversion_rejected_for_a_finding",
                violation_error_message="Hanya berkas yang ditolak yang punya temuan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} (versi {self.number})"

    @property
    def sender(self) -> str:
        return sender_of(self.received_by)

    @property
    def seen(self) -> Inspection:
        """What it is like; an empty `Inspection` while nobody looked."""
        return Inspection.from_json(self.inspection or {})

    @property
    def is_locked(self) -> bool:
        """Nobody opens it without a password."""
        return self.seen.locked

    @property
    def is_active(self) -> bool:
        """It does something by itself when it is opened."""
        return bool(self.seen.active)

    @property
    def pages(self) -> int:
        """Pages or slides; 0 where there are none, and while nobody looked."""
        return self.seen.pages

    @property
    def is_rejected(self) -> bool:
        """A virus scanner found something: kept apart, and never given to anybody."""
        return self.scan_state == self.ScanState.REJECTED


class EvidenceUse(models.Model):
    """That one document proves one item. Taking it away detaches, and destroys nothing."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="uses", verbose_name="jawaban")
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="uses", verbose_name="bukti"
    )
    attached_at = models.DateTimeField("dipasang pada", auto_now_add=True)
    attached_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="dipasang oleh"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "pemakaian bukti"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "evidence"],
                name="pengungkit_evidenceuse_once",
                violation_error_message="Bukti ini sudah terpasang di butir tersebut.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} → {self.answer_id}"


# Names of relations by which rooms above use documents; they append theirs when they are loaded.
FURTHER_USES: list[str] = []


def unused() -> Q:
    """Condition: nothing uses the document, and no other one stands in for it."""
    uses = EvidenceUse.objects.filter(evidence=OuterRef("pk"))
    nothing = Q(~Exists(uses), superseded_by=None)
    for relation in FURTHER_USES:
        # A sub-query, since a join would count a document once for each of its uses.
        field: Any = Evidence._meta.get_field(relation).remote_field
        used = field.model.objects.filter(**{field.name: OuterRef("pk")})
        nothing &= Q(~Exists(used))
    return nothing
