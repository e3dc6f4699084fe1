"""Sessions in the database that know when they were last written."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone


# The idle limit is the row's expiry. Moving it on at every request would be a write per page.
TOUCH_EVERY_SECONDS = 300
BEGAN_KEY = "zi_mulai"
SHARED_KEY = "zi_bersama"


class SessionStore(db.SessionStore):
    """Django's sessions, whose stored expiry tells how long ago they were written."""

    stored_expiry: dt.datetime | None = None

    def _validate_session_key(self, key: str) -> bool:
        # Ours are letters and digits. What else a cookie holds, such as a zero byte in disguise,
        # is not even looked for: PostgreSQL would fail over it.
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()  # type: ignore[misc]

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        if row is not None:
            self.stored_expiry = row.expire_date
        return row

    @property
    def is_shared(self) -> bool:
        """Whether the person said at sign-in that others use this device too."""
        return bool(self.get(SHARED_KEY))

    def mark_shared(self, *, shared: bool) -> None:
        """Note what was said about the device; the next sign-in says it anew."""
        self.pop(SHARED_KEY, None)
        if shared:
            self[SHARED_KEY] = True

    def get_session_cookie_age(self) -> int:
        """The idle limit in seconds, which is shorter where others sit down next."""
        return int(
            settings.SHARED_DEVICE_SECONDS if self.is_shared else settings.SESSION_COOKIE_AGE
        )

    @property
    def seconds_of_use(self) -> int:
        """How long a session surely lasts without use: the last one may not be noted down yet."""
        limit = self.get_session_cookie_age()
        return limit - min(TOUCH_EVERY_SECONDS, limit // 5)

    @property
    def is_due_for_touch(self) -> bool:
        """Whether the last write is longer ago than the idle limit needs to know."""
        if self.stored_expiry is None:
            return False
        return (self.stored_expiry - timezone.now()).total_seconds() < self.seconds_of_use

    def begin(self) -> None:
        """Start the absolute limit; called at every sign-in."""
        self[BEGAN_KEY] = int(time.time())
        # A session in which typed text waited was to live for an hour only.
        self.set_expiry(None)

    @property
    def is_too_old(self) -> bool:
        """Whether the absolute limit since signing in has passed."""
        began = self.get(BEGAN_KEY)
        return began is not None and time.time() - began > settings.SESSION_ABSOLUTE_SECONDS

    def touch(self) -> None:
        """Have the session written with this response, which moves its expiry on."""
        self.modified = True
        # A session begun by other means than the sign-in page ends too.
        if BEGAN_KEY not in self:
            self[BEGAN_KEY] = int(time.time())
