"""Names that only one may have: who comes second at the same moment is told, not shown an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from units.exceptions import JustTakenError


@contextmanager
def told_when_taken() -> Iterator[None]:
    """Raise `JustTakenError` where the database finds the name, e-mail or number in use.

    Forms look first, and say which it is; between their look and the writing another may come.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise JustTakenError from error
