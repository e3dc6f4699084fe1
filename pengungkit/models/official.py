from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pengungkit.instruments import Item
from pengungkit.models.instruments import InstrumentVersion
from pengungkit.official.places import Places
from pengungkit.official.wording import SILENT, ItemWording, wordings_from_json
from units.models import User


class OfficialForm(models.Model):
    """The official workbook of one year as it was handed out, with what was found in it.

    Neither file nor findings ever change; which form is in use stands at the instrument version.
    """

    # No number, so that what is kept in memory by it can never be another form's.
    uuid = models.UUIDField("kode", primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(
        InstrumentVersion,
        models.PROTECT,
        related_name="official_forms",
        verbose_name="versi instrumen",
    )
    name = models.CharField("nama", max_length=120)
    file_name = models.CharField("nama berkas", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("ukuran")
    places_found = models.JSONField("letak")
    wordings_found = models.JSONField("bunyi")
    findings = models.JSONField("temuan")
    received_at = models.DateTimeField("diterima pada", default=timezone.now)
    received_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="diterima dari"
    )
    used_at = models.DateTimeField("mulai dipakai pada", null=True, blank=True)
    used_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dipakai oleh"
    )

    class Meta:
        ordering = ["-received_at", "name"]
        verbose_name = "templat formulir resmi"
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="pengungkit_officialform_use_has_person",
                violation_error_message="Templat yang dipakai harus punya tanggal dan pemakainya.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pengungkit:official_form", args=[self.uuid])

    @property
    def places(self) -> Places:
        return Places.from_json(self.places_found)

    @property
    def wordings(self) -> dict[str, ItemWording]:
        return wordings_from_json(self.wordings_found)


@lru_cache(maxsize=8)
def _worded(form: uuid.UUID) -> Mapping[str, ItemWording]:
    return OfficialForm.objects.only("wordings_found").get(pk=form).wordings


def wordings_of(version: InstrumentVersion) -> Mapping[str, ItemWording]:
    """The official words by item code; read once per process and form, not once per request."""
    form = version.official_form_id
    return _worded(form) if form is not None else {}


def wording_for(version: InstrumentVersion, item: Item) -> ItemWording:
    """The official words for one item; silent where no form in use has any."""
    return wordings_of(version).get(item.code, SILENT)
