"""What pages about innovations share: their tabs, and the note that takes a removal back."""

from __future__ import annotations

from typing import Any

from django import template

from units.permissions import rights_of


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


@register.inclusion_tag("innovations/_innovation_nav.html", takes_context=True)
def innovation_tabs(context: dict[str, Any], here: str, query: str = "") -> dict[str, Any]:
    """The pages about innovations; `query` such as "?unit=kppn-ternate" keeps them on one unit."""
    # Who has no role has no unit whose phases are told apart, and nothing to ask the catalogue for.
    has_role = rights_of(context["user"]).home is not None
    return {"here": here, "query": query, "has_role": has_role}
