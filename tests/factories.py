"""Rows for tests. Trees, assessments and evidence are made through the product's own actions."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import factory
from django.db import transaction

from pengungkit.actions.assessments import open_assessment
from pengungkit.actions.evidence import receive_file
from pengungkit.actions.instruments import sha256_of
from pengungkit.instruments import bundled_document, problems_of
from pengungkit.models import Assessment, Evidence, InstrumentVersion
from units import audit
from units.actions.trees import create_unit
from units.models import Membership, Unit, UnitKind, User


PASSWORD = "kata-sandi-uji-yang-panjang"
Role = Membership.Role


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence("orang{}".format)
    name = factory.Sequence("Orang {}".format)
    password = factory.django.Password(PASSWORD)


class UnitKindFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitKind
        django_get_or_create = ("code",)

    code = "kppn"
    name = "KPPN"


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    code = factory.Sequence("unit-{}".format)
    name = factory.Sequence("Kantor {}".format)
    short_name = factory.Sequence("Kantor {}".format)
    kind = factory.SubFactory(UnitKindFactory)
    parent = None

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **fields: Any) -> Unit:
        return create_unit(by=None, **fields)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.ANGGOTA
    valid_from = dt.date(2020, 1, 1)


# The same in every test, also where sequences run on after a rollback: what the process keeps of
# an instrument by its key is found again.
BUNDLED_PK = 1_000_000


@functools.cache
def bundled_sha256() -> str:
    """Checked once a process, and not before each test."""
    document = bundled_document()
    assert problems_of(document) == []
    return sha256_of(document)


def bundled_version() -> InstrumentVersion:
    """The bundled instrument, as loading it leaves it where the database does not hold it yet."""
    document, digest = bundled_document(), bundled_sha256()
    code = document["kode"]
    if found := InstrumentVersion.objects.filter(code=code, sha256=digest).first():
        return found
    with transaction.atomic():
        version = InstrumentVersion.objects.create(
            pk=BUNDLED_PK, code=code, name=document["nama"], document=document, sha256=digest
        )
        audit.record(
            actor=None, action="instrumen_dimuat", target=version, code=code, sha256=digest
        )
    return version


class AssessmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assessment

    unit = factory.SubFactory(UnitFactory)
    year = 2026
    target = Assessment.Target.WBK
    instrument = factory.LazyFunction(bundled_version)
    due_on = None
    by = None

    @classmethod
    def _create(cls, model_class: type[Assessment], *args: Any, **fields: Any) -> Assessment:
        return open_assessment(**fields)


PDF = b"%PDF-1.4\n% isi contoh\n"


def make_evidence(
    unit: Unit, by: User, name: str = "SK Tim ZI.pdf", content: bytes | None = None
) -> Evidence:
    """A kept file; the content differs by name unless it is given."""
    data = PDF + name.encode() if content is None else content
    return receive_file(unit=unit, name=name, chunks=[data], by=by).evidence
