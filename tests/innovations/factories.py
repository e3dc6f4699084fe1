"""Innovations for tests, made through the product's own action."""

from __future__ import annotations

from typing import Any

import factory

from innovations.actions.innovations import record_innovation
from innovations.models import Innovation
from tests.factories import UnitFactory


class InnovationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Innovation

    unit = factory.SubFactory(UnitFactory)
    name = factory.Sequence("Inovasi {}".format)
    kind = Innovation.Kind.FAST
    phase = Innovation.Phase.WBK
    by = None

    @classmethod
    def _create(cls, model_class: type[Innovation], *args: Any, **fields: Any) -> Innovation:
        return record_innovation(**fields)
