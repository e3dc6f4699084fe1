"""What is to be said of a file's virus scan: never more than a scanner said."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from pengungkit.models import EvidenceVersion
from zi_portal.lib.dates import format_moment


State = EvidenceVersion.ScanState
# In a list, after date and size.
SHORT = {
    State.PENDING: "belum dipindai virus",
    State.CLEAN: "bersih menurut pemindai virus",
    State.REJECTED: "ditolak pemindai virus",
    State.FAILED: "pemindaian virus gagal",
    State.BEYOND: "di luar batas pemindai virus",
}


@dataclass(frozen=True, slots=True)
class ScanWords:
    """One sentence with the tone and the sign it is shown with."""

    tone: str
    icon: str
    text: str


def scan_words(version: EvidenceVersion, zone: str) -> ScanWords:
    when = format_moment(version.scanned_at, zone)
    by = version.scanner
    match version.scan_state:
        case State.CLEAN:
            return ScanWords("success", "check", f"Bersih menurut {by}; dipindai {when}")
        case State.REJECTED:
            return ScanWords(
                "error", "alert", f"Ditolak: {version.finding} menurut {by}; dipindai {when}"
            )
        case State.FAILED:
            return ScanWords("warning", "alert", f"Pemindaian virus gagal {when}; dicoba lagi")
        case State.BEYOND:
            return ScanWords(
                "neutral",
                "info",
                f"Belum dipindai virus: terlalu besar atau terkunci bagi {by}",
            )
    waits = "menunggu giliran" if settings.CLAMD else "pemindainya tidak dipasang"
    return ScanWords("neutral", "clock", f"Belum dipindai virus, {waits}")
