"""What the acting pages of /kelola/ share: a refusal becomes a sentence on the next page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest

from units.exceptions import RefusedError


@reauthentication_required(app="units")  # type: ignore[untyped-decorator]
def _confirmed(request: HttpRequest) -> None:
    """Passes when the person signed in or confirmed lately; allauth sends them there otherwise."""


def confirm_again(request: HttpRequest) -> None:
    """Ask for the password or factor again before an act that opens or closes somebody's way in.

    Not within a quarter of an hour after signing in or confirming, and never just to read a page.
    Called after the scope is checked, so that who may not act learns only that.
    """
    if request.method == "POST":
        _confirmed(request)


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Tell the sentence of a refusal as a message instead of failing."""
    try:
        yield
    except RefusedError as refusal:
        messages.error(request, str(refusal))
