"""Who reaches what: roles, areas, subtrees, dates, and granting."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from tests.factories import MembershipFactory, Role, UnitFactory, UserFactory
from units.backends import PortalBackend
from units.models import Unit
from units.permissions import (
    NO_RIGHTS,
    PERMISSIONS,
    RANK,
    SENTENCES,
    Permission,
    rights_of,
    roles_with,
)


@pytest.fixture
def tree(db):
    top = UnitFactory(code="djpb")
    region = UnitFactory(code="kanwil", parent=top)
    office = UnitFactory(code="kantor", parent=region)
    other = UnitFactory(code="kanwil-lain", parent=top)
    return {"top": top, "region": region, "office": office, "other": other}


def rights(role, unit, **fields):
    return rights_of(MembershipFactory(role=role, unit=unit, **fields).user)


def visible(found) -> set[str]:
    return set(Unit.objects.filter(found.scope(Permission.VIEW)).values_list("code", flat=True))


def test_every_role_and_permission_has_its_line():
    assert set(PERMISSIONS) == set(Role) == set(RANK)
    assert set(SENTENCES) == set(Permission)
    assert roles_with(Permission.MANAGE_KINDS) == [Role.ADMIN_PUSAT]


def test_an_office_role_reaches_only_its_office(tree):
    assert visible(rights(Role.KETUA, tree["region"])) == {"kanwil"}


def test_a_subtree_role_reaches_everything_below(tree):
    assert visible(rights(Role.ADMIN_WILAYAH, tree["region"])) == {"kanwil", "kantor"}
    assert visible(rights(Role.PENGAMAT, tree["top"])) == {
        "djpb",
        "kanwil",
        "kantor",
        "kanwil-lain",
    }


def test_scope_and_allows_agree(tree):
    found = rights(Role.TPI, tree["region"])
    allowed = {unit.code for unit in Unit.objects.all() if found.allows(Permission.VIEW, unit)}
    assert allowed == visible(found)


def test_areas_bind(tree):
    found = rights(Role.KOORDINATOR, tree["office"], areas=["2"])
    assert found.allows(Permission.ANSWER, tree["office"], "2")
    assert not found.allows(Permission.ANSWER, tree["office"], "3")
    with pytest.raises(PermissionDenied, match="koordinator area itu atau ketua"):
        found.require(Permission.ASSIGN, tree["office"], "3")


@pytest.mark.parametrize(
    ("dates", "holds"),
    [
        ({"valid_from": dt.date(2020, 1, 1)}, True),
        ({"valid_from": dt.date(2999, 1, 1)}, False),
        ({"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2020, 12, 31)}, False),
    ],
)
def test_membership_counts_between_its_dates(tree, dates, holds):
    membership = MembershipFactory(role=Role.ANGGOTA, unit=tree["office"], **dates)
    for user in (membership.user, PortalBackend().get_user(membership.user.pk)):
        assert rights_of(user).allows(Permission.ANSWER, tree["office"]) is holds


def test_an_inactive_unit_gives_no_rights(tree):
    membership = MembershipFactory(unit=tree["office"])
    Unit.objects.filter(pk=tree["office"].pk).update(is_active=False)
    assert rights_of(membership.user) == NO_RIGHTS
    assert rights_of(PortalBackend().get_user(membership.user.pk)) == NO_RIGHTS


def test_person_and_rights_come_in_one_query(tree, django_assert_num_queries):
    user = UserFactory()
    MembershipFactory(user=user, unit=tree["office"], role=Role.KETUA)
    MembershipFactory(user=user, unit=tree["other"], role=Role.PENGAMAT)
    with django_assert_num_queries(1):
        loaded = PortalBackend().get_user(user.pk)
        found = rights_of(loaded)
    assert loaded == user
    assert loaded.name == user.name
    assert found == rights_of(user)
    assert [grant.role for grant in found.grants] == [Role.KETUA, Role.PENGAMAT]


def test_somebody_without_roles_and_a_stranger_see_nothing(tree):
    assert visible(rights_of(UserFactory())) == set()
    assert rights_of(AnonymousUser()) is NO_RIGHTS


def test_an_inactive_person_is_nobody(tree):
    assert PortalBackend().get_user(UserFactory(is_active=False).pk) is None


@pytest.mark.parametrize(
    ("role", "where", "granted", "target", "may"),
    [
        (Role.ADMIN_WILAYAH, "region", Role.KETUA, "office", True),
        (Role.ADMIN_WILAYAH, "region", Role.ADMIN_WILAYAH, "office", True),
        (Role.ADMIN_WILAYAH, "region", Role.ADMIN_PUSAT, "office", False),
        (Role.ADMIN_WILAYAH, "region", Role.KETUA, "other", False),
        (Role.ADMIN_PUSAT, "top", Role.ADMIN_PUSAT, "other", True),
        (Role.KETUA, "office", Role.ANGGOTA, "office", False),
    ],
)
def test_granting_needs_rank_and_scope(tree, role, where, granted, target, may):
    assert rights(role, tree[where]).may_grant(granted, tree[target]) is may
