"""A ZIP that is brought in, as its pages show it: sent, being read, to look over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, Sum
from django.urls import reverse

from pengungkit.actions.zip_applying import CLOSED
from pengungkit.actions.zip_choices import Meant, Reader, needed_bytes
from pengungkit.contexts.crumbs import Crumb
from pengungkit.contexts.shown_evidence import preview_url
from pengungkit.contexts.uploads import UploadQueue
from pengungkit.models import Evidence, Upload, ZipEntry, ZipImport
from pengungkit.quotas import Room, room_of
from units.models import Unit, User
from units.permissions import rights_of
from zi_portal.lib.dates import format_moment
from zi_portal.lib.numbers import format_count, format_size


PER_PAGE = 40
State = ZipEntry.State
WRONG, WITHOUT = "perlu", "tanpa-butir"
# Tone, icon and word of a state.
LOOKS = {
    State.NEW: ("info", "plus", "Akan masuk"),
    State.KNOWN: ("neutral", "check", "Sudah ada"),
    State.DOUBLE: ("neutral", "copy", "Isinya sama"),
    State.REFUSED: ("error", "x-circle", "Ditolak"),
    State.IGNORED: ("neutral", "minus", "Diabaikan"),
    State.KEPT: ("success", "check-circle", "Masuk"),
    State.FAILED: ("error", "x-circle", "Gagal"),
    State.WAITING: ("neutral", "clock", "Belum dibaca"),
}


def crumbs_of(unit: Unit, here: str = "") -> list[Crumb]:
    store = f"{reverse('pengungkit:evidence_list')}?unit={unit.code}"
    start = f"{reverse('pengungkit:zip_start')}?unit={unit.code}" if here else ""
    crumbs = [
        {"label": "Kotak bukti", "url": store},
        {"label": "Bawa masuk folder", "url": start},
    ]
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs


@dataclass(frozen=True, slots=True)
class PastImport:
    url: str
    name: str
    facts: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """Where a ZIP is sent from, and what came of earlier ones."""

    unit: Unit
    room: Room
    uploads: UploadQueue
    current: ZipImport | None
    past: tuple[PastImport, ...]

    @classmethod
    def of(cls, user: User, unit: Unit) -> StartPage:
        """Three queries: imports, room, unfinished uploads."""
        imports = list(ZipImport.objects.filter(unit=unit).select_related("author")[:20])
        current = next((one for one in imports if one.state in ZipImport.UNDER_WAY), None)
        past = [one for one in imports if one.applied_at]
        return cls(
            unit=unit,
            room=room_of(unit),
            uploads=UploadQueue.of(user, unit, purpose=Upload.Purpose.ZIP),
            current=current,
            past=tuple(
                PastImport(
                    one.get_absolute_url(),
                    one.original_name,
                    f"{one.get_state_display()}, {format_moment(one.applied_at, unit.time_zone)},"
                    f" oleh {one.author.name}",
                )
                for one in past
            ),
        )

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_of(self.unit)

    @property
    def largest(self) -> str:
        return format_size(settings.ZIP_MAX_BYTES)

    @property
    def largest_plain(self) -> str:
        return format_size(settings.EVIDENCE_MAX_BYTES)

    @property
    def most_files(self) -> int:
        return settings.ZIP_MOST_FILES


@dataclass(frozen=True, slots=True)
class WorkPage:
    """How far the portal is with a ZIP; the page looks again by itself."""

    zip_import: ZipImport
    percent: int
    sentence: str
    crumbs: list[Crumb]
    is_own: bool

    @classmethod
    def of(cls, user: User, zip_import: ZipImport) -> WorkPage:
        """One query."""
        reading = zip_import.state == ZipImport.State.READING
        waiting = Q(state=State.WAITING) if reading else Q(is_done=False)
        entries = zip_import.entries.exclude(state=State.IGNORED)
        if not reading:
            entries = entries.filter(wanted=True).exclude(state=State.REFUSED)
        sums = entries.aggregate(
            count=Count("pk"),
            left=Count("pk", filter=waiting),
            bytes=Sum("size"),
            bytes_left=Sum("size", filter=waiting),
        )
        total, left = sums["count"], sums["left"]
        size, size_left = sums["bytes"] or 0, sums["bytes_left"] or 0
        verb = "dibaca" if reading else "dimasukkan"
        words = f"{format_count(total - left)} dari {format_count(total)} berkas {verb}."
        return cls(
            zip_import=zip_import,
            percent=100 * (size - size_left) // size if size else 0,
            sentence=words if total else "Menunggu giliran. Daftar isinya segera dibaca.",
            crumbs=crumbs_of(zip_import.unit, zip_import.original_name),
            is_own=zip_import.author_id == user.pk,
        )

    @property
    def reading(self) -> bool:
        return self.zip_import.state == ZipImport.State.READING


@dataclass(frozen=True, slots=True)
class Line:
    """One file: where it lay, what it is taken for, what is wrong with that."""

    entry: ZipEntry
    meant: Meant
    # Said above the first line of a folder.
    folder: str
    evidence_url: str

    @property
    def look(self) -> tuple[str, str, str]:
        return LOOKS[State(self.entry.state)]

    @property
    def usable(self) -> bool:
        return self.entry.state in ZipEntry.USABLE

    @property
    def facts(self) -> str:
        return format_size(self.entry.size)

    @property
    def reason(self) -> str:
        if self.entry.state == State.DOUBLE and self.entry.reason != CLOSED:
            return f"Sama persis dengan {self.entry.reason}; disimpan sekali."
        return self.entry.reason

    @property
    def guessed(self) -> str:
        """What was guessed, in words; empty when a person has said it all."""
        labels = {
            "codes_text": "butir", "kind": "jenis", "title": "judul", "number": "nomor",
            "date_text": "tanggal",
        }  # fmt: skip
        known = [word for name, word in labels.items() if self.entry.guessed.get(name)]
        return ", ".join(known)

    @property
    def candidates(self) -> str:
        return " atau ".join(self.entry.candidates[:4])

    @property
    def attached(self) -> str:
        return ", ".join(self.entry.attached)


@dataclass(frozen=True, slots=True)
class Chip:
    value: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Everything in a ZIP before any of it is kept."""

    zip_import: ZipImport
    lines: tuple[Line, ...]
    page: Page
    chips: tuple[Chip, ...]
    filter: str
    wanted: int
    wrong: int
    needed: int
    room: Room
    items: dict[str, str]
    is_own: bool

    @classmethod
    def of(cls, user: User, zip_import: ZipImport, asked: str, number: str) -> PreviewPage:
        """Three queries: all entries briefly, one page of them whole, room."""
        reader = Reader(zip_import.assessment, zip_import.unit, rights_of(user))
        entries = list(
            zip_import.entries.only(
                # The key of the import too, or it would be asked for entry by entry.
                "zip_import",
                "position",
                "size",
                "state",
                "sha256",
                "wanted",
                "codes_text",
                "date_text",
            )
        )
        groups = {entry.pk: groups_of(entry, reader) for entry in entries}
        counts = Counter(group for found in groups.values() for group in found)
        chosen = asked if asked in CHIPS else ""
        keys = [entry.pk for entry in entries if chosen in groups[entry.pk]]
        page = Paginator(keys, PER_PAGE).get_page(number)
        room = room_of(zip_import.unit)
        return cls(
            zip_import=zip_import,
            lines=lines_of(zip_import, list(page), reader),
            page=page,
            chips=tuple(
                Chip(value, label, counts[value], value == chosen)
                for value, label in CHIPS.items()
                if counts[value] or value == chosen
            ),
            filter=chosen,
            wanted=sum(1 for one in entries if one.wanted and one.state in ZipEntry.USABLE),
            wrong=counts[WRONG],
            needed=needed_bytes(entries),
            # The ZIP's own room is what its files move into.
            room=Room(room.used - zip_import.reserved, room.limit),
            items=reader.target.items,
            is_own=zip_import.author_id == user.pk,
        )

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_of(self.zip_import.unit, self.zip_import.original_name)

    @property
    def summary(self) -> str:
        """ "Menerima 29 berkas, 4 ditolak, 4 diabaikan"."""
        words = {State.NEW: "akan masuk", State.KNOWN: "sudah ada", State.DOUBLE: "isinya sama",
                 State.REFUSED: "ditolak", State.IGNORED: "diabaikan"}  # fmt: skip
        counts = {chip.value: chip.count for chip in self.chips}
        parts = [f"{format_count(counts[s])} {word}" for s, word in words.items() if counts.get(s)]
        return ", ".join(parts)

    @property
    def room_words(self) -> str:
        return f"Perlu {format_size(self.needed)}, tersedia {format_size(self.room.free)}."

    @property
    def fits(self) -> bool:
        return self.needed <= self.room.free

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return list(Evidence.Kind.choices)

    @property
    def numbers(self) -> list[int]:
        """Pages to go to: the first, the last, and those around."""
        last, here = self.page.paginator.num_pages, self.page.number
        near = {1, last, *range(max(1, here - 2), min(last, here + 2) + 1)}
        return sorted(near) if last > 1 else []


CHIPS = {
    "": "Semua",
    State.NEW: "Akan masuk",
    State.KNOWN: "Sudah ada",
    State.DOUBLE: "Isinya sama",
    WITHOUT: "Tanpa butir",
    WRONG: "Perlu diperbaiki",
    State.REFUSED: "Ditolak",
    State.IGNORED: "Diabaikan",
    State.KEPT: "Masuk",
    State.FAILED: "Gagal",
}


def groups_of(entry: ZipEntry, reader: Reader) -> set[str]:
    """Under which filters a file is found."""
    groups = {"", str(entry.state)}
    if entry.state in ZipEntry.USABLE and entry.wanted:
        if not entry.codes_text.strip():
            groups.add(WITHOUT)
        if reader.meant(entry.codes_text, entry.date_text).problems:
            groups.add(WRONG)
    return groups


def lines_of(zip_import: ZipImport, keys: Sequence[int], reader: Reader) -> tuple[Line, ...]:
    lines, folder = [], None
    for entry in zip_import.entries.filter(pk__in=keys).select_related("evidence"):
        first = entry.folder if entry.folder != folder else ""
        folder = entry.folder
        url = preview_url(entry.evidence, 0) if entry.evidence else ""
        meant = reader.meant(entry.codes_text, entry.date_text)
        lines.append(Line(entry, meant, first, url))
    return tuple(lines)
