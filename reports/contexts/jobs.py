"""Jobs in words: the list of one's own, one of them step by step, and a line for other pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pengungkit.contexts.crumbs import Crumb
from reports.jobs.kinds import KINDS
from reports.models import Job
from reports.models.jobs import JobQuerySet
from units.models import User
from units.permissions import Rights, rights_of
from zi_portal.lib.dates import format_clock, format_date_long, format_moment
from zi_portal.lib.numbers import format_count, format_size


PER_PAGE = 20
NOTICED_FOR = dt.timedelta(days=1)
MOST_NOTICED = 3
# A job that nobody has taken for so long needs an explanation.
LONG_WAIT = dt.timedelta(minutes=2)
State = Job.State
TONES: dict[str, tuple[str, str]] = {
    State.WAITING: ("info", "clock"),
    State.RUNNING: ("info", "clock"),
    State.DONE: ("success", "check"),
    State.FAILED: ("error", "alert"),
    State.CANCELLED: ("neutral", "circle"),
    State.EXPIRED: ("neutral", "circle"),
}
NOT_TAKEN = (
    "Belum ada yang mengerjakan. Mungkin pekerjaan orang lain lebih dahulu, atau portal baru saja"
    " dinyalakan. Bila tetap begini, beri tahu admin."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job: `look` is done, now, missed or ahead."""

    label: str
    when: str
    look: str


@dataclass(frozen=True, slots=True)
class ShownJob:
    """One job as people see it at a moment."""

    job: Job
    now: dt.datetime

    @property
    def label(self) -> str:
        kind = KINDS.get(self.job.kind)
        return kind.label if kind else self.job.kind

    @property
    def about(self) -> str:
        year = f", {self.job.assessment.year}" if self.job.assessment else ""
        return f"{self.job.unit.short_name}{year}"

    @property
    def state(self) -> str:
        """Its state now; a file past its time is gone, also before the sweep came by."""
        over = self.job.state == State.DONE and self.job.is_over(self.now)
        return State.EXPIRED if over else self.job.state

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def tone(self) -> str:
        return TONES[self.state][0]

    @property
    def text_class(self) -> str:
        return f"text-{self.tone}" if self.tone in ("success", "error") else ""

    @property
    def icon(self) -> str:
        return TONES[self.state][1]

    @property
    def is_ready(self) -> bool:
        return self.state == State.DONE

    @property
    def is_unfinished(self) -> bool:
        return self.job.is_unfinished

    @property
    def can_be_repeated(self) -> bool:
        kind = KINDS.get(self.job.kind)
        if kind is None or self.job.is_unfinished:
            return False
        return self.state != State.DONE or not kind.is_final(self.job)

    @property
    def url(self) -> str:
        return self.job.get_absolute_url()

    @property
    def crumbs(self) -> list[Crumb]:
        own = {"label": "Pekerjaan saya", "url": reverse("reports:job_list")}
        return [own, {"label": self.label, "url": ""}]

    @property
    def download_url(self) -> str:
        return reverse("reports:job_download", args=[self.job.uuid])

    @property
    def sentence(self) -> str:
        """What is going on, in one sentence; the part that is read aloud when it changes."""
        return {
            State.WAITING: "Menunggu giliran.",
            State.RUNNING: "Sedang dibuat. Halaman ini boleh ditutup; hasilnya tetap tersimpan.",
            State.DONE: "Selesai, tetapi tidak lengkap. Berkas siap diunduh."
            if self.left_out
            else "Selesai. Berkas siap diunduh.",
            State.FAILED: "Gagal dibuat.",
            State.CANCELLED: "Dibatalkan. Tidak ada berkas yang dibuat.",
            State.EXPIRED: "Masa simpannya habis, jadi berkasnya sudah dihapus.",
        }[State(self.state)]

    @property
    def hint(self) -> str:
        """Why it takes so long, or what went wrong and what to do."""
        if self.state == State.WAITING and self.now - self.job.asked_at > LONG_WAIT:
            return NOT_TAKEN
        return self.job.error

    @property
    def has_measure(self) -> bool:
        return self.state == State.RUNNING and self.job.total > 0

    @property
    def measure(self) -> str:
        """ "Menulis baris bukti: 120 dari 400"."""
        if not self.has_measure:
            return ""
        count = f"{format_count(self.job.done)} dari {format_count(self.job.total)}"
        return f"{self.job.doing}: {count}" if self.job.doing else count

    @property
    def facts(self) -> str:
        """The line below the name in a list."""
        asked = format_moment(self.job.asked_at, self.job.unit.time_zone)
        return " · ".join([self.about, f"diminta {asked}", *filter(None, [self.measure])])

    @property
    def file_facts(self) -> str:
        """ "Daftar bukti.xlsx · 15 kB · disimpan sampai 3 Desember 2026"."""
        if not self.is_ready:
            return ""
        until = format_date_long(self.job.expires_at, self.job.unit.time_zone)
        size = format_size(self.job.result_size)
        return f"{self.job.result_name} · {size} · disimpan sampai {until}"

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """What the file was to hold and does not, with the reason."""
        return sorted(self.job.left_out.items()) if self.is_ready else []

    @property
    def mark(self) -> str:
        """The kind of file in a few letters, such as XLSX."""
        kind = KINDS.get(self.job.kind)
        return kind.mark if kind else ""

    @property
    def steps(self) -> list[Step]:
        """Asked for, begun, ended; what never was is left out."""
        zone, job = self.job.unit.time_zone, self.job
        steps = [Step("Diminta", format_moment(job.asked_at, zone), "done")]
        if job.started_at:
            again = f" (percobaan ke-{job.attempts})" if job.attempts > 1 else ""
            label = f"{'Sedang' if job.is_unfinished else 'Mulai'} dibuat{again}"
            look = "now" if job.is_unfinished else "done"
            steps.append(Step(label, format_clock(job.started_at, zone), look))
        elif job.is_unfinished:
            steps.append(Step("Menunggu giliran", "", "now"))
        if job.is_unfinished:
            return [*steps, Step("Siap diunduh", "", "ahead")]
        look = "done" if job.state in Job.WITH_RESULT else "missed"
        label = "Siap diunduh" if job.state in Job.WITH_RESULT else self.state_label
        steps.append(Step(label, format_moment(job.ended_at, zone), look))
        if self.state == State.EXPIRED:
            steps.append(Step("Dihapus", format_moment(job.expires_at, zone), "missed"))
        return steps

    @property
    def details(self) -> list[tuple[str, str]]:
        """What was asked for."""
        kind = KINDS.get(self.job.kind)
        pairs = [("Berkas", self.label), ("Unit", self.job.unit.name)]
        if self.job.assessment:
            pairs.append(("Penilaian", str(self.job.assessment.year)))
        pairs += kind.details(self.job.parameters) if kind else []
        return pairs


@dataclass(frozen=True, slots=True)
class JobList:
    """One page of one's own jobs, newest first."""

    lines: tuple[ShownJob, ...]
    page: Page

    @classmethod
    def of(cls, user: User, page: str) -> JobList:
        """Two queries: how many, and this page."""
        found = _own(user).select_related("unit", "assessment")
        shown = Paginator(found, PER_PAGE).get_page(page)
        now = timezone.now()
        return cls(tuple(ShownJob(job, now) for job in shown), shown)

    @property
    def moves(self) -> bool:
        return any(line.is_unfinished for line in self.lines)


def _own(user: User) -> JobQuerySet:
    return Job.objects.visible_to(user, rights_of(user))


def shown(job: Job) -> ShownJob:
    return ShownJob(job, timezone.now())


def noticed_jobs(user: User, rights: Rights) -> list[ShownJob]:
    """For the home page, one query: what is being made, and what came of it but was not fetched."""
    now = timezone.now()
    lately = Q(ended_at__gt=now - NOTICED_FOR)
    waiting = Q(state=State.DONE, expires_at__gt=now, fetched_at=None)
    wanted = Q(state__in=Job.UNFINISHED) | lately & (waiting | Q(state=State.FAILED))
    found = Job.objects.visible_to(user, rights).filter(wanted)
    jobs = found.select_related("unit", "assessment")[:MOST_NOTICED]
    return [ShownJob(job, now) for job in jobs]


def latest_job(user: User, *kinds: str, unit_code: str) -> ShownJob | None:
    """For the page that asks: the newest of these kinds, if it still means something."""
    now = timezone.now()
    found = (
        _own(user).filter(kind__in=kinds, unit__code=unit_code).exclude(state__in=[State.CANCELLED])
    )
    job = found.select_related("unit", "assessment").first()
    one = ShownJob(job, now) if job else None
    return one if one and one.state != State.EXPIRED else None
