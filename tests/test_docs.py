"""The docs say what is so: tables equal the code, terms and files exist, guides use real words."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from pengungkit.demo.offices import OFFICES
from pengungkit.demo.people import ACCOUNTS
from tests.access_table import TABLE
from units.permissions import PERMISSIONS, Permission, Role


ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
# The guides of those who work in the portal; the others speak of the command line.
GUIDES = [
    DOCS / "panduan" / f"{name}.md"
    for name in ("anggota", "koordinator", "ketua", "kepala", "admin", "inovasi")
]
APPS = ("zi_portal", "units", "pengungkit", "innovations", "reports")


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def rows_of(text: str) -> list[list[str]]:
    """Cells of every table row, without headings' rules."""
    rows = [
        line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("|")
    ]
    cells = [[cell.strip() for cell in row] for row in rows]
    return [row for row in cells if not all(set(cell) <= {"-", ":"} for cell in row)]


def test_roles_equal_the_table_of_rights() -> None:
    head, *rows = rows_of(text_of(DOCS / "roles.md"))
    assert head == ["permission", *(str(role) for role in Role)]
    told = {
        row[0]: {role for role, cell in zip(Role, row[1:], strict=True) if cell} for row in rows
    }
    assert told == {
        str(permission): {role for role in Role if permission in PERMISSIONS[role]}
        for permission in Permission
    }


def test_readme_names_the_accounts_of_the_demo() -> None:
    told = {
        row[0].strip("`"): (row[1], row[2].strip("`"))
        for row in rows_of(text_of(ROOT / "README.md"))
        if len(row) == 3 and row[0].startswith("`")
    }
    assert told == {
        person.username: (
            re.sub(r"^[A-Z](?=[a-z])", lambda m: m[0].lower(), str(person.posts[0].role.label)),
            person.posts[0].unit,
        )
        for person in ACCOUNTS
    }


def test_readme_names_only_units_of_the_demo() -> None:
    text = text_of(ROOT / "README.md")
    codes = {office.code for office in OFFICES}
    for code in ("kanwil-malut", "kppn-ternate", "kppn-tanjungpandan"):
        assert f"`{code}`" in text
    assert set(re.findall(r"`((?:kanwil|kppn|rsud|dukcapil)-[a-z]+)`", text)) <= codes


def test_terms_of_the_glossary_live_where_it_says() -> None:
    rows = rows_of(text_of(DOCS / "glossary.md"))[1:]
    assert len(rows) > 25
    names = {model.__name__: model for model in apps.get_models()}
    for term, meaning, place in rows:
        assert meaning, term
        for dotted in re.findall(r"`([\w.]+)`", place):
            first, *rest = dotted.split(".")
            if first in names:
                found: object = names[first]
            else:
                found, rest = module_of(dotted)
            for name in rest:
                found = getattr(found, name)


def module_of(dotted: str) -> tuple[object, list[str]]:
    """The longest part of a dotted name that is a module, and what remains."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            return importlib.import_module(".".join(parts[:length])), parts[length:]
        except ModuleNotFoundError:
            continue
    raise AssertionError(f"{dotted} ada di mana?")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", text_of(page)):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_commands_that_are_named_exist(page: Path) -> None:
    text = text_of(page)
    for path in re.findall(
        r"`((?:tests|docs|bench|door|units|pengungkit|innovations|reports|zi_portal|static)/[\w/.]+)`",
        text,
    ):
        assert (ROOT / path).exists(), path
    known = get_commands()
    for command in re.findall(r"(?:zi\.py )?manage (\w+)", text):
        assert command in known, command


def test_addresses_in_the_readme_exist() -> None:
    from django.urls import resolve

    line = next(x for x in text_of(ROOT / "README.md").splitlines() if x.startswith("Addresses:"))
    for path in re.findall(r"`([^`]+)`", line):
        full = path.replace("…", "/penilaian/2026/kanwil-malut").replace("<tahun>", "2026")
        assert resolve(full).view_name in TABLE


def shown_words() -> str:
    """All text of templates and code in which a word on screen can stand."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "js").glob("*.js")]
    files += [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return re.sub(r"\s+", " ", " ".join(map(text_of, files))).lower()


def test_guides_speak_of_what_is_on_screen() -> None:
    """What a guide prints in bold is a word on screen."""
    shown = shown_words()
    missing = [
        f"{guide.name}: {label}"
        for guide in GUIDES
        for label in re.findall(r"\*\*(.+?)\*\*", re.sub(r"\s+", " ", text_of(guide)))
        if label.lower() not in shown
    ]
    assert not missing, "\n".join(missing)


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


HOW_MANY = {"UP": 30, "DL": 8, "IM": 10, "EX": 8, "PD": 5}
CASES = [f"{group}-{n:02}" for group, most in HOW_MANY.items() for n in range(1, most + 1)]
# F-05 belongs to packets; the other numbers that are missing are not about files.
FAULTS = [f"F-{n:02}" for n in (1, 2, 3, 4, *range(6, 18), 23, 24, 30)]


def test_every_case_of_abuse_and_fault_has_its_tests() -> None:
    rows = {row[0]: row[2] for row in rows_of(text_of(DOCS / "security.md")) if len(row) == 3}
    assert [case for case in rows if re.match(r"(UP|DL|IM|EX|PD|F)-", case)] == CASES + FAULTS
    for case in CASES + FAULTS:
        named = re.findall(r"`(tests/\S+\.py)` `(test_\w+)`", rows[case])
        assert named, case
        for path, name in named:
            source = text_of(ROOT / path)
            assert re.search(rf"^ *def {name}\(", source, re.MULTILINE), (case, name)
            assert re.search(f"_{case.lower().replace('-', '_?')}_", name), (case, name)
