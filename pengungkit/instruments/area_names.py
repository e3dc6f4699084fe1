"""How offices call the areas of the LKE: areas of change by their number, the results by name."""

from __future__ import annotations

from typing import Protocol


class Named(Protocol):
    """An area of an instrument, or what a record keeps of one."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...


def is_numbered(area: Named) -> bool:
    """Whether it is an area of change ("1" to "6") and not the results ("hasil")."""
    return area.key.isdigit()


def area_label(area: Named) -> str:
    """ "Area 1"; "Hasil"."""
    return f"Area {area.key}" if is_numbered(area) else area.name


def area_heading(area: Named) -> str:
    """ "1 Manajemen Perubahan"; "Hasil"."""
    return f"{area.key} {area.name}" if is_numbered(area) else area.name


def area_title(area: Named) -> str:
    """ "Area 1: Manajemen Perubahan"; "Hasil"."""
    return f"Area {area.key}: {area.name}" if is_numbered(area) else area.name
