"""Every address x every kind of person -> status; an address that is not in the table fails."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.access_bodies import SENDINGS, Sending
from tests.access_table import TABLE
from tests.access_world import (
    ITEM,
    OTHERS,
    OWN,
    YEAR,
    World,
    build_world,
    kept_apart,
    sign_everyone_in,
    urls,
)
from tests.changed_tables import table_digests, written_tables
from tests.factories import Role


# The mark tells pytest-django that there is a database at all; the world is built by hand.
pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST")
CODES = {"ok": 200, "201": 201, "go": 302, "no": 403, "--": 404, "405": 405}
DENIALS = {"in", "no", "--"}
# A method that an address does not take is refused before anybody's rights are looked at.
NOT_TAKEN = ["anonim", "tanpa", Role.ANGGOTA, Role.KETUA, Role.ADMIN_PUSAT, f"lain-{Role.KETUA}"]


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
    """What the last column means for each of the eight roles."""
    if code == "=":
        return own
    if code.startswith("="):
        return [one if one.rstrip("!") in DENIALS else code[1:] for one in own]
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
        # Nobody looks into contexts here; keeping a copy of each costs more than it tells.
        patch.setattr("django.test.client.store_rendered_templates", lambda *told, **more: None)
        with transaction.atomic():
            made = build_world()
            sign_everyone_in(made)
            made.folder = folder
            yield made
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _evidence_of_the_world(world: World, settings: Any) -> None:
    settings.EVIDENCE_DIR = world.folder


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


@pytest.mark.parametrize("name", sorted(set(NAMES)))
@pytest.mark.parametrize("method", METHODS)
def test_access(world: World, method: str, name: str) -> None:
    """Status of every kind of person; a denied POST leaves every table as it was."""
    expected = ROWS.get((method, name))
    wrong = []
    for kind in [*OWN, *OTHERS] if expected else NOT_TAKEN:
        client = world.clients[kind]
        world.asking = world.people.get(kind)
        response, written = answered(world, client, method, name)
        got = shown(response)
        wanted = expected[kind] if expected else ("in" if kind == "anonim" else "405")
        must_change = wanted.endswith("!")
        if got != wanted.rstrip("!") and not (expected is None and got in ("405", "in")):
            wrong.append(f"{kind}: {got}, bukan {wanted}")
        if method == "GET" or expected is None:
            continue
        if must_change or wanted in DENIALS or got in DENIALS:
            changed = written and changed_tables(world, client, method, name, written)
            if must_change != bool(changed):
                wrong.append(f"{kind}: mengubah {sorted(changed) or 'tidak satu pun'}")
    assert not wrong, f"{method} {name}\n" + "\n".join(wrong)


def answered(world: World, client: Client, method: str, name: str) -> tuple[HttpResponse, set[str]]:
    """The response, and the tables that were written to."""
    with kept_apart():
        found = prepared(world, name)
        with written_tables() as written:
            response = ask(world, client, method, name, found)
    return response, written


def changed_tables(
    world: World, client: Client, method: str, name: str, written: set[str]
) -> set[str]:
    """Asked once more, which of them are different afterwards: a write may have been taken back."""
    with kept_apart():
        found = prepared(world, name)
        before = table_digests(written)
        ask(world, client, method, name, found)
        after = table_digests(written)
    return {table for table in written if before[table] != after[table]}


def prepared(world: World, name: str) -> dict[str, Any]:
    prepare = SENDINGS.get(name, Sending()).prepare
    return (prepare(world) if prepare else None) or {}


def ask(
    world: World, client: Client, method: str, name: str, found: dict[str, Any]
) -> HttpResponse:
    """One request as that person; what it does to the person's cookies is taken back."""
    sending = SENDINGS.get(name, Sending())
    url = world.url(name, **found)
    if sending.query:
        url += "?" + urlencode(sending.query)
    before = copy.copy(client.cookies)
    try:
        if method == "GET":
            response = client.get(url)
        else:
            body = sending.body(world) if sending.body else {}
            response = client.post(url, body, headers=sending.headers)
        if response.streaming:
            # Read to the end, as a browser does; the file is closed with it.
            b"".join(response.streaming_content)
        return response
    finally:
        client.cookies = before


# --- Side doors: ids inside a body, lists, and rights that end ------------------------------------


@pytest.mark.parametrize("name", ["pengungkit:item_attach", "pengungkit:item_choose"])
def test_evidence_of_another_office_cannot_be_named(world: World, name: str) -> None:
    client, before = world.clients["anggota"], table_digests()
    response = client.post(world.url(name), {"bukti": str(world.foreign_evidence.uuid)})
    assert response.status_code == 400
    assert table_digests() == before


def test_people_of_another_office_cannot_be_put_in_charge(world: World) -> None:
    client, before = world.clients["ketua"], table_digests()
    stranger = world.people["lain-anggota"]
    client.post(world.url("pengungkit:assign"), {"butir": [ITEM], "orang": str(stranger.pk)})
    assert table_digests() == before


def test_fields_that_are_not_asked_for_are_ignored(world: World) -> None:
    extra = {"unit": "kantor-b", "status": "disetujui", "nilai": "4", "versi": "1"}
    extra |= {"updated_by": "1", "assessment": "1", "is_staff": "1", "peran": "admin_pusat"}
    with kept_apart():
        other = world.assessment.answers.get(code="A.I.1.ii.a")
        url = world.url("pengungkit:item_save", code="A.I.1.ii.a")
        world.clients["anggota"].post(url, extra | {"jawaban": "Ya", "versi": "0"})
        other.refresh_from_db()
        assert (other.choice, other.status) == ("Ya", "dikerjakan")
        assert other.updated_by == world.people["anggota"]
        assert not other.assessment.unit.assessments.filter(state="final", year=YEAR).exists()


LISTS = (
    "reports:home",
    "reports:search",
    "pengungkit:assessment_list",
    "pengungkit:assessment_open",
    "pengungkit:evidence_list",
    "innovations:innovation_list",
    "innovations:received_list",
    "innovations:spread",
    "innovations:catalogue",
    "units:manage_units",
    "units:manage_people",
    "units:manage_trail",
)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("kind", [*OTHERS, "tanpa"])
def test_lists_show_nothing_of_another_office(world: World, name: str, kind: str) -> None:
    """Searched for by name, too: no row, no count, no mention."""
    query = {"q": "Kantor", "cari": "Kantor", "unit": ""}
    with kept_apart():
        response = world.clients[kind].get(reverse(name), query)
    content = response.content.decode()
    assert "Kantor A" not in content
    assert "kantor-a" not in content


def test_rights_end_with_the_next_request(world: World) -> None:
    client, url = world.clients["ketua"], world.url("pengungkit:assessment")
    with kept_apart():
        assert client.get(url).status_code == 200
        world.people["ketua"].memberships.update(valid_until="2021-01-01")
        assert client.get(url).status_code == 404
        assert client.post(world.url("pengungkit:item_save"), {"versi": "1"}).status_code == 404


def test_a_page_that_is_denied_looks_like_one_that_never_was(world: World) -> None:
    client = world.clients["lain-ketua"]
    foreign = client.get(world.url("pengungkit:assessment"))
    nothing = client.get(reverse("pengungkit:assessment", args=[YEAR, "tidak-ada"]))
    assert foreign.status_code == nothing.status_code == 404
    # The token against forged requests is masked anew in every page.
    pages = [re.sub(rb"[A-Za-z0-9]{64}", b"", page.content) for page in (foreign, nothing)]
    assert pages[0].replace(b"kantor-a", b"tidak-ada") == pages[1]
