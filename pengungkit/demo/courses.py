"""How one item came to its present answer: a draft, the answer, and what the coordinator said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from pengungkit.demo.catalogue import Values, earlier_values
from pengungkit.instruments import Item
from pengungkit.models import Answer
from units.models import User


Status = Answer.Status

# What offices are really asked to repair.
REPAIR_NOTES = (
    "SK belum ditandatangani kepala kantor. Dianggap beres bila pindaian yang bertanda tangan"
    " sudah terpasang.",
    "Notulen yang terpasang milik tahun lalu. Ganti dengan notulen tahun ini.",
    "Foto tidak menyebut tanggal dan tempat. Tambahkan keduanya pada keterangan bukti.",
    "Rencananya ada, bukti pelaksanaannya belum. Tambahkan daftar hadir atau laporannya.",
    "Laporan hanya mencakup satu triwulan. Lengkapi dengan triwulan lainnya.",
)


class Ending(Enum):
    """Where an item stands today."""

    APPROVED = "disetujui"
    READY = "siap"
    REPAIR = "perbaikan"
    WORKING = "dikerjakan"


@dataclass(frozen=True, slots=True)
class Step:
    """One change of an answer: the values after it."""

    at: dt.datetime
    actor: User
    action: str
    values: dict[str, Any]
    note: str = ""


class Calendar:
    """The working days of a stretch of time, in a unit's own zone."""

    def __init__(self, first: dt.date, last: dt.date, zone: str) -> None:
        span = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        self.days = [day for day in span if day.weekday() < 5]
        self.zone = ZoneInfo(zone)

    def at(self, index: int, salt: int) -> dt.datetime:
        """A moment in office hours of the working day number `index`; `salt` varies it."""
        day = self.days[max(0, min(index, len(self.days) - 1))]
        time = dt.time(8 + salt % 7, salt * 17 % 60, salt * 29 % 60)
        return dt.datetime.combine(day, time, self.zone)


def course_of(
    item: Item,
    values: Values,
    ending: Ending,
    *,
    start: int,
    calendar: Calendar,
    member: User,
    coordinator: User,
    with_draft: bool,
) -> list[Step]:
    """The steps of one item from the working day `start` on, oldest first."""
    salt = item.position
    steps = []
    if with_draft:
        draft = earlier_values(item, values) | {"status": Status.WORKING.value}
        steps.append(Step(calendar.at(start, salt), member, "butir_diisi", draft))
    status = Status.WORKING if ending is Ending.WORKING else Status.READY
    full = dict(values) | {"status": status.value}
    steps.append(Step(calendar.at(start + 1, salt), member, "butir_diisi", full))
    if ending is Ending.APPROVED:
        after = full | {"status": Status.APPROVED.value}
        steps.append(Step(calendar.at(start + 2, salt), coordinator, "butir_disetujui", after))
    if ending is Ending.REPAIR:
        after = full | {"status": Status.REPAIR.value}
        note = REPAIR_NOTES[salt % len(REPAIR_NOTES)]
        at = calendar.at(start + 2, salt)
        steps.append(Step(at, coordinator, "butir_dikembalikan", after, note))
    return steps
