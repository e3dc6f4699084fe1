"""A filled LKE workbook, kept for its preview. Applying and undoing are those of any paste."""

from __future__ import annotations

from django.db import transaction

from pengungkit.exceptions import AssessmentClosedError, ForeignWorkbookError
from pengungkit.models import Answer, Assessment, Paste
from pengungkit.workbooks.incoming import Incoming
from pengungkit.workbooks.origin import Origin
from units.models import User


@transaction.atomic
def keep_workbook(
    *, assessment: Assessment, incoming: Incoming, file_name: str, clear_empty: bool, by: User
) -> Paste:
    """Keep what a workbook brings, with the version its answers had when it was handed out.

    A workbook that is not ours tells no versions; it is compared with the answers of now. Raises
    `ForeignWorkbookError` for another unit's or year's, and `AssessmentClosedError`.
    """
    if not assessment.is_open:
        raise AssessmentClosedError
    origin = incoming.origin
    if origin is not None:
        _require_same(origin, assessment)
    now = dict(Answer.objects.filter(assessment=assessment).values_list("code", "version"))
    seen = now | dict(origin.versions) if origin else now
    return Paste.objects.create(
        assessment=assessment,
        source=Paste.Source.WORKBOOK,
        author=by,
        file_name=file_name[-255:],
        clear_empty=clear_empty,
        rows=incoming.rows,
        facts={
            "lembar": incoming.sheet,
            "kolom": incoming.columns,
            "tidak_ditemukan": list(incoming.not_found),
            "kode_asing": list(incoming.strange),
        },
        origin={"sumber": origin.source, "dibuat": origin.made} if origin else {},
        changes={row["kode"]: {"seen": seen[row["kode"]]} for row in incoming.rows},
    )


def _require_same(origin: Origin, assessment: Assessment) -> None:
    """Refuse what was handed out for another unit, year or instrument."""
    unit, structure = assessment.unit, assessment.structure
    if (origin.unit, origin.year) != (unit.code, assessment.year):
        raise ForeignWorkbookError(
            f"Berkas ini LKE unit “{origin.unit}” tahun {origin.year}, sedangkan halaman ini LKE"
            f" “{unit.code}” tahun {assessment.year}. Buka penilaian yang sesuai, lalu impor di"
            " sana; tidak ada yang diubah."
        )
    if (origin.instrument, origin.instrument_version) != (structure.code, structure.version):
        raise ForeignWorkbookError(
            "Berkas ini memakai versi LKE yang lain dari penilaian ini. Unduh LKE lagi, salin"
            " isian Anda ke sana, lalu impor; tidak ada yang diubah."
        )
