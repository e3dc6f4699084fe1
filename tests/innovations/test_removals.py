"""Whatever is removed about innovations can be put back at once, by who removed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import serializers
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from innovations import models
from innovations.actions.assistance import agree_follow_up, attach_proof
from innovations.actions.cases import tell_month
from innovations.actions.confirmations import make_link
from innovations.actions.innovations import (
    attach_document,
    change_innovation,
    move_innovation,
)
from innovations.actions.results import add_value, tell
from innovations.models import Assistance, AssistanceEvidence, FollowUp, Measure, Replication
from tests.factories import MembershipFactory, UnitFactory, make_evidence
from tests.innovations.factories import (
    InnovationFactory,
    PromiseFactory,
    make_assistance,
    make_case,
)
from tests.innovations.replicating import ReplicationFactory, confirm_by_link
from units.models import AuditEvent, Membership


UNDO = "/inovasi/batal-hapus/"
MARCH = dt.date(2026, 3, 1)
# The rows that must come back, and the address that removes them.
Made = tuple[list[Model], str]


def assistance(unit, by) -> Made:
    one = make_assistance(unit, advice="Mulai dari area 1", areas=["1"])
    agreed = agree_follow_up(assistance=one, by=by, what="Susun SK", due_on=MARCH)
    attach_proof(assistance=one, evidence=make_evidence(unit, by), by=by)
    return [one, agreed, one.documents.get()], reverse(
        "innovations:assistance_remove", args=[one.pk]
    )


def follow_up(unit, by) -> Made:
    agreed = agree_follow_up(assistance=make_assistance(unit), by=by, what="Susun SK")
    path = [agreed.assistance_id, agreed.pk]
    return [agreed], reverse("innovations:follow_up_remove", args=path)


def measure(unit, by) -> Made:
    innovation = InnovationFactory(unit=unit)
    one = tell(of=Measure, innovation=innovation, by=by, name="Lama", unit_name="hari",
               direction="turun", baseline=Decimal(5), baseline_on=MARCH)  # fmt: skip
    value = add_value(measure=one, by=by, measured_on=MARCH, value=Decimal("1.5"), source="Survei")
    return [one, value], reverse(
        "innovations:result_remove", args=[innovation.slug, "ukuran", one.pk]
    )


def value(unit, by) -> Made:
    rows, _ = measure(unit, by)
    slug = rows[0].innovation.slug  # type: ignore[attr-defined]
    return rows[1:], reverse("innovations:value_remove", args=[slug, rows[1].pk])


def voice(unit, by) -> Made:
    innovation = InnovationFactory(unit=unit)
    one = tell(of=models.Testimony, innovation=innovation, by=by, words="Cepat.",
               speaker="Bendahara", given_on=MARCH, consented_on=MARCH,
               consent_manner="lisan")  # fmt: skip
    return [one], reverse("innovations:result_remove", args=[innovation.slug, "kesaksian", one.pk])


def case(unit, by) -> Made:
    one = make_case(PromiseFactory(unit=unit), 90, reference="R-9", miss_reason="Antre")
    return [one], reverse("innovations:case_remove", args=[one.promise_id, one.pk])


def month(unit, by) -> Made:
    one = tell_month(promise=PromiseFactory(unit=unit), by=by, month=MARCH, n=12, met=11,
                     median=None, source="Laporan")  # fmt: skip
    return [one], reverse("innovations:month_remove", args=[one.promise_id, one.pk])


def innovation(unit, by) -> Made:
    told, _ = measure(unit, by)
    one = told[0].innovation  # type: ignore[attr-defined]
    change_innovation(innovation=one, base_version=1, by=by, items=["A.I.6.ii.f"])
    move_innovation(innovation=one, state="berjalan", happened_on=MARCH, by=by)
    attach_document(innovation=one, evidence=make_evidence(unit, by), purpose="kit", by=by)
    spoken = tell(of=models.Testimony, innovation=one, by=by, words="Cepat.", speaker="Satker",
                  given_on=MARCH, consented_on=MARCH, consent_manner="lisan")  # fmt: skip
    rows = [one, one.steps.get(), one.items.get(), one.documents.get(), *told, spoken]
    return rows, reverse("innovations:innovation_remove", args=[one.slug])


def replication(unit, by) -> Made:
    one = ReplicationFactory(innovation=InnovationFactory(unit=unit), by=by)
    make_link(replication=one, by=by)
    url = reverse("innovations:replication_remove", args=[one.innovation.slug, one.pk])
    return [one, one.steps.get()], url


REMOVABLE = [assistance, follow_up, measure, value, voice, case, month, innovation, replication]


@pytest.fixture
def coordinator_client(client: Client, assessment, coordinator) -> Client:
    client.force_login(coordinator)
    return client


@pytest.mark.parametrize("make", REMOVABLE)
def test_it_works(coordinator_client, coordinator, unit, make: Callable[[Any, Any], Made]) -> None:
    rows, url = make(unit, coordinator)
    before = serializers.serialize("json", [type(row).objects.get(pk=row.pk) for row in rows])
    page = coordinator_client.post(url, follow=True)
    assert not type(rows[0]).objects.exists()
    assert UNDO in page.content.decode()
    assert "dihapus." in page.content.decode()
    again = coordinator_client.post(UNDO, follow=True).content.decode()
    assert "isinya kembali seperti semula" in again
    after = serializers.serialize("json", [type(row).objects.get(pk=row.pk) for row in rows])
    assert after == before
    event = AuditEvent.objects.order_by("-pk")[0]
    assert event.action.endswith("_dikembalikan")
    assert (event.actor, event.data["baris"]) == (coordinator.username, len(rows))
    twice = coordinator_client.post(UNDO, follow=True).content.decode()
    assert "Tidak ada penghapusan yang dapat dibatalkan" in twice
    assert type(rows[0]).objects.count() == 1


def test_what_others_rest_on_stays(coordinator_client, coordinator, unit) -> None:
    """An innovation somebody adopts, and a replication that is the adopter's word, too."""
    rows, url = replication(unit, coordinator)
    own = rows[0].innovation  # type: ignore[attr-defined]
    remove = reverse("innovations:innovation_remove", args=[own.slug])
    assert "tidak dapat dihapus" in coordinator_client.post(remove, follow=True).content.decode()
    confirm_by_link(Replication.objects.get(), coordinator)
    asked = ReplicationFactory(
        innovation=own, adopter_unit_id=UnitFactory().pk, by=MembershipFactory().user
    )
    for one in (url, reverse("innovations:replication_remove", args=[own.slug, asked.pk])):
        said = coordinator_client.post(one, follow=True).content.decode()
        assert "diminta atau sudah dijawab penerimanya" in said
    assert Replication.objects.count() == 2


def test_what_took_its_place_stays(coordinator_client, coordinator, unit) -> None:
    rows, url = month(unit, coordinator)
    coordinator_client.post(url)
    make_case(rows[0].promise, day="2026-03-02")  # type: ignore[attr-defined]
    said = coordinator_client.post(UNDO, follow=True).content.decode()
    assert "tidak" in said
    assert not type(rows[0]).objects.exists()
    rows, url = value(unit, coordinator)
    coordinator_client.post(url)
    add_value(measure=Measure.objects.get(), by=coordinator, measured_on=MARCH, value=Decimal(2),
              source="Lain")  # fmt: skip
    said = coordinator_client.post(UNDO, follow=True).content.decode()
    assert "sudah ada yang lain di tempatnya" in said
    rows, url = follow_up(unit, coordinator)
    coordinator_client.post(url)
    Assistance.objects.all().delete()
    said = coordinator_client.post(UNDO, follow=True)
    assert not FollowUp.objects.exists()
    assert not AssistanceEvidence.objects.exists()


def test_the_right_is_looked_at_again(coordinator_client, coordinator, unit) -> None:
    _, url = assistance(unit, coordinator)
    coordinator_client.post(url)
    Membership.objects.filter(user=coordinator).update(role="anggota")
    assert coordinator_client.post(UNDO).status_code == 403
    assert not Assistance.objects.exists()
    other = Client()
    other.force_login(coordinator)
    assert "Tidak ada" in other.post(UNDO, follow=True).content.decode()
