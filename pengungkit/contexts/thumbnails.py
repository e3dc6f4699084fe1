"""Where the small picture of a document lies that lists show beside its name."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


# Types a small picture can be made of; the others are told by the word for their type.
WITH_THUMBNAIL = {"pdf", "jpg", "png", "webp"}


def thumbnail_url(uuid: UUID, extension: str, number: int | None = None) -> str:
    """Empty where there is none. `number` names a version other than the newest."""
    if extension not in WITH_THUMBNAIL:
        return ""
    url = reverse("pengungkit:preview_thumb", args=[uuid])
    return url if number is None else f"{url}?versi={number}"
