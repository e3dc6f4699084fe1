"""What gunicorn serves. It is loaded once, warmed up, and then forked into workers."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import get_resolver


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


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")

application = get_wsgi_application()
warm_up()
