"""Whether the system itself is well: backups, database, disk, worker, accounts; a line each."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Q, Sum
from django.utils import timezone

from units.backups import notes
from units.backups.engines import engine_for
from units.backups.kept_files import NAMED_BY
from units.contexts.health_lines import Line, Section
from units.contexts.worker_health import worker_lines
from units.models import User
from zi_portal.lib import clamd
from zi_portal.lib.dates import format_moment, relative_day
from zi_portal.lib.numbers import format_count, format_percent, format_size


# A monthly drill with some days to spare.
PROOF_LASTS = dt.timedelta(days=35)
BACKUP_LASTS = dt.timedelta(hours=48)
SPACE_LOW, SPACE_SHORT = 5_000_000_000, 1_000_000_000  # bytes
SHARE_LOW = 0.1
# Every kept file should have been read again within this time.
WHOLE_LASTS = dt.timedelta(days=30)
MOST_NAMED = 5
# The model of kept files, by name only: it belongs to an app above.
CHECKED = ("pengungkit", "EvidenceVersion")
SCANNED_WITHIN = dt.timedelta(days=1)
# Signatures older than that miss what is going around.
DATABASE_LASTS = dt.timedelta(days=7)
# SQLite can lose a commit when two processes reset its log at once: from 3.7.0 until 3.51.3, but
# for the branches that got the repair early.
SQLITE_FLAW_SINCE, SQLITE_FLAW_ENDED = (3, 7, 0), (3, 51, 3)
SQLITE_REPAIRED = ((3, 44, 6), (3, 50, 7))


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict in one sentence, then every line by section."""

    headline: str
    tone: str
    sections: tuple[Section, ...]

    @property
    def wanting(self) -> list[str]:
        """Labels of what is not well, the urgent ones first."""
        lines = [line for section in self.sections for line in section.lines]
        return [line.label for state in ("no", "warn") for line in lines if line.state == state]


def system_health() -> Health:
    """Look at everything now; twelve queries at most."""
    sections = (
        Section("Cadangan", tuple(backup_lines())),
        Section("Basis data", tuple(database_lines())),
        Section("Penyimpanan", tuple(storage_lines())),
        Section("Pekerja latar", tuple(worker_lines())),
        Section("Pemindai virus", tuple(scanner_lines())),
        Section("Akun", (demo_line(),)),
    )
    states = [line.state for section in sections for line in section.lines]
    urgent, watched = states.count("no"), states.count("warn")
    if urgent:
        also = f" {watched} lagi perlu diperhatikan." if watched else ""
        return Health(f"{urgent} hal harus ditangani.{also}", "error", sections)
    if watched:
        return Health(f"Berjalan, tetapi {watched} hal perlu diperhatikan.", "warning", sections)
    return Health("Semuanya baik.", "success", sections)


# --- Backups -------------------------------------------------------------------------------------


def backup_lines() -> Iterable[Line]:
    made, proven = notes.last_made(), notes.last_proven()
    yield made_line(made)
    if made and made.damaged:
        gap = "Jalankan periksa_berkas, lalu pulihkan_berkas."
        yield Line("no", "Berkas bukti rusak", format_count(made.damaged), gap)
    yield proof_line(proven)
    yield from failure_lines(
        notes.BACKUP, "Pencadangan terakhir gagal", made.made_at if made else None
    )
    yield from failure_lines(
        notes.DRILL, "Latihan pemulihan terakhir gagal", proven.proven_at if proven else None
    )


def failure_lines(attempt: str, label: str, success: dt.datetime | None) -> Iterable[Line]:
    """The last failure, unless it went well since."""
    failed = notes.last_failed(attempt)
    if failed and (success is None or failed.at > success):
        gap = f"{format_moment(failed.at)}: {failed.sentence}"
        yield Line("no", label, relative_day(failed.at), gap)


def made_line(made: notes.Made | None) -> Line:
    label = "Cadangan terakhir"
    if made is None:
        gap = "Jadwalkan perintah cadangkan setiap malam, ke disk atau komputer lain."
        return Line("no", label, "belum pernah", gap)
    value = relative_day(made.made_at)
    what = (
        f"{format_moment(made.made_at)}: {format_count(made.files)} berkas, seluruhnya"
        f" {format_size(made.size)}."
    )
    if timezone.now() - made.made_at > BACKUP_LASTS:
        gap = f"{what} Sudah lebih dari dua hari; periksa jadwal pencadangan."
        return Line("warn", label, value, gap)
    if made.same_disk:
        gap = f"{what} Letaknya di disk yang sama dengan portal; salin ke disk atau komputer lain."
        return Line("warn", label, value, gap)
    return Line("yes", label, value, what)


def proof_line(proven: notes.Proven | None) -> Line:
    """How old the newest state is to which a return has been proven."""
    label = "Cadangan terakhir yang terbukti"
    if proven is None:
        gap = "Jalankan pulihkan --latihan pada folder cadangan, dan jadwalkan setiap bulan."
        return Line("no", label, "belum pernah", gap)
    value = relative_day(proven.made_at)
    tried = f"Dibuat {format_moment(proven.made_at)}, diuji {relative_day(proven.proven_at)}."
    if timezone.now() - proven.made_at > PROOF_LASTS:
        gap = f"{tried} Lebih dari {PROOF_LASTS.days} hari; jalankan pulihkan --latihan sekarang."
        return Line("no", label, value, gap)
    return Line("yes", label, value, tried)


# --- Database ------------------------------------------------------------------------------------


def database_lines() -> Iterable[Line]:
    engine = engine_for()
    version = engine.version()
    yield engine_line(engine.label, version)
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        gap = "Hentikan portal lalu jalankan lagi; perubahan diterapkan saat mulai."
        yield Line("no", "Perubahan basis data yang belum diterapkan", format_count(pending), gap)
    else:
        yield Line("yes", "Perubahan basis data yang belum diterapkan", "tidak ada")
    yield Line("none", "Ukuran basis data", format_size(engine.size()))


def engine_line(label: str, version: str) -> Line:
    if label == "SQLite" and has_sqlite_flaw(version):
        gap = (
            "Versi SQLite ini mengandung cacat langka yang dapat merusak data bila beberapa proses"
            " menulis bersamaan. Untuk kantor yang ramai pakai PostgreSQL, atau SQLite 3.51.3 ke"
            " atas."
        )
        return Line("warn", "Jenis basis data", f"{label} {version}", gap)
    return Line("yes", "Jenis basis data", f"{label} {version}")


def has_sqlite_flaw(version: str) -> bool:
    """Whether this SQLite has the log-reset flaw; the portal always runs several processes."""
    number = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    if any(number[:2] == one[:2] and number >= one for one in SQLITE_REPAIRED):
        return False
    return SQLITE_FLAW_SINCE <= number < SQLITE_FLAW_ENDED


# --- Disk ----------------------------------------------------------------------------------------


def storage_lines() -> Iterable[Line]:
    yield space_line(Path(settings.DATA_DIR))
    files = size = 0
    for app, name, destroyed in NAMED_BY:
        rows = apps.get_model(app, name)._default_manager.order_by().values("sha256", "size")
        rows = rows.filter(**{destroyed: None}) if destroyed else rows
        totals = rows.distinct().aggregate(files=Count("sha256"), size=Sum("size"))
        files, size = files + totals["files"], size + (totals["size"] or 0)
    yield Line("none", "Berkas bukti", f"{format_count(files)} berkas, {format_size(size)}")
    yield from proven_lines(files)


def proven_lines(files: int) -> Iterable[Line]:
    """How many kept files were lately read and found whole, and which are damaged."""
    kept = apps.get_model(*CHECKED)._default_manager.order_by().filter(destruction=None)
    since = timezone.now() - WHOLE_LASTS
    proven = kept.filter(damaged_at=None, proven_at__gt=since)
    count = proven.aggregate(files=Count("sha256", distinct=True))["files"]
    hashes = kept.exclude(damaged_at=None).values_list("sha256", flat=True).distinct()
    damaged = list(hashes[: MOST_NAMED + 1])
    label = f"Berkas yang terbukti utuh dalam {WHOLE_LASTS.days} hari"
    value = f"{format_count(count)} dari {format_count(files)}"
    if damaged:
        more = " dan lainnya" if len(damaged) > MOST_NAMED else ""
        some = ", ".join(sha256[:12] for sha256 in damaged[:MOST_NAMED])
        gap = f"Yang rusak: {some}{more}. Jalankan pulihkan_berkas dengan folder cadangan."
        yield Line("no", label, value, gap)
    elif count < files:
        yield Line(
            "warn",
            label,
            value,
            "Portal memeriksanya sedikit demi sedikit tiap hari; pastikan kerjakan berjalan.",
        )
    else:
        yield Line("yes", label, value)


def space_line(folder: Path) -> Line:
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    value = f"{format_size(usage.free)} ({format_percent(share * 100, 0)})"
    if usage.free < SPACE_SHORT:
        gap = "Bila habis, unggahan dan simpanan ditolak. Kosongkan atau perbesar disk sekarang."
        return Line("no", "Ruang disk kosong", value, gap)
    if usage.free < SPACE_LOW or share < SHARE_LOW:
        return Line("warn", "Ruang disk kosong", value, "Rencanakan disk yang lebih besar.")
    return Line("yes", "Ruang disk kosong", value)


# --- Virus scanner -------------------------------------------------------------------------------


def scanner_lines() -> Iterable[Line]:
    """Whether one is there and knows what is new, and what it has not looked at."""
    yield scanner_line()
    versions = apps.get_model(*CHECKED)._default_manager.order_by().filter(destruction=None)
    since = timezone.now() - SCANNED_WITHIN
    counts = versions.aggregate(
        clean=Count("pk", filter=Q(scan_state="bersih")),
        rejected=Count("pk", filter=Q(scan_state="ditolak")),
        beyond=Count("pk", filter=Q(scan_state="di_luar_batas")),
        waiting=Count("pk", filter=Q(scan_state__in=["belum", "gagal"])),
        late=Count("pk", filter=Q(scan_state__in=["belum", "gagal"], received_at__lt=since)),
    )
    waiting = format_count(counts["waiting"])
    if settings.CLAMD and counts["late"]:
        gap = "Ada yang menunggu lebih dari sehari; periksa pemindai dan pekerja latar."
        yield Line("warn", "Berkas belum dipindai virus", waiting, gap)
    else:
        yield Line("none", "Berkas belum dipindai virus", waiting)
    if settings.CLAMD:
        yield Line("none", "Berkas bersih menurut pemindai", format_count(counts["clean"]))
        yield Line("none", "Berkas di luar batas pemindai", format_count(counts["beyond"]))
    if counts["rejected"]:
        gap = "Disimpan terpisah dan tidak diberikan kepada siapa pun; unitnya sudah diberi tahu."
        yield Line("warn", "Berkas ditolak", format_count(counts["rejected"]), gap)


def scanner_line() -> Line:
    label = "Pemindai virus"
    if not settings.CLAMD:
        gap = "Pasang ClamAV, lalu isi ZI_CLAMD; sampai itu semua berkas belum dipindai virus."
        return Line("no" if settings.PRODUCTION else "none", label, "tidak dipasang", gap)
    try:
        scanner = clamd.ask_version(settings.CLAMD)
    except (clamd.ClamdUnreachableError, clamd.ClamdFailedError):
        gap = f"Tidak ada jawaban di {settings.CLAMD}. Berkas baru menunggu sampai menyala lagi."
        return Line("no", label, "tidak menjawab", gap)
    if scanner.database_of is None or timezone.now() - scanner.database_of > DATABASE_LASTS:
        gap = "Basis data virusnya lebih dari 7 hari; periksa apakah freshclam berjalan."
        return Line("warn", label, str(scanner), gap)
    return Line("yes", label, str(scanner))


# --- Accounts ------------------------------------------------------------------------------------


def demo_line() -> Line:
    count = User.objects.filter(is_demo=True, is_active=True).count()
    if not count:
        return Line("yes", "Akun demo yang aktif", "tidak ada")
    gap = "Kata sandinya tertulis di berkas. Nonaktifkan sebelum portal dipakai sungguhan."
    state = "no" if settings.PRODUCTION else "warn"
    return Line(state, "Akun demo yang aktif", format_count(count), gap)
