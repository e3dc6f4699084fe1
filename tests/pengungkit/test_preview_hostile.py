"""Files of attackers looked into: they end in a reason, in time, within memory (UP-21 to UP-23)."""

from __future__ import annotations

import pytest

from pengungkit.previews.confinement import MEMORY_BYTES
from pengungkit.previews.refusals import REASONS, CannotPreviewError
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit import hostile_workbooks, sample_files
from tests.pengungkit.previewing import Bench


# What one look may take of this machine; the limit of the child itself is on what it reserves.
MOST_MEMORY = 300 * 1024 * 1024
assert MOST_MEMORY < MEMORY_BYTES


@pytest.fixture
def bench(tmp_path) -> Bench:
    return Bench(tmp_path)


REFUSED = [
    ("gambar", "png", hostile.png_30000, {"terlalu-besar"}),
    ("gambar", "png", hostile.png_bomb, {"terlalu-besar"}),
    ("gambar", "png", hostile.png_with_text_bomb, {"rusak", "terlalu-besar"}),
    ("gambar", "jpg", hostile.jpeg_truncated, {"rusak"}),
    ("gambar", "png", hostile.svg_in_disguise, {"rusak"}),
    ("gambar", "jpg", hostile.png_followed_by_html, {"rusak"}),
    ("halaman", "pdf", hostile.pdf_truncated, {"rusak"}),
    ("halaman", "pdf", hostile.pdf_locked, {"sandi"}),
    ("halaman", "pdf", hostile.pdf_pages_in_a_circle, {"rusak"}),
    ("halaman", "pdf", hostile.pdf_thin_page, {"tidak-lazim"}),
    ("halaman", "pdf", hostile.svg_in_disguise, {"rusak"}),
    ("dokumen", "docx", hostile.docx_with_entity_from_outside, {"tidak-lazim"}),
    ("dokumen", "docx", hostile.docx_of_billion_laughs, {"tidak-lazim"}),
    ("dokumen", "docx", hostile.docx_bomb, {"terlalu-besar"}),
    ("dokumen", "docx", hostile.docx_that_lies_about_its_size, {"rusak", "terlalu-besar"}),
    ("dokumen", "docx", hostile.docx_of_100000_entries, {"terlalu-besar"}),
    ("dokumen", "docx", hostile.docx_with_doubled_entry, {"tidak-lazim"}),
    ("dokumen", "docx", hostile.office_locked, {"sandi"}),
    ("dokumen", "docx", hostile.svg_in_disguise, {"rusak"}),
    ("salindia", "pptx", hostile.docx_bomb, {"rusak"}),
    ("lembar", "xlsx", hostile.office_locked, {"sandi"}),
    ("lembar", "xlsx", hostile.svg_in_disguise, {"rusak"}),
]


@pytest.mark.parametrize(
    ("recipe", "extension", "make", "reasons"),
    REFUSED,
    ids=[f"{row[0]}-{row[2].__name__}" for row in REFUSED],
)
def test_up21_up22_up23_it_is_refused(bench, recipe, extension, make, reasons):
    answer, out = bench.follow(recipe, make(), extension, nomor=1, dari=1)
    assert answer.reason in reasons
    assert answer.peak < MOST_MEMORY
    assert [path.name for path in out.iterdir()] == ["hasil.json"]


SURVIVED = [
    ("gambar", "jpg", hostile.jpeg_60_megapixels),
    ("gambar", "png", hostile.apng_of_many_frames),
    ("kecil", "png", hostile.png_followed_by_html),
    ("halaman", "pdf", hostile.pdf_20000_pages),
    ("halaman", "pdf", hostile.pdf_huge_page),
    ("kecil", "pdf", hostile.pdf_20000_pages),
    ("dokumen", "docx", hostile.docx_deeply_nested),
    ("dokumen", "docx", hostile.docx_of_nested_tables),
    ("dokumen", "docx", hostile.docx_reaching_out),
    ("salindia", "pptx", hostile.pptx_of_one_slide_forever),
    ("periksa", "mp4", hostile.mp4_of_boxes),
]


@pytest.mark.parametrize(
    ("recipe", "extension", "make"),
    SURVIVED,
    ids=[f"{row[0]}-{row[2].__name__}" for row in SURVIVED],
)
def test_up22_up23_it_does_no_harm(bench, recipe, extension, make):
    answer, _ = bench.follow(recipe, make(), extension, dari=1)
    assert answer.reason == ""
    assert answer.peak < MOST_MEMORY


@pytest.mark.parametrize(
    "make", [hostile.pdf_nested_arrays, hostile.pdf_stream_bomb, hostile.pdf_drawing_itself]
)
def test_a_reader_may_fail_but_alone(bench, make):
    """What the reader makes of these differs between its versions; it ends, and we go on."""
    answer, _ = bench.follow("halaman", make(), "pdf", dari=1)
    assert answer.reason in {"", *REASONS}
    assert answer.peak < MEMORY_BYTES


def test_up23_an_endless_page_is_given_up(bench):
    """By the clock or by memory, whichever this machine reaches first."""
    answer, out = bench.follow("halaman", hostile.pdf_endless(), "pdf", dari=1, seconds=2)
    assert answer.reason in {"terlalu-lama", "tidak-lazim", "terlalu-besar"}
    assert not list(out.glob("*.webp"))


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("html_called_xlsx", {"rusak"}),
        ("old_or_encrypted", {"sandi"}),
        ("empty", {"rusak", "tidak-lazim"}),
    ],
)
def test_a_workbook_is_judged_before_it_is_read(bench, tmp_path, name, reasons):
    path = tmp_path / "buku"
    getattr(hostile_workbooks, name)(path)
    answer, _ = bench.follow("lembar", path.read_bytes(), "xlsx", nomor=1)
    assert answer.reason in reasons


def test_a_cell_at_the_far_corner_costs_nothing(bench):
    answer, _ = bench.follow("lembar", hostile.xlsx_far_corner(), "xlsx", nomor=1)
    assert answer.reason == ""
    assert answer.content["bagian"] == 0
    assert answer.peak < MOST_MEMORY


def test_many_rows_are_cut(bench):
    answer, _ = bench.follow("lembar", hostile.xlsx_of_many_rows(), "xlsx", nomor=1)
    assert answer.reason == ""
    assert (answer.content["dipotong"], answer.content["bagian"]) == (True, 20)
    assert answer.peak < MOST_MEMORY


def test_every_reason_is_a_sentence():
    for reason in REASONS:
        sentence = str(CannotPreviewError(reason))
        assert sentence.startswith("Pratinjau tidak dapat dibuat: ")
        assert sentence.endswith("; unduh berkas aslinya.")
    assert CannotPreviewError("yang tidak dikenal").reason == "gagal"


def test_what_is_sound_is_not_refused(bench):
    """The corpus above proves nothing if sound files were refused too."""
    for recipe, data, extension in (
        ("gambar", sample_files.photo(), "jpg"),
        ("halaman", sample_files.pdf(), "pdf"),
        ("dokumen", sample_files.docx(sample_files.paragraph("isi")), "docx"),
        ("salindia", sample_files.pptx([sample_files.slide("Judul", "isi")]), "pptx"),
        ("lembar", sample_files.xlsx({"A": [["isi"]]}), "xlsx"),
        ("periksa", sample_files.mp4(), "mp4"),
    ):
        answer, _ = bench.follow(recipe, data, extension, dari=1, nomor=1)
        assert answer.reason == "", recipe
