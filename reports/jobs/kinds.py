"""The kinds of files that can be asked for; `docs/jobs.md` says how to add one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pengungkit.models import Assessment
from units.models import Unit
from units.permissions import Permission


if TYPE_CHECKING:
    from reports.jobs.running import Run
    from reports.models import Job


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a kind of file about a unit, perhaps one year of it, with parameters."""

    kind: str
    unit: Unit
    assessment: Assessment | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


def always(job: Job) -> bool:
    return True


def always_new(wish: Wish) -> str:
    return ""


def no_details(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    return []


@dataclass(frozen=True, slots=True)
class Kind:
    """What people call it, who may have it, and who makes it.

    `edition` names the state of the data a file shows: while it stays the same, a finished file is
    handed out again; "" means never. `is_final` says that making a finished one again would give no
    better file. `details` says the parameters in words. The builder may be broken off and begun
    anew at any time, so it writes nothing but its file.
    """

    code: str
    label: str
    # What stands on its picture in lists: XLSX, PDF, ZIP.
    mark: str
    permission: Permission
    build: Callable[[Job, Run], None]
    edition: Callable[[Wish], str] = always_new
    is_final: Callable[[Job], bool] = always
    details: Callable[[Mapping[str, Any]], list[tuple[str, str]]] = no_details
    # The page of one job, by its code; for kinds that have more to tell than how far it is.
    page: str = "reports:job"


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; called when the apps are ready."""
    KINDS[kind.code] = kind
