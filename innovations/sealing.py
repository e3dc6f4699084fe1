"""The hash that a confirmation carries over what was said."""

from __future__ import annotations

from innovations.models import Confirmation
from pengungkit.records.canonical import canonical_text, sha256_of


def seal_of(confirmation: Confirmation) -> str:
    """SHA-256 over the canonical text of who said what about which replication, and when."""
    said = confirmation
    return sha256_of(
        canonical_text(
            {
                "inovasi": said.replication.innovation.slug,
                "replikasi": said.replication_id,
                "jawaban": said.answer,
                "lewat": "tautan" if said.link_id else "akun",
                "nama": said.name,
                "jabatan": said.function,
                "instansi": said.agency,
                "berjalan_sejak": said.running_since,
                "hanya_tahun": said.only_year_known,
                "yang_berubah": said.changed,
                "alasan": said.reason,
                "surat": said.letter.sha256 if said.letter else "",
                "diberikan_pada": said.given_at,
            }
        )
    )
