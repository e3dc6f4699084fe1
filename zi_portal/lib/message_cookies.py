"""Messages in a cookie whose name follows the settings, so that production can prefix it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class MessageCookies(CookieStorage):
    """Django's message cookie under the name of the settings."""

    cookie_name = settings.MESSAGE_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """The cookie first, the session for what does not fit."""

    storage_classes = (MessageCookies, SessionStorage)
