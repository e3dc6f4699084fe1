"""Every address x every kind of person -> status; an address that is not in the table fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.access_bodies import BODIES
from tests.access_table import HEAD, TABLE
from tests.access_world import (
    OTHERS,
    OWN,
    World,
    build_world,
    kept_apart,
    sign_everyone_in,
    table_digests,
    urls,
)


# The mark tells pytest-django that there is a database at all; the world is built by hand.
pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST")
CODES = {"ok": 200, "go": 302, "in": 302, "no": 403, "--": 404, "bad": 400, "405": 405}
DENIALS = {"in", "no", "--"}


def read_table() -> dict[tuple[str, str], dict[str, str]]:
    """Expected code by method and URL name, then by kind of person."""
    rows = {}
    for line in TABLE.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head, own, others = line.split("|")
        method, name, *strangers = head.split()
        codes = dict(zip(OWN, [*strangers, *own.split()], strict=True))
        codes |= dict(zip(OTHERS, codes_of_others(others.strip(), own.split()), strict=True))
        assert (method, name) not in rows, f"{method} {name} stands twice"
        rows[method, name] = codes
    return rows


def codes_of_others(code: str, own: list[str]) -> list[str]:
    if code == "=":
        return own
    if code.startswith("="):
        return [code[1:] if one.endswith("!") else one for one in own]
    return [code] * len(own)


ROWS = read_table()
NAMES = [name for name, _ in urls()]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Built once; every request below is taken back."""
    folder = tmp_path_factory.mktemp("bukti")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.EVIDENCE_DIR", folder)
        with transaction.atomic():
            made = build_world()
            made.parameters = parameters_of(made)
            sign_everyone_in(made)
            made.folder = folder
            yield made
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _evidence_of_the_world(world: World, settings: Any) -> None:
    settings.EVIDENCE_DIR = world.folder


def parameters_of(world: World) -> dict[str, Any]:
    """A value for every parameter a URL can have; all of them belong to office A."""
    return {
        "year": world.assessment.year,
        "unit_code": world.a.code,
        "area_key": "1",
        "code": "A.I.1.i.a",
        "uuid": world.evidence.uuid,
        "number": 1,
        "pk": 1,
        "uidb36": "1",
        "key": "tidak-berlaku",
    }


def shown(response: HttpResponse) -> str:
    """The code of a response as the table writes it."""
    if response.status_code == 302:
        # Sent on from a page that is open to strangers is not the same as sent to sign in.
        at_sign_in = str(response.get("Location")).startswith(reverse("account_login"))
        return "in" if at_sign_in else "go"
    return next(
        (code for code, status in CODES.items() if status == response.status_code),
        str(response.status_code),
    )


def test_every_address_is_in_the_table() -> None:
    listed = {name for _, name in ROWS}
    assert sorted(set(NAMES) - listed) == []
    assert sorted(listed - set(NAMES)) == []
    assert HEAD.split() == [*OWN, "lain"]


@pytest.mark.parametrize("name", sorted(set(NAMES)))
@pytest.mark.parametrize("method", METHODS)
def test_access(world: World, method: str, name: str) -> None:
    """Status of every kind of person; a denied POST leaves every table as it was."""
    expected = ROWS.get((method, name))
    before = table_digests() if method == "POST" else {}
    wrong = []
    for kind, client in world.clients.items():
        with kept_apart():
            response = ask(world, client, method, name)
            got = shown(response)
            wanted = expected[kind] if expected else ("in" if kind == "anonim" else "405")
            must_change = wanted.endswith("!")
            if got != wanted.rstrip("!") and not (expected is None and got in ("405", "in")):
                wrong.append(f"{kind}: {got}, bukan {wanted}")
            if method == "POST" and (must_change or wanted in DENIALS or got in DENIALS):
                changed = {table for table, digest in table_digests().items()
                           if digest != before[table]}  # fmt: skip
                if must_change != bool(changed):
                    wrong.append(f"{kind}: mengubah {sorted(changed) or 'tidak satu pun'}")
    assert not wrong, f"{method} {name}\n" + "\n".join(wrong)


def ask(world: World, client: Any, method: str, name: str) -> HttpResponse:
    prepare, body = BODIES.get(name, (None, None))
    if prepare:
        prepare(world)
    url = world.url(name)
    if method == "GET":
        return client.get(url)
    return client.post(url, body(world) if body else {})
