from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """One thing somebody did, chained by hash to the event before it.

    It holds no foreign keys, so it outlives what it describes; triggers in the database refuse
    to change or delete a row.
    """

    at = models.DateTimeField("waktu")
    actor = models.CharField("pelaku", max_length=60)
    actor_name = models.CharField("nama pelaku", max_length=150)
    action = models.CharField("tindakan", max_length=60)
    target = models.CharField("sasaran", max_length=100)
    unit = models.CharField("kode unit", max_length=60, blank=True)
    data = models.JSONField("rincian", default=dict)
    previous_hash = models.CharField("hash sebelumnya", max_length=64, unique=True)
    hash = models.CharField("hash", max_length=64, unique=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "jejak"
        indexes = [
            models.Index(fields=["target", "id"], name="units_audit_target"),
            models.Index(fields=["unit", "id"], name="units_audit_unit"),
            models.Index(fields=["actor", "id"], name="units_audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.target}"
