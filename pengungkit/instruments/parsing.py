"""From the JSON document of an LKE to an `Instrument`.

The document (keys in Indonesian, as LKE people say them):

* `kode`, `versi`, `nama`, `sumber`; `bobot`, `jumlah_butir`, `jumlah_syarat`: expected size.
* `skala`: per kind of choice the letters with their value, best first.
* `komponen`, `aspek`: Pengungkit/Hasil and below them Pemenuhan, Reform and the two results.
* `area`: areas 1-6 and "hasil" in the order offices work. Each has `bagian` (its part per aspect)
  with `sub_area`; a sub-area holds `butir`, or further `sub_area` when it is only a heading.
* `butir`: `jenis` is "pilihan" (with `skala` and `opsi`), "rasio" (with `rasio`) or "indeks".
* `rasio`: counts (`masukan`) and the formula as data: keys to add up, "-" in front to subtract.
* `target`, `syarat`: the predicates and their minimums.
* `baris_excel`: the row in the official workbook; `kata`: words a workbook row is known by.

Broken numbers are written as text ("0.67") so that no float ever comes near a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from pengungkit.instruments.definition import (
    Area,
    AreaPart,
    Aspect,
    Component,
    EmptyDenominator,
    Instrument,
    Item,
    Kind,
    Level,
    Minimum,
    Option,
    Ratio,
    RatioInput,
    SubArea,
    SubAreaGroup,
    Target,
    by_code,
)


Node = Mapping[str, Any]


class InstrumentError(ValueError):
    """The document is not an instrument; the message is an Indonesian sentence."""


def exact(value: object, where: str) -> Decimal:
    """A whole number or a number as text, as Decimal; floats are refused because they round."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise InstrumentError(
            f"{where}: angka {value!r} tidak diterima. Tulis bilangan bulat, atau pecahan sebagai"
            ' teks seperti "0.67".'
        )
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InstrumentError(f"{where}: {value!r} bukan angka. Tulis misalnya 4 atau " + '"0.67".')
    return number


def parse_instrument(document: dict[str, Any]) -> Instrument:
    """The instrument a document describes. Structure is checked here, sums by `problems_of`.

    Raises InstrumentError when something is missing or of the wrong kind.
    """
    try:
        return _Parser(document).instrument()
    except InstrumentError:
        raise
    except KeyError as error:
        raise InstrumentError(f"Berkas instrumen tidak lengkap: {error} tidak ada.") from error
    except (TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise InstrumentError(f"Berkas instrumen tidak terbaca: {error}.") from error


class _Parser:
    """Walks one document; keeps the running position of the items."""

    def __init__(self, document: Node) -> None:
        self.document = document
        self.position = 0
        self.scales = {scale["kode"]: scale for scale in document["skala"]}

    def instrument(self) -> Instrument:
        document = self.document
        components = tuple(
            Component(n["kode"], n["kunci"], n["nama"], _weight(n), n["baris_excel"])
            for n in document["komponen"]
        )
        aspects = tuple(
            Aspect(n["kode"], n["kunci"], n["nama"], n["komponen"], _weight(n), n["baris_excel"])
            for n in document["aspek"]
        )
        areas = tuple(self.area(node) for node in document["area"])
        sub_areas = tuple(sub_area for area in areas for sub_area in area.sub_areas)
        items = tuple(item for area in areas for item in area.items)
        targets = tuple(
            Target(n["kode"], n["nama"], n["kepanjangan"], n.get("predikat_sebelumnya"))
            for n in document["target"]
        )
        tables: dict[str, dict] = {
            "component": by_code(components),
            "aspect": by_code(aspects),
            "area": by_code(areas, "key"),
            "sub_area": by_code(sub_areas),
            "item": by_code(items),
            "target": by_code(targets),
        }
        whole = exact(document["bobot"], "bobot")
        return Instrument(
            code=document["kode"],
            version=document["versi"],
            name=document["nama"],
            sources=tuple(document.get("sumber", ())),
            weight=whole,
            expected_items=document["jumlah_butir"],
            expected_minimums=document["jumlah_syarat"],
            components=components,
            aspects=aspects,
            areas=areas,
            sub_areas=sub_areas,
            items=items,
            targets=targets,
            minimums=tuple(_minimum(node, tables, whole) for node in document["syarat"]),
            _by_code=tables,
        )

    def area(self, node: Node) -> Area:
        parts = []
        for part in node["bagian"]:
            sub_areas = self.sub_areas(part["sub_area"], node["kunci"], part["aspek"], None)
            parts.append(
                AreaPart(part["kode"], part["aspek"], _weight(part), part["baris_excel"], sub_areas)
            )
        inside = tuple(sub_area for part in parts for sub_area in part.sub_areas)
        return Area(
            key=node["kunci"],
            name=node["nama"],
            short_name=node["singkatan"],
            weight=_weight(node),
            parts=tuple(parts),
            sub_areas=inside,
            items=tuple(item for sub_area in inside for item in sub_area.items),
        )

    def sub_areas(
        self, nodes: Sequence[Node], area_key: str, aspect_code: str, group: SubAreaGroup | None
    ) -> tuple[SubArea, ...]:
        found: list[SubArea] = []
        for node in nodes:
            if "sub_area" in node:
                heading = SubAreaGroup(
                    node["kode"], node["nama"], _weight(node), node["baris_excel"]
                )
                found += self.sub_areas(node["sub_area"], area_key, aspect_code, heading)
            else:
                found.append(self.sub_area(node, area_key, aspect_code, group))
        return tuple(found)

    def sub_area(
        self, node: Node, area_key: str, aspect_code: str, group: SubAreaGroup | None
    ) -> SubArea:
        weight = _weight(node)
        share = Fraction(weight) / len(node["butir"])
        items = tuple(
            self.item(n, share, area_key, node["kode"], aspect_code) for n in node["butir"]
        )
        return SubArea(
            code=node["kode"],
            name=node["nama"],
            weight=weight,
            row=node["baris_excel"],
            area_key=area_key,
            aspect_code=aspect_code,
            group=group,
            evidence_examples=tuple(node.get("bukti_umum", ())),
            words=tuple(node.get("kata", ())),
            items=items,
            fraction=Fraction(weight),
        )

    def item(
        self, node: Node, share: Fraction, area_key: str, sub_area_code: str, aspect_code: str
    ) -> Item:
        self.position += 1
        code = node["kode"]
        kind = Kind(node["jenis"])
        options: tuple[Option, ...] = ()
        if kind is Kind.CHOICE:
            values = [exact(o["nilai"], f"Butir {code}") for o in node["opsi"]]
            options = tuple(
                Option(o["huruf"], value, o["ringkas"], Fraction(value))
                for o, value in zip(node["opsi"], values, strict=True)
            )
        return Item(
            code=code,
            label=node["label"],
            kind=kind,
            wording=node["ringkas"],
            options=options,
            ratio=_ratio(node["rasio"], code) if kind is Kind.RATIO else None,
            scale_max=(
                exact(node["indeks_maksimum"], f"Butir {code}") if kind is Kind.INDEX else None
            ),
            scale_name=self.scales[node["skala"]]["nama"] if kind is Kind.CHOICE else "",
            weight=share,
            row=node["baris_excel"],
            area_key=area_key,
            sub_area_code=sub_area_code,
            aspect_code=aspect_code,
            position=self.position,
            _options=by_code(options, "letter"),
        )


def _weight(node: Node) -> Decimal:
    return exact(node["bobot"], f"Bobot {node.get('kode') or node.get('kunci')}")


def _ratio(node: Node, code: str) -> Ratio:
    inputs = tuple(
        RatioInput(
            key=n["kunci"],
            wording=n["ringkas"],
            row=n["baris_excel"],
            optional=bool(n.get("boleh_kosong", False)),
            in_formula=not n.get("di_luar_rumus", False),
            words=tuple(n.get("kata", ())),
        )
        for n in node["masukan"]
    )
    empty = node["penyebut_kosong"]
    total = node.get("jumlah_rincian", {})
    return Ratio(
        formula=node["rumus"],
        inputs=inputs,
        numerator=_terms(node["pembilang"]),
        denominator=_terms(node["penyebut"]),
        empty=EmptyDenominator(
            value=(Fraction(exact(empty["nilai"], f"Butir {code}")) if "nilai" in empty else None),
            zero=frozenset(empty.get("nol", ())),
            zero_or_empty=frozenset(empty.get("nol_atau_kosong", ())),
            granted=empty.get("keterangan", ""),
            refused=empty["alasan"],
        ),
        total_row=total.get("baris_excel"),
        total_words=tuple(total.get("kata", ())),
    )


def _terms(keys: Sequence[str]) -> tuple[tuple[int, str], ...]:
    return tuple((-1, key[1:]) if key.startswith("-") else (1, key) for key in keys)


def _minimum(node: Node, tables: Mapping[str, Mapping], whole: Decimal) -> Minimum:
    level = Level(node["diukur"]["tingkat"])
    measured = node["diukur"].get("kode", "")
    where = f"Syarat {node['kode']}"
    if level is Level.TOTAL:
        weight = whole
    else:
        table = tables[level.name.lower()]
        if measured not in table:
            raise InstrumentError(f"{where} mengukur {level} {measured!r} yang tidak ada.")
        weight = table[measured].weight
    return Minimum(
        code=node["kode"],
        name=node["nama"],
        level=level,
        measured=measured,
        unit=node["satuan"],
        weight=weight,
        minimum={key: exact(value, where) for key, value in node["minimum"].items()},
        index={key: exact(value, where) for key, value in node.get("indeks", {}).items()},
    )
