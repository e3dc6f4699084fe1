"""A folder of evidence as offices keep it on a shared drive, as a ZIP."""

from __future__ import annotations

from pengungkit.demo import documents
from pengungkit.models import ZipImport
from tests.factories import PDF
from tests.pengungkit.hostile_archives import zipped


TEAM = "ZI 2026/AREA I/i. Penyusunan Tim Kerja"
PLAN = "ZI 2026/AREA I/ii. Rencana Pembangunan Zona Integritas"
# The same letter proves two items, so people put it into both folders.
SHARED = PDF + b"SK tim kerja"


def office_folder() -> dict[str, bytes]:
    """Thirty files to bring in, and some that a drive leaves behind."""
    files = {
        f"{TEAM}/A.I.1.i.a SK TIM KEP-12 WPB.30 2026 tgl 8 Januari 2026.pdf": SHARED,
        f"{TEAM}/A.I.1.i.b Undangan rapat 5 Januari 2026.pdf": PDF + b"undangan",
        f"{TEAM}/A.I.1.i.b Foto rapat.jpg": b"\xff\xd8\xff" + b"foto" * 50,
        f"{PLAN}/A.I.1.ii.a SK Tim (salinan).pdf": SHARED,
        f"{PLAN}/1.ii.b Rencana kerja.docx": documents.docx("Rencana", ["Isi."]),
        f"{PLAN}/IMG_2031.jpg": b"\xff\xd8\xff" + b"apel" * 50,
        f"{PLAN}/Kosong.pdf": b"",
        f"{PLAN}/Arsip lama.zip": zipped({"a.pdf": PDF}),
        f"{PLAN}/Surat.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 10,
        f"{PLAN}/Bukan.pdf": b"<html>bukan PDF</html>",
        "ZI 2026/.DS_Store": b"x",
        "ZI 2026/Thumbs.db": b"x",
        "ZI 2026/~$Rencana.docx": b"x",
        "__MACOSX/ZI 2026/._A.pdf": b"x",
    }
    for i in range(24):
        name = f"A.II.4.i.a Laporan kinerja bulan {i}.pdf"
        files[f"ZI 2026/AREA IV/{name}"] = PDF + f"kinerja {i}".encode()
    return files


def office_zip() -> bytes:
    return zipped(office_folder())


def few_zip() -> bytes:
    """The same with two reports instead of twenty-four: seven documents, one of them twice."""
    files = office_folder()
    return zipped({path: files[path] for path in [*files][:16]})


def states(zip_import: ZipImport) -> dict[str, int]:
    found = list(zip_import.entries.values_list("state", flat=True))
    return {state: found.count(state) for state in sorted(set(found))}
