"""A small tree of two regions, and people who have really signed in."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from tests.factories import (
    PASSWORD,
    MembershipFactory,
    Role,
    UnitFactory,
    UnitKindFactory,
    UserFactory,
)
from units.models import User


@pytest.fixture
def tree(db) -> SimpleNamespace:
    """kemenkeu > djpb > (malut > ternate), (babel > pandan)."""
    kind = UnitKindFactory()

    def unit(code, name, parent=None):
        return UnitFactory(code=code, name=name, short_name=name, kind=kind, parent=parent)

    top = unit("kemenkeu", "Kementerian Keuangan")
    djpb = unit("djpb", "Ditjen Perbendaharaan", top)
    malut = unit("kanwil-malut", "Kanwil Maluku Utara", djpb)
    babel = unit("kanwil-babel", "Kanwil Bangka Belitung", djpb)
    return SimpleNamespace(
        kind=kind,
        top=top,
        djpb=djpb,
        malut=malut,
        babel=babel,
        ternate=unit("kppn-ternate", "KPPN Ternate", malut),
        pandan=unit("kppn-tanjungpandan", "KPPN Tanjungpandan", babel),
    )


@pytest.fixture
def central(tree) -> User:
    """The admin pusat, at the top unit."""
    user = UserFactory(username="pusat", name="Ratna Dewi")
    return MembershipFactory(unit=tree.top, role=Role.ADMIN_PUSAT, user=user).user


@pytest.fixture
def regional(tree) -> User:
    """The admin wilayah of Maluku Utara."""
    user = UserFactory(username="wilayah", name="Hasan Basri")
    return MembershipFactory(unit=tree.malut, role=Role.ADMIN_WILAYAH, user=user).user


@pytest.fixture
def clerk(tree) -> User:
    """An anggota in KPPN Ternate."""
    user = UserFactory(username="sari", name="Sari", email="sari@kantor.example.go.id")
    return MembershipFactory(unit=tree.ternate, role=Role.ANGGOTA, user=user).user


@pytest.fixture
def stranger(tree) -> User:
    """An anggota in KPPN Tanjungpandan, out of the regional admin's sight."""
    user = UserFactory(username="budi.pandan", name="Budi Pandan")
    return MembershipFactory(unit=tree.pandan, role=Role.ANGGOTA, user=user).user


@pytest.fixture
def sign_in(db) -> Callable[..., Client]:
    """`sign_in(user)`: a client that went through the sign-in page."""

    def through_the_page(user: User, password: str = PASSWORD, **extra) -> Client:
        client = Client(**extra)
        response = client.post("/masuk/", {"login": user.username, "password": password})
        assert response.status_code == 302, response.context["form"].errors
        return client

    return through_the_page
