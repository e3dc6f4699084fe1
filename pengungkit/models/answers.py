from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from pengungkit.models.assessments import Assessment
from pengungkit.scoring import Response
from units.models import User


class AnswerQuerySet(models.QuerySet["Answer"]):
    def filled(self) -> AnswerQuerySet:
        """Those that hold an answer to score."""
        return self.exclude(choice="", counts__isnull=True, index__isnull=True)

    def without_evidence(self) -> AnswerQuerySet:
        return self.filter(uses__isnull=True)


class Answer(models.Model):
    """What a unit claims for one item of its assessment. Made empty when the assessment opens."""

    class Status(models.TextChoices):
        EMPTY = "belum", "Belum diisi"
        WORKING = "dikerjakan", "Dikerjakan"
        READY = "siap", "Siap direviu"
        REPAIR = "perbaikan", "Perlu perbaikan"
        APPROVED = "disetujui", "Disetujui"

    # "n dari 113 siap": what the team itself holds to be finished.
    DONE_STATUSES = frozenset({Status.READY, Status.APPROVED})
    NARRATIVE_MAX = 10_000

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="answers", verbose_name="penilaian"
    )
    code = models.CharField("kode butir", max_length=30)
    sub_area = models.CharField("kode sub-area", max_length=30)
    area = models.CharField("area", max_length=10)
    position = models.PositiveSmallIntegerField("urutan")
    # Counts up with every change of the fields below; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=0)
    choice = models.CharField("pilihan", max_length=8, blank=True)
    counts = models.JSONField("jumlah", null=True, blank=True)
    index = models.DecimalField("indeks", max_digits=4, decimal_places=2, null=True, blank=True)
    narrative = models.TextField("penjelasan", max_length=NARRATIVE_MAX, blank=True)
    status = models.CharField("status", max_length=12, choices=Status, default=Status.EMPTY)
    # What the coordinator asked for when sending the item back.
    repair_note = models.TextField("catatan perbaikan", max_length=2000, blank=True)
    repair_at = models.DateTimeField("dikembalikan pada", null=True, blank=True)
    repair_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pengembali"
    )
    assignee = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_answers",
        verbose_name="penanggung jawab",
    )
    due_on = models.DateField("tenggat", null=True, blank=True)
    updated_at = models.DateTimeField("diubah pada", null=True, blank=True)
    updated_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="updated_answers",
        verbose_name="diubah oleh",
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = "jawaban"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "code"],
                name="pengungkit_answer_once_per_item",
                violation_error_message="Butir ini sudah ada di penilaian.",
            ),
            models.CheckConstraint(
                condition=Q(updated_at__isnull=True, updated_by__isnull=True)
                | Q(updated_at__isnull=False, updated_by__isnull=False),
                name="pengungkit_answer_changed_by_someone",
                violation_error_message="Waktu dan orang yang mengubah harus dicatat bersama.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(repair_note="", repair_at__isnull=True, repair_by__isnull=True)
                    & ~Q(status="perbaikan")
                )
                | (~Q(repair_note="") & Q(repair_at__isnull=False, repair_by__isnull=False)),
                name="pengungkit_answer_repair_has_note",
                violation_error_message="Pengembalian butir perlu catatan, waktu, dan orangnya.",
            ),
            models.CheckConstraint(
                condition=Q(index__isnull=True) | Q(index__gte=0, index__lte=4),
                name="pengungkit_answer_index_in_range",
                violation_error_message="Indeks survei harus antara 0 dan 4.",
            ),
        ]
        indexes = [
            models.Index(fields=["assessment", "sub_area"], name="pengungkit_answer_subarea"),
            models.Index(fields=["assignee", "status"], name="pengungkit_answer_assignee"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.assessment_id}"

    def get_absolute_url(self) -> str:
        assessment = self.assessment
        return reverse("pengungkit:item", args=[assessment.year, assessment.unit.code, self.code])

    @property
    def response(self) -> Response | None:
        """What scoring takes: an option letter, counts, or an index; None when unanswered."""
        return response_from(choice=self.choice, counts=self.counts, index=self.index)


def response_from(
    *, choice: str, counts: dict[str, int | None] | None, index: Decimal | str | None
) -> Response | None:
    """The response that stored fields stand for; only the field of the item's kind is filled."""
    if choice:
        return choice
    if counts is not None:
        # Numbers not yet known are left out; scoring says whether the rest is enough.
        return {key: number for key, number in counts.items() if number is not None}
    return Decimal(index) if index is not None else None


class ConflictDraft(models.Model):
    """What somebody typed into an item that somebody else had changed meanwhile.

    Nothing typed is thrown away: the draft waits until its author picks a version, and is kept
    30 days.
    """

    answer = models.ForeignKey(
        Answer, models.CASCADE, related_name="conflict_drafts", verbose_name="jawaban"
    )
    author = models.ForeignKey(
        User, models.PROTECT, related_name="conflict_drafts", verbose_name="penulis"
    )
    base_version = models.PositiveIntegerField("versi asal")
    values = models.JSONField("isian")
    made_at = models.DateTimeField("dibuat pada", auto_now_add=True)
    settled_at = models.DateTimeField("diselesaikan pada", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "draf konflik"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "author"],
                condition=Q(settled_at__isnull=True),
                name="pengungkit_conflictdraft_one_open",
                violation_error_message="Anda masih punya draf konflik untuk butir ini.",
            ),
        ]

    def __str__(self) -> str:
        return f"draf {self.answer_id} · {self.author_id}"


class PasteQuerySet(models.QuerySet["Paste"]):
    def given_up(self) -> PasteQuerySet:
        """Those that nobody applied in time."""
        oldest = timezone.now() - dt.timedelta(days=settings.PREVIEW_DAYS)
        return self.filter(applied_at=None, made_at__lt=oldest)


class Paste(models.Model):
    """Rows brought from a spreadsheet: previewed, perhaps applied, perhaps undone as one."""

    class Source(models.TextChoices):
        CLIPBOARD = "tempelan", "Tempelan"
        WORKBOOK = "buku_kerja", "Buku kerja"

    UNDO_HOURS = 24

    uuid = models.UUIDField("kode", default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="pastes", verbose_name="penilaian"
    )
    source = models.CharField("asal", max_length=10, choices=Source, default=Source.CLIPBOARD)
    # The area pasted into; a workbook brings the whole LKE.
    area = models.CharField("area", max_length=10, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="pastes", verbose_name="penulis")
    made_at = models.DateTimeField("dibuat pada", auto_now_add=True)
    # Exactly what was pasted, so that a preview can be drawn again against today's answers.
    text = models.TextField("teks tempelan", blank=True)
    # Of a workbook: its name, what it said per item (see `workbooks.incoming`), what else is to be
    # told of it, and what the portal wrote into it when handing it out, if it did.
    file_name = models.CharField("nama berkas", max_length=255, blank=True)
    rows = models.JSONField("isi buku kerja", default=list, blank=True)
    facts = models.JSONField("keterangan buku kerja", default=dict, blank=True)
    origin = models.JSONField("asal buku kerja", default=dict, blank=True)
    clear_empty = models.BooleanField("kosongkan juga", default=False)
    # Per item code. Before applying: {"seen"}, the version when it was pasted. After: {"version",
    # "before", "after"}, the version the change made and the fields that changed.
    changes = models.JSONField("perubahan", default=dict)
    applied_at = models.DateTimeField("diterapkan pada", null=True, blank=True)
    undone_at = models.DateTimeField("dibatalkan pada", null=True, blank=True)

    objects = PasteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "tempelan"
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True)
                | (Q(applied_at__isnull=False) & Q(undone_at__gte=F("applied_at"))),
                name="pengungkit_paste_undone_after_applied",
                violation_error_message="Tempelan yang belum diterapkan tidak dapat dibatalkan.",
            ),
            models.CheckConstraint(
                condition=(Q(source="tempelan", file_name="") & ~Q(area=""))
                | (Q(source="buku_kerja", area="", text="") & ~Q(file_name="")),
                name="pengungkit_paste_fits_its_source",
                violation_error_message="Tempelan milik satu area; buku kerja punya nama berkas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.uuid}"

    @property
    def is_workbook(self) -> bool:
        return self.source == self.Source.WORKBOOK

    @property
    def noun(self) -> str:
        """What to call it in a sentence."""
        return "impor" if self.is_workbook else "tempelan"

    @property
    def kept_until(self) -> dt.datetime:
        """Until when the preview waits to be applied."""
        return self.made_at + dt.timedelta(days=settings.PREVIEW_DAYS)
