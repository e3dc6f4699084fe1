"""The photos of a unit, to be chosen from and put in order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from pengungkit.actions.photos import LEAST_PHOTOS
from pengungkit.contexts.crumbs import Crumb
from pengungkit.contexts.preview_content import IMAGES
from pengungkit.contexts.thumbnails import thumbnail_url
from pengungkit.forms.photos import PhotosForm
from pengungkit.models import EvidenceVersion
from pengungkit.previews.joining import MOST_PHOTOS
from units.models import Unit
from zi_portal.lib.dates import format_moment
from zi_portal.lib.numbers import format_size


# Besides those that were chosen already.
NEWEST = 60


def photos_of(unit: Unit, chosen: Collection[str] = ()) -> list[EvidenceVersion]:
    """The newest photos of the unit and those chosen (uuids), newest first, in two queries."""
    images = (
        EvidenceVersion.objects.newest()
        .filter(unit=unit, extension__in=IMAGES)
        .exclude(scan_state=EvidenceVersion.ScanState.REJECTED)
        .select_related("evidence")
        .order_by("-received_at", "-pk")
    )
    newest = list(images[:NEWEST])
    there = {str(photo.evidence.uuid) for photo in newest}
    if missing := [uuid for uuid in chosen if uuid not in there]:
        newest += images.filter(Q(evidence__uuid__in=missing))
    return newest


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    uuid: str
    title: str
    label: str
    meta: str
    thumb_url: str
    url: str
    taken: bool
    place: str


@dataclass(frozen=True, slots=True)
class PhotosPage:
    unit: Unit
    lines: tuple[ShownPhoto, ...]
    # Why nothing was joined; empty at first sight.
    problem: str

    @classmethod
    def of(
        cls, unit: Unit, form: PhotosForm, taken: Collection[str], problem: str = ""
    ) -> PhotosPage:
        return cls(
            unit=unit,
            lines=tuple(shown_photo(photo, unit, form, taken) for photo in form.photos),
            problem=problem,
        )

    @property
    def crumbs(self) -> list[Crumb]:
        store = f"{reverse('pengungkit:evidence_list')}?unit={self.unit.code}"
        return [{"label": "Kotak bukti", "url": store}, {"label": "Gabung foto", "url": ""}]

    @property
    def least(self) -> int:
        return LEAST_PHOTOS

    @property
    def most(self) -> int:
        return MOST_PHOTOS


def shown_photo(
    photo: EvidenceVersion, unit: Unit, form: PhotosForm, taken: Collection[str]
) -> ShownPhoto:
    uuid = photo.evidence.uuid
    received = format_moment(photo.received_at, unit.time_zone)
    return ShownPhoto(
        uuid=str(uuid),
        title=photo.evidence.title,
        label=photo.extension.upper(),
        meta=f"{received} · {format_size(photo.size)}",
        thumb_url=thumbnail_url(uuid, photo.extension),
        url=reverse("pengungkit:preview", args=[uuid]),
        taken=str(uuid) in taken,
        place=str(form.place(uuid) or ""),
    )
