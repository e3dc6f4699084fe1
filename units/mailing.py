"""Sending e-mail so that a slow or broken relay never stops what a person was doing."""

from __future__ import annotations

import logging
import threading
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage


logger = logging.getLogger(__name__)


def deliver(message: EmailMessage) -> None:
    """Send, beside the request where a relay is used; a failure is logged, not raised.

    Sending beside the request also makes a known and an unknown address take equally long.
    """
    if settings.MAIL_IN_BACKGROUND:
        threading.Thread(target=_send, args=(message,), daemon=True).start()
    else:
        _send(message)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("surel tidak terkirim: %s", message.subject)
