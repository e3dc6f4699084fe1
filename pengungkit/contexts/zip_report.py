"""What became of a ZIP that was applied: file by file, and whether it can be taken back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from pengungkit.actions.zip_applying import not_undoable
from pengungkit.actions.zip_choices import Meant
from pengungkit.contexts.crumbs import Crumb
from pengungkit.contexts.zip_import import CHIPS, PER_PAGE, Chip, Line, State, crumbs_of
from pengungkit.models import ZipEntry, ZipImport
from units.models import User
from zi_portal.lib.numbers import format_count


NOT_CHOSEN = "Tidak dipilih"


def entries_shown(zip_import: ZipImport, asked: str) -> tuple[str, QuerySet[ZipEntry]]:
    """The state that is asked for, "" for all, and the files in it with their documents."""
    chosen = asked if asked in CHIPS else ""
    entries = zip_import.entries.filter(state=chosen) if chosen else zip_import.entries.all()
    return chosen, entries.select_related("evidence")


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What became of every file, and whether it can be taken back."""

    zip_import: ZipImport
    lines: tuple[Line, ...]
    page: Page
    chips: tuple[Chip, ...]
    summary: str
    undoable: bool
    attached: int
    is_own: bool

    @classmethod
    def of(cls, user: User, zip_import: ZipImport, asked: str, number: str) -> ReportPage:
        """Three queries: states, number found, and one page."""
        rows = list(zip_import.entries.values_list("state", "wanted", "attached"))
        counts = Counter(state for state, _, _ in rows)
        attached = sum(len(codes) for _, _, codes in rows)
        chosen, entries = entries_shown(zip_import, asked)
        page = Paginator(entries, PER_PAGE).get_page(number)
        lines, folder = [], None
        for entry in page:
            first = entry.folder if entry.folder != folder else ""
            folder = entry.folder
            url = entry.evidence.get_absolute_url() if entry.evidence else ""
            lines.append(Line(entry, Meant(), first, url))
        skipped = sum(1 for state, wanted, _ in rows if state == State.NEW and not wanted)
        words = [
            f"{format_count(counts[state])} {word}"
            for state, word in (
                (State.KEPT, "berkas masuk"),
                (State.KNOWN, "sudah ada"),
                (State.DOUBLE, "isinya sama"),
                (State.FAILED, "gagal"),
                (State.REFUSED, "ditolak"),
            )
            if counts[state]
        ]
        words += [f"{skipped} tidak dipilih"] if skipped else []
        values = ["", *[s for s in CHIPS if s and counts[s]]]
        return cls(
            zip_import=zip_import,
            lines=tuple(lines),
            page=page,
            chips=tuple(
                Chip(
                    s,
                    CHIPS[s] if s != State.NEW else NOT_CHOSEN,
                    counts[s] if s else len(rows),
                    s == chosen,
                )
                for s in values
            ),
            summary=", ".join(words) or "Tidak ada berkas yang dimasukkan",
            undoable=attached > 0 and not not_undoable(zip_import, zip_import.unit.time_zone),
            attached=attached,
            is_own=zip_import.author_id == user.pk,
        )

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_of(self.zip_import.unit, self.zip_import.original_name)

    @property
    def query(self) -> QueryDict:
        """What the links to other pages of the list carry along."""
        current = next((chip.value for chip in self.chips if chip.current), "")
        return QueryDict(urlencode({"saring": current}))
