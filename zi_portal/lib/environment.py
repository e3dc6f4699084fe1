"""Reading settings from the environment: what cannot be understood is named, never guessed."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
FALSE_WORDS = ("false", "off", "no", "n", "0", "tidak", "mati", "")
TRUE_WORDS = (*environ.Env.BOOLEAN_TRUE_STRINGS, "ya", "hidup", "aktif")


class PortalEnv(environ.Env):  # type: ignore[misc]
    """The library answers False for any word it does not know, and a bare ValueError for the rest.

    An installation whose second factor is off because somebody wrote "ya" would not be noticed.
    """

    BOOLEAN_TRUE_STRINGS = TRUE_WORDS

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        try:
            value = super().get_value(var, cast, *args, **kwargs)
        except (ValueError, TypeError) as error:
            raise _unreadable(var, self.ENVIRON.get(var, "")) from error
        text = str(self.ENVIRON.get(var, "")).strip().lower()
        unknown = cast is bool and value is False and text not in FALSE_WORDS
        if unknown or (cast in {int, float} and value < 0):
            raise _unreadable(var, text)
        return value

    def db_url(self, var: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._url(var, ENGINES, super().db_url, *args, **kwargs)

    def email_url(self, var: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._url(var, (), super().email_url, *args, **kwargs)

    def _url(
        self,
        var: str,
        engines: tuple[str, ...],
        read: Callable[..., Any],
        *args: Any,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """What a URL says. Its text may hold a password, so the sentence does not repeat it."""
        try:
            with warnings.catch_warnings(action="ignore"):  # It would show the URL.
                found: dict[str, Any] = read(var, *args, **kwargs)
        except (ValueError, KeyError, ImproperlyConfigured) as error:
            raise _unreadable(var) from error
        if engines and found.get("ENGINE") not in engines:
            raise _unreadable(var)
        return found


def _unreadable(name: str, text: str | None = None) -> ImproperlyConfigured:
    content = "" if text is None else f": isinya '{text}'"
    return ImproperlyConfigured(
        f"{name} tidak bisa dibaca{content}. Lihat .env.example, lalu perbaiki di .env."
    )
