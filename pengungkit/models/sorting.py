from __future__ import annotations

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from units.models import Unit, User


class Sorting(models.Model):
    """One act by which a person said of documents what they are and prove; undone as one."""

    UNDO_HOURS = 24

    uuid = models.UUIDField("kode", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sortings", verbose_name="unit")
    author = models.ForeignKey(
        User, models.PROTECT, related_name="sortings", verbose_name="pemilah"
    )
    made_at = models.DateTimeField("dipilah pada", auto_now_add=True)
    # What was done, as a sentence for the person who may take it back.
    summary = models.CharField("ringkasan", max_length=300)
    # Per evidence pk: "before" and "after" of the fields that changed, and the pks of answers
    # "attached" and "detached".
    changes = models.JSONField("perubahan", default=dict, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField("dibatalkan pada", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "pemilahan"
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=F("made_at")),
                name="pengungkit_sorting_undone_after_made",
                violation_error_message="Pemilahan tidak dapat dibatalkan sebelum dilakukan.",
            ),
        ]

    def __str__(self) -> str:
        return f"pemilahan {self.uuid}"
