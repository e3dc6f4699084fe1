"""The store of a unit's documents, and one document with its versions and items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.expressions import BaseExpression
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from pengungkit.contexts.crumbs import Crumb
from pengungkit.contexts.preview import advice_on, warnings_of
from pengungkit.contexts.scan_words import ScanWords, scan_words
from pengungkit.contexts.shown_evidence import ShownEvidence, preview_url, shown_lines
from pengungkit.contexts.uploads import UploadQueue
from pengungkit.file_types import ACCEPT, TYPES, FileType
from pengungkit.models import Evidence, EvidenceUse, EvidenceVersion
from pengungkit.quotas import Room, room_of
from units.models import Unit, User
from units.permissions import Permission, rights_of


PER_PAGE = 50
LONGEST_QUERY = 100
MOST_WORDS = 6
FILTERS = {
    "": "Semua",
    "belum-dipakai": "Belum dipakai",
    "kedaluwarsa": "Kedaluwarsa",
    "tautan": "Tautan",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the store is asked for; unknown filters and kinds are left out."""

    query: str
    kind: str
    filter: str
    page: str

    @classmethod
    def read(cls, data: Mapping[str, str]) -> Wanted:
        kind, chosen = data.get("jenis", ""), data.get("saring", "")
        return cls(
            query=data.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY],
            kind=kind if kind in Evidence.Kind.values else "",
            filter=chosen if chosen in FILTERS else "",
            page=data.get("page", ""),
        )

    @property
    def as_query(self) -> dict[str, str]:
        asked = {"q": self.query, "jenis": self.kind, "saring": self.filter}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class StorePage:
    """One page of a unit's store."""

    unit: Unit
    wanted: Wanted
    lines: tuple[ShownEvidence, ...]
    page: Page
    chips: tuple[Chip, ...]
    # (code, name) of the offices the person belongs to, when there are several.
    offices: tuple[tuple[str, str], ...]
    editable: bool
    room: Room
    # Files of the person on their way; None for readers.
    uploads: UploadQueue | None

    @classmethod
    def of(cls, user: User, unit: Unit, wanted: Wanted) -> StorePage:
        """Seven queries: numbers on the chips, number found, page, its lines, room, uploads."""
        today = timezone.localdate(timezone=ZoneInfo(unit.time_zone))
        conditions: dict[str, Q | BaseExpression] = {
            "": Q(),
            "belum-dipakai": ~Exists(EvidenceUse.objects.filter(evidence=OuterRef("pk"))),
            "kedaluwarsa": Q(valid_until__lt=today),
            "tautan": ~Q(url=""),
        }
        store = Evidence.objects.filter(unit=unit)
        numbers = store.aggregate(
            **{f"n{i}": Count("pk", filter=one) for i, one in enumerate(conditions.values())}
        )
        found = store.filter(conditions[wanted.filter])
        if wanted.kind:
            found = found.filter(kind=wanted.kind)
        for word in wanted.query.lower().split()[:MOST_WORDS]:
            found = found.filter(search_text__contains=word)
        page = Paginator(found, PER_PAGE).get_page(wanted.page)
        rights = rights_of(user)
        editable = rights.allows(Permission.ANSWER, unit)
        offices = dict.fromkeys((grant.unit_code, grant.unit_name) for grant in rights.grants)
        return cls(
            unit=unit,
            wanted=wanted,
            lines=shown_lines(page, today),
            page=page,
            chips=tuple(
                Chip(
                    label,
                    numbers[f"n{i}"],
                    "?" + urlencode({**wanted.as_query, "unit": unit.code, "saring": name}),
                    name == wanted.filter,
                )
                for i, (name, label) in enumerate(FILTERS.items())
            ),
            offices=tuple(offices) if len(offices) > 1 else (),
            editable=editable,
            room=room_of(unit),
            uploads=UploadQueue.of(user, unit) if editable else None,
        )

    @property
    def query(self) -> QueryDict:
        """What the links to other pages of the list carry along."""
        return QueryDict(urlencode({"unit": self.unit.code, **self.wanted.as_query}))

    @property
    def all_url(self) -> str:
        return f"?unit={self.unit.code}"

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return list(Evidence.Kind.choices)

    @property
    def is_searching(self) -> bool:
        return bool(self.wanted.as_query)

    @property
    def accept(self) -> str:
        return ACCEPT

    @property
    def max_megabytes(self) -> int:
        return settings.EVIDENCE_MAX_BYTES // 1_000_000


@dataclass(frozen=True, slots=True)
class ShownVersion:
    version: EvidenceVersion
    kind: FileType
    preview_url: str
    download_url: str
    is_newest: bool
    scan: ScanWords

    @property
    def opens(self) -> bool:
        return self.version.destruction is None and not self.version.is_rejected


@dataclass(frozen=True, slots=True)
class ShownUse:
    """An item the document proves."""

    code: str
    wording: str
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class DetailPage:
    evidence: Evidence
    versions: tuple[ShownVersion, ...]
    uses: tuple[ShownUse, ...]
    editable: bool
    may_destroy: bool

    @classmethod
    def of(cls, user: User, evidence: Evidence) -> DetailPage:
        """Two queries: versions, and the items with their assessment."""
        versions = evidence.versions.select_related("received_by", "destruction__by")
        rights = rights_of(user)
        return cls(
            evidence=evidence,
            versions=tuple(
                shown_version(evidence, version, i == 0) for i, version in enumerate(versions)
            ),
            uses=uses_of(evidence),
            editable=rights.allows(Permission.ANSWER, evidence.unit),
            may_destroy=rights.allows(Permission.DESTROY_EVIDENCE, evidence.unit)
            and any(version.destruction is None for version in versions),
        )

    @property
    def crumbs(self) -> list[Crumb]:
        store = f"{reverse('pengungkit:evidence_list')}?unit={self.evidence.unit.code}"
        return [{"label": "Kotak bukti", "url": store}, {"label": self.evidence.title, "url": ""}]

    @property
    def zone(self) -> str:
        return self.evidence.unit.time_zone

    @property
    def newest(self) -> ShownVersion | None:
        return self.versions[0] if self.versions else None

    @property
    def warnings(self) -> list[str]:
        """What is weak about the newest file, as far as anybody looked."""
        if self.newest is None or self.newest.version.is_rejected:
            return []
        seen = self.newest.version.seen
        return [*filter(None, [advice_on(seen)]), *warnings_of(seen)]

    @property
    def preview_url(self) -> str:
        return reverse("pengungkit:preview", args=[self.evidence.uuid])

    @property
    def host(self) -> str:
        return urlsplit(self.evidence.url).hostname or ""

    @property
    def accept(self) -> str:
        return ACCEPT

    @property
    def max_megabytes(self) -> int:
        return settings.EVIDENCE_MAX_BYTES // 1_000_000


def shown_version(evidence: Evidence, version: EvidenceVersion, is_newest: bool) -> ShownVersion:
    kind = TYPES[version.extension]
    url = reverse("pengungkit:evidence_version", args=[evidence.uuid, version.number])
    return ShownVersion(
        version=version,
        kind=kind,
        preview_url=preview_url(evidence, 0 if is_newest else version.number),
        download_url=f"{url}?unduh=ya",
        is_newest=is_newest,
        scan=scan_words(version, evidence.unit.time_zone),
    )


def uses_of(evidence: Evidence) -> tuple[ShownUse, ...]:
    """The items it proves, those of the latest year first; one query."""
    uses = (
        EvidenceUse.objects.filter(evidence=evidence)
        .select_related("answer__assessment__unit", "answer__assessment__instrument")
        .defer("answer__assessment__instrument__document")
        .order_by("-answer__assessment__year", "answer__position")
    )
    return tuple(shown_use(use) for use in uses)


def shown_use(use: EvidenceUse) -> ShownUse:
    assessment = use.answer.assessment
    return ShownUse(
        code=use.answer.code,
        wording=assessment.structure.item(use.answer.code).wording,
        place=f"Penilaian {assessment.year}",
        url=use.answer.get_absolute_url(),
    )
