"""What the trail keeps as names and values, in words: fields as their models call them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model


# Parts of a change within a long text.
PIECE = {"at", "cut", "put"}
ARROW = " → "
_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")
# Of a list of many hashes the beginnings are enough to be told apart; the trail keeps them whole.
_HASH = re.compile(r"^([0-9a-f]{12})[0-9a-f]{52}$")


def model_of(target: str) -> type[Model] | None:
    """The model "units.User:12" speaks of; None where the target is no row."""
    label, _, _ = target.partition(":")
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def target_words(target: str) -> str:
    """ "units.User:12" as "pengguna 12"; what is no row stays as it was recorded."""
    model = model_of(target)
    return f"{model._meta.verbose_name} {target.partition(':')[2]}" if model else target


def detail_words(data: dict[str, Any], target: str) -> list[tuple[str, str]]:
    """The details of an event about `target` as pairs of words."""
    model = model_of(target)
    return [(_name(key, model), _words(value, model, key)) for key, value in data.items()]


@cache
def _names() -> dict[str, str]:
    """How the models call their fields; the first that knows a name gives it."""
    names: dict[str, str] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            names.setdefault(field.name, str(field.verbose_name))
    return names


def _name(key: str, model: type[Model] | None) -> str:
    own = {field.name: field for field in model._meta.concrete_fields} if model else {}
    known = str(own[key].verbose_name) if key in own else _names().get(key)
    return known or key.replace("_", " ")


def _words(value: Any, model: type[Model] | None, key: str = "") -> str:
    """A value on one line. Under "changes" every field has what it was and what it became."""
    if isinstance(value, dict):
        if value.keys() == PIECE:
            return f"“{value['cut']}”{ARROW}“{value['put']}”"
        inner = _pair if key == "changes" else _within
        return "; ".join(
            f"{_name(name, model)}: {inner(one, model)}" for name, one in value.items()
        )
    if isinstance(value, list):
        return ", ".join(_words(one, model) for one in value) or "–"
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    day = _DAY.match(str(value))
    return "-".join(reversed(day.groups())) if day else str(value)


def _within(value: Any, model: type[Model] | None) -> str:
    return _HASH.sub(r"\1…", _words(value, model))


def _pair(value: Any, model: type[Model] | None) -> str:
    if isinstance(value, list) and len(value) == 2:
        return ARROW.join(_words(one, model) for one in value)
    return _words(value, model)
