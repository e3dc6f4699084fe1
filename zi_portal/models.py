"""What the background worker must remember: who runs which task, and what is due when."""

from __future__ import annotations

from django.db import models


class TaskLease(models.Model):
    """One task that a worker is running right now, and until when it is believed to live."""

    # The id of the row in the queue, which is the library's and no key of ours.
    task = models.UUIDField("tugas", primary_key=True)
    holder = models.CharField("pemegang", max_length=64)
    until = models.DateTimeField("sampai")

    class Meta:
        verbose_name = "tugas yang sedang dikerjakan"

    def __str__(self) -> str:
        return f"{self.task} ({self.holder})"


class WorkerSign(models.Model):
    """One worker, and when it last said that it is there."""

    name = models.CharField("nama", max_length=64, primary_key=True)
    seen_at = models.DateTimeField("terakhir terlihat")
    stopped_at = models.DateTimeField("berhenti", null=True)

    class Meta:
        verbose_name = "tanda hidup pekerja latar"

    def __str__(self) -> str:
        return self.name


class RecurringDuty(models.Model):
    """One duty that returns, such as a daily sweep, and when it is due next."""

    name = models.CharField("nama", max_length=60, primary_key=True)
    due_at = models.DateTimeField("jatuh tempo")
    begun_at = models.DateTimeField("terakhir dimulai", null=True)
    ended_at = models.DateTimeField("terakhir selesai", null=True)
    failure = models.CharField("kegagalan terakhir", max_length=200, blank=True)

    class Meta:
        verbose_name = "tugas berkala"

    def __str__(self) -> str:
        return self.name
