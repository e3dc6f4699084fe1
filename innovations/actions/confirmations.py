"""The adopter's word: links made and revoked, answers given, confirmations taken back.

Nothing here can be done by the unit that owns the innovation, except making and revoking a link.
Every act locks the replication first, so that no two wait for each other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from innovations.actions.replications import (
    attach_document,
    enter,
    locked_replication,
    record_event,
)
from innovations.exceptions import (
    GiverCannotConfirmError,
    LinkSpentError,
    NotConfirmableError,
    NothingToWithdrawError,
    UnitAnswersItselfError,
)
from innovations.models import Confirmation, ConfirmationLink, Replication
from innovations.sealing import seal_of
from pengungkit.actions.evidence import Inspected, keep_file, version_of
from units.models import User
from units.permissions import rights_of


Answer, State = Confirmation.Answer, Replication.State
TOKEN_BYTES = 32
# Without letters and figures that look alike; 20 of them are 100 bits.
CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH, CODE_GROUP = 20, 4


def digest_of(secret: str) -> str:
    """What is kept of a token or a code. Both are long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(code: str) -> str:
    """The digest of a code however it was typed: small letters, spaces, strokes."""
    return digest_of("".join(sign for sign in code.upper() if sign in CODE_SIGNS))


@transaction.atomic
def make_link(*, replication: Replication, by: User) -> str:
    """A token that lets one outsider answer once; links made before for it end.

    Raises `UnitAnswersItselfError` for a unit of the portal, `NotConfirmableError`.
    """
    row = locked_replication(replication)
    if row.adopter_unit_id is not None:
        raise UnitAnswersItselfError
    if not row.is_confirmable:
        raise NotConfirmableError
    now = timezone.now()
    row.links.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = ConfirmationLink.objects.create(
        replication=row,
        token_sha256=digest_of(token),
        made_at=now,
        made_by=by,
        expires_at=now + dt.timedelta(days=settings.CONFIRMATION_LINK_DAYS),
    )
    record_event(row, "tautan_konfirmasi_dibuat", by, tautan=link.pk)
    return token


@transaction.atomic
def revoke_link(*, link: ConfirmationLink, by: User) -> bool:
    """End a link before it is used; False when it was used or revoked already."""
    row = locked_replication(link.replication)
    open_links = row.links.filter(pk=link.pk, used_at=None, revoked_at=None)
    revoked = open_links.update(revoked_at=timezone.now())
    if revoked:
        record_event(row, "tautan_konfirmasi_dicabut", by, tautan=link.pk)
    return bool(revoked)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was kept; `code` takes a confirmation back and is known only now."""

    confirmation: Confirmation
    code: str


@transaction.atomic
def answer_by_link(
    *,
    link: ConfirmationLink,
    answer: str,
    visitor: User | None,
    letter: Inspected | None = None,
    **said: Any,
) -> Given:
    """Keep what an outsider answered; of many at once exactly one wins.

    `visitor` is whoever happens to be signed in. Raises `LinkSpentError` for all but the one,
    `GiverCannotConfirmError`, and `EvidenceRefusedError` when the letter cannot be kept; then
    the link stays good.
    """
    row = locked_replication(link.replication)
    if visitor is not None and rights_of(visitor).belongs_to(row.innovation.unit_id):
        raise GiverCannotConfirmError
    now = timezone.now()
    mine = ConfirmationLink.objects.filter(
        pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=now
    )
    if not row.is_confirmable or not mine.update(used_at=now):
        raise LinkSpentError
    code = _new_code() if answer == Answer.RUNS else ""
    confirmation = Confirmation(
        replication=row,
        answer=answer,
        link=link,
        withdrawal_sha256=code_digest(code) if code else "",
        given_at=now,
        **said,
    )
    _keep(confirmation, row, letter, by=None)
    return Given(confirmation, code)


@transaction.atomic
def answer_by_account(
    *,
    replication: Replication,
    answer: str,
    by: User,
    letter: Inspected | None = None,
    **said: Any,
) -> Confirmation:
    """Keep what the adopting unit answered in its own account.

    The caller has checked that the person may speak for that unit. Raises
    `GiverCannotConfirmError` for somebody who belongs to the giver too, `NotConfirmableError`.
    """
    row = locked_replication(replication)
    if rights_of(by).belongs_to(row.innovation.unit_id):
        raise GiverCannotConfirmError
    if not (row.is_confirmable if answer == Answer.RUNS else row.is_deniable):
        raise NotConfirmableError
    confirmation = Confirmation(
        replication=row, answer=answer, given_by=by, given_at=timezone.now(), **said
    )
    _keep(confirmation, row, letter, by=by)
    return confirmation


@transaction.atomic
def withdraw_by_account(*, replication: Replication, reason: str, by: User) -> Confirmation:
    """Take back the standing confirmation in the adopter's account, whichever door it came by."""
    row = locked_replication(replication)
    if rights_of(by).belongs_to(row.innovation.unit_id):
        raise GiverCannotConfirmError
    if row.confirmation is None:
        raise NothingToWithdrawError
    return _withdraw(row.confirmation, row, reason, by)


@transaction.atomic
def withdraw_by_code(*, code: str, reason: str) -> Confirmation:
    """Take back the confirmation that came with this code. Raises `NothingToWithdrawError`."""
    found = (
        Confirmation.objects.exclude(withdrawal_sha256="")
        .filter(withdrawal_sha256=code_digest(code), withdrawn_at=None)
        .select_related("replication")
        .first()
    )
    if found is None:
        raise NothingToWithdrawError
    row = locked_replication(found.replication)
    confirmation = Confirmation.objects.get(pk=found.pk)
    if confirmation.withdrawn_at is not None:
        raise NothingToWithdrawError
    return _withdraw(confirmation, row, reason, None)


def _keep(
    confirmation: Confirmation, row: Replication, letter: Inspected | None, *, by: User | None
) -> None:
    """The letter into the giver's store, the answer sealed, the replication where it belongs."""
    unit, agency = row.innovation.unit, confirmation.agency
    if letter is not None:
        title = f"Surat konfirmasi replikasi {row.innovation.name}: {agency}"
        received = keep_file(unit=unit, file=letter, by=by, title=title, document_date=None)
        confirmation.letter = version_of(unit, letter)
        attach_document(replication=row, evidence=received.evidence, by=by)
    confirmation.sha256 = seal_of(confirmation)
    confirmation.save()
    runs = confirmation.answer == Answer.RUNS
    row.confirmation = confirmation if runs else None
    record_event(
        row,
        "replikasi_dikonfirmasi" if runs else "replikasi_disangkal",
        by,
        acuan=confirmation.reference,
        instansi=agency,
        sidik=confirmation.sha256,
        surat=confirmation.letter.sha256 if confirmation.letter else "",
    )
    today = unit.today
    state = State.CONFIRMED if runs else State.REFUSED
    enter(row, state, today, by=by, note=confirmation.reason, by_adopter=True)


def _withdraw(
    confirmation: Confirmation, row: Replication, reason: str, by: User | None
) -> Confirmation:
    confirmation.withdrawn_at, confirmation.withdrawn_reason = timezone.now(), reason
    confirmation.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record_event(row, "konfirmasi_dicabut", by, acuan=confirmation.reference, alasan=reason)
    if row.confirmation_id == confirmation.pk:
        row.confirmation = None
        today = row.innovation.unit.today
        note = f"Konfirmasi dicabut: {reason}"
        enter(row, State.RUNNING, today, by=by, note=note, by_adopter=True)
    return confirmation


def _new_code() -> str:
    """ "ABCD-EFGH-JKLM-NPQR-STUV"."""
    signs = [secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)]
    groups = ("".join(signs[i : i + CODE_GROUP]) for i in range(0, CODE_LENGTH, CODE_GROUP))
    return "-".join(groups)
