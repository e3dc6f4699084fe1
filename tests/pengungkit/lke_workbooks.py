"""Builds filled LKE workbooks as offices have them, with question texts of its own.

The headings (components, aspects, areas, sub-areas) are the real ones; the questions are neutral,
so that nothing can be recognised by the portal's own wording.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal

import openpyxl

from pengungkit.instruments import Kind, bundled_instrument


LKE = bundled_instrument()

# What the rows of counts are called in the official workbook, as short facts.
COUNT_TEXTS = {
    126: "Jumlah Agen Perubahan",
    127: "Jumlah Perubahan yang dibuat",
    129: "Jumlah Perubahan yang dibuat",
    130: "Jumlah Perubahan yang telah diintegrasikan",
    152: "Jumlah pelanggaran tahun sebelumnya",
    153: "Jumlah pelanggaran tahun ini",
    154: "Jumlah pelanggaran yang diberi sanksi",
    158: "Jumlah Sasaran Kinerja",
    159: "Jumlah Sasaran Kinerja yang tercapai",
    169: "Jumlah pengaduan yang harus ditindaklanjuti",
    170: "Jumlah pengaduan yang sedang diproses",
    171: "Jumlah pengaduan yang selesai ditindaklanjuti",
    175: "Jumlah yang harus melaporkan",
    176: "Kepala satuan kerja",
    177: "Pejabat wajib LHKPN",
    178: "Lainnya",
    179: "Jumlah yang sudah melaporkan",
    182: "Jumlah yang harus melaporkan (tidak wajib LHKPN)",
    183: "Pejabat administrator (eselon III)",
    184: "Pejabat Penawas (eselon IV)",
    185: "Fungsional dan Pelaksana",
    186: "Jumlah yang sudah melaporkan",
    191: "Jumlah pelayanan yang terdaftar",
    192: "Jumlah pelayanan yang telah dipermudah",
}
HEADERS = (
    "Bobot",
    "Penjelasan",
    "Pilihan Jawaban",
    "Jawaban",
    "Nilai",
    "%",
    "Catatan/Keterangan/Penjelasan",
)


@dataclass
class Row:
    """One row: kind is "heading", "item", "count" or "sum"; depth is its outline column."""

    kind: str
    row: int
    code: str
    depth: int
    label: str
    text: str
    weight: object = None
    choices: str = ""
    answer: object = None
    key: str = ""


def official_rows(answers):
    """The rows of the official layout in their order, filled with the answers."""
    rows = [*_headings()]
    for sub_area in LKE.sub_areas:
        if sub_area.code not in {item.code for item in sub_area.items}:
            label = sub_area.code.rpartition(".")[2]
            rows.append(
                Row(
                    "heading", sub_area.row, sub_area.code, 3, label, sub_area.name, sub_area.weight
                )
            )
        for item in sub_area.items:
            rows += _item_rows(item, answers.get(item.code))
    rows += [Row("total", 195, "", 0, "", "TOTAL PENGUNGKIT"), Row("total", 196, "", 0, "", "")]
    return sorted(rows, key=lambda row: row.row)


def _headings():
    for one in (*LKE.components, *LKE.aspects):
        depth = one.code.count(".")
        label = one.code.rpartition(".")[2]
        yield Row("heading", one.row, one.code, depth, label, one.name.upper(), one.weight)
    for area in LKE.areas:
        for part in area.parts:
            if part.code != part.aspect_code:
                yield Row(
                    "heading", part.row, part.code, 2, area.key, area.name.upper(), part.weight
                )
    groups = {one.group.code: one.group for one in LKE.sub_areas if one.group}
    for group in groups.values():
        yield Row("heading", group.row, group.code, 3, "iii", group.name, group.weight, "%")


def _item_rows(item, answer):
    choices = {Kind.RATIO: "%", Kind.INDEX: "Nilai (0-4)", Kind.CHOICE: item.scale_name}
    weight = float(item.weight) if item.area_key == "hasil" else None
    row = Row(
        "item",
        item.row,
        item.code,
        4,
        item.label,
        f"Pertanyaan nomor {item.row}",
        weight,
        choices[item.kind],
    )
    if item.ratio is None:
        row.answer = float(answer) if isinstance(answer, Decimal) else answer
        return [row]
    row.answer = f"=J{item.row + 1}/J{item.row + 2}"
    rows = [row]
    for one in item.ratio.inputs:
        value = (answer or {}).get(one.key)
        rows.append(
            Row("count", one.row, item.code, 4, "-", COUNT_TEXTS[one.row], None, "Jumlah", value)
        )
        rows[-1].key = one.key
    if item.ratio.total_row:
        text = COUNT_TEXTS[item.ratio.total_row]
        total = Row("sum", item.ratio.total_row, item.code, 4, "-", text, None, "Jumlah")
        total.answer = "=SUM(J1:J3)"
        rows.append(total)
    return rows


@dataclass
class Layout:
    """How an office keeps its LKE."""

    titles: int = 0
    ids: str = ""
    one_column: bool = False
    labels: bool = True
    dots: bool = True
    headers: tuple = HEADERS
    header_rows: int = 1
    repeat_header_every: int = 0
    question_header: str = "Penilaian"
    extra_left: int = 0
    sheet: str = "LKE"
    spread: object = None
    drop: frozenset = field(default_factory=frozenset)
    at_row: int = 1


def write_lke(path, answers, layout=None, *, change=None, workbook=None):
    """Write a workbook; `change(row)` may alter each Row, or return False to leave it out."""
    layout = layout or Layout()
    book = workbook or openpyxl.Workbook()
    sheet = book.active if workbook is None else book.create_sheet(layout.sheet)
    sheet.title = layout.sheet
    writer = _Writer(sheet, layout)
    rows = official_rows(answers)
    if layout.spread:
        rows = layout.spread(rows)
    writer.titles()
    writer.header()
    for number, row in enumerate(rows, start=1):
        if row.code in layout.drop or (change and change(row) is False):
            continue
        if layout.repeat_header_every and number % layout.repeat_header_every == 0:
            writer.header()
        writer.row(row)
    if workbook is None:
        book.save(path)
    return sheet


class _Writer:
    def __init__(self, sheet, layout):
        self.sheet = sheet
        self.layout = layout
        self.at = layout.at_row
        self.outline = 1 + (1 if layout.ids else 0) + layout.extra_left
        self.first = self.outline + (1 if layout.one_column else 6)
        self.columns = {}
        for offset, header in enumerate(layout.headers):
            self.columns.setdefault(header.split("|")[0], self.first + offset)

    def put(self, column, value):
        if value is not None and value != "":
            self.sheet.cell(self.at, column, value)

    def titles(self):
        for _ in range(self.layout.titles):
            self.put(1, "LEMBAR KERJA EVALUASI ZONA INTEGRITAS KANTOR CONTOH")
            self.at += 1

    def header(self):
        if self.layout.ids:
            self.put(1, "ID")
        for offset in range(self.layout.extra_left):
            self.put(self.outline - 1 - offset, "PIC")
        self.put(self.outline, self.layout.question_header)
        for offset, header in enumerate(self.layout.headers):
            words = header.replace("|", " ").strip()
            if self.layout.header_rows == 2 and words == "Pilihan Jawaban":
                self.put(self.first + offset, "Pilihan")
                self.sheet.cell(self.at + 1, self.first + offset, "Jawaban")
            else:
                self.put(self.first + offset, words)
        self.at += self.layout.header_rows

    def row(self, row):
        if self.layout.ids == "code" and row.kind in ("heading", "item"):
            self.put(1, row.code)
        if self.layout.ids == "number":
            self.put(1, row.row)
        for offset in range(self.layout.extra_left):
            self.put(self.outline - 1 - offset, "Budi")
        self.question(row)
        self.put(self.columns.get("Bobot"), float(row.weight) if row.weight else None)
        if row.kind == "item" and "Penjelasan" in self.columns:
            self.put(self.columns["Penjelasan"], "a. Kriteria pertama\nb. Kriteria kedua")
        if "Pilihan Jawaban" in self.columns:
            self.put(self.columns["Pilihan Jawaban"], row.choices)
        self.put(self.columns["Jawaban"], row.answer)
        if "Nilai" in self.columns and row.kind in ("heading", "item"):
            self.put(self.columns["Nilai"], "=1+1")
        note = self.columns.get("Catatan/Keterangan/Penjelasan")
        if note and row.kind == "item":
            self.put(note, f"Catatan {row.code}")
        for header, column in self.columns.items():
            if header.startswith("TPI") and row.kind != "heading":
                self.put(column, "A" if row.kind == "item" else 1)
        self.at += 1

    def question(self, row):
        label = row.label if row.label == "-" or not self.layout.dots else f"{row.label}."
        if not self.layout.labels:
            label = ""
        if self.layout.one_column or row.kind == "total":
            self.put(self.outline, f"{label} {row.text}".strip() if row.label else row.text)
        elif row.kind in ("count", "sum"):
            self.put(self.outline + row.depth + 1, f"- {row.text}")
        else:
            self.put(self.outline + row.depth, label)
            self.put(self.outline + row.depth + 1, row.text)


def random_answers(seed=0):
    """An answer for every item, all of them understandable."""
    rng = random.Random(seed)
    answers = {}
    for item in LKE.items:
        if item.kind is Kind.CHOICE:
            answers[item.code] = rng.choice(item.options).letter
        elif item.kind is Kind.INDEX:
            answers[item.code] = Decimal(rng.randint(0, 400)) / 100
        else:
            answers[item.code] = {one.key: rng.randint(0, 9) for one in item.ratio.inputs}
    return answers
