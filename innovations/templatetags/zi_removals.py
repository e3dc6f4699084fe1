"""The note that says what was just removed, and takes it back."""

from __future__ import annotations

from typing import Any

from django import template


register = template.Library()
# Where the last removal is kept, in the session of whoever removed.
UNDO = "hapusan_terakhir"
# In the address of the page one is led to; without it the note is not shown again.
MARK = "dihapus"


@register.inclusion_tag("innovations/_removed.html", takes_context=True)
def removal_note(context: dict[str, Any]) -> dict[str, Any]:
    request = context["request"]
    kept = request.session.get(UNDO) if MARK in request.GET else None
    return {"sentence": kept["kalimat"] if kept else "", "csrf_token": context["csrf_token"]}
