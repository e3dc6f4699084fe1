"""What was typed when a session had ended: kept for a while, given back after signing in.

It waits in the session of the browser that sent it and is shown only to the person who used that
browser last, so that a colleague at a shared PC never reads or sends it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from zi_portal.lib.typed_texts import FORMS, SECRET_FIELDS, reads_as_typed


SESSION_KEY = "zi_lanjutan"
KEPT_SECONDS = 3600
MOST_BYTES = 100_000
# What is typed here concerns the account itself and is asked again anyway.
NOT_KEPT_BELOW = ("/akun/", "/masuk/", "/keluar/", "/lupa-sandi/", "/lanjutan/")


@dataclass(frozen=True, slots=True)
class Typed:
    """One form as it was sent: where to, its fields in order, and the names of its files."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def texts(self) -> list[str]:
        """What a person would recognise as typed; codes and choices are sent but not shown."""
        return [value for _, value in self.fields if reads_as_typed(value)]

    @property
    def others(self) -> int:
        """How many further fields that are not empty go along."""
        return sum(bool(value.strip()) for _, value in self.fields) - len(self.texts)


def owner_mark(user_pk: int | None) -> str:
    """What a browser carries of the person who used it last; it tells nobody who that is."""
    return salted_hmac("units.typed.owner", str(user_pk), algorithm="sha256").hexdigest()[:32]


def keep(request: HttpRequest) -> bool:
    """Keep the text of this POST; False when there is nothing to keep or it is too much."""
    mark = request.COOKIES.get(settings.OWNER_COOKIE_NAME, "")
    if request.method != "POST" or not mark or request.path.startswith(NOT_KEPT_BELOW):
        return False
    if request.content_type not in FORMS:
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in SECRET_FIELDS and isinstance(value, str)
    ]
    size = sum(len(name.encode()) + len(value.encode()) for name, value in fields)
    if not fields or size > MOST_BYTES:
        return False
    request.session[SESSION_KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "files": [file.name for files in request.FILES.lists() for file in files[1] if file.name],
        "owner": mark,
        "at": int(time.time()),
    }
    request.session.set_expiry(KEPT_SECONDS)
    return True


def kept_for(session: SessionBase, user_pk: int | None) -> Typed | None:
    """What waits for this person; what has waited too long or is another's is thrown away."""
    state: dict[str, Any] | None = session.get(SESSION_KEY)
    if state is None:
        return None
    if state["owner"] != owner_mark(user_pk) or time.time() - state["at"] > KEPT_SECONDS:
        drop(session)
        return None
    return Typed(
        path=state["path"],
        fields=[(name, value) for name, value in state["fields"]],
        files=list(state["files"]),
    )


def drop(session: SessionBase) -> None:
    session.pop(SESSION_KEY, None)
