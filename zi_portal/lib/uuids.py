"""Codes (uuids) that come as text from addresses, forms and headers."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import BadRequest


def as_uuid(text: str) -> UUID | None:
    """The uuid a text spells; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def chosen_uuids(texts: Iterable[str], refusal: str) -> list[UUID]:
    """The uuids that were ticked, each once, in their order.

    Pages send nothing else, so anything else makes the whole choice invalid: `BadRequest`.
    """
    found = [as_uuid(text) for text in texts]
    if None in found:
        raise BadRequest(refusal)
    return [one for one in dict.fromkeys(found) if one]
