"""The preview of one kept file: what it is like, and what of it is shown in the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb
from pengungkit.contexts.preview_content import (
    AS_PAGES,
    AS_VIEWER,
    VIEWERS,
    Content,
    Look,
    Wanted,
    content_of,
    with_query,
)
from pengungkit.contexts.scan_words import ScanWords, scan_words
from pengungkit.file_names import was_shrunk
from pengungkit.file_types import TYPES
from pengungkit.inline import HIDING
from pengungkit.models import EvidenceVersion
from pengungkit.previews.cache import Deadline
from pengungkit.previews.inspection import Inspection, inspect
from pengungkit.previews.refusals import PASSING, CannotPreviewError
from pengungkit.previews.videos import PLAYABLE
from zi_portal.lib.numbers import format_count, format_size


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """`refusal` is the sentence to show instead of a preview, empty when there is one.

    `advice` says what else to do about it.
    """

    version: EvidenceVersion
    is_newest: bool
    facts: str
    warnings: tuple[str, ...]
    content: Content
    refusal: str
    advice: str
    urls: dict[str, str]
    was_shrunk: bool
    is_active: bool
    scan: ScanWords

    @classmethod
    def of(cls, version: EvidenceVersion, wanted: Wanted, *, is_newest: bool) -> PreviewPage:
        """No query. Raises `DamagedFileError` when the kept file is not what was received."""
        deadline = Deadline()
        seen, refusal = Inspection(), ""
        content = Content()
        urls = urls_of(version, is_newest)
        try:
            seen = inspect(version.sha256, version.extension, deadline)
            if seen.locked or seen.broken:
                raise CannotPreviewError("sandi" if seen.locked else "rusak")
            if seen.active:
                # The browser's own viewer might do what the file says.
                wanted = replace(wanted, as_pages=True)
            content = content_of(Look(version, wanted, urls, deadline))
        except CannotPreviewError as refused:
            # What the browser itself can show needs nothing of the server.
            if refused.reason in PASSING - HIDING and version.extension in VIEWERS:
                content = Content(VIEWERS[version.extension])
            else:
                refusal = str(refused)
        return cls(
            version=version,
            is_newest=is_newest,
            facts=" · ".join(facts_of(version, seen)),
            warnings=tuple(warnings_of(seen)),
            content=content,
            refusal=refusal,
            advice=advice_on(seen),
            urls=urls,
            was_shrunk=was_shrunk(version.original_name),
            is_active=bool(seen.active),
            scan=scan_words(version, version.evidence.unit.time_zone),
        )

    @property
    def title(self) -> str:
        return self.version.evidence.title

    @property
    def crumbs(self) -> list[Crumb]:
        evidence = self.version.evidence
        store = f"{reverse('pengungkit:evidence_list')}?unit={evidence.unit.code}"
        return [
            {"label": "Kotak bukti", "url": store},
            {"label": evidence.title, "url": evidence.get_absolute_url()},
            {"label": "Pratinjau", "url": ""},
        ]

    @property
    def is_recorded_here(self) -> bool:
        """Whether the page itself shows what is in the file; a viewer fetches it, recorded then."""
        return self.content.kind not in ("", *VIEWERS.values())


def urls_of(version: EvidenceVersion, is_newest: bool) -> dict[str, str]:
    """Addresses around this version; those of earlier ones name their number."""
    uuid, number = version.evidence.uuid, version.number
    query = "" if is_newest else f"?versi={number}"
    urls = {
        name: reverse(f"pengungkit:{name}", args=[uuid]) + query
        for name in ("preview", "preview_image", "preview_thumb")
    }
    urls["detail"] = version.evidence.get_absolute_url()
    if is_newest:
        urls["view"] = reverse("pengungkit:evidence_view", args=[uuid])
        urls["download"] = reverse("pengungkit:evidence_download", args=[uuid])
    else:
        urls["view"] = reverse("pengungkit:evidence_version", args=[uuid, number])
        urls["download"] = urls["view"] + "?unduh=ya"
    for way in (AS_PAGES, AS_VIEWER):
        urls[way] = with_query(urls["preview"], tampilan=way)
    return urls


def facts_of(version: EvidenceVersion, seen: Inspection) -> list[str]:
    """What one reads before opening it: type, size, extent."""
    facts = [TYPES[version.extension].label, format_size(version.size)]
    if seen.pages:
        word = "salindia" if version.extension == "pptx" else "halaman"
        facts.append(f"{format_count(seen.pages)} {word}")
    if seen.width and seen.height:
        facts.append(f"{format_count(seen.width)} × {format_count(seen.height)} titik")
    if seen.seconds:
        minutes, seconds = divmod(seen.seconds, 60)
        facts.append(f"{minutes} menit {seconds} detik" if minutes else f"{seconds} detik")
    return facts


def advice_on(seen: Inspection) -> str:
    """What to do about a file that nobody can open; empty for one that opens."""
    if seen.locked:
        return (
            "Penilai juga tidak dapat membukanya. Simpan ulang tanpa sandi, lalu ganti berkasnya."
        )
    if seen.broken:
        return (
            "Penilai juga tidak dapat membukanya. Periksa berkas di perangkat asalnya, lalu ganti"
            " berkasnya."
        )
    return ""


def trouble_of(seen: Inspection) -> str:
    """The same for whoever has not read yet why it does not open."""
    what = "terkunci kata sandi" if seen.locked else "rusak atau terpotong"
    advice = advice_on(seen)
    return advice and f"Berkas ini {what}. {advice}"


def warnings_of(seen: Inspection) -> list[str]:
    """What is weak about it as evidence, each with the way out."""
    warnings = []
    if seen.active:
        warnings.append(
            f"Berkas aktif: memuat {', '.join(seen.active)}. Portal tidak menjalankannya, dan hanya"
            " memberikannya sebagai unduhan. Sebaiknya cetak ulang sebagai PDF biasa, lalu ganti"
            " berkasnya."
        )
    if unusual := set(seen.codecs) - PLAYABLE:
        warnings.append(
            f"Cara penyandian video ini ({', '.join(sorted(unusual))}) tidak diputar semua"
            " peramban. Bila layarnya hitam, unduh berkasnya atau simpan ulang sebagai H.264."
        )
    return warnings
