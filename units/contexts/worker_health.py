"""Whether the background worker is there, what waits for it, and what it could not do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from units.contexts.health_lines import Line
from zi_portal.lib.dates import format_moment, time_ago
from zi_portal.lib.numbers import format_count
from zi_portal.models import RecurringDuty
from zi_portal.tasks import is_in_our_database
from zi_portal.worker import signs
from zi_portal.worker.queue import state_of_queue


# Packets of large offices take minutes; what waits longer than that waits for nobody.
WAITS_LONG = dt.timedelta(minutes=15)
FAILED_WITHIN = dt.timedelta(days=1)
LABEL = "Pekerja latar"


def worker_lines() -> Iterable[Line]:
    """Three queries at most."""
    yield alive_line()
    if is_in_our_database():
        yield from queue_lines()
    failed = RecurringDuty.objects.exclude(failure="").order_by("name")
    names = [f"{name} ({failure})" for name, failure in failed.values_list("name", "failure")]
    if names:
        gap = (
            f"{'; '.join(names)}. Dicoba lagi dengan sendirinya; bila menetap, periksa log server."
        )
        yield Line("warn", "Tugas berkala yang gagal", format_count(len(names)), gap)


def alive_line() -> Line:
    alive, seen_at = signs.last_seen()
    if alive and seen_at:
        value = "berjalan" if alive == 1 else f"{alive} berjalan"
        return Line("yes", LABEL, value, f"Tanda hidup terakhir {time_ago(seen_at)}.")
    since = (
        f"Terakhir terlihat {time_ago(seen_at)} ({format_moment(seen_at)})."
        if seen_at
        else "Belum pernah terlihat."
    )
    return Line(
        "no",
        LABEL,
        "tidak berjalan",
        f"{since} Paket, PDF, pemindaian, dan pembersihan harian menunggu. Jalankan portal dengan"
        " zi.py run, atau nyalakan kembali perintah kerjakan di server.",
    )


def queue_lines() -> Iterable[Line]:
    now = timezone.now()
    queue = state_of_queue(now - FAILED_WITHIN)
    label, waiting = "Pekerjaan yang menunggu", format_count(queue.waiting)
    if queue.oldest_at is None:
        yield Line("yes", label, "tidak ada")
    elif now - queue.oldest_at > WAITS_LONG:
        gap = f"Yang terlama masuk {time_ago(queue.oldest_at)}. Periksa pekerja latar dan lognya."
        yield Line("warn", label, waiting, gap)
    else:
        yield Line("none", label, waiting, f"Yang terlama masuk {time_ago(queue.oldest_at)}.")
    done = queue.last_done_at
    value = time_ago(done) if done else "belum ada"
    yield Line("none", "Pekerjaan terakhir selesai", value, format_moment(done) if done else "")
    if queue.failed:
        gap = "Terhenti karena kesalahan di portal; sebabnya ada di log server."
        yield Line("warn", "Pekerjaan yang gagal sehari ini", format_count(queue.failed), gap)
