"""What names of files and folders suggest, and above all what they must not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengungkit.file_names import says_nothing
from pengungkit.guessing import CodeBook, Guess, guess
from pengungkit.instruments import bundled_instrument
from pengungkit.models import Evidence


BOOK = CodeBook.of(bundled_instrument())
TEAM = "AREA I/i. Penyusunan Tim Kerja"
PLAN = "ii. Rencana Pembangunan Zona Integritas"


def the(name: str, folder: str = "") -> Guess:
    return guess(name, folder, BOOK)


def test_it_works():
    assert the("1.i.a SK TIM KEP-12 WPB.30 2026 tgl 8 Nov 2026 final.pdf", TEAM) == Guess(
        codes=("A.I.1.i.a",),
        kind="sk",
        number="KEP-12/WPB.30/2026",
        document_date=dt.date(2026, 11, 8),
        title="SK TIM KEP-12 WPB.30 2026 tgl 8 Nov 2026",
    )


@pytest.mark.parametrize(
    ("name", "folder", "codes"),
    [
        # The whole code, in all its spellings.
        ("A.I.1.i.a.pdf", "", "A.I.1.i.a"),
        ("a.i.1.i.a sk.pdf", "", "A.I.1.i.a"),
        ("A. I. 1. i. a SK Tim.pdf", "", "A.I.1.i.a"),
        ("A-I-1-i-a SK Tim.pdf", "", "A.I.1.i.a"),
        ("A_I_1_i_a_SK_Tim.pdf", "", "A.I.1.i.a"),
        ("A I 1 i a SK Tim.pdf", "", "A.I.1.i.a"),
        ("AI1ia SK Tim.pdf", "", "A.I.1.i.a"),
        ("SK Tim (A.I.1.i.a).pdf", "", "A.I.1.i.a"),
        ("Laporan A.II.3.ii.a asesmen.pdf", "", "A.II.3.ii.a"),
        ("B.I.a Hasil survei IPAK.pdf", "", "B.I.a"),
        ("B.II.a IPKP.xlsx", "", "B.II.a"),
        ("A.II.5.iii.a.a LHKPN.pdf", "", "A.II.5.iii.a.a"),
        # Without the aspect: told by the words, or by there being one such item only.
        ("1.i.a SK TIM KERJA.pdf", "", "A.I.1.i.a"),
        ("1.I.A SK TIM KERJA.PDF", "", "A.I.1.i.a"),
        ("1. i. a. SK Tim.pdf", "", "A.I.1.i.a"),
        ("1_i_a_SK_Tim.pdf", "", "A.I.1.i.a"),
        ("1-i-a SK Tim.pdf", "", "A.I.1.i.a"),
        ("I.i.a SK Tim.pdf", "", "A.I.1.i.a"),
        ("A.1.i.b Seleksi anggota tim.pdf", "", "A.I.1.i.b"),
        ("A.1.ii.b.pdf", "", "A.I.1.ii.b"),
        ("A1.ii.b rencana.docx", "", "A.I.1.ii.b"),
        ("A1iib rencana.docx", "", "A.I.1.ii.b"),
        ("4.ii.h IKU.pdf", "", "A.I.4.ii.h"),
        ("6iif budaya.pdf", "", "A.I.6.ii.f"),
        ("Bukti 1.ii.c kanal.png", "", "A.I.1.ii.c"),
        ("butir 3.vi.a SIMPEG.pdf", "", "A.I.3.vi.a"),
        ("II.1.i.b agen.pdf", "", "A.II.1.i.b"),
        ("1.1.b Seleksi anggota tim.pdf", "", "A.I.1.i.b"),
        ("5.iii.a Aduan masyarakat.pdf", "", "A.I.5.iii.a"),
        # Left open: several.
        ("1.i.a.pdf", "", "A.I.1.i.a A.II.1.i.a"),
        ("A.1.i.b.pdf", "", "A.I.1.i.b A.II.1.i.b"),
        ("1.i SK Tim Kerja.pdf", "", "A.I.1.i.a A.I.1.i.b"),
        ("A.I.1.i.pdf", "", "A.I.1.i.a A.I.1.i.b"),
        ("A.II.1.ii rencana.pdf", "", "A.II.1.ii.a"),
        ("A.I.1.i.a dan A.I.1.i.b undangan.pdf", "", "A.I.1.i.a A.I.1.i.b"),
        # The folder tells, or helps.
        ("SK TIM.pdf", TEAM, "A.I.1.i.a A.I.1.i.b"),
        ("IMG_2031.jpg", TEAM, "A.I.1.i.a A.I.1.i.b"),
        ("1.i.a.pdf", TEAM, "A.I.1.i.a"),
        ("a. SK Tim.pdf", TEAM, "A.I.1.i.a"),
        ("b. Seleksi.pdf", f"Area 1 - Manajemen Perubahan/{PLAN}", "A.I.1.ii.b"),
        ("scan0001.pdf", f"ZI 2026\\AREA I\\{PLAN}\\b", "A.I.1.ii.b"),
        ("foto.jpg", "A.I.1.i.b", "A.I.1.i.b"),
        ("foto.jpg", "A. PENGUNGKIT/I. PEMENUHAN/1. MANAJEMEN PERUBAHAN/i/a", "A.I.1.i.a"),
        ("foto.jpg", "A. PENGUNGKIT/II. REFORM/1. MANAJEMEN PERUBAHAN/i/a", "A.II.1.i.a"),
        ("rekap.xlsx", "Pokja 5/iv. Whistle-Blowing System/c. Tindak lanjut", "A.I.5.iv.c"),
        ("rekap.xlsx", "AREA VI/vi. Entah apa", ""),
        # A contradiction keeps both.
        ("A.I.1.ii.a rencana.pdf", "A.I.1.i.a", "A.I.1.i.a A.I.1.ii.a"),
        # Nothing: no code, no such code, or something that merely looks like one.
        ("SK Tim Kerja ZI.pdf", "", ""),
        ("Penyusunan Tim Kerja.pdf", "", ""),
        ("SK Tim.pdf", "AREA I", ""),
        ("SK Tim.pdf", "Bukti ZI 2026/Foto", ""),
        ("9.i.a SK Tim.pdf", "", ""),
        ("1.i.z SK Tim.pdf", "", ""),
        ("A.I.9.i.a SK.pdf", "", ""),
        ("1.2 Notulen.pdf", "", ""),
        ("1. SK Tim.pdf", "", ""),
        ("a. SK Tim.pdf", "", ""),
        ("Rapat via zoom.pdf", "", ""),
        ("Via zoom.pdf", "", ""),
        ("v.i.p. tamu.pdf", "", ""),
        ("Notulen 1.1.2026.pdf", "", ""),
        ("Notulen 8.11.2026.pdf", "", ""),
        ("Versi 2.1.b SOP.pdf", "", ""),
        ("PMK 90 tahun 2021.pdf", "", ""),
        ("Laporan S.1.a.pdf", "", ""),
    ],
)
def test_items(name, folder, codes):
    assert " ".join(the(name, folder).codes) == codes


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SK Tim.pdf", "sk"),
        ("KEP-12 tim kerja.pdf", "sk"),
        ("Surat Keputusan Kepala Kantor.pdf", "sk"),
        ("UNDANGAN RAPAT ZI.pdf", "undangan"),
        ("und rapat monev.pdf", "undangan"),
        ("Notulen rapat penyusunan SK tim.docx", "notulen"),
        ("notula_rapat.pdf", "notulen"),
        ("Daftar Hadir Rapat.pdf", "daftar_hadir"),
        ("daftar_hadir_final_rev2.pdf", "daftar_hadir"),
        ("Absensi sosialisasi.pdf", "daftar_hadir"),
        ("Foto pencanangan (2).jpg", "foto"),
        ("Dokumentasi internalisasi.jpg", "foto"),
        ("Laporan monev triwulan I.xlsx", "laporan"),
        ("Lap. kegiatan sosialisasi.pdf", "laporan"),
        ("Tangkapan layar situs.png", "tangkapan_layar"),
        ("screenshot aplikasi.png", "tangkapan_layar"),
        ("SOP layanan.pdf", "sop"),
        # Nothing, or a word that only begins like one.
        ("SKP pegawai.pdf", ""),
        ("Berita acara seleksi.pdf", ""),
        ("Kepala kantor memimpin.pdf", ""),
        ("Pakta integritas.pdf", ""),
        ("Laporannya siapa.pdf", ""),
    ],
)
def test_kinds(name, kind):
    assert the(name).kind == kind


def test_a_folder_tells_the_kind_of_a_file_that_does_not():
    assert the("IMG_2031.jpg", "Bukti/Foto kegiatan").kind == "foto"
    assert the("SK Tim.pdf", "Foto kegiatan").kind == "sk"
    # The name of a sub-area is no kind of document.
    assert the("a.pdf", "AREA II/i. Prosedur Operasional Tetap (SOP) Kegiatan Utama").kind == ""


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("KEP-12 WPB.30 2026.pdf", "KEP-12/WPB.30/2026"),
        ("SK KEP-12/WPB.30/2026", "KEP-12/WPB.30/2026"),
        ("KEP-12_WPB.30_2026 SK Tim.pdf", "KEP-12/WPB.30/2026"),
        ("kep-12-wpb.30-2026 sk tim.pdf", "KEP-12/WPB.30/2026"),
        ("KEP 12 Tim Kerja.pdf", "KEP-12"),
        ("ND-45 undangan.pdf", "ND-45"),
        ("ND 45 undangan.pdf", "ND-45"),
        ("Undangan UND-7 KPN.3001 2026.pdf", "UND-7/KPN.3001/2026"),
        ("S-45/WPB.30/2026 jawaban", "S-45/WPB.30/2026"),
        ("SK-12 Tim.pdf", "SK-12"),
        ("SK Nomor 12 Tahun 2026.pdf", "12 Tahun 2026"),
        ("ND-45 2026-11-08 undangan.pdf", "ND-45"),
        # Unsure.
        ("SK 12.pdf", ""),
        ("S-1 Hukum ijazah.pdf", ""),
        ("ND-45 menjawab ND-44.pdf", ""),
        ("COVID-19 edaran.pdf", ""),
        ("ISO-9001 sertifikat.pdf", ""),
        ("Notulen TW-1.pdf", ""),
        ("Rapat nomor 3.pdf", ""),
    ],
)
def test_numbers(name, number):
    assert the(name).number == number


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Undangan 8 Nov 2026.pdf", (2026, 11, 8)),
        ("Undangan 08 November 2026.pdf", (2026, 11, 8)),
        ("Undangan_8_Agustus_2026.pdf", (2026, 8, 8)),
        ("Undangan 8Okt2026.pdf", (2026, 10, 8)),
        ("Undangan 8-Dec-2026.pdf", (2026, 12, 8)),
        ("Notulen 2026-11-08.docx", (2026, 11, 8)),
        ("Notulen 2026.11.08.docx", (2026, 11, 8)),
        ("20261108 Notulen.docx", (2026, 11, 8)),
        ("Notulen 08112026.docx", (2026, 11, 8)),
        ("Notulen 8-11-2026.docx", (2026, 11, 8)),
        ("Notulen 08.11.2026.docx", (2026, 11, 8)),
        ("Notulen 8/11/2026", (2026, 11, 8)),
        ("IMG_20260105_101112 apel pagi.jpg", (2026, 1, 5)),
        # No day, no such day, several days, the end of a period, a number.
        ("Laporan November 2026.pdf", None),
        ("Laporan 2026.pdf", None),
        ("Notulen 31-02-2026.pdf", None),
        ("Notulen 11/25/2026", None),
        ("Undangan 8 Nov 2026 rapat 9 Nov 2026.pdf", None),
        ("Laporan 1 s.d. 10 November 2026.pdf", None),
        ("Kegiatan 8-10 November 2026.pdf", None),
        ("SK berlaku sampai 31 Desember 2026.pdf", None),
        ("Notulen 12345678901.pdf", None),
        ("NIP 198711082010121001 SK.pdf", None),
        ("Notulen 08-11-26.pdf", None),
    ],
)
def test_dates(name, day):
    assert the(name).document_date == (dt.date(*day) if day else None)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("1.i.a SK Tim Kerja.pdf", "SK Tim Kerja"),
        ("A.I.1.i.a_sk_tim_kerja_final.pdf", "Sk tim kerja"),
        ("A1iib - Rencana aksi.docx", "Rencana aksi"),
        ("03. Notulen rapat rev 2.docx", "Notulen rapat"),
        ("Notulen rapat - Copy (2).docx", "Notulen rapat"),
        ("Salinan dari Notulen rapat (1).docx", "Notulen rapat"),
        ("daftar_hadir_final_rev2.pdf", "Daftar hadir"),
        ("Laporan TW I (2026).xlsx", "Laporan TW I (2026)"),
        ("1.i.a.pdf", ""),
    ],
)
def test_titles(name, title):
    assert the(name).title == title


@pytest.mark.parametrize(
    "name",
    [
        "IMG_2031.jpg",
        "20260105_101112.jpg",
        "scan0001",
        "Scan_20260105.pdf",
        "WhatsApp Image 2026-01-05 at 10.11.12.jpeg",
        "Screenshot (12).png",
        "dokumen - Copy.pdf",
        "3f2b8c1e-1a2b-4c3d-9e8f-001122334455.pdf",
        "5 Januari 2026.pdf",
        "foto 1.jpg",
        "12345.pdf",
        "tanpa-nama",
        "",
        ".pdf",
    ],
)
def test_a_name_that_says_nothing_suggests_nothing(name):
    assert says_nothing(name)
    assert the(name).is_empty


def test_without_an_instrument_no_item_is_guessed():
    alone = guess("1.i.a SK Tim.pdf")
    assert (alone.codes, alone.kind) == ((), "sk")


def test_kinds_are_those_of_evidence():
    kinds = {the(f"{label} rapat kerja.pdf").kind for label in Evidence.Kind.labels}
    assert kinds - {""} == set(Evidence.Kind.values) - {"lainnya"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BOOK.places)), st.sampled_from([".", " . ", ". "]), st.booleans())
def test_every_whole_code_is_read_back(code, between, upper):
    written = between.join(code.split("."))
    written = written.upper() if upper else written
    assert code in the(f"{written} berkas kantor.pdf").codes
    assert the(f"{code}.pdf").codes == (code,)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=40))
def test_no_name_breaks_it_and_every_guess_can_be_stored(name, folder):
    found = the(name, folder)
    assert set(found.codes) <= set(BOOK.places)
    assert found.kind in {"", *Evidence.Kind.values}
    assert found.number in {"", found.number[:120]}


@settings(max_examples=80, deadline=None)
@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_in_every_writing(day):
    for written in (f"{day:%Y-%m-%d}", f"{day:%d%m%Y}", f"{day:%Y%m%d}", f"{day:%d.%m.%Y}"):
        assert the(f"Notulen {written} rapat.pdf").document_date == day
