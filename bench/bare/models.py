from __future__ import annotations

from django.db import models


class Note(models.Model):
    """One line of text somebody sent."""

    text = models.TextField("teks")
    made_at = models.DateTimeField("dibuat pada", auto_now_add=True)

    class Meta:
        app_label = "bare"
        verbose_name = "catatan"

    def __str__(self) -> str:
        return self.text
