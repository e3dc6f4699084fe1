"""The store of a unit's documents: tabs with their numbers, the rows, what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from pengungkit.actions.sorting import not_undoable
from pengungkit.contexts.shown_evidence import ShownEvidence, shown_lines
from pengungkit.contexts.sorting import Queue, SortPage, sort_url, store_url, unsorted_in
from pengungkit.contexts.twins import Twin, twin_condition, twins_of
from pengungkit.contexts.uploads import UploadQueue
from pengungkit.file_types import ACCEPT
from pengungkit.forms.sorting import SortForm, SortManyForm
from pengungkit.models import Evidence, EvidenceUse, EvidenceVersion, Sorting
from pengungkit.models.evidence import unused
from pengungkit.quotas import Room, room_of
from pengungkit.targets import Target, guessed_fields, told
from units.models import Unit, User
from units.permissions import Permission, rights_of


PER_PAGE = 50
LONGEST_QUERY = 100
MOST_WORDS = 6
# So long after it came a file is offered for sorting on the page it was sent from.
FRESH = dt.timedelta(minutes=30)
FILTERS = {
    "": "Semua",
    "belum-dipakai": "Belum dipakai",
    "dipakai": "Dipakai",
    "kedaluwarsa": "Kedaluwarsa",
    "duplikat": "Duplikat",
    "tautan": "Tautan",
    "rusak": "Rusak",
}
# Offered only when there are such documents.
RARE = {"rusak"}
# Title and text of an empty tab.
EMPTY = {
    "": (
        "Belum ada bukti",
        "Berkas yang diunggah di sini atau di halaman butir terkumpul di kotak ini dan dapat"
        " dipakai di banyak butir.",
    ),
    "belum-dipakai": (
        "Semua berkas sudah dipakai",
        "Berkas baru yang belum membuktikan butir mana pun akan muncul di sini.",
    ),
    "dipakai": (
        "Belum ada bukti yang dipakai",
        "Buka Belum dipakai, lalu sebutkan butir yang dibuktikan tiap berkas.",
    ),
    "kedaluwarsa": (
        "Tidak ada bukti yang kedaluwarsa",
        "Bukti muncul di sini setelah tanggal “berlaku sampai” lewat.",
    ),
    "duplikat": (
        "Tidak ada yang tampak ganda",
        "Berkas yang sama persis selalu disimpan sekali. Di sini muncul berkas yang namanya, atau"
        " judul dengan nomor dan tanggalnya, sama.",
    ),
    "tautan": ("Belum ada tautan", "Tautan dicatat dari halaman butir."),
    "rusak": ("Tidak ada berkas yang rusak", "Semua berkas masih sama dengan yang diterima."),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the store is asked for; unknown filters and kinds are left out."""

    query: str
    kind: str
    filter: str
    page: str
    # The sorting that may be taken back, as the address names it.
    sorting: str = ""

    @classmethod
    def read(cls, data: Mapping[str, str]) -> Wanted:
        kind, chosen = data.get("jenis", ""), data.get("saring", "")
        return cls(
            query=data.get("q", "").strip()[:LONGEST_QUERY],
            kind=kind if kind in Evidence.Kind.values else "",
            filter=chosen if chosen in FILTERS else "",
            page=data.get("page", ""),
            sorting=data.get("pilahan", ""),
        )

    @property
    def as_query(self) -> dict[str, str]:
        asked = {"q": self.query, "jenis": self.kind, "saring": self.filter}
        return {name: value for name, value in asked.items() if value}

    @property
    def is_plain(self) -> bool:
        """Whether nothing in particular is asked for."""
        return not self.as_query and not self.sorting

    def found(self, unit: Unit) -> QuerySet[Evidence]:
        """The documents asked for."""
        documents = Evidence.objects.filter(conditions(unit)[self.filter], unit=unit)
        if self.kind:
            documents = documents.filter(kind=self.kind)
        for word in self.query.lower().split()[:MOST_WORDS]:
            documents = documents.filter(holds(word))
        return documents


def conditions(unit: Unit) -> dict[str, Q]:
    today = unit.today
    used = Q(Exists(EvidenceUse.objects.filter(evidence=OuterRef("pk"))))
    return {
        "": Q(),
        "belum-dipakai": unused(),
        "dipakai": used,
        "kedaluwarsa": Q(valid_until__lt=today),
        "duplikat": twin_condition(unit),
        "tautan": ~Q(url=""),
        "rusak": Q(Exists(EvidenceVersion.objects.damaged().filter(evidence=OuterRef("pk")))),
    }


def holds(word: str) -> Q:
    """Documents with the word in title, number or file name, or in the code of an item."""
    condition = Q(search_text__contains=word)
    if "." in word and len(word) > 2:
        uses = EvidenceUse.objects.filter(evidence=OuterRef("pk"), answer__code__icontains=word)
        condition |= Q(Exists(uses))
    return condition


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A document with what its name suggests and why it is thought a double, both in words."""

    line: ShownEvidence
    guesses: str
    twins: tuple[Twin, ...]
    sort_url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Fresh:
    """The file that came last, offered for sorting at once; `is_one_of_many` came together."""

    page: SortPage
    queue: Queue
    form: SortForm
    is_one_of_many: bool


@dataclass(frozen=True, slots=True)
class StorePage:
    """One page of a unit's store."""

    unit: Unit
    wanted: Wanted
    rows: tuple[Row, ...]
    page: Page
    chips: tuple[Chip, ...]
    # (code, name) of the offices the person belongs to, when there are several.
    offices: tuple[tuple[str, str], ...]
    editable: bool
    room: Room
    # Files of the person on their way; None for readers.
    uploads: UploadQueue | None
    target: Target
    bulk: SortManyForm
    fresh: Fresh | None
    sorting: Sorting | None

    @classmethod
    def of(
        cls,
        user: User,
        unit: Unit,
        wanted: Wanted,
        bulk: SortManyForm | None = None,
        chosen: Collection[str] = (),
    ) -> StorePage:
        """At most ten queries: numbers on the tabs, number found, page, its versions and uses,
        room, uploads, open assessment, newest unsorted with its version; with
        the tab of doubles their likes, and when one was made the sorting that can be undone.
        """
        rights = rights_of(user)
        editable = rights.allows(Permission.ANSWER, unit)
        page = Paginator(wanted.found(unit), PER_PAGE).get_page(wanted.page)
        target = Target.of(user, unit) if editable else Target(None, {})
        offices = dict.fromkeys((grant.unit_code, grant.unit_name) for grant in rights.grants)
        return cls(
            unit=unit,
            wanted=wanted,
            rows=rows_of(page, unit, wanted, target if editable else None, chosen),
            page=page,
            chips=chips_of(unit, wanted),
            offices=tuple(offices) if len(offices) > 1 else (),
            editable=editable,
            room=room_of(unit),
            uploads=UploadQueue.of(user, unit) if editable else None,
            target=target,
            bulk=bulk or SortManyForm(target=target),
            fresh=fresh_of(user, unit, target) if editable and wanted.is_plain else None,
            sorting=sorting_of(user, unit, wanted),
        )

    @property
    def query(self) -> QueryDict:
        """What the links to other pages of the list carry along."""
        query = QueryDict(mutable=True)
        query.update({"unit": self.unit.code, **self.wanted.as_query})
        return query

    @property
    def all_url(self) -> str:
        return store_url(self.unit)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return list(Evidence.Kind.choices)

    @property
    def is_searching(self) -> bool:
        return bool(self.wanted.query or self.wanted.kind)

    @property
    def empty(self) -> tuple[str, str]:
        return EMPTY[self.wanted.filter]

    @property
    def accept(self) -> str:
        return ACCEPT

    @property
    def max_megabytes(self) -> int:
        return settings.EVIDENCE_MAX_BYTES // 1_000_000


def chips_of(unit: Unit, wanted: Wanted) -> tuple[Chip, ...]:
    tabs = conditions(unit)
    numbers = Evidence.objects.filter(unit=unit).aggregate(
        **{f"n{i}": Count("pk", filter=one) for i, one in enumerate(tabs.values())}
    )
    return tuple(
        Chip(
            FILTERS[name],
            numbers[f"n{i}"],
            store_url(unit, **{**wanted.as_query, "saring": name}),
            name == wanted.filter,
        )
        for i, name in enumerate(tabs)
        if name not in RARE or numbers[f"n{i}"] or name == wanted.filter
    )


def rows_of(
    page: Page, unit: Unit, wanted: Wanted, target: Target | None, chosen: Collection[str]
) -> tuple[Row, ...]:
    """The rows; guesses only for whom may confirm them."""
    today = unit.today
    documents = list(page)
    lines = shown_lines(documents, today)
    twins = twins_of(unit, documents) if wanted.filter == "duplikat" and documents else {}
    rows = []
    for document, line in zip(documents, lines, strict=True):
        guessed = {}
        if target is not None and not line.times:
            guessed = guessed_fields(document, line.original_name, target, used=False)
        rows.append(
            Row(
                line=line,
                guesses=told(guessed),
                twins=twins.get(document.pk, ()),
                sort_url=sort_url(document.uuid),
                chosen=str(document.uuid) in chosen,
            )
        )
    return tuple(rows)


def fresh_of(user: User, unit: Unit, target: Target) -> Fresh | None:
    """The newest unsorted document, when this person brought it just now; two queries."""
    newest = list(unsorted_in(unit).select_related("unit")[:2])
    if not newest or newest[0].received_by_id != user.pk or newest[0].is_link:
        return None
    since = timezone.now() - FRESH
    if newest[0].received_at < since:
        return None
    many = all(one.received_by_id == user.pk and one.received_at > since for one in newest[1:])
    page = SortPage.of(user, newest[0], target, known_unused=True)
    queue = Queue(1, len(newest), None, newest[1].uuid if len(newest) > 1 else None)
    return Fresh(page, queue, page.form(), many and len(newest) > 1)


def sorting_of(user: User, unit: Unit, wanted: Wanted) -> Sorting | None:
    """The sorting the address names, when this person may still take it back."""
    try:
        if not wanted.sorting:
            return None
        found = Sorting.objects.filter(author=user, unit=unit, uuid=wanted.sorting).first()
    except (ValueError, ValidationError):
        return None
    return found if found and not not_undoable(found) else None
