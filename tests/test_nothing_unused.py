"""What nobody uses any more goes: names of Python code, classes of the stylesheet, icons."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import crispy_bootstrap5

from tests.test_house_style import LAYERS, ROOT, name_of, python_files, tree_of
from zi_portal.lib.icons import PATHS


# What Django, a library or the interpreter calls, and no line of ours: by name, or by its place.
CALLED_BY_LIBRARIES = frozenset({
    "add_arguments", "authentication_failed", "can_delete_authenticator", "file_complete", "flush",
    "generate_authenticator_name", "get_by_natural_key", "get_help_text",
    "get_password_change_redirect_url", "get_reset_password_from_key_url", "get_totp_label",
    "get_user", "has_changed", "is_open_for_signup", "is_reauthentication_required",
    "PatientWorker", "prepare_value", "process_exception", "readlines", "receive_data_chunk",
    "send_mail", "widget_attrs", "_get_site_name",
})  # fmt: skip
HOOKS = re.compile(r"__\w+__|clean_\w+|Command|\w+Config|visit_\w+|handle_\w+")
# Registers itself where it stands.
REGISTERING = ("register", "receiver", "task")
WORD = re.compile(r"[A-Za-z_]\w*")
CODE = [*python_files(*LAYERS), ROOT / "manage.py"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
STYLESHEET = ROOT / "static" / "css" / "zi.css"
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
# Whose forms are styled by the class names it writes.
FORMS = sorted(Path(crispy_bootstrap5.__file__).parent.rglob("*.html"))


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    return list(ast.walk(tree_of(path)))


def words_read(path: Path) -> Iterator[str]:
    """Every name the code reads, also those it spells in a string, as for `getattr` or a query.

    A string that only stands there is documentation: naming something in it is no use of it.
    """
    nodes = nodes_of(path)
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        match node:
            case ast.Attribute(attr=name, ctx=ast.Load()) | ast.Name(id=name, ctx=ast.Load()):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in told:
                yield from WORD.findall(text)


def names_made(path: Path) -> Iterator[tuple[str, int]]:
    """Functions, classes, and the fields of dataclasses."""
    for node in nodes_of(path):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            decorators = " ".join(ast.unparse(one) for one in node.decorator_list)
            if not any(word in decorators for word in REGISTERING):
                yield node.name, node.lineno
        if isinstance(node, ast.ClassDef) and "dataclass" in decorators:
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield field.target.id, field.lineno


def test_every_name_is_used() -> None:
    """By the product itself: what only a test uses is as good as unused."""
    used = Counter(word for path in CODE for word in words_read(path))
    for page in TEMPLATES:
        for tag in re.findall(r"\{[{%].*?[%}]\}", page.read_text("utf-8"), re.DOTALL):
            used.update(WORD.findall(tag))
    unused = [
        f"{name_of(path)}:{line} {name}"
        for path in CODE
        for name, line in names_made(path)
        if not used[name] and name not in CALLED_BY_LIBRARIES and not HOOKS.fullmatch(name)
    ]
    assert unused == []


def test_every_class_of_the_stylesheet_is_used() -> None:
    """In a page, a script, code, or a form of the library; "tag-{{ tone }}" uses all tones."""
    pages = "\n".join(path.read_text("utf-8") for path in [*CODE, *TEMPLATES, *SCRIPTS, *FORMS])
    whole = set(re.findall(r"[A-Za-z][\w-]*", pages))
    begun = set(re.findall(r"([A-Za-z][\w-]*-)\{", pages))
    style = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", STYLESHEET.read_text("utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"[^{};]+(?=\{)", style))
    classes = set(re.findall(r"\.([A-Za-z][\w-]*)", selectors))
    unused = {one for one in classes - whole if not one.startswith(tuple(begun))}
    assert sorted(unused) == []


def test_every_icon_is_used() -> None:
    pages = "\n".join(path.read_text("utf-8") for path in [*CODE, *TEMPLATES])
    quoted = Counter(re.findall(r"[\"']([a-z][a-z0-9-]*)[\"']", pages))
    # Once where it is drawn.
    assert [name for name in PATHS if quoted[name] < 2] == []
