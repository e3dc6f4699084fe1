"""The rules of docs/style.md that a machine can check."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver


ROOT = Path(__file__).resolve().parent.parent
# Each may import itself and those before it.
LAYERS = ["zi_portal", "units", "pengungkit", "innovations", "reports"]


def python_files(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


PRODUCT = python_files(*LAYERS)
CODE = [*PRODUCT, *python_files("door", "bench"), ROOT / "zi.py", ROOT / "manage.py"]
VIEWS = [path for path in PRODUCT if path.parent.name == "views" or path.name == "views.py"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
FILE_LINES, TEST_LINES, TEMPLATE_LINES, SCRIPT_LINES = 400, 600, 150, 350
FUNCTION_LINES, VIEW_LINES = 50, 45
VAGUE_NAMES = {"utils", "helpers", "common", "base", "misc"}
WRITES = {
    "acreate", "asave", "bulk_create", "bulk_update", "create", "delete", "get_or_create", "save",
    "update", "update_or_create",
}  # fmt: skip
HEAVY = {"openpyxl", "weasyprint", "PIL", "segno"}
OUR_MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in LAYERS]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def each(paths: list[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """Run a rule over all files in one test and name every file that breaks it."""

    def decorate(rule: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            assert paths
            broken = []
            for path in paths:
                try:
                    rule(path)
                except AssertionError as error:
                    broken.append(f"{name_of(path)}: {str(error).splitlines()[0]}")
            assert not broken, "\n".join(broken)

        return test

    return decorate


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


# --- Shape ---------------------------------------------------------------------------------------


@each([*CODE, *python_files("tests")])
def test_a_file_is_short(path: Path) -> None:
    limit = TEST_LINES if path.is_relative_to(ROOT / "tests") else FILE_LINES
    assert len(path.read_text("utf-8").splitlines()) <= limit


@each(CODE)
def test_a_function_is_short(path: Path) -> None:
    limit = VIEW_LINES if path in VIEWS else FUNCTION_LINES
    long = [f.name for f in functions_of(path) if (f.end_lineno or 0) - f.lineno >= limit]
    assert not long


@each(CODE)
def test_a_module_is_named_for_what_it_knows(path: Path) -> None:
    assert path.stem not in VAGUE_NAMES
    assert path.parent.name not in VAGUE_NAMES


@each(PRODUCT)
def test_imports_are_absolute_and_point_down(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    allowed = LAYERS[: LAYERS.index(parts[0]) + 1]
    if parts[:2] == ("zi_portal", "lib"):
        allowed = ["zi_portal"]
    for node in ast.walk(tree_of(path)):
        modules = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"baris {node.lineno}: impor relatif"
            modules = [node.module or ""]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        for module in modules:
            top = module.split(".")[0]
            assert top not in LAYERS or top in allowed, f"baris {node.lineno}: {module}"


@each(PRODUCT)
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    for node in tree_of(path).body:
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        assert not HEAVY & {name.split(".")[0] for name in names}, f"baris {node.lineno}"


@each([path for path in PRODUCT if path.name != "offices.py"])
def test_the_day_of_an_office_is_asked_of_it(path: Path) -> None:
    """`unit.today`: the day of the portal is another for hours every night."""
    spelled_out = r"localdate\(\s*timezone=ZoneInfo\([\w.]*\.time_zone"
    assert not re.search(spelled_out, path.read_text("utf-8"))


@each(PRODUCT)
def test_no_signals_and_no_gettext(path: Path) -> None:
    source = path.read_text("utf-8")
    assert "django.db.models.signals" not in source
    assert "django.dispatch" not in source
    assert "gettext" not in source or path.name == "settings.py"


@each([*CODE, *TEMPLATES, *SCRIPTS, *STYLES])
def test_nothing_is_left_for_later(path: Path) -> None:
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text("utf-8"))


def test_no_host_of_a_package_index_is_spelled_out() -> None:
    hosts = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"),
             ("npmjs", "org"), ("deb", "debian", "org"), ("archive", "ubuntu", "com"))]  # fmt: skip
    texts = [*CODE, *TEMPLATES, *SCRIPTS, *ROOT.glob("*.txt"), *ROOT.glob("*.in")]
    texts += [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / ".env.example"]
    found = [name_of(path) for path in texts for host in hosts if host in path.read_text("utf-8")]
    assert not found


# --- Views ---------------------------------------------------------------------------------------


@each(VIEWS)
def test_views_are_functions_that_do_not_write(path: Path) -> None:
    tree = tree_of(path)
    libraries = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("allauth.")
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            # A page of the sign-in library can only be extended as the class it is.
            bases = {ast.unparse(base) for base in node.bases}
            assert is_plain_data(node) or bases & libraries, f"kelas {node.name}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in WRITES, f"baris {node.lineno}: tulis lewat actions"


def is_plain_data(node: ast.ClassDef) -> bool:
    """A dataclass may stand beside the view that fills it."""
    return any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)


def callbacks(patterns: list[URLPattern | URLResolver]) -> Iterator[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from callbacks(pattern.url_patterns)
        else:
            yield pattern.callback


def test_every_view_says_which_methods_it_answers() -> None:
    """Found in the source: decorators leave no trace on the function that could be asked."""
    ours = [view for view in callbacks(get_resolver().url_patterns) if inspect.isfunction(view)]
    silent = []
    for view in ours:
        inner = inspect.unwrap(view)
        if inner.__module__.split(".")[0] not in LAYERS or hasattr(view, "view_class"):
            continue
        if not re.search(r"^@require_", inspect.getsource(inner), flags=re.M):
            silent.append(f"{inner.__module__}.{inner.__name__}")
    assert silent == []


@each([path for path in python_files(*LAYERS) if path.parent.name in {"views", "forms"}])
def test_numbers_in_requests_are_read_with_care(path: Path) -> None:
    """`int` takes digits of other scripts, and fails over more of them than anybody would type."""
    for node in ast.walk(tree_of(path)):
        is_bare = isinstance(node, ast.Call) and ast.unparse(node.func) == "int"
        assert not is_bare, f"baris {getattr(node, 'lineno', 0)}: plain_number"


@each(VIEWS)
def test_a_view_fetches_through_a_scope(path: Path) -> None:
    assert not re.search(r"\.objects\.(get|filter)\(\s*(pk|id)\b", path.read_text("utf-8"))


# --- Models --------------------------------------------------------------------------------------


def each_model() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)


@each_model()
def test_a_model_says_what_one_row_is(model: type[models.Model]) -> None:
    # Django writes "Unit(id, code, ...)" where a docstring is missing.
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def is_lower(name: object) -> bool:
    """Lower case, but for abbreviations such as NIP, SHA-256, TPI."""
    first = str(name).split()[0]
    return first[0].islower() or first.upper() == first


@each_model()
def test_verbose_names_are_lower_case(model: type[models.Model]) -> None:
    own = [field for field in model._meta.local_fields if not field.primary_key]
    assert [f.name for f in own if not is_lower(f.verbose_name)] == []
    assert is_lower(model._meta.verbose_name)


@each_model()
def test_constraints_are_named_and_explained(model: type[models.Model]) -> None:
    for constraint in model._meta.constraints:
        start = f"{model._meta.app_label}_{model._meta.model_name}_"
        short = f"{model._meta.app_label}_"
        assert constraint.name.startswith((start, short))
        message = str(constraint.violation_error_message)
        assert message.endswith("."), constraint.name
        assert message != str(models.BaseConstraint.default_violation_error_message)


@each_model()
def test_people_and_evidence_cannot_be_deleted_from_under_a_row(model: type[models.Model]) -> None:
    guarded = {"User", "Evidence", "EvidenceVersion", "Unit", "InstrumentVersion"}
    for field in model._meta.local_fields:
        target = getattr(field.remote_field, "model", None)
        if target is not None and target.__name__ in guarded:
            assert field.remote_field.on_delete is models.PROTECT, field.name


@each_model()
def test_a_model_has_no_logic_in_save(model: type[models.Model]) -> None:
    inherited = [base for base in model.__mro__ if "save" in vars(base)]
    assert not inherited[0].__module__.startswith(tuple(LAYERS))


# --- Templates -----------------------------------------------------------------------------------

# Words that have a plain Indonesian one; what stands in tags and attributes of code does not count.
ENGLISH = re.compile(
    r"\b(uploads?|downloads?|review|dashboard|evidence|submit|saved?|delete|password|login|logout"
    r"|users?|username|settings|search|home|back|next|previous|cancel|edit|update|files?|links?"
    r"|click|show|hide|close|open|error|warning|success|loading|profile|account|email|comments?"
    r"|attach|attachments?|the|and|your|please)\b"
)
SHOWN_ATTRIBUTES = re.compile(r'\b(?:title|alt|placeholder|aria-label|value)="([^"]*)"')


def shown_text(source: str) -> str:
    """What a person can see or hear of a template."""
    source = re.sub(r"\{#.*?#\}|\{% comment .*?endcomment %\}", " ", source, flags=re.S)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.S)
    source = re.sub(r"<!--.*?-->", " ", source, flags=re.S)
    attributes = " ".join(SHOWN_ATTRIBUTES.findall(source))
    return re.sub(r"<[^>]*>", " ", source) + " " + attributes


@each(TEMPLATES)
def test_a_template_is_plain(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= TEMPLATE_LINES
    assert not re.search(r"<[^>]*\sstyle\s*=", source), "style="
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", source), "on…="
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", source), "skrip di dalam halaman"
    assert not re.search(r"<style\b", source)


@each(TEMPLATES)
def test_a_template_loads_its_libraries_sorted(path: Path) -> None:
    """As djade writes them, which joins and sorts what stands in one place."""
    loads = re.findall(r"\{% load ([^%]*?) %\}", path.read_text("utf-8"))
    names = [name for load in loads for name in load.split()]
    assert names == sorted(set(names))


@each(TEMPLATES)
def test_partials_are_marked_and_see_only_what_they_are_given(path: Path) -> None:
    for tag in re.findall(r"\{% include (.*?) %\}", path.read_text("utf-8"), flags=re.S):
        name = tag.split()[0].strip("\"'")
        assert "/_" in f"/{name}" or not name.endswith(".html"), tag
        assert tag.split()[-1] == "only", tag


@each(TEMPLATES)
def test_no_english_word_is_shown(path: Path) -> None:
    found = ENGLISH.findall(shown_text(path.read_text("utf-8")).lower())
    assert found == []


@each([*TEMPLATES, *SCRIPTS, *STYLES])
def test_no_other_host_is_named(path: Path) -> None:
    source = path.read_text("utf-8").replace("http://www.w3.org/", "")
    assert not re.search(r"(?:https?:)?//(?!\s)[a-z0-9-]+\.[a-z]{2,}", source)


# --- Static files --------------------------------------------------------------------------------


@each(SCRIPTS)
def test_a_script_is_small_and_safe(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= SCRIPT_LINES
    assert not re.search(r"\beval\(|new Function\(|document\.write", source)
    assert not re.search(r"^\s*(import|export)\b", source, flags=re.M)


@each(STYLES)
def test_a_stylesheet_stands_alone(path: Path) -> None:
    assert "@import" not in path.read_text("utf-8")
