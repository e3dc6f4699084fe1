"""A second count of an LKE, deliberately simple and unlike the product's.

It walks the raw JSON, keeps numbers as pairs of whole numbers (numerator, denominator), knows no
instrument classes and shares no line with `pengungkit.scoring`.
"""

from __future__ import annotations

from decimal import Decimal


def plus(a, b):
    return (a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def times(a, b):
    return (a[0] * b[0], a[1] * b[1])


def pair(number):
    text = str(number)
    if "." not in text:
        return (int(text), 1)
    whole, broken = text.split(".")
    return (int(whole + broken), 10 ** len(broken))


def at_least(a, b):
    return a[0] * b[1] >= b[0] * a[1]


def add_up(keys, counts):
    total = 0
    for key in keys:
        total += -counts.get(key[1:], 0) if key[0] == "-" else counts.get(key, 0)
    return total


def ratio(rule, counts):
    optional = [m["kunci"] for m in rule["masukan"] if m.get("boleh_kosong")]
    needed = [key.strip("-") for key in rule["pembilang"] + rule["penyebut"]]
    denominator_given = any(key in counts for key in rule["penyebut"])
    for key in rule["penyebut"]:
        if key not in counts and key not in optional:
            denominator_given = False
    if not denominator_given:
        return (0, 1)
    below = add_up(rule["penyebut"], counts)
    if below == 0:
        special = rule["penyebut_kosong"]
        if "nilai" not in special:
            return (0, 1)
        zeros = [counts.get(key) == 0 for key in special["nol"]]
        blanks = [counts.get(key, 0) == 0 for key in special.get("nol_atau_kosong", [])]
        return pair(special["nilai"]) if all(zeros + blanks) else (0, 1)
    if any(key not in counts and key not in optional for key in needed):
        return (0, 1)
    above = add_up(rule["pembilang"], counts)
    if above <= 0:
        return (0, 1)
    return (1, 1) if above >= below else (above, below)


def item_share(item, answer):
    if answer is None:
        return (0, 1)
    if item["jenis"] == "pilihan":
        for option in item["opsi"]:
            if option["huruf"] == answer:
                return pair(option["nilai"])
        raise AssertionError(item["kode"])
    if item["jenis"] == "indeks":
        return times(pair(answer), (1, int(item["indeks_maksimum"])))
    return ratio(item["rasio"], answer)


def sub_area_points(node, answers):
    if "sub_area" in node:
        total = (0, 1)
        for child in node["sub_area"]:
            total = plus(total, sub_area_points(child, answers))
        return total
    total = (0, 1)
    for item in node["butir"]:
        total = plus(total, item_share(item, answers.get(item["kode"])))
    return times(times(total, (1, len(node["butir"]))), pair(node["bobot"]))


def count(document, answers):
    """Points by "total", ("komponen", code), ("aspek", code), ("area", key), ("sub_area", code)."""
    result = {}
    component_of = {aspect["kode"]: aspect["komponen"] for aspect in document["aspek"]}

    def book(key, points):
        result[key] = plus(result.get(key, (0, 1)), points)

    for area in document["area"]:
        for part in area["bagian"]:
            for node in part["sub_area"]:
                points = sub_area_points(node, answers)
                for leaf in node.get("sub_area", [node]):
                    book(("sub_area", leaf["kode"]), sub_area_points(leaf, answers))
                book(("area", area["kunci"]), points)
                book(("aspek", part["aspek"]), points)
                book(("komponen", component_of[part["aspek"]]), points)
                book("total", points)
    return result


def check_results(document, target, counted):
    """Code -> met, for every minimum of a target."""
    weights = {("area", area["kunci"]): area["bobot"] for area in document["area"]}
    outcome = {}
    for rule in document["syarat"]:
        level = rule["diukur"]["tingkat"]
        key = "total" if level == "total" else (level, rule["diukur"]["kode"])
        value = counted[key]
        if rule["satuan"] == "persen":
            weight = pair(weights[key])
            value = times(times(value, (100, 1)), (weight[1], weight[0]))
        outcome[rule["kode"]] = at_least(value, pair(rule["minimum"][target]))
    return outcome


def same(points, fraction):
    return points[0] * fraction.denominator == fraction.numerator * points[1]


def decimal(points):
    return Decimal(points[0]) / Decimal(points[1])
