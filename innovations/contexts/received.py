"""What others say a unit adopted, as that unit reads it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from innovations.contexts.register import Step, Told, unit_query
from innovations.contexts.replications import (
    ShownConfirmation,
    confirmations_of,
    facts_of,
    replication_chip,
    steps_of,
    told_of,
)
from innovations.exceptions import GiverCannotConfirmError
from innovations.models import Innovation, Replication
from units.models import Unit
from units.permissions import SENTENCES, Permission, Rights


PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    innovation: str
    giver: str
    adopter: str
    chip: SafeString
    waits: bool
    url: str


@dataclass(frozen=True, slots=True)
class ReceivedList:
    unit: Unit | None
    rows: list[ReceivedRow]
    page: Page

    @property
    def nav_query(self) -> str:
        """What keeps the other pages about innovations on the same unit."""
        return unit_query(self.unit)


def received_list(rights: Rights, unit: Unit | None, number: str) -> ReceivedList:
    """By one unit, or by every unit the person oversees."""
    page = Paginator(received_rows(rights, unit), PAGE_SIZE).get_page(number)
    shown = [
        ReceivedRow(
            innovation=one.innovation.name,
            giver=one.innovation.unit.name,
            adopter=one.adopter_name,
            chip=replication_chip(one.state),
            waits=one.is_confirmable,
            url=reverse("innovations:received", args=[one.pk]),
        )
        for one in page.object_list
    ]
    return ReceivedList(unit, shown, page)


def received_rows(rights: Rights, unit: Unit | None) -> QuerySet[Replication]:
    rows = Replication.objects.received_within(rights).select_related(
        "innovation__unit", "adopter_unit"
    )
    if unit is not None:
        rows = rows.filter(adopter_unit=unit)
    return rows.order_by("innovation__name", "pk")


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """`sentence` says why the person cannot answer, empty when they can."""

    replication: Replication
    innovation: Innovation
    chip: SafeString
    facts: list[Told]
    told: list[Told]
    steps: list[Step]
    confirmations: list[ShownConfirmation]
    kit: str
    acts: list[str]
    lead: str
    sentence: str
    crumbs: list[dict[str, str]]


def received_page(replication: Replication, unit: Unit, rights: Rights) -> ReceivedPage:
    """One of them as the people of `unit`, its adopter, read it."""
    innovation = replication.innovation
    sentence = ""
    if not rights.allows(Permission.CONFIRM_REPLICATION, unit):
        sentence = SENTENCES[Permission.CONFIRM_REPLICATION]
    elif rights.belongs_to(innovation.unit_id):
        sentence = str(GiverCannotConfirmError())
    acts = []
    if not sentence:
        acts += ["konfirmasi"] if replication.is_confirmable else []
        acts += ["tolak"] if replication.is_deniable else []
        acts += ["cabut"] if replication.confirmation_id else []
        acts += ["catatan"]
    sees_giver = rights.allows(Permission.VIEW, innovation.unit)
    return ReceivedPage(
        replication=replication,
        innovation=innovation,
        chip=replication_chip(replication.state),
        facts=[
            Told("Inovasi", innovation.name),
            *([Told("Arti nama", innovation.name_meaning)] if innovation.name_meaning else []),
            Told("Pemilik inovasi", innovation.unit.name),
            *facts_of(replication),
        ],
        told=told_of(replication),
        steps=steps_of(replication),
        confirmations=confirmations_of(replication, unit.time_zone, with_letter=sees_giver),
        kit=innovation.kit_steps,
        acts=acts,
        lead="" if sentence and replication.is_confirmable else _lead(replication),
        sentence=sentence,
        crumbs=received_crumbs(replication, ""),
    )


def _lead(replication: Replication) -> str:
    """What the adopter can do now, or what it waits for."""
    if replication.is_confirmable:
        return (
            "Apakah unit ini benar menerapkannya? Jawaban Anda yang menentukan apakah replikasi ini"
            " terhitung."
        )
    if replication.state == Replication.State.ASKED:
        return (
            "Menunggu pemilik inovasi menyepakati permintaan ini. Sesudah itu unit ini dapat"
            " mengonfirmasi bahwa inovasinya diterapkan."
        )
    if replication.state in (Replication.State.REFUSED, Replication.State.STOPPED):
        return (
            "Bila unit ini ternyata menerapkannya, mintalah pemilik inovasi mencatat langkah baru;"
            " sesudah itu unit ini dapat menjawab lagi."
        )
    return ""


def received_crumbs(replication: Replication, here: str) -> list[dict[str, str]]:
    name = replication.innovation.name
    crumbs = [
        {"label": "Inovasi", "url": reverse("innovations:innovation_list")},
        {"label": "Diterima", "url": reverse("innovations:received_list")},
    ]
    if not here:
        return [*crumbs, {"label": name, "url": ""}]
    url = reverse("innovations:received", args=[replication.pk])
    return [*crumbs, {"label": name, "url": url}, {"label": here, "url": ""}]
