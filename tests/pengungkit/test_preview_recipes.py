"""What is made of sound files: pictures, pages, texts, tables, and what inspection finds."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess

import pytest
from PIL import Image

from pengungkit.previews import markers
from pengungkit.previews.inspection import Inspection
from pengungkit.previews.pages import PAGE_BYTES, first_of_batch
from pengungkit.previews.sheets import shown
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit import sample_files as sample
from tests.pengungkit.previewing import Bench


@pytest.fixture
def bench(tmp_path) -> Bench:
    return Bench(tmp_path)


def opened(out, name) -> Image.Image:
    with Image.open(out / name) as picture:
        picture.load()
        return picture


# --- Images --------------------------------------------------------------------------------------


def test_up30_a_photo_is_upright_small_and_tells_nothing_of_its_place(bench):
    """UP-30: phones turn pictures by a note in the metadata, beside the place they were taken."""
    data = sample.photo((2400, 1600), orientation=6)
    assert b"Merek Ponsel" in data
    answer, out = bench.follow("gambar", data, "jpg")
    assert answer.content["ukuran"] == {"1600": [1067, 1600], "800": [533, 800]}
    for name in ("1600.webp", "800.webp"):
        picture = opened(out, name)
        assert not picture.getexif()
        assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
        raw = (out / name).read_bytes()
        assert not any(word in raw for word in (b"Exif", b"EXIF", b"XMP", b"ICCP", b"Merek"))
    # Turned a quarter to the right, the left half, red, is at the top.
    top, bottom = (opened(out, "800.webp").convert("RGB").getpixel((267, y)) for y in (50, 750))
    assert top[0] > 150 > top[2]
    assert bottom[2] > 150 > bottom[0]


@pytest.mark.parametrize(
    ("mode", "kind", "extension"),
    [
        ("CMYK", "JPEG", "jpg"),
        ("L", "JPEG", "jpg"),
        ("P", "PNG", "png"),
        ("1", "PNG", "png"),
        ("LA", "PNG", "png"),
        ("RGBA", "WEBP", "webp"),
        ("I;16", "PNG", "png"),
    ],
)
def test_every_kind_of_colour(bench, mode, kind, extension):
    buffer = io.BytesIO()
    Image.new(mode, (60, 40), 51_200 if mode == "I;16" else 0).save(buffer, kind)
    answer, out = bench.follow("gambar", buffer.getvalue(), extension)
    assert answer.reason == ""
    assert opened(out, "800.webp").size == (60, 40)
    if mode == "I;16":
        assert 190 < opened(out, "800.webp").convert("L").getpixel((5, 5)) < 210


def test_a_small_picture_for_lists_is_small(bench):
    answer, out = bench.follow("kecil", sample.photo((2000, 1500)), "jpg")
    assert answer.content == {"lebar": 144, "tinggi": 108}
    assert (out / "kecil.webp").stat().st_size < 4_000
    answer, out = bench.follow("kecil", sample.pdf(), "pdf")
    assert answer.content["tinggi"] == 144
    assert opened(out, "kecil.webp").mode == "RGB"


def test_transparency_becomes_white_in_lists(bench):
    buffer = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(buffer, "PNG")
    _, out = bench.follow("kecil", buffer.getvalue(), "png")
    assert opened(out, "kecil.webp").getpixel((25, 25)) == (255, 255, 255)


# --- Pages of a PDF ------------------------------------------------------------------------------


def test_pages_are_made_four_at_a_time(bench):
    answer, out = bench.follow("halaman", sample.pdf(6), "pdf", dari=5)
    assert answer.content["halaman"] == 6
    assert sorted(path.name for path in out.glob("*.webp")) == ["5.webp", "6.webp"]
    page = opened(out, "5.webp")
    assert page.size == (1000, 1416)
    # The title is drawn in black on white.
    assert page.convert("L").getextrema()[0] < 60
    assert [first_of_batch(number) for number in (1, 4, 5, 8, 9)] == [1, 1, 5, 5, 9]


def test_a_page_of_noise_stays_below_its_size(bench):
    """A scan of rough paper is the largest a page becomes."""
    noise = Image.effect_noise((1240, 1754), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "PDF", resolution=150)
    _, out = bench.follow("halaman", buffer.getvalue(), "pdf", dari=1)
    assert (out / "1.webp").stat().st_size <= PAGE_BYTES


# --- Texts ---------------------------------------------------------------------------------------


def test_the_text_of_a_document(bench):
    listed = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>'
    table = ("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}{}</w:tc></w:tr></w:tbl>").format(
        *(sample.paragraph(text) for text in ("Nama", "Sari", "Anggota"))
    )
    body = (
        sample.paragraph("Notulen", "Heading1")
        + sample.paragraph("Peserta", "Sub")
        + sample.paragraph("a &lt;b&gt; &amp; c")
        + sample.paragraph("butir", properties=listed)
        + "<w:p><w:del><w:r><w:delText>dihapus</w:delText></w:r></w:del></w:p>"
        + '<w:p><w:hyperlink r:id="r1"><w:r><w:t>foto</w:t></w:r></w:hyperlink></w:p>'
        + "<w:p><w:r><w:t>satu</w:t><w:br/><w:t>dua</w:t><w:tab/><w:t>tiga</w:t></w:r></w:p>"
        + "<w:p><w:r><w:drawing/></w:r></w:p>"
        + table
    )
    relation = (
        '<Relationship Id="r1" Type="x/hyperlink" Target="https://contoh.go.id/a"'
        ' TargetMode="External"/>'
    )
    data = sample.docx(body, {"word/_rels/document.xml.rels": sample.RELATIONS.format(relation)})
    assert bench.parts("dokumen", data, "docx") == [
        ["judul", "Notulen", 1, []],
        ["judul", "Peserta", 2, []],
        ["alinea", "a <b> & c", 0, []],
        ["butir", "butir", 1, []],
        ["alinea", "foto (https://contoh.go.id/a)", 0, []],
        ["alinea", "satu\ndua\ttiga", 0, []],
        ["alinea", "[gambar]", 0, []],
        ["tabel", "", 0, [["Nama", "Sari\nAnggota"]]],
    ]


def test_a_long_document_comes_in_parts_and_is_cut(bench):
    body = sample.paragraph("kata " * 900) * 150
    answer, out = bench.follow("dokumen", sample.docx(body), "docx")
    assert answer.content["dipotong"] is True
    assert answer.content["bagian"] >= 25
    for path in out.glob("bagian-*.json"):
        assert path.stat().st_size < 40_000


def test_a_wide_table_is_cut(bench):
    cells = "".join(f"<w:tc>{sample.paragraph(str(n))}</w:tc>" for n in range(60))
    data = sample.docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    answer, out = bench.follow("dokumen", data, "docx")
    [[_, _, _, rows]] = json.loads((out / "bagian-1.json").read_text())
    assert (len(rows[0]), answer.content["dipotong"]) == (40, True)


def test_slides_come_in_the_order_they_are_shown(bench):
    data = sample.pptx([sample.slide("Satu", "poin"), sample.slide("Dua", "lagi")])
    assert bench.parts("salindia", data, "pptx") == [
        ["judul", "Salindia 1: Satu", 1, []],
        ["alinea", "poin", 0, []],
        ["judul", "Salindia 2: Dua", 1, []],
        ["alinea", "lagi", 0, []],
    ]


def test_sheets_one_at_a_time(bench):
    data = sample.xlsx(
        {"Rekap": [["Nama", "Nilai"], ["Sari", 2.5]], "Lain": [[], [None, dt.date(2026, 8, 5)]]},
        hidden=("Lain",),
    )
    answer, out = bench.follow("lembar", data, "xlsx", nomor=1)
    assert answer.content["lembar"] == [["Rekap", False], ["Lain", True]]
    assert answer.content["kolom"] == ["A", "B"]
    assert json.loads((out / "bagian-1.json").read_text()) == [
        [1, ["Nama", "Nilai"]],
        [2, ["Sari", "2,5"]],
    ]
    assert bench.parts("lembar", data, "xlsx", nomor=2) == [[2, ["", "05-08-2026"]]]
    answer, _ = bench.follow("lembar", data, "xlsx", nomor=9)
    assert answer.reason == "rusak"


def test_a_wide_sheet_is_cut(bench):
    answer, _ = bench.follow("lembar", sample.xlsx({"A": [list(range(150))]}), "xlsx", nomor=1)
    assert len(answer.content["kolom"]) == 100
    assert answer.content["dipotong"] is True


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        (True, "General", "BENAR"),
        (3, "General", "3"),
        (3.0, "General", "3"),
        (1234.5678, "General", "1234,5678"),
        (1234.5678, "#,##0.00", "1.234,57"),
        (1_000_000, "#,##0", "1.000.000"),
        (0.712, "0.0%", "71,2%"),
        (0.5, "0%", "50%"),
        (float("inf"), "General", "inf"),
        (198501012010011001.0, "General", "1,98501012e+17"),
        (dt.datetime(2026, 8, 5), "dd/mm/yyyy", "05-08-2026"),
        (dt.datetime(2026, 8, 5, 14, 5), "General", "05-08-2026 14.05"),
        (dt.time(9, 30), "hh:mm", "09.30"),
        ("=1+1", "General", "=1+1"),
        ("x" * 600, "General", "x" * 500 + "…"),
    ],
)
def test_values_are_written_as_here(value, number_format, text):
    assert shown(value, number_format) == text


# --- Photos into one PDF -------------------------------------------------------------------------


def test_photos_become_pages_in_their_order(bench, tmp_path):
    answer, out = joined(bench, [sample.photo((800, 600)), sample.photo((800, 600), 6)])
    assert answer.content == {"halaman": 2}
    data = (out / "gabungan.pdf").read_bytes()
    assert b"Merek Ponsel" not in data
    pages, made = bench.follow("halaman", data, "pdf", dari=1)
    # The first lies, the second stands, as the phone was held.
    assert [width > height for width, height in pages.content["ukuran"]] == [True, False]
    left, right = (opened(made, "1.webp").convert("RGB").getpixel((x, 350)) for x in (200, 800))
    assert (left[0] > 150, right[2] > 150) == (True, True)
    assert Inspection.from_json(bench.follow("periksa", data, "pdf")[0].content) == Inspection(
        pages=2
    )


def test_the_same_photos_give_the_same_bytes(bench):
    first, second = (joined(bench, [sample.photo()])[1] for _ in range(2))
    assert (first / "gabungan.pdf").read_bytes() == (second / "gabungan.pdf").read_bytes()


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf tidak ada")
def test_the_pdf_is_without_fault(bench):
    _, out = joined(bench, [sample.photo(), sample.image("PNG"), sample.image("WEBP")],
                    ["jpg", "png", "webp"])  # fmt: skip
    done = subprocess.run(
        ["qpdf", "--check", out / "gabungan.pdf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def joined(bench, photos, extensions=None):
    from pengungkit.previews.jobs import Job
    from pengungkit.previews.running import run

    bench.count += 1
    sources = []
    for number, photo in enumerate(photos):
        path = bench.folder / f"foto-{bench.count}-{number}"
        path.write_bytes(photo)
        sources.append(path)
    out = bench.folder / f"gabung-{bench.count}"
    out.mkdir()
    options = {"akhiran": extensions or ["jpg"] * len(photos), "judul": "Rapat", "waktu": 0}
    return run(Job("gabung", tuple(sources), "jpg", out, options), 60), out


# --- Inspection ----------------------------------------------------------------------------------


def found(bench, data, extension) -> Inspection:
    answer, _ = bench.follow("periksa", data, extension)
    assert answer.reason == ""
    return Inspection.from_json(answer.content)


def test_extent_of_every_type(bench):
    assert found(bench, sample.pdf(3), "pdf") == Inspection(pages=3)
    assert found(bench, sample.photo((640, 480)), "jpg") == Inspection(width=640, height=480)
    assert found(bench, sample.pptx([sample.slide("a")] * 2), "pptx") == Inspection(pages=2)
    assert found(bench, sample.docx("x"), "docx") == Inspection()
    assert found(bench, sample.xlsx({"A": [[1]]}), "xlsx") == Inspection()
    assert found(bench, sample.mp4(), "mp4") == Inspection(
        width=1280, height=720, seconds=75, codecs=("avc1",)
    )


@pytest.mark.parametrize(
    ("data", "extension", "weakness"),
    [
        (hostile.pdf_locked, "pdf", {"locked": True}),
        (hostile.pdf_truncated, "pdf", {"broken": True}),
        (hostile.jpeg_truncated, "jpg", {"broken": True, "width": 1200, "height": 900}),
        (hostile.png_30000, "png", {"width": 30_000, "height": 30_000}),
        (hostile.svg_in_disguise, "png", {"broken": True}),
        (hostile.office_locked, "xlsx", {"locked": True}),
        (hostile.svg_in_disguise, "docx", {"broken": True}),
        (hostile.mp4_in_a_circle, "mp4", {"broken": True}),
        (hostile.docx_with_macro, "docx", {"active": ("makro", "berkas tertanam")}),
        (
            hostile.docx_reaching_out,
            "docx",
            {"active": ("templat dari luar", "isian yang mengambil data dari luar")},
        ),
    ],
)
def test_weaknesses(bench, data, extension, weakness):
    assert found(bench, data(), extension) == Inspection(**weakness)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (sample.pdf(extra="/OpenAction [10 0 R /FitH 800]"), ()),
        (sample.pdf(text="JavaScript dan Launch"), ()),
        (hostile.with_object("<< /S /JavaScript /JS (a) >>"), ("skrip",)),
        (hostile.with_object("<< /S /J#61v#61Script >>"), ("skrip",)),
        (hostile.with_object("<< /S /#4a#53 (a) >>"), ("skrip",)),
        (hostile.with_object("<< /S/Launch/F(cmd.exe) >>"), ("perintah menjalankan program",)),
        (hostile.in_object_stream("<< /S /JavaScript /JS (a) >>"), ("skrip",)),
        (hostile.in_object_stream("<< /S /Laun#63h >>"), ("perintah menjalankan program",)),
        (hostile.pdf_with_attachment(), ("lampiran berkas",)),
        (sample.pdf(extra="/AcroForm << /XFA [] >>"), ("formulir aktif",)),
        (hostile.with_object("<< /S /SubmitForm >>"), ("pengiriman data",)),
        (hostile.with_object("<< /LaunchPad 1 /JSON 2 >>"), ()),
    ],
)
def test_up18_active_content_of_a_pdf(bench, data, words):
    """UP-18, also where a name is spelled in hex or packed away."""
    assert markers.active_content(data) == words
    assert set(found(bench, data, "pdf").active) == set(words)


def test_pictures_in_a_pdf_do_not_look_like_scripts():
    """Compressed pictures hold every few bytes by chance; three letters in them say nothing."""
    stream = b"4 0 obj\n<< /Length 9 >>\nstream\n\x01/JS \x02/JS(\nendstream\nendobj\n"
    assert markers.active_content(sample.pdf() + stream) == ()


def test_an_inspection_survives_its_json():
    whole = Inspection(True, True, ("makro",), 3, 4, 5, 6, ("avc1",))
    assert Inspection.from_json(json.loads(json.dumps(whole.to_json()))) == whole
    odd = {"pages": "3", "locked": 1, "active": "x", "baru": 1, "width": True}
    assert Inspection.from_json(odd) == Inspection()
