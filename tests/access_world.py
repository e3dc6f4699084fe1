"""Two offices and every kind of person, for the table of who may reach what."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from innovations.actions.assistance import agree_follow_up, attach_proof
from innovations.actions.cases import tell_month
from innovations.actions.innovations import attach_document
from innovations.actions.promises import add_holidays
from innovations.actions.results import add_value, tell
from innovations.models import (
    Assistance,
    Case,
    FollowUp,
    Holiday,
    Innovation,
    Measure,
    MeasureValue,
    MonthlyFigures,
    Promise,
)
from pengungkit.actions.answers import Entry, answer_item, return_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.evidence import attach
from pengungkit.actions.records import make_record
from pengungkit.demo import documents
from pengungkit.models import Assessment, Evidence
from tests.factories import (
    PASSWORD,
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    UserFactory,
    make_evidence,
)
from tests.innovations.factories import (
    InnovationFactory,
    PromiseFactory,
    make_assistance,
    make_case,
)
from units.models import Membership, Milestone, PredicateRecord, Unit, User


ROLES = [str(role) for role in Role]
YEAR, LAST_YEAR = 2026, 2025
# Kinds of visitor, in the order of the table's columns; "lain" stands for eight people.
OWN = ["anonim", "tanpa", *ROLES]
OTHERS = [f"lain-{role}" for role in ROLES]
# Roles that look after offices are held in the office above; the others in the office itself.
FROM_ABOVE = {Role.TPI, Role.ADMIN_WILAYAH, Role.ADMIN_PUSAT, Role.PENGAMAT}
ITEM = "A.I.1.i.a"
# Addresses whose `pk` is a promise's.
PROMISED = [
    f"innovations:{name}"
    for name in (
        "promise", "promise_change", "promise_end", "case_start", "case_list", "case_add",
        "case_change", "case_finish", "case_remove", "case_import", "case_import_preview",
        "case_import_apply", "case_import_undo", "month_add", "month_change", "month_remove",
    )
] + ["reports:cases_download"]  # fmt: skip


@dataclass
class World:
    """Office A with everything a URL can name, office B beside it, and who knocks."""

    a: Unit
    b: Unit
    above: Unit
    people: dict[str, User]
    assessment: Assessment
    last_year: Assessment
    evidence: Evidence
    picture: Evidence
    spare: Evidence
    foreign_evidence: Evidence
    target: User
    membership: Membership
    predicate: PredicateRecord
    milestone: Milestone
    innovation: Innovation
    clients: dict[str, Client] = field(default_factory=dict)
    folder: Path = Path()
    workbook: bytes = b""
    # Who is asking just now; a stranger is given the name of somebody without a role.
    asking: User | None = None

    def url(self, name: str, **found: Any) -> str:
        """The address of office A's thing under this name."""
        values = self.parameters(name) | found
        return reverse(name, kwargs={key: values[key] for key in parameters_of()[name]})

    def parameters(self, name: str) -> dict[str, Any]:
        """A value for every parameter a URL can have; all of them belong to office A."""
        codes = {"units:manage_kind_edit": self.a.kind.code}
        figures = {
            "innovations:value_remove": MeasureValue,
            "innovations:value_add": Measure,
            "innovations:result_change": Measure,
            "innovations:result_remove": Measure,
            **dict.fromkeys(PROMISED, Promise),
            "innovations:holiday_remove": Holiday,
            "innovations:assistance": Assistance,
            "innovations:assistance_change": Assistance,
            "innovations:assistance_remove": Assistance,
            "innovations:proof_attach": Assistance,
            "innovations:proof_detach": Assistance,
            "innovations:follow_up_add": Assistance,
            "innovations:follow_up_change": Assistance,
            "innovations:follow_up_remove": Assistance,
        }
        pictured = {"pengungkit:preview_image": self.picture.uuid}
        about_unit = name.startswith("units:manage_unit")
        return {
            "year": YEAR,
            "unit_code": self.a.code,
            "area_key": "1",
            "code": codes.get(name, self.a.code if about_unit else ITEM),
            "uuid": pictured.get(name, self.evidence.uuid),
            "other": self.spare.uuid,
            "number": 2 if name == "reports:record_compare" else 1,
            "predicate_pk": self.predicate.pk,
            "milestone_pk": self.milestone.pk,
            "event_pk": 1,
            "username": self.target.username,
            "pk": figures[name].objects.get().pk if name in figures else self.membership.pk,
            "case_pk": Case.objects.earliest("pk").pk if "case_" in name else 0,
            "month_pk": MonthlyFigures.objects.get().pk if name.startswith("innovations:m") else 0,
            "kind": "ukuran",
            "paste": self.evidence.uuid,
            "what": "unit",
            "slug": self.innovation.slug,
            "follow_pk": FollowUp.objects.get().pk if "follow_up_" in name else 0,
            "uidb36": "1",
            "key": "tidak-berlaku",
            "token": "tidak-berlaku",
            "link_pk": 1,
            "act": "konfirmasi",
        }


def build_world() -> World:
    """Everything, through the product's own actions."""
    root = UnitFactory(code="pusat")
    above_a, above_b = (UnitFactory(code=f"wilayah-{x}", parent=root) for x in "ab")
    a = UnitFactory(code="kantor-a", name="Kantor A", parent=above_a)
    b = UnitFactory(code="kantor-b", name="Kantor B", parent=above_b)
    people = {"tanpa": UserFactory(username="tanpa")}
    for role in ROLES:
        for office, above, kind in ((a, above_a, role), (b, above_b, f"lain-{role}")):
            person = UserFactory(username=kind.replace("_", "-"), name=f"Orang {kind}")
            unit = above if role in FROM_ABOVE else office
            people[kind] = MembershipFactory(unit=unit, role=role, user=person).user
    leader = people[Role.KETUA]
    last_year = AssessmentFactory(unit=a, year=LAST_YEAR, by=leader)
    for code in (ITEM, "A.I.1.ii.a"):
        answer_item(
            assessment=last_year, code=code, entry=Entry(choice="Ya"), base_version=0, by=leader
        )
    close_assessment(assessment=last_year, reason="Selesai", by=leader)
    last_year.refresh_from_db()
    assessment = AssessmentFactory(unit=a, year=YEAR, by=leader)
    for code, entry in (
        (ITEM, Entry(choice="Ya", narrative="Sudah ada.", done=True)),
        ("A.I.1.i.b", Entry(choice="B", done=True)),
        ("B.I.a", Entry(index=Decimal("3.60"))),
    ):
        answer_item(assessment=assessment, code=code, entry=entry, base_version=0, by=leader)
    make_record(assessment=assessment, by=leader)
    return_item(assessment=assessment, code="A.I.1.i.b", note="Lengkapi.", by=leader)
    make_record(assessment=assessment, by=leader)
    evidence = make_evidence(a, leader, content=documents.pdf("SK", ["Isi."]))
    answer = assessment.answers.get(code=ITEM)
    attach(answer=answer, evidence=evidence, by=leader)
    target = UserFactory(username="sasaran", name="Sasaran")
    AssessmentFactory(unit=b, year=YEAR)
    return World(
        a=a,
        b=b,
        above=above_a,
        people=people,
        assessment=assessment,
        last_year=last_year,
        evidence=evidence,
        picture=make_evidence(a, leader, "Foto.png", documents.png("Foto", ["Isi."])),
        spare=make_evidence(a, leader, name="Belum dipakai.pdf"),
        foreign_evidence=make_evidence(b, people["lain-ketua"], name="Milik B.pdf"),
        target=target,
        membership=MembershipFactory(unit=a, role=Role.ANGGOTA, user=target),
        predicate=PredicateRecord.objects.create(
            unit=a, predicate="WBK", granted_on=dt.date(2019, 12, 1)
        ),
        milestone=Milestone.objects.create(
            unit=a, kind="pencanangan", title="Pencanangan", happened_on=dt.date(2018, 2, 1)
        ),
        innovation=told_innovation(a, leader, evidence),
    )


def told_innovation(unit: Unit, by: User, evidence: Evidence) -> Innovation:
    innovation = InnovationFactory(unit=unit, by=by, name="Inovasi Kantor A")
    attach_document(innovation=innovation, evidence=evidence, purpose="bukti", by=by)
    measure = tell(
        of=Measure,
        innovation=innovation,
        by=by,
        name="Lama",
        unit_name="hari",
        direction="turun",
    )
    add_value(
        measure=measure, by=by, measured_on=dt.date(2024, 1, 2), value=Decimal(3), source="Survei"
    )
    promise = PromiseFactory(unit=unit, by=by, service="Layanan Kantor A")
    make_case(promise, minutes=None)
    told = {"n": 9, "met": 8, "median": None, "source": "Laporan"}
    tell_month(promise=promise, by=by, month=dt.date(2026, 1, 1), **told)
    add_holidays(unit=unit, days={dt.date(2026, 1, 1): "Tahun Baru"}, by=by)
    assistance = make_assistance(unit, by=by)
    agree_follow_up(assistance=assistance, by=by, what="Susun rencana kerja")
    attach_proof(assistance=assistance, evidence=evidence, by=by)
    return innovation


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
        # Acts on other people's accounts ask for the password when it was typed long ago.
        confirmed = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert confirmed.status_code == 302
        world.clients[kind] = client


@functools.cache
def parameters_of() -> dict[str, list[str]]:
    """The parameters of every address by its name, found once and not for each request."""
    return dict(urls())


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
