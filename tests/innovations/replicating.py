"""Replications for tests, made and confirmed through the product's own actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from innovations.actions.confirmations import answer_by_account, answer_by_link, make_link
from innovations.actions.replications import record_replication
from innovations.letters import letter_from
from innovations.models import Confirmation, ConfirmationLink, Replication
from pengungkit.demo import documents
from tests.innovations.factories import InnovationFactory
from units.models import User


DAY = dt.date(2025, 3, 2)
SAID = {"name": "Rahma", "function": "Kepala Bagian Umum", "agency": "BPS Maluku Utara"}
RUNS = SAID | {"running_since": DAY, "changed": "Antrean lebih pendek."}
DENIES = SAID | {"reason": "Kami memakai cara sendiri."}


class ReplicationFactory(factory.django.DjangoModelFactory):
    """By an agency outside the portal, unless `adopter_unit_id` names a unit."""

    class Meta:
        model = Replication

    innovation = factory.SubFactory(InnovationFactory)
    state = Replication.State.RUNNING
    happened_on = DAY
    by = None

    @classmethod
    def _create(cls, model_class: type[Replication], *args: Any, **fields: Any) -> Replication:
        if not fields.get("adopter_unit_id"):
            fields.setdefault("agency_name", "BPS Maluku Utara")
        return record_replication(**fields)


LETTER = documents.pdf("Surat konfirmasi", ["Contoh."])


def letter(content: bytes = LETTER, name: str = "Surat.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def link_of(replication: Replication, by: User) -> ConfirmationLink:
    make_link(replication=replication, by=by)
    link = replication.links.select_related("replication").first()
    assert link is not None
    return link


def confirm_by_link(replication: Replication, by: User, **said: Any) -> Confirmation:
    """As an outsider does with a link that `by` made."""
    link = link_of(replication, by)
    with letter_from(letter()) as kept:
        given = answer_by_link(
            link=link, answer="menerapkan", visitor=None, letter=kept, **(RUNS | said)
        )
    return given.confirmation


def confirm_by_account(replication: Replication, by: User) -> Confirmation:
    return answer_by_account(replication=replication, answer="menerapkan", by=by, **RUNS)
