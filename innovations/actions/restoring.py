"""Putting back what was removed by mistake, with its keys, so that its address is the same."""

from __future__ import annotations

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models, transaction

from innovations.actions.cases import put_back_case, put_back_month
from innovations.exceptions import CannotRestoreError
from innovations.models import Case, MonthlyFigures
from innovations.removals import Removed
from units import audit
from units.models import User


@transaction.atomic
def restore(*, removed: Removed, by: User) -> models.Model:
    """All of it or nothing; the caller has checked the right to record it.

    Raises `CannotRestoreError` when something came in its place meanwhile or what it belongs to is
    gone, and what the actions of cases raise.
    """
    rows = [one.object for one in serializers.deserialize("json", removed.rows)]
    for row in rows:
        if type(row)._default_manager.filter(pk=row.pk).exists():
            raise CannotRestoreError
        try:
            row.full_clean()
        except ValidationError:
            raise CannotRestoreError from None
        if isinstance(row, Case):
            put_back_case(case=row)
        elif isinstance(row, MonthlyFigures):
            put_back_month(row=row)
        else:
            row.save(force_insert=True)
    first: models.Model = rows[0]
    audit.record(actor=by, action=removed.action, target=first, unit=removed.unit, baris=len(rows))
    return first
