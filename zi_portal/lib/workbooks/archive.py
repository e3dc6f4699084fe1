"""Opening an xlsx as a ZIP without trusting it: sizes are judged before anything is unpacked."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


MEGABYTE = 1024 * 1024
PROLOGUE = 64 * 1024
# Expat before 2.6 reads an unfinished tag anew with each chunk, so chunks must not be small.
CHUNK = 2 * MEGABYTE

_END = b"PK\x05\x06"
_END64_LOCATOR = b"PK\x06\x07"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar")
_XML = (".xml", ".rels", ".vml")

TOO_MANY_ROWS = (
    "Lembar berisi terlalu banyak baris untuk dibaca. Hapus baris kosong di bawah tabel, atau bagi"
    " menjadi beberapa berkas."
)
TOO_BIG = (
    "Isi berkas terlalu besar untuk dibaca. Hapus lembar dan gambar yang tidak perlu, lalu"
    " simpan ulang."
)
NOT_XLSX = (
    "Berkas ini bukan buku kerja Excel (.xlsx). Buka di Excel atau LibreOffice, lalu simpan"
    " sebagai .xlsx."
)
DAMAGED = "Berkas Excel rusak atau terpotong. Unduh atau simpan ulang, lalu coba lagi."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may be at most. An LKE of 113 items needs less than a tenth of each."""

    file_bytes: int = 40 * MEGABYTE
    entries: int = 3000
    directory_bytes: int = 1 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    xml_bytes: int = 40 * MEGABYTE
    part_bytes: int = 25 * MEGABYTE
    ratio: int = 150
    ratio_from_bytes: int = 5 * MEGABYTE
    sheets: int = 40
    rows: int = 20_000
    last_row: int = 100_000
    last_column: int = 500
    cells: int = 100_000
    elements: int = 600_000
    text_characters: int = 12_000_000
    # Rows that may be compared with the LKE, over all sheets; an LKE has some 210.
    compared_rows: int = 1500
    # A workbook that fetches its figures from another file cannot be checked by reading it.
    external_links: bool = False


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The workbook's ZIP, after its size, directory and XML prologues were found harmless.

    Raises WorkbookRefusedError. Nothing is written to disk.
    """
    try:
        size = path.stat().st_size
        _judge_file(path, size, limits)
        with zipfile.ZipFile(path) as archive:
            _judge_directory(archive, limits)
            _judge_prologues(archive)
            yield archive
    except FileNotFoundError:
        raise WorkbookRefusedError(
            f"Berkas {path.name} tidak ditemukan. Periksa nama dan foldernya."
        ) from None
    except (PermissionError, IsADirectoryError):
        raise WorkbookRefusedError(
            f"Berkas {path.name} tidak dapat dibuka. Periksa apakah itu berkas dan boleh dibaca."
        ) from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        # RuntimeError is what zipfile raises for an encrypted entry.
        raise WorkbookRefusedError(DAMAGED) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise WorkbookRefusedError(DAMAGED) from error
        raise


def _judge_file(path: Path, size: int, limits: Limits) -> None:
    if size == 0:
        raise WorkbookRefusedError(
            "Berkas kosong (0 byte). Periksa berkas aslinya, lalu pilih lagi."
        )
    if size > limits.file_bytes:
        raise WorkbookRefusedError(TOO_BIG)
    with path.open("rb") as stream:
        start = stream.read(8)
        if start == _OLE:
            raise WorkbookRefusedError(
                "Berkas ini buku kerja Excel lama (.xls) atau berkata sandi. Buka di Excel, hapus"
                " kata sandinya, lalu simpan sebagai .xlsx."
            )
        if not start.startswith(b"PK"):
            raise WorkbookRefusedError(NOT_XLSX)
        tail_bytes = min(size, 22 + 0xFFFF)
        stream.seek(size - tail_bytes)
        tail = stream.read(tail_bytes)
    position = tail.rfind(_END)
    if position < 0 or len(tail) - position < 22:
        raise WorkbookRefusedError(DAMAGED)
    if tail[max(0, position - 20) : position].startswith(_END64_LOCATOR):
        raise WorkbookRefusedError(TOO_BIG)
    entries, directory_bytes = struct.unpack("<HL", tail[position + 10 : position + 16])
    # zipfile reads the whole directory at once; its size must be known before.
    if entries > limits.entries or directory_bytes > limits.directory_bytes:
        raise WorkbookRefusedError(TOO_BIG)


def _judge_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    infos = archive.infolist()
    names = [info.filename.lower() for info in infos]
    if len(set(names)) != len(names):
        raise WorkbookRefusedError(DAMAGED)
    if "xl/workbook.bin" in names:
        raise WorkbookRefusedError(
            "Berkas .xlsb tidak dapat dibaca. Buka di Excel, lalu simpan sebagai .xlsx."
        )
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise WorkbookRefusedError(NOT_XLSX)
    if any(name.endswith(_ARCHIVES) for name in names):
        raise WorkbookRefusedError(
            "Berkas memuat arsip di dalamnya dan tidak dibaca. Simpan ulang tanpa lampiran."
        )
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise WorkbookRefusedError(TOO_BIG)
    xml = [info for info in infos if info.filename.lower().endswith(_XML)]
    if sum(info.file_size for info in xml) > limits.xml_bytes:
        raise WorkbookRefusedError(TOO_BIG)
    for info in infos:
        large = info.file_size > limits.ratio_from_bytes
        if large and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise WorkbookRefusedError(TOO_BIG)
    if any(info.file_size > limits.part_bytes for info in xml):
        raise WorkbookRefusedError(TOO_BIG)
    if not limits.external_links and any(n.startswith("xl/externallinks/") for n in names):
        raise WorkbookRefusedError(
            "Berkas ini mengambil angka dari berkas lain. Di Excel pilih Data, Edit Tautan,"
            " Putuskan Tautan, lalu simpan ulang."
        )


def _judge_prologues(archive: zipfile.ZipFile) -> None:
    """Refuse a document type in any XML part; it can only stand before the first element."""
    for info in archive.infolist():
        if info.filename.lower().endswith(_XML) and info.file_size:
            parser = safe_parser()
            seen: list[str] = []
            parser.StartElementHandler = lambda name, _, seen=seen: seen.append(name)
            with archive.open(info) as stream:
                start = stream.read(PROLOGUE)
            try:
                parser.Parse(start, len(start) == info.file_size)
            except expat.ExpatError as error:
                # Old drawing parts are not always well-formed further down; that harms nobody.
                if not seen:
                    raise WorkbookRefusedError(DAMAGED) from error
            if not seen:
                raise WorkbookRefusedError(DAMAGED)


def safe_parser() -> expat.XMLParserType:
    """An XML parser that knows no document types, hence no entities and nothing external."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise WorkbookRefusedError(
        "Berkas memuat perintah XML yang tidak lazim (DOCTYPE) dan tidak dibaca. Simpan ulang dari"
        " Excel atau LibreOffice."
    )
