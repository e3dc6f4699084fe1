"""Status chips: which tone and sign every state of an item and of an assessment is shown with."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from zi_portal.lib.icons import icon


TONES = frozenset({"info", "outline", "solid", "warning", "error", "success", "neutral", "plain"})

# Keyed by the words on screen, since those are what must look the same on every page. Approved
# items are plain on purpose: the eye should go to what still needs work.
STATUS_LOOKS = {
    "Belum diisi": ("neutral", "circle"),
    "Dikerjakan": ("info", "edit"),
    "Siap direviu": ("outline", "eye"),
    "Perlu perbaikan": ("warning", "alert"),
    "Disetujui": ("plain", "check"),
    "Draf": ("info", "edit"),
    "Diajukan ke TPI": ("outline", "send"),
    "Dinilai TPI": ("solid", "eye"),
    "Dikembalikan": ("warning", "alert"),
    "Final": ("success", "lock"),
    "Terkirim ke TPN": ("success", "send"),
    "Ada masalah": ("error", "x-circle"),
}


def chip(tone: str, words: str, icon_name: str = "") -> SafeString:
    """A small rounded label; the tone must be one of TONES and never speaks without the words."""
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone!r}")
    sign = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, sign, words)


@lru_cache(maxsize=64)
def status_chip(label: str) -> SafeString:
    """The chip of a state by its label; a state not known here is shown neutrally."""
    tone, icon_name = STATUS_LOOKS.get(label, ("neutral", ""))
    return chip(tone, label, icon_name)
