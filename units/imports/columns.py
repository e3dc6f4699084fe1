"""The columns of the import sheets: how they are called, and what a cell of each may hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Content(Enum):
    """How a cell is read. A day may be a date cell; 18 digits must never be a number."""

    TEXT = auto()
    DIGITS = auto()
    DAY = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `needed` means that the sheet must have it, not that every cell is filled."""

    key: str
    title: str
    explanation: str
    needed: bool = False
    content: Content = Content.TEXT
    longest: int = 200


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A whole import sheet; `name` is the word in its address."""

    name: str
    title: str
    columns: tuple[Column, ...]

    def title_of(self, key: str) -> str:
        return next(column.title for column in self.columns if column.key == key)


UNITS = SheetLayout(
    "unit",
    "Unit",
    (
        Column(
            "code",
            "Kode",
            "Huruf kecil, angka, tanda hubung. Kode yang sudah ada berarti mengubah unit itu.",
            needed=True,
            longest=60,
        ),
        Column("name", "Nama", "Nama lengkap unit.", needed=True),
        Column("short_name", "Nama pendek", "Kosong: sama dengan nama.", longest=80),
        Column("kind", "Jenis", "Kode atau nama jenis kantor.", needed=True, longest=120),
        Column(
            "parent",
            "Kode unit atasan",
            "Kode unit di wilayah Anda, atau unit lain di berkas ini.",
            needed=True,
            longest=60,
        ),
        Column("province", "Provinsi", "Boleh kosong.", longest=60),
        Column("time_zone", "Zona waktu", "WIB, WITA, atau WIT. Kosong berarti WIB.", longest=20),
    ),
)

PEOPLE = SheetLayout(
    "orang",
    "Orang",
    (
        Column(
            "username",
            "Nama akun",
            "Untuk masuk. Satu orang boleh beberapa baris, satu baris untuk tiap peran.",
            needed=True,
            longest=60,
        ),
        Column("name", "Nama", "Nama lengkap.", needed=True, longest=150),
        Column("email", "Surel", "Boleh kosong.", longest=254),
        Column(
            "nip",
            "NIP",
            "18 angka, kolomnya harus berformat Teks. Boleh kosong.",
            content=Content.DIGITS,
            longest=40,
        ),
        Column("unit", "Kode unit", "Unit tempat perannya berlaku.", needed=True, longest=60),
        Column("role", "Peran", "Misalnya Anggota tim atau Ketua tim ZI.", needed=True, longest=60),
        Column(
            "areas",
            "Area",
            "Nomor area dipisah titik koma, misalnya 1; 3. Kosong berarti semua area.",
            longest=120,
        ),
        Column("valid_from", "Berlaku sejak", "Kosong berarti hari ini.", content=Content.DAY),
        Column("valid_until", "Berlaku sampai", "Kosong berarti seterusnya.", content=Content.DAY),
    ),
)

LAYOUTS = {layout.name: layout for layout in (UNITS, PEOPLE)}
