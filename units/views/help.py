"""The help page: who does what, what words mean, and what is not promised."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from units.contexts.help import ROLE_GUIDE, WORDS


@login_not_required
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Open to everybody: whoever cannot sign in needs it most."""
    return render(request, "units/help.html", {"roles": ROLE_GUIDE, "words": WORDS})
