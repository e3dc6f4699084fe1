"""The measuring itself: what is compared with what, and when a goal counts as missed."""

from __future__ import annotations

import hashlib
import json
from types import SimpleNamespace

import pytest
from django.urls import resolve

from bench import goals, inside, pdfs, workbooks
from bench.__main__ import _as_json
from bench.bare import settings as bare_settings
from bench.bare.views import upload
from bench.client import Answer, Client
from bench.goals import Goal
from bench.measuring import WARM_UP, Saving, Series, Typed, measure
from bench.uploads import Body
from door.serve import portal_children
from zi_portal import settings as portal_settings


ACTS = ("save", "insert", "item", "rows", "dashboard", "tasks")


def series(**medians: float) -> dict[str, Series]:
    return {name: Series(name, [medians.get(name, 10.0)] * 20, bytes=100) for name in ACTS}


def test_it_works():
    calls: list[str] = []

    def act(name: str):
        def ask() -> Answer:
            calls.append(name)
            return Answer(200, b"isi", 0.002, 3)

        return ask

    measured = measure({"a": act("a"), "b": act("b")}, rounds=5)
    assert calls == ["a", "b"] * (WARM_UP + 5)
    assert measured["a"].milliseconds == [2.0] * 5
    assert measured["a"].median == 2.0
    assert measured["b"].bytes == 3


def test_an_answer_other_than_200_ends_the_run():
    with pytest.raises(SystemExit, match="a: 403"):
        measure({"a": lambda: Answer(403, b"tidak", 0.001)}, rounds=1)


def test_each_act_is_held_against_its_yardstick():
    found = {goal.name: goal for goal in goals.ratio_goals(series(save=25, insert=10, tasks=41))}
    assert found["Simpan satu butir / satu INSERT"].value == 2.5
    assert found["Simpan satu butir / satu INSERT"].reached
    assert not found["Daftar 113 butir / templat 20 kB"].reached


def test_growth_is_told_from_a_slower_machine():
    """Twice as slow together with its yardstick is no growth."""
    slower = {name: Series(name, [2 * one.median] * 20) for name, one in series().items()}
    assert all(goal.value == 1 for goal in goals.flat_goals(series(), slower, ""))
    grown = {g.name: g for g in goals.flat_goals(series(), series(tasks=20), "")}
    assert not grown["Daftar 113 butir, bertambah"].reached


def test_queries_of_a_save_are_held_tighter_than_those_of_a_page():
    counts = {"save": 11, "item": 11, "dashboard": 15, "tasks": 16}
    reached = [goal.reached for goal in goals.query_goals(counts)]
    assert reached == [False, True, True, False]


def test_table_and_json_say_the_same():
    told = [Goal("Simpan", 2.0, 3.0, "x"), Goal("Memori", 120.0, 110, "MB")]
    assert "TIDAK TERCAPAI" in goals.table(told).splitlines()[1]
    read = json.loads(_as_json(told, {"Demo saja": series()}))
    assert [one["tercapai"] for one in read["sasaran"]] == [True, False]
    assert read["milidetik"]["Demo saja"]["save"] == 10


def test_saving_goes_on_from_the_version_it_was_told(monkeypatch):
    sent: list[dict[str, str]] = []

    class Told(Client):
        def post(self, path: str, form: dict[str, str]) -> Answer:
            sent.append(form)
            return Answer(200, b'{"versi": %d}' % (int(form["versi"]) + 1), 0.001)

    saving = Saving(Told(1, {}, "csrf"), 2026, Typed(version=3))
    saving()
    saving()
    assert [form["versi"] for form in sent] == ["3", "4"]
    assert sent[0]["penjelasan"] != sent[1]["penjelasan"]


def test_the_pages_measured_exist():
    found = {name: resolve(path).view_name for name, path in inside.paths(2026).items()}
    assert found == {
        "item": "pengungkit:item",
        "dashboard": "reports:dashboard",
        "tasks": "pengungkit:assessment",
    }
    assert resolve(inside.save_path(2026)).view_name == "pengungkit:item_save"


def test_the_yardstick_is_served_and_stored_alike():
    """Same database settings, and the middleware any project has."""
    bare, ours = bare_settings.DATABASES["default"], portal_settings.SQLITE_OPTIONS
    assert bare["OPTIONS"] == ours
    assert bare["CONN_MAX_AGE"] == 600
    for name in ("sessions", "csrf", "auth"):
        assert any(name in one for one in bare_settings.MIDDLEWARE), name
    assert not any("units" in one or "zi_portal" in one for one in bare_settings.MIDDLEWARE)


def test_the_servers_command_names_the_application_once():
    """`bench.site.serving` puts another application in its place."""
    from door.layout import Layout

    [web] = [c for c in portal_children(Layout(settings={"PORT": "18999"})) if c.name == "web"]
    assert web.command.count("zi_portal.wsgi") == 1


def test_every_file_that_is_sent_is_a_new_one_of_its_size():
    bodies = [b"".join(Body(2, piece=300_000)) for _ in range(2)]
    assert [len(body) for body in bodies] == [2_000_000, 2_000_000]
    assert bodies[0] != bodies[1]
    assert all(body.startswith(b"%PDF-") for body in bodies)


def test_the_bare_view_does_what_it_is_held_up_for(settings, tmp_path, rf):
    settings.DATA_DIR = tmp_path
    body = b"".join(Body(1))
    request = rf.post("/upload/", body, content_type="application/pdf")
    request.user = SimpleNamespace(is_authenticated=True)
    told = json.loads(upload(request).content)
    assert told["sha256"] == hashlib.sha256(body).hexdigest()
    assert (tmp_path / "bare.upload").read_bytes() == body


def test_workbooks_are_held_against_openpyxl(monkeypatch):
    seconds = {"out": 2.5, "plain": 1.0, "in": 7.0, "load": 1.0}
    reached = [(goal.value, goal.reached) for goal in workbooks.workbook_goals(seconds)]
    assert reached == [(2.5, True), (7.0, False)]
    monkeypatch.setattr(workbooks, "ROUNDS", 2)
    calls: list[str] = []
    acts = {name: (lambda name=name: calls.append(name)) for name in ("out", "plain")}
    assert set(workbooks.median_seconds(acts)) == {"out", "plain"}
    assert calls == ["out", "plain"] * 3
    assert workbooks.plain_table().startswith(b"PK")


def test_the_lke_as_pdf_is_held_against_a_plain_table():
    found = {"lke": 2.6, "plain": 2.0, "pages": 30.0, "plain_pages": 30.0, "memory": 260.0}
    time, memory = pdfs.pdf_goals(found)
    assert (time.value, time.reached) == (1.3, True)
    assert not memory.reached
