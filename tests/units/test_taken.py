from __future__ import annotations

from functools import partial

import pytest

from tests.factories import Role, UserFactory
from units.actions.offices import add_office, save_kind
from units.actions.people import change_person, create_person
from units.exceptions import JustTakenError
from units.models import AuditEvent, UnitKind, User


def test_who_comes_second_at_the_same_moment_is_told(tree, central):
    """The forms of both found the name free; only one of them was the first to write."""
    sari = UserFactory(username="sari", email="sari@kantor.example.go.id")
    new = {"name": "Sari", "unit": tree.ternate, "role": Role.ANGGOTA}
    place = {"parent": tree.malut, "kind": tree.kind, "short_name": "Ternate", "name": "Ternate"}
    other = UserFactory(username="lain")
    UnitKind.objects.create(code="pos", name="Pos")
    seconds = [
        partial(create_person, username="sari", **new),
        partial(create_person, username="baru", email=sari.email, **new),
        partial(change_person, user=other, name="Lain", email=sari.email, nip=""),
        partial(add_office, code="kppn-ternate", **place),
        partial(save_kind, kind=None, code="pos", name="Pos lain"),
        partial(save_kind, kind=tree.kind, code=tree.kind.code, name="Pos"),
    ]
    before = User.objects.count(), AuditEvent.objects.count()
    for second in seconds:
        with pytest.raises(JustTakenError, match="baru saja disimpan"):
            second(by=central)
    assert (User.objects.count(), AuditEvent.objects.count()) == before
