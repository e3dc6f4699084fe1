"""Named places in the code where a test can have the process killed, as a power cut would.

`ZI_FAILPOINT=name` kills with SIGKILL the first time the place is passed, `name:3` the third time.
Without that variable, and in production with it, passing a place does nothing.
"""

from __future__ import annotations

import logging
import os
import signal
from collections import Counter

from django.conf import settings


VARIABLE = "ZI_FAILPOINT"
logger = logging.getLogger(__name__)
_passed: Counter[str] = Counter()


def passing(name: str) -> None:
    """Say that the code is at this place; returns unless a test asked to die here."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    place, _, times = wanted.partition(":")
    if place != name:
        return
    if settings.PRODUCTION:
        logger.error("%s is set in production and has no effect", VARIABLE)
        return
    _passed[name] += 1
    if _passed[name] == int(times or 1):
        os.kill(os.getpid(), signal.SIGKILL)
