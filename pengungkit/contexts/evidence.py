"""One document with its versions and items."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb
from pengungkit.contexts.preview import trouble_of, warnings_of
from pengungkit.contexts.scan_words import ScanWords, scan_words
from pengungkit.contexts.shown_evidence import preview_url
from pengungkit.contexts.uploads import UploadQueue
from pengungkit.file_types import TYPES, FileType
from pengungkit.models import Evidence, EvidenceUse, EvidenceVersion
from units.models import User
from units.permissions import Permission, rights_of
from zi_portal.lib.uuids import as_uuid


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
    # A newer file of the person on its way; None for readers.
    uploads: UploadQueue | None
    # What became of the file the person just sent; "" when none was.
    told: str

    @classmethod
    def of(cls, user: User, evidence: Evidence, sent: str = "") -> DetailPage:
        """Three queries: versions, items with their assessment, and for writers their uploads.

        One more for the upload that the address names as just `sent`.
        """
        versions = evidence.versions.select_related("received_by", "destruction__by")
        rights, unit = rights_of(user), evidence.unit
        editable = rights.allows(Permission.ANSWER, unit)
        return cls(
            evidence=evidence,
            versions=tuple(
                shown_version(evidence, version, i == 0) for i, version in enumerate(versions)
            ),
            uses=uses_of(evidence),
            editable=editable,
            may_destroy=rights.allows(Permission.DESTROY_EVIDENCE, unit)
            and any(version.destruction is None for version in versions),
            uploads=UploadQueue.of(user, unit, replaces=evidence) if editable else None,
            told=told_of(user, evidence, sent) if sent else "",
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
        return [*filter(None, [trouble_of(seen)]), *warnings_of(seen)]

    @property
    def preview_url(self) -> str:
        return reverse("pengungkit:preview", args=[self.evidence.uuid])

    @property
    def host(self) -> str:
        return urlsplit(self.evidence.url).hostname or ""

    @property
    def max_megabytes(self) -> int:
        return settings.EVIDENCE_MAX_BYTES // 1_000_000


def told_of(user: User, evidence: Evidence, code: str) -> str:
    """What came of an upload of this person that replaced the document."""
    uuid = as_uuid(code)
    if uuid is None:
        return ""
    upload = evidence.uploads.filter(owner=user, uuid=uuid).first()
    return upload.remark if upload and upload.replaces else ""


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
