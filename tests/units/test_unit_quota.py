"""The limit an admin gives a unit's evidence."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import MembershipFactory, Role, UnitFactory
from units.models import AuditEvent, Unit


@pytest.fixture
def admin(unit: Unit) -> Client:
    client = Client()
    above = UnitFactory(code="kanwil")
    Unit.objects.filter(pk=unit.pk).update(parent=above)
    client.force_login(MembershipFactory(unit=unit, role=Role.ADMIN_WILAYAH).user)
    return client


def post(client: Client, unit: Unit, quota: str):
    body = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind_id}
    body |= {"time_zone": unit.time_zone, "quota_mb": quota}
    return client.post(f"/kelola/unit/{unit.code}/ubah/", body)


def test_it_works(admin, unit):
    assert post(admin, unit, "12.000").status_code == 302
    unit.refresh_from_db()
    assert unit.quota_mb == 12_000
    assert AuditEvent.objects.get(action="unit_diubah").data["changes"]["quota_mb"][1] == "12000"
    assert "12.000 MB" in admin.get(f"/kelola/unit/{unit.code}/").content.decode()
    post(admin, unit, "")
    unit.refresh_from_db()
    assert unit.quota_mb is None


@pytest.mark.parametrize("quota", ["0", "-5", "banyak", "100.000.001"])
def test_nonsense_is_asked_about(admin, unit, quota):
    response = post(admin, unit, quota)
    assert response.status_code == 200
    assert response.context["form"].errors["quota_mb"]
    unit.refresh_from_db()
    assert unit.quota_mb is None
