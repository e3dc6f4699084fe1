from __future__ import annotations

import pytest

from pengungkit.file_names import SHRUNK, says_nothing, was_shrunk


@pytest.mark.parametrize(
    "name",
    [
        "IMG_2031.jpg",
        f"IMG_2031 {SHRUNK}.jpg",
        "DSC00123.JPG",
        "PXL_20260105_081500123.jpg",
        "20260105_101112.jpg",
        "scan0001",
        "Scan_20260105.pdf",
        "CamScanner 01-05-2026 10.11.pdf",
        "Adobe Scan 5 Jan 2026.pdf",
        "SKM_C25826010510110.pdf",
        "WhatsApp Image 2026-01-05 at 10.11.12.jpeg",
        "IMG-20260105-WA0003.jpg",
        "WhatsApp Video 2026-01-05 at 10.11.12 PM.mp4",
        "Screenshot (12).png",
        "Tangkapan layar 2026-01-05 101112.png",
        "dokumen.pdf",
        "Dokumen (2).docx",
        "dokumen - Copy.pdf",
        "Salinan dari dokumen.pdf",
        "Document1.docx",
        "New Doc 2026-01-05 10.11.pdf",
        "file.pdf",
        "berkas bukti 3.pdf",
        "lampiran.pdf",
        "foto 1.jpg",
        "12345.pdf",
        "3f2b8c1e-1a2b-4c3d-9e8f-001122334455.pdf",
        "1.i.a.pdf",
        "tanpa-nama",
        "5 Januari 2026.pdf",
        "",
    ],
)
def test_it_says_nothing(name):
    assert says_nothing(name)


@pytest.mark.parametrize(
    "name",
    [
        "SK Tim ZI.pdf",
        "1.i.a SK TIM.pdf",
        "SK 12.pdf",
        "Notulen rapat 5 Januari 2026.docx",
        "scan notulen.pdf",
        "WhatsApp Image apel pagi.jpg",
        "Foto pencanangan (2).jpg",
        "Laporan monev triwulan I.xlsx",
        "ND-123 undangan.pdf",
        "dokumen rencana kerja - Copy.pdf",
        "daftar_hadir_final_rev2.pdf",
    ],
)
def test_it_says_something(name):
    assert not says_nothing(name)


def test_a_shrunk_photo_says_so():
    assert was_shrunk(f"Rapat {SHRUNK}.jpg")
    assert not was_shrunk("Rapat diperkecil.jpg")
