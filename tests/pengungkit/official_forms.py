"""Official forms as ministries hand them out, empty, in made-up words."""

from __future__ import annotations

import random
import tempfile
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from pengungkit.actions.official_forms import keep_form, use_form
from pengungkit.instruments import Kind
from pengungkit.models import OfficialForm
from pengungkit.official.analysis import Analysis, analyse
from pengungkit.scoring import Response
from tests.pengungkit.lke_workbooks import HEADERS, LKE, Layout, random_answers, write_lke
from zi_portal.lib import blobs


EVALUATED = (
    *HEADERS,
    "Bukti Dukung",
    "Jawaban TPI",
    "Catatan TPI",
    "Jawaban TPN",
    "Catatan TPN",
)
# As many ways a form may be laid out; each is found without being told.
LAYOUTS = {
    "resmi": Layout(),
    "judul_dan_kolom_tambahan": Layout(titles=6, extra_left=2, headers=EVALUATED),
    "kode_di_kolom_a": Layout(ids="code", header_rows=2, at_row=3),
    "satu_kolom": Layout(
        one_column=True,
        titles=2,
        ids="number",
        headers=(*HEADERS, "Bukti"),
        question_header="KOMPONEN PENILAIAN",
    ),
    "judul_berulang": Layout(repeat_header_every=30, dots=False, headers=EVALUATED, at_row=5),
}


def criteria(item) -> str:
    if item.kind is not Kind.CHOICE:
        return ""
    return "\n".join(
        f"{one.letter.lower()}. Bunyi resmi buatan untuk {one.letter}" for one in item.options
    )


def simple(path, layout, *, cover=True, change=None):
    """An empty form in this layout, its sheet behind a cover and before a list of words."""
    book = openpyxl.Workbook()
    book.active.title = "Sampul" if cover else "Lain"
    book.active["A1"] = "LEMBAR KERJA EVALUASI TAHUN 2026"
    _emptied(write_lke(path, {}, layout, change=change, workbook=book), layout)
    words = book.create_sheet("Daftar")
    words["A1"] = "Ya"
    book.save(path)
    return path


def _emptied(sheet, layout):
    """No notes stand in an empty form; and some ministries write their headings in capitals."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith(("Catatan A.", "Catatan B.")):
                cell.value = None
            elif layout.question_header.isupper() and cell.value in layout.headers:
                cell.value = cell.value.upper()


def question(row) -> None:
    """Official words of our own making, in the capitals ministries like."""
    if row.kind == "item":
        row.text = f"Apakah menurut bunyi resmi buatan nomor {row.row} terpenuhi?"


def full(path):
    """All an official form may hold beside its table, and formulas that count the answers."""
    book = openpyxl.Workbook()
    book.active.title = "Sampul"
    sheet = write_lke(path, {}, Layout(titles=2, headers=EVALUATED), change=question, workbook=book)
    _emptied(sheet, Layout())
    columns = {cell.value: cell.column for cell in sheet[3] if cell.value}
    lists = book.create_sheet("Daftar")
    lists.sheet_state = "hidden"
    for row, words in enumerate((("ya", "tidak"), "abc", "abcd", "abcde"), start=1):
        for column, word in enumerate(words, start=1):
            lists.cell(row, column, word)
    book.defined_names["PilihanYa"] = DefinedName("PilihanYa", attr_text="Daftar!$A$1:$B$1")
    _dress(sheet, columns)
    _recap(book, sheet, columns)
    cover = book["Sampul"]
    cover["A1"] = "FORMULIR RESMI BUATAN"
    cover["A1"].font = Font(bold=True, size=20)
    cover["B2"].comment = Comment("Diisi tim", "Penguji")
    cover.merge_cells("A1:D1")
    cover.column_dimensions["A"].width = 33
    picture = BytesIO()
    Picture.new("RGB", (8, 8), "red").save(picture, "PNG")
    cover.add_image(Image(picture), "F2")
    book.save(path)
    return path


def _dress(sheet, columns):
    answers = get_column_letter(columns["Jawaban"])
    lists = {
        "ya/tidak": DataValidation("list", formula1="PilihanYa"),
        "a/b/c": DataValidation("list", formula1="Daftar!$A$2:$C$2"),
        "a/b/c/d": DataValidation("list", formula1='"A,B,C,D"'),
        "a/b/c/d/e": DataValidation("list", formula1="'Daftar'!$A$4:$E$4"),
    }
    for validation in lists.values():
        sheet.add_data_validation(validation)
    for row in range(4, sheet.max_row + 1):
        kind = str(sheet.cell(row, columns["Pilihan Jawaban"]).value or "").lower()
        if kind in lists:
            lists[kind].add(f"{answers}{row}")
        cell = sheet[f"{answers}{row}"]
        cell.fill = PatternFill("solid", fgColor="FFFF99")
        cell.protection = Protection(locked=False)
    red = PatternFill("solid", bgColor="FF0000")
    sheet.conditional_formatting.add(
        f"{answers}4:{answers}300", CellIsRule("equal", ['"tidak"'], fill=red)
    )
    sheet.protection.sheet = True
    sheet.protection.set_password("resmi")
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"


def _recap(book, sheet, columns):
    """A score for every answered item, counted by the form itself, and their sum."""
    answer, value = get_column_letter(columns["Jawaban"]), get_column_letter(columns["Nilai"])
    recap = book.create_sheet("Rekap")
    terms = []
    for item in LKE.items:
        row = item.row + 2
        weight = float(item.weight)
        if item.kind is Kind.CHOICE:
            told = ",".join(f'IF({answer}{row}="{o.letter}",{o.value},0)' for o in item.options)
            sheet[f"{value}{row}"] = f"=SUM({told})"
        elif item.kind is Kind.INDEX:
            sheet[f"{value}{row}"] = f"={answer}{row}/{item.scale_max}"
        else:
            _ratio(sheet, item, answer, value)
        terms.append(f"LKE!{value}{row}*{weight!r}")
    for row, some in enumerate(range(0, len(terms), 40), start=1):
        recap[f"A{row}"] = "=" + "+".join(terms[some : some + 40])
    recap["B1"] = "=SUM(A1:A3)"


def _ratio(sheet, item, answer, value):
    def told(some):
        return "".join(
            f"{'+' if sign > 0 else '-'}{answer}{item.ratio.input(key).row + 2}"
            for sign, key in some
        )

    row = item.row + 2
    up, down = told(item.ratio.numerator), told(item.ratio.denominator)
    sheet[f"{answer}{row}"] = f"=IF(({down})=0,0,MAX(0,MIN(1,({up})/({down}))))"
    sheet[f"{value}{row}"] = f"={answer}{row}"


def answered(seed: int = 0) -> dict[str, Response]:
    """An answer for every item, with counts that leave no denominator empty."""
    rng = random.Random(seed)
    answers: dict[str, Response] = random_answers(seed)
    for item in LKE.items:
        if item.ratio is not None:
            answers[item.code] = {one.key: rng.randint(1, 9) for one in item.ratio.inputs}
    return answers


@lru_cache(maxsize=1)
def full_form() -> tuple[bytes, Analysis]:
    """The bytes of `full` and what is found in them, made once per process."""
    with tempfile.TemporaryDirectory() as folder:
        path = full(Path(folder) / "resmi.xlsx")
        return path.read_bytes(), analyse(path, LKE)


def kept_form(instrument, by, name="LKE resmi 2026", *, used=False) -> OfficialForm:
    """`full`, kept as an upload would."""
    data, analysis = full_form()
    temporary, blob = blobs.receive([data], limit=len(data))
    form = keep_form(
        instrument=instrument,
        name=name,
        file_name="LKE 2026.xlsx",
        temporary=temporary,
        blob=blob,
        analysis=analysis,
        by=by,
    )
    blobs.discard(temporary)
    return use_form(form=form, by=by) if used else form
