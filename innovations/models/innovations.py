from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from innovations.models.document_uses import DocumentUse
from units.models import Unit, User
from units.permissions import Permission, Rights


class InnovationQuerySet(models.QuerySet["Innovation"]):
    def visible_to(self, rights: Rights) -> InnovationQuerySet:
        """Those of units the person may see."""
        return self.filter(rights.scope(Permission.VIEW, "unit__"))

    def in_catalogue(self) -> InnovationQuerySet:
        """Those their units share with every other unit."""
        return self.filter(is_shared=True, unit__is_active=True)

    def alive(self) -> InnovationQuerySet:
        """Those that have been tried and have not been stopped."""
        return self.filter(state__in=Innovation.ALIVE_STATES)


class Innovation(models.Model):
    """One thing a unit does in a new way, told so that others can judge and adopt it."""

    class Kind(models.TextChoices):
        FAST = "layanan_cepat", "Layanan cepat"
        CLASS = "kelas", "Kelas atau edukasi"
        RESPONSE = "unit_respons", "Unit respons"
        APP = "aplikasi", "Aplikasi"
        OTHER = "lainnya", "Lainnya"

    class Origin(models.TextChoices):
        """Whose idea it is, as the LKE tells innovations apart."""

        OWN = "sendiri", "Gagasan unit sendiri"
        ADAPTED = "meniru", "Meniru lalu mengembangkan"
        PARENT = "induk", "Inovasi instansi induk"

    class NeedSource(models.TextChoices):
        SURVEY = "survei", "Survei"
        COMPLAINT = "pengaduan", "Pengaduan"
        MEETING = "rapat", "Rapat"
        OTHER = "lainnya", "Sumber lain"

    class Phase(models.TextChoices):
        """The predicate the unit was building toward when the innovation came about."""

        WBK = "WBK", "Masa WBK"
        WBBM = "WBBM", "Masa WBBM"

    class State(models.TextChoices):
        IDEA = "ide", "Ide"
        TRIAL = "uji_coba", "Uji coba"
        RUNNING = "berjalan", "Berjalan"
        SOP = "sop", "Masuk SOP"
        STOPPED = "berhenti", "Berhenti"

    # People are served by it in these states.
    ALIVE_STATES = frozenset({State.TRIAL, State.RUNNING, State.SOP})
    # Where an innovation may go from where it stands; nothing else is a step.
    NEXT_STATES: ClassVar[dict[str, frozenset[str]]] = {
        State.IDEA: frozenset({State.TRIAL, State.RUNNING, State.STOPPED}),
        State.TRIAL: frozenset({State.RUNNING, State.SOP, State.STOPPED}),
        State.RUNNING: frozenset({State.SOP, State.STOPPED}),
        State.SOP: frozenset({State.STOPPED}),
        State.STOPPED: frozenset({State.TRIAL, State.RUNNING}),
    }
    TEXT_MAX = 4000

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="innovations", verbose_name="unit")
    slug = models.SlugField("alamat", max_length=120, unique=True)
    name = models.CharField("nama", max_length=120)
    # What the letters or the word stand for; often not told, and then not made up.
    name_meaning = models.CharField("arti nama", max_length=200, blank=True)
    kind = models.CharField("jenis", max_length=20, choices=Kind)
    # Empty until somebody has said so; the same for None below.
    origin = models.CharField("asal", max_length=10, choices=Origin, blank=True)
    brings_closer = models.BooleanField("mendekatkan layanan", null=True, blank=True)
    service = models.CharField("layanan", max_length=200, blank=True)
    users = models.CharField("pemakai layanan", max_length=200, blank=True)
    need = models.TextField("kebutuhan", max_length=TEXT_MAX, blank=True)
    need_source = models.CharField("sumber", max_length=20, choices=NeedSource, blank=True)
    need_reference = models.CharField("rujukan sumber", max_length=200, blank=True)
    problem = models.TextField("masalah", max_length=TEXT_MAX, blank=True)
    solution = models.TextField("solusi", max_length=TEXT_MAX, blank=True)
    novelty = models.TextField("kebaruan", max_length=TEXT_MAX, blank=True)
    # Keys of lever areas, as the instrument names them.
    areas = models.JSONField("area pengungkit", default=list, blank=True)
    owner = models.CharField("penanggung jawab", max_length=120, blank=True)
    team = models.TextField("tim", max_length=TEXT_MAX, blank=True)
    started_on = models.DateField("dimulai pada", null=True, blank=True)
    only_year_known = models.BooleanField("hanya tahun yang diketahui", default=False)
    state = models.CharField("keadaan", max_length=12, choices=State, default=State.IDEA)
    # None until somebody has said so.
    beyond_sop = models.BooleanField("melampaui SOP dan IKU", null=True, blank=True)
    beyond_sop_note = models.CharField("penjelasan SOP dan IKU", max_length=500, blank=True)
    resources = models.TextField("sumber daya", max_length=TEXT_MAX, blank=True)
    sustainability = models.TextField("keberlanjutan", max_length=TEXT_MAX, blank=True)
    kit_steps = models.TextField("langkah bagi peniru", max_length=TEXT_MAX, blank=True)
    phase = models.CharField("fase", max_length=4, choices=Phase)
    builds_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name="lanjutan dari",
    )
    difference = models.TextField("pembeda", max_length=TEXT_MAX, blank=True)
    # Whether its short facts stand in the catalogue that every unit reads.
    is_shared = models.BooleanField("dibagikan di katalog", default=False)
    # Counts up with every change of what is told above; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=0)
    # Lower-cased name, meaning, service and users: what the search looks in.
    search_text = models.TextField("teks cari", blank=True)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    objects = InnovationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "inovasi"
        constraints = [
            models.CheckConstraint(
                condition=Q(builds_on__isnull=True) | ~Q(builds_on=F("pk")),
                name="innovations_innovation_not_on_itself",
                violation_error_message="Inovasi tidak dapat menjadi lanjutan dirinya sendiri.",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=False) | Q(only_year_known=False),
                name="innovations_innovation_year_of_a_start",
                violation_error_message="Tahun mulai belum diisi.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("innovations:innovation", args=[self.slug])

    @property
    def next_states(self) -> list[str]:
        """States it may be moved to now, in the order of the road."""
        allowed = self.NEXT_STATES[self.state]
        return [state for state in self.State.values if state in allowed]


class InnovationStep(models.Model):
    """That an innovation came into a state on a day: its road from idea to SOP or its end."""

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="steps", verbose_name="inovasi"
    )
    state = models.CharField("keadaan", max_length=12, choices=Innovation.State)
    happened_on = models.DateField("tanggal")
    only_year_known = models.BooleanField("hanya tahun yang diketahui", default=False)
    note = models.CharField("keterangan", max_length=500, blank=True)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["happened_on", "pk"]
        verbose_name = "langkah inovasi"

    def __str__(self) -> str:
        return f"{self.innovation}: {self.get_state_display()}"


class InnovationItem(models.Model):
    """That an innovation supports one item of the LKE, named by its code."""

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="items", verbose_name="inovasi"
    )
    code = models.CharField("kode butir", max_length=30)

    class Meta:
        ordering = ["code"]
        verbose_name = "butir inovasi"
        constraints = [
            models.UniqueConstraint(
                fields=["innovation", "code"],
                name="innovations_item_once",
                violation_error_message="Butir itu sudah tercatat pada inovasi ini.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.innovation} · {self.code}"


class InnovationEvidence(DocumentUse):
    """That a document of the unit's store tells about an innovation, or belongs to its kit."""

    class Purpose(models.TextChoices):
        PROOF = "bukti", "Bukti"
        KIT = "kit", "Bahan bagi peniru"

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="documents", verbose_name="inovasi"
    )
    purpose = models.CharField("kegunaan", max_length=8, choices=Purpose, default=Purpose.PROOF)

    class Meta(DocumentUse.Meta):
        verbose_name = "bukti inovasi"
        constraints = [
            models.UniqueConstraint(
                fields=["innovation", "evidence", "purpose"],
                name="innovations_evidence_once",
                violation_error_message="Bukti itu sudah terpasang pada inovasi ini.",
            ),
        ]
