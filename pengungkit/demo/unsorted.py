"""Files that came in and nobody has sorted yet, named as offices name them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from pengungkit.demo.diary import Diary
from pengungkit.demo.documents import MAKERS
from pengungkit.derived import derive
from pengungkit.file_names import title_from
from pengungkit.file_types import type_of
from pengungkit.models import Evidence, EvidenceVersion
from units.models import Unit, User
from zi_portal.lib import blobs


# The last two look like doubles; the photo says nothing about itself.
NAMES = {
    "kanwil-malut": (
        "1.ii.c Tangkapan layar kanal pengabaran ZI.png",
        "A.I.4.i.b Notulen rapat capaian kinerja 12 Agustus {tahun}.docx",
        "Undangan UND-41 WPB.30 {tahun} sosialisasi budaya kerja.pdf",
        "IMG_2031.jpg",
        "6.iii.b Daftar hadir evaluasi pengaduan.pdf",
        "6.iii.b Daftar hadir evaluasi pengaduan - Copy.pdf",
    ),
    "kppn-ternate": (
        "1.i.a SK Tim Kerja KEP-12 KPN.3001 {tahun}.pdf",
        "5.i.b Laporan pengendalian gratifikasi 30 Juni {tahun} final.xlsx",
        "WhatsApp Image {tahun}-09-03 at 08.11.25.jpg",
        "A.1.iii.b Notulen rapat monev ZI 5 September {tahun}.docx",
        "A.1.iii.b Notulen rapat monev ZI 5 September {tahun} (1).docx",
    ),
}
LIMIT = 1_000_000


def keep_unsorted(unit: Unit, today: dt.date, by: User, diary: Diary) -> None:
    """Take the files in, the last of them yesterday, minutes apart."""
    zone = ZoneInfo(unit.time_zone)
    start = timezone.make_aware(
        dt.datetime.combine(today - dt.timedelta(days=1), dt.time(13, 40)), zone
    )
    year = today.year if today.month > 9 else today.year - 1
    for minute, pattern in enumerate(NAMES.get(unit.code, ())):
        at = start + dt.timedelta(minutes=minute)
        keep_one(unit, pattern.format(tahun=year), at, by, diary)


def keep_one(unit: Unit, name: str, at: dt.datetime, by: User, diary: Diary) -> None:
    lines = [unit.name, name, "", "DOKUMEN CONTOH", "Dibuat untuk data demo Portal ZI."]
    content = MAKERS[name.rpartition(".")[2]](title_from(name), lines)
    temporary, blob = blobs.receive([content], limit=LIMIT)
    try:
        file_type = type_of(name, blob.head, temporary)
        blobs.keep(temporary, blob)
    finally:
        blobs.discard(temporary)
    evidence = Evidence(unit=unit, title=title_from(name), received_by=by)
    derive(evidence, [name])
    evidence.save()
    version = EvidenceVersion.objects.create(
        evidence=evidence,
        unit=unit,
        sha256=blob.sha256,
        size=blob.size,
        content_type=file_type.content_type,
        extension=file_type.extension,
        original_name=name,
        received_by=by,
    )
    Evidence.objects.filter(pk=evidence.pk).update(received_at=at)
    EvidenceVersion.objects.filter(pk=version.pk).update(received_at=at)
    diary.note(
        at, by, "bukti_diterima", evidence, unit, sha256=blob.sha256, ukuran=blob.size, nama=name
    )
