"""Two offices and every kind of person, for the table of who may reach what."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pengungkit.actions.answers import Entry, answer_item, return_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.evidence import attach, note_link
from pengungkit.models import Assessment, Evidence
from tests.factories import (
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    UserFactory,
    make_evidence,
)
from units.models import Membership, Milestone, PredicateRecord, Unit, User


ROLES = [str(role) for role in Role]
YEAR, LAST_YEAR = 2026, 2025
# Kinds of visitor, in the order of the table's columns; "lain" stands for eight people.
OWN = ["anonim", "tanpa", *ROLES]
OTHERS = [f"lain-{role}" for role in ROLES]
# What is written for everybody, whatever they asked for: sessions, messages, counted attempts.
UNTOLD_TABLES = {"django_session", "portal_cache", "usersessions_usersession", "django_migrations"}


@dataclass
class World:
    """Office A with everything a URL can name, office B beside it, and who knocks."""

    a: Unit
    b: Unit
    people: dict[str, User]
    assessment: Assessment
    last_year: Assessment
    evidence: Evidence
    link: Evidence
    foreign_evidence: Evidence
    target: User
    membership: Membership
    predicate: PredicateRecord
    milestone: Milestone
    clients: dict[str, Client] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)

    def url(self, name: str) -> str:
        """The address of office A's thing under this name."""
        wanted = dict(urls())[name]
        return reverse(name, kwargs={key: self.parameters[key] for key in wanted})


def build_world() -> World:
    """Everything, through the product's own actions."""
    root = UnitFactory(code="pusat")
    a = UnitFactory(code="kantor-a", name="Kantor A", parent=root)
    b = UnitFactory(code="kantor-b", name="Kantor B", parent=root)
    people = {"tanpa": UserFactory(username="tanpa")}
    for role in ROLES:
        for unit, kind in ((a, role), (b, f"lain-{role}")):
            person = UserFactory(username=kind.replace("_", "-"), name=f"Orang {kind}")
            people[kind] = MembershipFactory(unit=unit, role=role, user=person).user
    leader = people[Role.KETUA]
    last_year = AssessmentFactory(unit=a, year=LAST_YEAR, by=leader)
    answer_item(
        assessment=last_year, code="A.I.1.i.a", entry=Entry(choice="Ya"), base_version=0, by=leader
    )
    close_assessment(assessment=last_year, reason="Selesai", by=leader)
    last_year.refresh_from_db()
    assessment = AssessmentFactory(unit=a, year=YEAR, by=leader)
    for code, entry in (
        ("A.I.1.i.a", Entry(choice="Ya", narrative="Sudah ada.", done=True)),
        ("A.I.1.i.b", Entry(choice="B", done=True)),
        ("B.I.a", Entry(index=Decimal("3.60"))),
    ):
        answer_item(assessment=assessment, code=code, entry=entry, base_version=0, by=leader)
    return_item(assessment=assessment, code="A.I.1.i.b", note="Lengkapi.", by=leader)
    evidence = make_evidence(a, leader)
    answer = assessment.answers.get(code="A.I.1.i.a")
    attach(answer=answer, evidence=evidence, by=leader)
    target = UserFactory(username="sasaran", name="Sasaran")
    AssessmentFactory(unit=b, year=YEAR)
    return World(
        a=a,
        b=b,
        people=people,
        assessment=assessment,
        last_year=last_year,
        evidence=evidence,
        link=note_link(unit=a, title="Video", url="https://www.example.go.id/video", by=leader),
        foreign_evidence=make_evidence(b, people["lain-ketua"], name="Milik B.pdf"),
        target=target,
        membership=MembershipFactory(unit=a, role=Role.ANGGOTA, user=target),
        predicate=PredicateRecord.objects.create(
            unit=a, predicate="WBK", granted_on=dt.date(2019, 12, 1)
        ),
        milestone=Milestone.objects.create(
            unit=a, kind="pencanangan", title="Pencanangan", happened_on=dt.date(2018, 2, 1)
        ),
    )


@contextmanager
def kept_apart() -> Iterator[None]:
    """What happens inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sign_everyone_in(world: World) -> None:
    world.clients["anonim"] = Client(raise_request_exception=False)
    for kind, person in world.people.items():
        client = Client(raise_request_exception=False)
        client.force_login(person)
        world.clients[kind] = client


def urls(
    patterns: list[URLPattern | URLResolver] | None = None, namespace: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Every URL name with its parameters."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from urls(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", list(pattern.pattern.regex.groupindex)


def table_digests() -> dict[str, str]:
    """A hash over the whole content of every table that tells something."""
    names = [name for name in connection.introspection.table_names() if name not in UNTOLD_TABLES]
    digests = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} ORDER BY 1")
            digest = hashlib.sha256()
            for row in itertools.chain.from_iterable(iter(lambda: cursor.fetchmany(500), [])):
                digest.update(repr(row).encode())
            digests[name] = digest.hexdigest()
    return digests
