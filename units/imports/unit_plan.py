"""Planning the import of units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from units.imports.columns import UNITS
from units.imports.plan import Change, Plan, RowPlan, State
from units.imports.sheets import RawRow
from units.managing import ADDRESS_WORDS, managed_units
from units.models import Unit, UnitKind, User


ZONES = {label.casefold(): value for value, label in Unit.TimeZone.choices}
PLAIN_FIELDS = ("name", "short_name", "province")


@dataclass(slots=True)
class UnitPlan(Plan):
    """`new` stands parents first, with `parent` set; `changed` maps a unit to its new fields."""

    new: list[Unit] = field(default_factory=list)
    changed: list[tuple[Unit, dict[str, Any]]] = field(default_factory=list)


def plan_units(by: User, rows: list[RawRow]) -> UnitPlan:
    """What these rows would add and change within the person's scope.

    The number of queries does not depend on the number of rows. An empty cell never erases.
    """
    return _Planner(by, rows).plan()


class _Planner:
    def __init__(self, by: User, rows: list[RawRow]) -> None:
        self.rows = rows
        codes = {row.get("code").lower() for row in rows}
        named = codes | {row.get("parent").lower() for row in rows}
        self.existing = {
            unit.code: unit
            for unit in Unit.objects.filter(code__in=named).select_related("parent", "kind")
        }
        self.managed = set(managed_units(by).filter(code__in=named).values_list("code", flat=True))
        kinds = list(UnitKind.objects.all())
        self.kinds = {kind.name.casefold(): kind for kind in kinds}
        self.kinds |= {kind.code: kind for kind in kinds}
        self.above = set(
            managed_units(by)
            .filter(pk__in=[unit.parent_id for unit in self.existing.values()])
            .values_list("pk", flat=True)
        )
        # Where rows above would have moved units to, by key: a file may turn two units around.
        self.moves: dict[int, Unit] = {}
        self.fresh: dict[str, tuple[Unit, str, RowPlan]] = {}
        self.result = UnitPlan()

    def plan(self) -> UnitPlan:
        seen: set[str] = set()
        for row in self.rows:
            code = row.get("code").lower()
            shown = RowPlan(row.number, f"{code} {row.get('name')}".strip())
            self.result.rows.append(shown)
            for key, sentence in row.errors.items():
                shown.fail(UNITS.title_of(key), sentence)
            if not code:
                shown.fail("Kode", "Kode belum diisi.")
            elif code in ADDRESS_WORDS:
                shown.fail("Kode", f"“{code}” dipakai alamat halaman. Pilih kode lain.")
            elif code in seen:
                shown.fail("Kode", "Kode ini sudah ada di baris lain berkas ini.")
            seen.add(code)
            if shown.is_wrong:
                continue
            unit = self.existing.get(code)
            if unit is None:
                self._new(row, code, shown)
            elif code in self.managed:
                self._change(row, unit, shown)
            else:
                shown.fail("Kode", "Kode ini tidak dapat dipakai di wilayah Anda. Pilih kode lain.")
        self._place_new()
        return self.result

    def _fields(self, row: RawRow, shown: RowPlan) -> dict[str, Any]:
        """The filled cells, checked; parents apart."""
        fields: dict[str, Any] = {key: row.get(key) for key in PLAIN_FIELDS if row.get(key)}
        if text := row.get("kind"):
            kind = self.kinds.get(text.casefold())
            if kind is None:
                known = ", ".join(sorted({one.name for one in self.kinds.values()})[:8])
                shown.fail("Jenis", f"Jenis “{text}” tidak ada di daftar. Yang ada: {known}.")
            fields["kind"] = kind
        if text := row.get("time_zone"):
            zone = ZONES.get(text.casefold())
            if zone is None:
                shown.fail("Zona waktu", f"“{text}” bukan zona waktu. Tulis WIB, WITA, atau WIT.")
            fields["time_zone"] = zone
        return fields

    def _new(self, row: RawRow, code: str, shown: RowPlan) -> None:
        fields = self._fields(row, shown)
        for key in ("name", "kind"):
            if not row.get(key):
                shown.fail(UNITS.title_of(key), f"{UNITS.title_of(key)} belum diisi.")
        above = row.get("parent").lower()
        if not above:
            shown.fail("Kode unit atasan", "Unit baru perlu unit atasan. Tulis kodenya.")
        try:
            for check in Unit._meta.get_field("code").validators:
                check(code)
        except ValidationError as error:
            shown.fail("Kode", error.messages[0])
        if shown.is_wrong:
            return
        fields.setdefault("short_name", row.get("name")[:80])
        shown.state = State.NEW
        shown.changes = [Change("Unit atasan", "", above)]
        self.fresh[code] = (Unit(code=code, **fields), above, shown)

    def _change(self, row: RawRow, unit: Unit, shown: RowPlan) -> None:
        fields = self._fields(row, shown)
        parent = self._moved_to(row, unit, shown)
        if shown.is_wrong:
            return
        for key, value in fields.items():
            if getattr(unit, key) != value:
                shown.changes.append(
                    Change(UNITS.title_of(key), _words(unit, key), _words(Unit(**fields), key))
                )
        if parent is not None:
            before = unit.parent.code if unit.parent else ""
            shown.changes.append(Change("Unit atasan", before, parent.code))
        if shown.changes:
            shown.state = State.CHANGED
            self.result.changed.append((unit, fields | {"parent": parent or unit.parent}))

    def _moved_to(self, row: RawRow, unit: Unit, shown: RowPlan) -> Unit | None:
        """The new parent, or None when the unit stays where it is."""
        title, above = "Kode unit atasan", row.get("parent").lower()
        if not above or (unit.parent is not None and unit.parent.code == above):
            return None
        parent = self.existing[above] if above in self.managed else None
        if parent is None or unit.parent_id not in self.above:
            shown.fail(
                title,
                f"Unit ini tidak dapat dipindahkan ke “{above}”: salah satunya di luar wilayah"
                " Anda, atau unit atasan itu baru ada di berkas ini. Impor dulu unit atasannya.",
            )
        elif unit.pk in self._upwards(parent):
            shown.fail(title, "Unit tidak dapat ditempatkan di bawah dirinya sendiri.")
        elif not shown.is_wrong:
            self.moves[unit.pk] = parent
        return parent

    def _upwards(self, unit: Unit) -> Iterator[int]:
        """Keys of the unit and of everything above it, once the rows so far are applied."""
        for key in reversed([*unit.ancestor_ids, unit.pk]):
            yield key
            if key in self.moves:
                yield from self._upwards(self.moves[key])
                return

    def _place_new(self) -> None:
        """Hang new units below existing ones and below each other, parents first."""
        waiting = dict(self.fresh)
        placed: dict[str, Unit] = {}
        while waiting:
            ready = [
                code
                for code, (_, above, _) in waiting.items()
                if above in placed or above not in waiting
            ]
            for code in ready or list(waiting):
                unit, above, shown = waiting.pop(code)
                parent = placed.get(above)
                if parent is None and above in self.managed:
                    parent = self.existing[above]
                if parent is None:
                    shown.fail(
                        "Kode unit atasan",
                        f"Unit “{above}” tidak ada di wilayah Anda, atau barisnya sendiri"
                        " bermasalah.",
                    )
                    continue
                unit.parent = parent
                placed[code] = unit
                self.result.new.append(unit)


def _words(unit: Unit, key: str) -> str:
    if key == "kind":
        return unit.kind.name
    if key == "time_zone":
        return unit.zone_label
    return str(getattr(unit, key))
