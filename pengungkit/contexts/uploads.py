"""Uploads that a person has not finished, and where each of them goes on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from pengungkit.actions.uploads import shown_name
from pengungkit.file_types import ACCEPT, ACCEPTED
from pengungkit.models import Answer, Evidence, Upload
from pengungkit.upload_metadata import REPLACES
from units.models import Unit, User
from zi_portal.lib.numbers import format_size


MOST = 20
# Files that may wait in line on one page, such as the photos of a year. They are sent one by one,
# so the limit of unfinished uploads a person may have at the server is another matter.
MOST_IN_LINE = 300


@dataclass(frozen=True, slots=True)
class UnfinishedUpload:
    """One file that stopped on its way, or that was refused and whose owner may not know yet.

    `url` is the upload itself, `page_url` the page where it goes on.
    """

    name: str
    label: str
    place: str
    url: str
    page_url: str
    fingerprint: str
    size: int
    offset: int
    refusal: str

    @property
    def percent(self) -> int:
        return 100 * self.offset // self.size

    @property
    def facts(self) -> str:
        """ "Terhenti di 62% dari 30 MB", or why the file was refused."""
        if self.refusal:
            return f"Ditolak: {self.refusal}"
        return f"Terhenti di {self.percent}% dari {format_size(self.size)}."


@dataclass(frozen=True, slots=True)
class UploadQueue:
    """The place where files are sent from: for a unit's store, for one item of it, or to replace
    the file of one document.
    """

    unit: Unit
    answer: Answer | None
    rows: tuple[UnfinishedUpload, ...]
    purpose: str = Upload.Purpose.EVIDENCE
    replaces: Evidence | None = None

    @classmethod
    def of(
        cls,
        user: User,
        unit: Unit,
        answer: Answer | None = None,
        purpose: str = Upload.Purpose.EVIDENCE,
        replaces: Evidence | None = None,
    ) -> UploadQueue:
        """One query."""
        rows = unfinished_uploads(
            user, unit=unit, answer=answer, purpose=purpose, replaces=replaces
        )
        return cls(unit=unit, answer=answer, rows=rows, purpose=purpose, replaces=replaces)

    @property
    def attributes(self) -> SafeString:
        """What the page's scripts (static/js/upload-page.js) have to know, on their element."""
        is_zip = self.purpose == Upload.Purpose.ZIP
        is_single = is_zip or self.replaces is not None
        facts = {
            "data-zi-upload": reverse("pengungkit:upload_create"),
            "data-zi-place": urlencode(self.place),
            "data-zi-max": str(settings.ZIP_MAX_BYTES if is_zip else settings.EVIDENCE_MAX_BYTES),
            "data-zi-most": "1" if is_single else str(MOST_IN_LINE),
            "data-zi-accept": self.accept,
            "data-zi-types": "ZIP" if is_zip else ACCEPTED,
        }
        return flatatt(facts)

    @property
    def place(self) -> dict[str, str]:
        """Where files go, in the words of the metadata that is sent along with each of them."""
        place = {"unit": self.unit.code}
        if self.answer is not None:
            place |= {"tahun": str(self.answer.assessment.year), "butir": self.answer.code}
        if self.purpose == Upload.Purpose.ZIP:
            place["tujuan"] = self.purpose
        if self.replaces is not None:
            place[REPLACES] = str(self.replaces.uuid)
        return place

    @property
    def accept(self) -> str:
        return ".zip" if self.purpose == Upload.Purpose.ZIP else ACCEPT

    @property
    def blank(self) -> UnfinishedUpload:
        """The pattern of a row, which the page's script fills in."""
        return UnfinishedUpload("", "", "", "", "", "", size=1, offset=0, refusal="")


def unfinished_uploads(
    user: User,
    *,
    unit: Unit | None = None,
    answer: Answer | None = None,
    purpose: str = "",
    replaces: Evidence | None = None,
) -> tuple[UnfinishedUpload, ...]:
    """The person's uploads that wait to be continued, newest first; one query.

    With `unit` those of its store, with `answer` those meant for this item, with `purpose` those
    that are to become this, with `replaces` those for a newer version of this document.
    """
    uploads = Upload.objects.unkept().filter(owner=user, expires_at__gt=timezone.now())
    if replaces is not None:
        uploads = uploads.replacing(replaces)
    elif unit is not None:
        uploads = uploads.adding()
    if unit is not None:
        uploads = uploads.filter(unit=unit)
    if answer is not None:
        uploads = uploads.filter(answer=answer)
    if purpose:
        uploads = uploads.filter(purpose=purpose)
    found = uploads.select_related("unit", "answer__assessment")[:MOST]
    return tuple(shown_upload(one) for one in found)


def shown_upload(upload: Upload) -> UnfinishedUpload:
    name, answer = shown_name(upload), upload.answer
    store = f"{reverse('pengungkit:evidence_list')}?unit={upload.unit.code}#unggah"
    place, page = "Kotak bukti", store
    if answer is not None:
        args = [answer.assessment.year, upload.unit.code, answer.code]
        place = f"Butir {answer.code}"
        page = f"{reverse('pengungkit:item', args=args)}#bukti"
    if upload.is_zip:
        place = "Folder untuk kotak bukti"
        page = f"{reverse('pengungkit:zip_start')}?unit={upload.unit.code}#unggah"
    if upload.replaces:
        place = f"Pengganti berkas “{upload.title}”"
        page = f"{reverse('pengungkit:evidence_detail', args=[upload.replaces])}#ganti"
    return UnfinishedUpload(
        name=name,
        label=name.rpartition(".")[2][:4].upper(),
        place=place,
        url=upload.get_absolute_url(),
        page_url=page,
        fingerprint=upload.fingerprint,
        size=upload.size,
        offset=upload.offset,
        refusal=upload.refusal,
    )
