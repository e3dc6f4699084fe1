from __future__ import annotations

from django.db import models
from django.utils import timezone

from pengungkit.models import Evidence
from units.models import User


class DocumentUse(models.Model):
    """That a document of a unit's store proves something of this room; who attached it, and when.

    From the document it is reached by the name of the row's kind: `innovationevidence_uses`.
    """

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="%(class)s_uses", verbose_name="bukti"
    )
    attached_at = models.DateTimeField("dipasang pada", default=timezone.now)
    attached_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="dipasang oleh"
    )

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self._meta.label}: {self.evidence_id}"
