"""The tree at the size of a whole ministry and more."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pengungkit.integrity import tree_is_consistent
from tests.factories import UnitFactory, UnitKindFactory, UserFactory
from units.actions.trees import change_unit, create_unit, plant_units
from units.exceptions import UnitLoopError, UnitTooDeepError
from units.models import Unit


KANWIL, KPPN_EACH, POS_EACH = 34, 30, 29
SIZE = 1 + KANWIL + KANWIL * KPPN_EACH + KANWIL * KPPN_EACH * POS_EACH


def ministry() -> list[Unit]:
    """31,000 units four levels deep, parents first."""
    kind = UnitKindFactory()

    def unit(code: str, parent: Unit | None) -> Unit:
        return Unit(code=code, name=f"Unit {code}", short_name=code, kind=kind, parent=parent)

    top = unit("pusat", None)
    units = [top]
    for k in range(KANWIL):
        kanwil = unit(f"kanwil-{k}", top)
        units.append(kanwil)
        for o in range(KPPN_EACH):
            office = unit(f"kppn-{k}-{o}", kanwil)
            units.append(office)
            units += [unit(f"pos-{k}-{o}-{p}", office) for p in range(POS_EACH)]
    return units


def test_a_ministry_is_planted_and_asked_from_the_index(db):
    with CaptureQueriesContext(connection) as planting:
        plant_units(units=ministry(), by=None)
    assert Unit.objects.count() == SIZE >= 30_000
    # By batches, as large as the database takes them: one by one it would be 62,000 statements.
    assert len(planting) < SIZE / 20

    kanwil = Unit.objects.get(code="kanwil-7")
    below = Unit.objects.below(kanwil)
    assert below.count() == 1 + KPPN_EACH + KPPN_EACH * POS_EACH
    assert set(below.values_list("code", flat=True)) >= {"kanwil-7", "kppn-7-0", "pos-7-29-28"}
    assert not below.filter(code__startswith="kppn-8-").exists()

    office = Unit.objects.get(code="kppn-7-3")
    assert Unit.objects.below(office).count() == 1 + POS_EACH
    assert [Unit.objects.get(pk=pk).code for pk in office.ancestor_ids] == ["pusat", "kanwil-7"]

    # The range is answered from the index on path, whatever else is in the table.
    plan = below.explain()
    if connection.vendor == "sqlite":
        assert "SEARCH" in plan
        assert "path>? AND path<?" in plan
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE units_unit")
        assert "Index" in below.explain()


def test_a_place_is_judged_by_the_tree_of_now(db):
    """Two people choose from pages that were shown before either of them pressed the button."""
    kind, by = UnitKindFactory(), UserFactory()
    top, left, right = (
        UnitFactory(code=code, kind=kind, parent=parent)
        for code, parent in (("pusat", None), ("kiri", None), ("kanan", None))
    )

    change_unit(unit=left, by=by, parent=Unit.objects.get(pk=right.pk))
    with pytest.raises(UnitLoopError):
        change_unit(unit=right, by=by, parent=left)
    new = create_unit(by=by, parent=left, code="baru", name="Baru", short_name="Baru", kind=kind)

    assert Unit.objects.below(right).filter(pk=new.pk).exists()
    assert not [*tree_is_consistent(thorough=False)]
    for level in range(19):
        top = create_unit(
            by=by, parent=top, code=f"tingkat-{level}", name="T", short_name="T", kind=kind
        )
    with pytest.raises(UnitTooDeepError, match="20 tingkat"):
        change_unit(unit=right, by=by, parent=top)
