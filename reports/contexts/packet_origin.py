"""What this portal itself knows of a packet: its record, and whether the portal made it so."""

from __future__ import annotations

from pengungkit.models import Record
from reports.contexts.record import RecordContext
from reports.packets.checking import Checked
from reports.packets.making import Known, known_making
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_moment


ELSEWHERE = (
    "Sidik ini tidak ada di antara rekaman yang dapat Anda lihat di portal ini. Cocokkan"
    " dengan sidik yang tertulis di laporan, atau tanyakan kepada pengirimnya."
)
ONLY_ITS_MAKER = (
    "Apakah index.html, LKE Excel, PDF, dan surat di dalamnya asli, hanya diketahui portal yang"
    " membuatnya. Bila ragu, minta pengirim memeriksa paket ini di portalnya."
)
NOT_NOTED = (
    "Rekaman dan bukti di dalamnya sama dengan yang tersimpan di portal ini. Portal ini tidak"
    " mencatat pernah membuat paket dari rekaman itu, jadi index.html, LKE Excel, PDF, dan surat"
    " di dalamnya tidak dapat dipastikan asli. Bila ragu, buka rekamannya di portal."
)
NOT_OURS = (
    "Rekaman dan bukti di dalamnya asli, tetapi berkas yang disebut di bawah tidak"
    " sama dengan paket yang tercatat dibuat portal ini. Jangan menilai dari berkas itu: buka"
    " rekamannya di portal, atau minta paket yang diunduh langsung dari portal."
)


def origin_of(record: Record | None) -> tuple[str, str]:
    """Whether this portal keeps the record, as `visible_record` found it, and its page."""
    if record is None:
        return ELSEWHERE, ""
    return (
        f"Sidik ini sama dengan rekaman no. {record.number} {record.assessment.unit.name},"
        f" {record.assessment.year}, yang tersimpan di portal ini.",
        record.get_absolute_url(),
    )


def visible_record(sha256: str, rights: Rights) -> Record | None:
    """The record with this hash, if the person may see its unit."""
    scope = rights.scope(Permission.VIEW, "assessment__unit__")
    return Record.objects.filter(scope, sha256=sha256).select_related("assessment__unit").first()


def known_of(checked: Checked, record: Record) -> Known:
    """Whether the portal made exactly this packet, or exactly the one of this manifest."""
    evidence = {
        one.file.sha256
        for one in (checked.record.kept_documents if checked.record else ())
        if one.file
    }
    return known_making(record, checked.hashes, evidence, checked.part)


def making_words(known: Known, record: Record) -> str:
    """ "Sama persis dengan paket yang dibuat portal ini …", or how far it can be vouched for."""
    if known.made_at is None:
        return NOT_OURS if known.differing else NOT_NOTED
    made = format_moment(known.made_at, record.assessment.unit.time_zone)
    return f"Sama persis dengan paket yang dibuat portal ini pada {made}."


def told_otherwise(context: RecordContext, rights: Rights) -> list[str]:
    """That the portal keeps another text under this number; nothing about what one may not see.

    To be asked of a text that `visible_record` does not know.
    """
    twin = _other_text(context, rights)
    if twin is None:
        return []
    return [
        f"Portal menyimpan rekaman no. {twin.number} unit ini dengan sidik lain"
        f" ({twin.sha256[:16]}…), jadi isi berkas ini bukan yang direkam."
    ]


def _other_text(context: RecordContext, rights: Rights) -> Record | None:
    """What the portal keeps under the number this text claims."""
    if context.stamp is None:
        return None
    scope = rights.scope(Permission.VIEW, "assessment__unit__")
    return Record.objects.filter(
        scope,
        assessment__unit__code=context.unit.code,
        assessment__year=context.assessment.year,
        number=context.stamp.number,
    ).first()
