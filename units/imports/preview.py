"""The rows of a preview on their way back: signed, for one person, for an hour."""

from __future__ import annotations

from django.core import signing

from units.exceptions import ImportOutdatedError
from units.imports.sheets import RawRow
from units.models import User


SALT = "units.imports.preview"
VALID_SECONDS = 3600


def sealed(by: User, layout_name: str, rows: list[RawRow]) -> str:
    """The rows as text that the page carries back; nothing is stored in between."""
    body = {
        "user": by.pk,
        "layout": layout_name,
        "rows": [[row.number, row.values, row.errors] for row in rows],
    }
    return signing.dumps(body, salt=SALT, compress=True)


def unsealed(by: User, layout_name: str, text: str) -> list[RawRow]:
    """The rows of this person's preview. Raises `ImportOutdatedError`."""
    try:
        body = signing.loads(text, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as error:
        raise ImportOutdatedError from error
    if body["user"] != by.pk or body["layout"] != layout_name:
        raise ImportOutdatedError
    return [RawRow(number, values, errors) for number, values, errors in body["rows"]]
