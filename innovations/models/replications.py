from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from innovations.models.document_uses import DocumentUse
from innovations.models.innovations import Innovation
from pengungkit.models import EvidenceVersion
from units.models import Unit, User
from units.permissions import Permission, Rights


class ReplicationQuerySet(models.QuerySet["Replication"]):
    def given_within(self, rights: Rights) -> ReplicationQuerySet:
        """Those of innovations of units the person may see."""
        return self.filter(rights.scope(Permission.VIEW, "innovation__unit__"))

    def received_within(self, rights: Rights) -> ReplicationQuerySet:
        """Those by units the person may see."""
        return self.filter(rights.scope(Permission.VIEW, "adopter_unit__"))

    def visible_to(self, rights: Rights) -> ReplicationQuerySet:
        """Those of which the person may see the giver or the adopter."""
        return self.filter(
            rights.scope(Permission.VIEW, "innovation__unit__")
            | rights.scope(Permission.VIEW, "adopter_unit__")
        )

    def confirmed(self) -> ReplicationQuerySet:
        return self.filter(state=Replication.State.CONFIRMED)

    def with_place(self) -> ReplicationQuerySet:
        """With `place`: the province of whoever adopted, empty when nobody said."""
        return self.annotate(place=Coalesce("adopter_unit__province", "agency_province"))


class Replication(models.Model):
    """That another office adopts an innovation: a unit of the portal, or an agency by its name."""

    class AgencyKind(models.TextChoices):
        CENTRAL = "vertikal", "Instansi vertikal pusat"
        REGIONAL = "pemda", "Pemerintah daerah"
        STATE_COMPANY = "bumn", "BUMN atau BUMD"
        EDUCATION = "pendidikan", "Perguruan tinggi atau sekolah"
        OTHER = "lainnya", "Lainnya"

    class State(models.TextChoices):
        ASKED = "diminta", "Diminta"
        AGREED = "disepakati", "Disepakati"
        ADOPTING = "diterapkan", "Sedang diterapkan"
        RUNNING = "berjalan", "Berjalan"
        CONFIRMED = "dikonfirmasi", "Dikonfirmasi"
        REFUSED = "ditolak", "Ditolak"
        STOPPED = "berhenti", "Berhenti"

    # Where the giver may take it from where it stands. Nothing leads to `CONFIRMED`: only the
    # adopter gets it there (actions.confirmations).
    NEXT_STATES: ClassVar[dict[str, frozenset[str]]] = {
        State.ASKED: frozenset({State.AGREED, State.ADOPTING, State.RUNNING, State.REFUSED}),
        State.AGREED: frozenset({State.ADOPTING, State.RUNNING, State.STOPPED}),
        State.ADOPTING: frozenset({State.RUNNING, State.STOPPED}),
        State.RUNNING: frozenset({State.STOPPED}),
        State.CONFIRMED: frozenset({State.STOPPED}),
        State.REFUSED: frozenset({State.ASKED}),
        State.STOPPED: frozenset({State.ADOPTING, State.RUNNING}),
    }
    # Where the adopter may say that it runs, and where that it does not.
    CONFIRMABLE_STATES = frozenset({State.AGREED, State.ADOPTING, State.RUNNING})
    DENIABLE_STATES = CONFIRMABLE_STATES | {State.ASKED}
    TEXT_MAX = 4000

    innovation = models.ForeignKey(
        Innovation, models.PROTECT, related_name="replications", verbose_name="inovasi"
    )
    adopter_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adoptions",
        verbose_name="unit penerima",
    )
    agency_name = models.CharField("nama instansi", max_length=200, blank=True)
    agency_kind = models.CharField("jenis instansi", max_length=12, choices=AgencyKind, blank=True)
    agency_province = models.CharField("provinsi", max_length=60, blank=True)
    agency_address = models.CharField("alamat", max_length=300, blank=True)
    agency_contact = models.CharField("narahubung", max_length=200, blank=True)
    # None until somebody has said so.
    same_agency = models.BooleanField("instansi yang sama", null=True, blank=True)
    similar_unit = models.BooleanField("unit sejenis", null=True, blank=True)
    state = models.CharField("keadaan", max_length=12, choices=State, default=State.ASKED)
    agreement = models.TextField("isi kesepakatan", max_length=TEXT_MAX, blank=True)
    agreement_number = models.CharField("nomor kesepakatan", max_length=120, blank=True)
    agreed_on = models.DateField("tanggal kesepakatan", null=True, blank=True)
    adapted = models.TextField("yang disesuaikan", max_length=TEXT_MAX, blank=True)
    adopter_results = models.TextField("hasil di penerima", max_length=TEXT_MAX, blank=True)
    note = models.TextField("catatan", max_length=TEXT_MAX, blank=True)
    # What makes it confirmed; empty in every other state.
    confirmation = models.OneToOneField(
        "Confirmation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="konfirmasi",
    )
    # Counts up with every change; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    objects = ReplicationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "replikasi"
        constraints = [
            models.CheckConstraint(
                condition=Q(adopter_unit__isnull=False, agency_name="")
                | Q(adopter_unit__isnull=True) & ~Q(agency_name=""),
                name="innovations_replication_one_adopter",
                violation_error_message="Penerima adalah satu unit di portal atau satu instansi.",
            ),
            models.CheckConstraint(
                condition=Q(state="dikonfirmasi", confirmation__isnull=False)
                | ~Q(state="dikonfirmasi") & Q(confirmation__isnull=True),
                name="innovations_replication_confirmed_by_adopter",
                violation_error_message="Hanya konfirmasi penerima yang membuatnya terkonfirmasi.",
            ),
            models.UniqueConstraint(
                fields=["innovation", "adopter_unit"],
                name="innovations_replication_once_per_unit",
                violation_error_message="Replikasi oleh unit itu sudah tercatat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.innovation} di {self.adopter_name}"

    def get_absolute_url(self) -> str:
        return reverse("innovations:replication", args=[self.innovation.slug, self.pk])

    @property
    def adopter_name(self) -> str:
        return self.adopter_unit.name if self.adopter_unit else self.agency_name

    @property
    def next_states(self) -> list[str]:
        """States the giver may take it to now, in the order of the road."""
        allowed = self.NEXT_STATES[self.state]
        return [state for state in self.State.values if state in allowed]

    @property
    def is_confirmable(self) -> bool:
        return self.state in self.CONFIRMABLE_STATES

    @property
    def is_deniable(self) -> bool:
        return self.state in self.DENIABLE_STATES


class ReplicationStep(models.Model):
    """That a replication came into a state on a day, by the giver's word or the adopter's."""

    replication = models.ForeignKey(
        Replication, models.CASCADE, related_name="steps", verbose_name="replikasi"
    )
    state = models.CharField("keadaan", max_length=12, choices=Replication.State)
    happened_on = models.DateField("tanggal")
    only_year_known = models.BooleanField("hanya tahun yang diketahui", default=False)
    note = models.CharField("keterangan", max_length=500, blank=True)
    by_adopter = models.BooleanField("dari penerima", default=False)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "langkah replikasi"

    def __str__(self) -> str:
        return f"{self.replication_id}: {self.get_state_display()}"


class ReplicationEvidence(DocumentUse):
    """That a document of the giver's store tells about a replication, such as the agreement."""

    replication = models.ForeignKey(
        Replication, models.CASCADE, related_name="documents", verbose_name="replikasi"
    )
    # The letter of an agency outside is attached by nobody with an account.
    attached_by = models.ForeignKey(  # type: ignore[assignment]
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dipasang oleh"
    )

    class Meta(DocumentUse.Meta):
        verbose_name = "bukti replikasi"
        constraints = [
            models.UniqueConstraint(
                fields=["replication", "evidence"],
                name="innovations_replicationevidence_once",
                violation_error_message="Bukti itu sudah terpasang pada replikasi ini.",
            ),
        ]


class ConfirmationLinkQuerySet(models.QuerySet["ConfirmationLink"]):
    def usable(self) -> ConfirmationLinkQuerySet:
        """Neither used nor revoked nor expired, and the replication waits for an answer."""
        return self.filter(
            used_at=None,
            revoked_at=None,
            expires_at__gt=timezone.now(),
            replication__state__in=Replication.CONFIRMABLE_STATES,
        )


class ConfirmationLink(models.Model):
    """One address through which an adopter without an account answers once; only its hash."""

    replication = models.ForeignKey(
        Replication, models.CASCADE, related_name="links", verbose_name="replikasi"
    )
    token_sha256 = models.CharField("SHA-256 token", max_length=64, unique=True)
    made_at = models.DateTimeField("dibuat pada", default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="dibuat oleh")
    expires_at = models.DateTimeField("berlaku sampai")
    used_at = models.DateTimeField("dipakai pada", null=True, blank=True)
    revoked_at = models.DateTimeField("dicabut pada", null=True, blank=True)

    objects = ConfirmationLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "tautan konfirmasi"
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="innovations_confirmationlink_used_or_revoked",
                violation_error_message="Tautan yang sudah dipakai tidak dapat dicabut.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")),
                name="innovations_confirmationlink_expires_later",
                violation_error_message="Tautan harus berlaku setelah dibuat.",
            ),
        ]

    def __str__(self) -> str:
        return f"tautan {self.pk}"


class Confirmation(models.Model):
    """What an adopter said about a replication: that it runs since a day, or that it does not.

    Kept as it was said, with a hash over all of it. No network address is kept.
    """

    class Answer(models.TextChoices):
        RUNS = "menerapkan", "Menerapkan"
        DOES_NOT = "tidak_menerapkan", "Tidak menerapkan"

    replication = models.ForeignKey(
        Replication, models.PROTECT, related_name="confirmations", verbose_name="replikasi"
    )
    answer = models.CharField("jawaban", max_length=20, choices=Answer)
    # Through exactly one of two doors: a link, or an account of the adopting unit.
    link = models.OneToOneField(
        ConfirmationLink,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmation",
        verbose_name="tautan",
    )
    given_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diberikan oleh"
    )
    name = models.CharField("nama", max_length=120)
    function = models.CharField("jabatan", max_length=160)
    agency = models.CharField("instansi", max_length=200)
    running_since = models.DateField("berjalan sejak", null=True, blank=True)
    only_year_known = models.BooleanField("hanya tahun yang diketahui", default=False)
    changed = models.TextField("yang berubah", max_length=2000, blank=True)
    reason = models.TextField("alasan", max_length=2000, blank=True)
    letter = models.ForeignKey(
        EvidenceVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="surat",
    )
    given_at = models.DateTimeField("diberikan pada", default=timezone.now)
    # Over everything above as canonical text (innovations.sealing).
    sha256 = models.CharField("SHA-256 isi", max_length=64)
    # Of the code with which whoever confirmed by link may take it back.
    withdrawal_sha256 = models.CharField("SHA-256 kode pencabutan", max_length=64, blank=True)
    withdrawn_at = models.DateTimeField("dicabut pada", null=True, blank=True)
    withdrawn_reason = models.TextField("alasan pencabutan", max_length=2000, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "konfirmasi"
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False, given_by__isnull=True)
                | Q(link__isnull=True, given_by__isnull=False),
                name="innovations_confirmation_one_door",
                violation_error_message="Konfirmasi datang lewat tautan atau lewat akun.",
            ),
            models.CheckConstraint(
                condition=Q(answer="menerapkan", running_since__isnull=False, reason="")
                & ~Q(changed="")
                | Q(answer="tidak_menerapkan", running_since__isnull=True, letter__isnull=True)
                & ~Q(reason=""),
                name="innovations_confirmation_answer_is_whole",
                violation_error_message="Jawaban memerlukan tanggal dan perubahannya, atau alasan.",
            ),
            models.CheckConstraint(
                condition=~Q(link__isnull=False, answer="menerapkan", letter__isnull=True),
                name="innovations_confirmation_letter_with_link",
                violation_error_message="Konfirmasi lewat tautan memerlukan surat.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="innovations_confirmation_withdrawn_with_reason",
                violation_error_message="Pencabutan konfirmasi memerlukan alasan.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(function="") & ~Q(agency=""),
                name="innovations_confirmation_says_who",
                violation_error_message="Konfirmasi menyebut nama, jabatan, dan instansi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.agency}"

    @property
    def reference(self) -> str:
        """What both sides can name it by: short, and telling nothing."""
        return f"KR-{self.pk:05d}-{self.sha256[:6].upper()}"
