"""What gunicorn serves. It is loaded once, warmed up, and then forked into workers."""

from __future__ import annotations

import gc
import os
import sys

from django.conf import settings
from django.core.checks import run_checks
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver

from zi_portal.lib.slow_bodies import patient


def warm_up() -> None:
    """Load what the first visitor would otherwise wait for, then freeze the heap.

    No database here: a connection must never be shared across a fork. After `gc.freeze` the
    collector leaves these objects alone, so forked workers keep sharing their memory pages.
    """
    # Reading the patterns imports every module with views.
    _ = get_resolver().url_patterns
    get_template("base.html")
    gc.collect()
    gc.freeze()
    gc.enable()


def refuse_unsafe_start() -> None:
    """End with a sentence where a production portal must not be served as it is configured.

    The checks ask the database; its connection is closed again before any worker is forked.
    """
    if not settings.PRODUCTION:
        return
    found = run_checks(tags=["produksi"], include_deployment_checks=True)
    connections.close_all()
    serious = [str(message.msg) for message in found if message.is_serious()]
    if serious:
        sys.exit("\n".join(serious))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

# Nothing that is being imported is rubbish; looking for it would take a sixth of the start.
gc.disable()
application = patient(get_wsgi_application())
refuse_unsafe_start()
warm_up()
