"""What is wrong with an instrument document, as sentences; an empty list means it may be loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pengungkit.instruments.definition import Area, Instrument, Item, Kind, Level, SubArea
from pengungkit.instruments.parsing import InstrumentError, exact, parse_instrument


def problems_of(document: dict[str, Any]) -> list[str]:
    """Indonesian sentences, one per fault, in the order of the document."""
    try:
        instrument = parse_instrument(document)
    except InstrumentError as error:
        return [str(error)]
    return [
        *_counts(instrument),
        *_duplicates(instrument),
        *_sums(instrument),
        *_scales(document),
        *(problem for item in instrument.items for problem in _item(item)),
        *_minimums(instrument),
    ]


def _counts(instrument: Instrument) -> Iterator[str]:
    if len(instrument.items) != instrument.expected_items:
        yield (
            f"Instrumen memuat {len(instrument.items)} butir, padahal tertulis"
            f" {instrument.expected_items}. Periksa butir yang hilang atau berlebih."
        )
    if len(instrument.minimums) != instrument.expected_minimums:
        yield (
            f"Instrumen memuat {len(instrument.minimums)} syarat, padahal tertulis"
            f" {instrument.expected_minimums}. Periksa daftar syarat."
        )


def _duplicates(instrument: Instrument) -> Iterator[str]:
    lists: dict[str, Iterable[object]] = {
        "Kode butir": [item.code for item in instrument.items],
        "Kode sub-area": [sub_area.code for sub_area in instrument.sub_areas],
        "Kunci area": [area.key for area in instrument.areas],
        "Kode aspek": [aspect.code for aspect in instrument.aspects],
        "Kode komponen": [component.code for component in instrument.components],
        "Kode syarat": [minimum.code for minimum in instrument.minimums],
        "Kode target": [target.code for target in instrument.targets],
        "Baris Excel": _rows(instrument),
    }
    for what, codes in lists.items():
        for code, times in Counter(codes).items():
            if times > 1:
                yield f"{what} {code} dipakai {times} kali. Setiap kode hanya boleh sekali."


def _rows(instrument: Instrument) -> Iterator[int]:
    for item in instrument.items:
        yield item.row
        if item.ratio:
            yield from (one.row for one in item.ratio.inputs)


def _sums(instrument: Instrument) -> Iterator[str]:
    whole = instrument.weight
    yield from _sum("Bobot semua komponen", (c.weight for c in instrument.components), whole)
    yield from _sum("Bobot semua area", (a.weight for a in instrument.areas), whole)
    known = {component.code for component in instrument.components}
    for aspect in instrument.aspects:
        if aspect.component_code not in known:
            yield f"Aspek {aspect.code} menunjuk komponen {aspect.component_code} yang tidak ada."
    for component in instrument.components:
        weights = [a.weight for a in instrument.aspects if a.component_code == component.code]
        yield from _sum(f"Bobot aspek dalam komponen {component.code}", weights, component.weight)
    for aspect in instrument.aspects:
        inside = [
            part.weight
            for area in instrument.areas
            for part in area.parts
            if part.aspect_code == aspect.code
        ]
        yield from _sum(f"Bobot area dalam aspek {aspect.code}", inside, aspect.weight)
    aspects = {aspect.code for aspect in instrument.aspects}
    for area in instrument.areas:
        yield from _area(area, aspects)
    best = sum((_best(item) * item.weight for item in instrument.items), Fraction(0))
    if best != Fraction(whole):
        yield (
            f"Semua jawaban terbaik berjumlah {float(best):g}, seharusnya {whole}. Periksa bobot"
            " dan nilai pilihan."
        )


def _area(area: Area, aspects: set[str]) -> Iterator[str]:
    yield from _sum(
        f"Bobot bagian dalam area {area.key}", (p.weight for p in area.parts), area.weight
    )
    for part in area.parts:
        if part.aspect_code not in aspects:
            yield f"Bagian {part.code} menunjuk aspek {part.aspect_code} yang tidak ada."
        yield from _sum(
            f"Bobot sub-area dalam {part.code}", (s.weight for s in part.sub_areas), part.weight
        )
    groups: dict[str, list[SubArea]] = {}
    for sub_area in area.sub_areas:
        if sub_area.group:
            groups.setdefault(sub_area.group.code, []).append(sub_area)
        if sub_area.weight <= 0:
            yield f"Bobot sub-area {sub_area.code} harus lebih dari 0."
    for code, members in groups.items():
        group = members[0].group
        if group:
            yield from _sum(f"Bobot dalam {code}", (s.weight for s in members), group.weight)


def _sum(what: str, weights: Iterable[Decimal], expected: Decimal) -> Iterator[str]:
    total = sum(weights, Decimal(0))
    if total != expected:
        yield f"{what} berjumlah {total}, seharusnya {expected}. Perbaiki bobotnya."


def _best(item: Item) -> Fraction:
    if item.kind is Kind.CHOICE:
        return max((option.fraction for option in item.options), default=Fraction(0))
    return Fraction(1)


def _scales(document: dict[str, Any]) -> Iterator[str]:
    scales = {scale["kode"]: scale for scale in document["skala"]}
    for node in _item_nodes(document):
        if node["jenis"] != Kind.CHOICE:
            continue
        expected = [
            (letter, exact(v, node["skala"])) for letter, v in scales[node["skala"]]["nilai"]
        ]
        actual = [(o["huruf"], exact(o["nilai"], node["kode"])) for o in node["opsi"]]
        if actual != expected:
            yield (
                f"Pilihan butir {node['kode']} tidak sama dengan skala {node['skala']}. Samakan"
                " huruf, urutan, dan nilainya."
            )


def _item_nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield from node.get("butir", ())
        for value in node.values():
            if isinstance(value, list):
                yield from (found for one in value for found in _item_nodes(one))


def _item(item: Item) -> Iterator[str]:
    name = f"Butir {item.code}"
    if item.kind is Kind.CHOICE:
        values = [option.value for option in item.options]
        if len(values) < 2 or sorted(set(values), reverse=True) != values:
            yield f"{name}: nilai pilihan harus sedikitnya dua dan menurun dari yang terbaik."
        elif values[0] != 1 or values[-1] != 0:
            yield f"{name}: pilihan terbaik harus bernilai 1 dan terburuk 0."
    if item.kind is Kind.INDEX and (item.scale_max is None or item.scale_max <= 0):
        yield f"{name}: indeks tertinggi harus lebih dari 0."
    if item.ratio:
        yield from _ratio(item)


def _ratio(item: Item) -> Iterator[str]:
    ratio = item.ratio
    if ratio is None:
        return
    name = f"Butir {item.code}"
    declared = [one.key for one in ratio.inputs]
    if len(set(declared)) != len(declared):
        yield f"{name}: ada kunci masukan yang sama. Beri nama yang berbeda."
    used = {key for _, key in (*ratio.numerator, *ratio.denominator)}
    for key in sorted(used - set(declared)):
        yield f"{name}: rumus memakai {key} yang tidak ada dalam daftar masukan."
    for one in ratio.inputs:
        if one.in_formula and one.key not in used:
            yield (
                f"{name}: masukan {one.key} tidak dipakai rumus. Hapus, atau tandai di_luar_rumus."
            )
        if not one.in_formula and one.key in used:
            yield f"{name}: masukan {one.key} bertanda di_luar_rumus tetapi dipakai rumus."
    if not ratio.numerator or not ratio.denominator:
        yield f"{name}: rumus harus punya pembilang dan penyebut."
    if any(sign < 0 for sign, _ in ratio.denominator):
        yield f"{name}: penyebut tidak boleh mengurangi."
    for key in sorted((ratio.empty.zero | ratio.empty.zero_or_empty) - set(declared)):
        yield f"{name}: aturan penyebut kosong menyebut {key} yang tidak ada."
    value = ratio.empty.value
    if value is not None and not (0 <= value <= 1 and ratio.empty.zero and ratio.empty.granted):
        yield (
            f"{name}: aturan penyebut kosong butuh nilai 0 sampai 1, daftar nol, dan keterangan."
        )


def _minimums(instrument: Instrument) -> Iterator[str]:
    targets = {target.code for target in instrument.targets}
    for target in instrument.targets:
        if target.precondition is not None and target.precondition not in targets:
            yield f"Target {target.code} mensyaratkan {target.precondition}, yang tidak ada."
    for minimum in instrument.minimums:
        name = f"Syarat {minimum.code}"
        if set(minimum.minimum) != targets:
            yield f"{name} harus punya batas untuk setiap target: {', '.join(sorted(targets))}."
        if minimum.unit not in {"nilai", "persen"}:
            yield f"{name}: satuan {minimum.unit!r} tidak dikenal. Pakai nilai atau persen."
            continue
        highest = Decimal(100) if minimum.unit == "persen" else minimum.weight
        for target_code, value in minimum.minimum.items():
            if not 0 < value <= highest:
                yield f"{name} untuk {target_code}: batas {value} di luar 0 sampai {highest}."
        yield from _index(instrument, minimum.code)


def _index(instrument: Instrument, code: str) -> Iterator[str]:
    """A minimum also given as survey index must be the same figure: index / scale x weight."""
    minimum = next(one for one in instrument.minimums if one.code == code)
    if not minimum.index:
        return
    if minimum.level is Level.SUB_AREA:
        items = instrument.sub_area(minimum.measured).items
    else:
        items = tuple(i for i in instrument.items if i.aspect_code == minimum.measured)
    scale = items[0].scale_max if len(items) == 1 else None
    for target_code, index in minimum.index.items():
        points = index * minimum.weight / scale if scale else None
        if points != minimum.minimum.get(target_code):
            yield f"Syarat {code} untuk {target_code}: indeks {index} tidak cocok dengan nilainya."
