"""How much room a unit's evidence may take, and how much it takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from pengungkit.exceptions import QuotaError
from pengungkit.models import EvidenceVersion, Upload, ZipImport
from units.models import Unit
from zi_portal.lib.numbers import format_number


MEGABYTE, GIGABYTE = 1_000_000, 1_000_000_000
# From this share on the meter asks for attention.
NEARLY_FULL = 0.9


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes: what a unit's files take or will take once uploads under way are done, and may."""

    used: int
    limit: int

    @property
    def free(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.used / self.limit)) if self.limit else 100

    @property
    def is_nearly_full(self) -> bool:
        return self.used >= NEARLY_FULL * self.limit

    @property
    def label(self) -> str:
        """ "1,2 dari 5 GB"."""
        unit, name = (GIGABYTE, "GB") if self.limit >= GIGABYTE else (MEGABYTE, "MB")
        used = _short(self.used / unit)
        if self.used and used == "0":
            used = f"kurang dari {_short(0.1)} {name}"
        return f"{used} dari {_short(self.limit / unit)} {name}"


def _short(value: float) -> str:
    """One decimal, unless the number is whole."""
    return format_number(value, 1).removesuffix(",0")


def limit_of(unit: Unit) -> int:
    return settings.UNIT_QUOTA_BYTES if unit.quota_mb is None else unit.quota_mb * MEGABYTE


def room_of(unit: Unit) -> Room:
    """One query."""
    taken = Unit.objects.filter(pk=unit.pk).values_list(
        Coalesce(Subquery(_sum_of(EvidenceVersion.objects.kept().filter(repeats=False))), 0)
        + Coalesce(Subquery(_sum_of(Upload.objects.unfinished())), 0)
        + Coalesce(Subquery(_sum_of(ZipImport.objects.all(), "reserved")), 0),
        flat=True,
    )
    return Room(used=int(taken[0]), limit=limit_of(unit))


def _sum_of(rows: QuerySet, field: str = "size") -> QuerySet:
    ours = rows.filter(unit=OuterRef("pk")).order_by().values("unit")
    return ours.annotate(total=Sum(field)).values("total")


def require_room(unit: Unit, size: int) -> None:
    """Raise `QuotaError` when the unit has no room for so many bytes; the caller has locked it."""
    room = room_of(unit)
    if size > room.free:
        raise QuotaError(
            f"Kotak bukti unit ini sudah terisi {room.label}, jadi berkas sebesar"
            f" {_short(size / MEGABYTE)} MB tidak muat. Kecilkan berkasnya, atau minta admin"
            " memperbesar batas unit."
        )
