"""The rules about each document that proves an item."""

from __future__ import annotations

from pengungkit.file_names import says_nothing
from pengungkit.findings.facts import DocumentFacts, ItemFacts
from pengungkit.findings.rules import DocumentRule, Limits, Place, Rule, Severity
from zi_portal.lib.dates import format_date_long


_B, _W, _H = Severity.BLOCKING, Severity.WARNING, Severity.HINT


def _over_before(one: DocumentFacts, facts: ItemFacts, limits: Limits) -> bool:
    return one.valid_until is not None and one.valid_until.year < facts.year


def _over_within(one: DocumentFacts, facts: ItemFacts, limits: Limits) -> bool:
    until = one.valid_until
    # What was valid to the last day of the year covers it whole, whenever one looks.
    if until is None or until.year != facts.year or (until.month, until.day) == (12, 31):
        return False
    return until < facts.today


def _too_old(one: DocumentFacts, facts: ItemFacts, limits: Limits) -> bool:
    if one.document_date is None or one.document_date.year >= facts.year - limits.years_back:
        return False
    # Said to be in force: then its validity is what counts, and has rules of its own.
    return one.valid_until is None


def _used_everywhere(one: DocumentFacts, facts: ItemFacts, limits: Limits) -> bool:
    return one.items > limits.most_items


def _dated(one: DocumentFacts) -> str:
    return format_date_long(one.document_date) if one.document_date else ""


def _until(one: DocumentFacts) -> str:
    return f"s.d. {format_date_long(one.valid_until)}" if one.valid_until else ""


DOCUMENT_RULES: tuple[DocumentRule, ...] = (
    DocumentRule(
        Rule(
            "hilang", _B, "Hilang atau rusak di penyimpanan",
            "Berkas yang tidak ada tidak membuktikan apa pun.",
            "Kirim berkas yang sama sekali lagi, atau lepas dari butir",
        ),
        "Berkasnya tidak tersedia lagi",
        lambda one, facts, limits: bool(one.lost) and not one.destroyed,
        lambda one: one.lost,
    ),
    DocumentRule(
        Rule(
            "dimusnahkan", _B, "Dimusnahkan atas dasar hukum",
            "Yang tersisa hanya catatannya, dan itu tidak membuktikan jawaban.",
            "Pasang dokumen penggantinya, lalu lepas yang ini",
        ),
        "Berkasnya sudah dimusnahkan",
        lambda one, facts, limits: one.destroyed,
    ),
    DocumentRule(
        Rule(
            "ditolak", _B, "Ditolak pemindai virus",
            "Berkas ini tidak akan diberikan kepada siapa pun.",
            "Ganti dengan berkas yang bersih",
        ),
        "Ditolak pemindai virus",
        lambda one, facts, limits: one.rejected,
    ),
    DocumentRule(
        Rule(
            "rusak", _B, "Rusak atau kosong",
            "Penilai tidak akan dapat membukanya.", "Ganti dengan berkas yang utuh",
        ),
        "Berkas rusak atau kosong",
        lambda one, facts, limits: one.broken,
    ),
    DocumentRule(
        Rule(
            "terkunci", _B, "Terkunci kata sandi",
            "Penilai tidak punya kata sandinya.", "Ganti dengan berkas tanpa kata sandi",
        ),
        "Terkunci kata sandi",
        lambda one, facts, limits: one.locked,
    ),
    DocumentRule(
        Rule(
            "kedaluwarsa", _B, "Kedaluwarsa",
            "Dokumen yang sudah tidak berlaku tidak membuktikan tahun penilaian.",
            "Ganti dengan yang berlaku, atau perbaiki tanggalnya",
        ),
        "Masa berlakunya habis sebelum tahun penilaian",
        _over_before,
        _until,
    ),
    DocumentRule(
        Rule(
            "tahun-lama", _W, "Bertanggal tahun lama",
            "Bukti tahun lain adalah alasan pengembalian yang paling sering.",
            "Ganti, atau isi “Berlaku sampai” bila masih berlaku",
        ),
        "Bertanggal sebelum {tahun}",
        _too_old,
        _dated,
    ),
    DocumentRule(
        Rule(
            "berakhir", _W, "Masa berlaku berakhir",
            "Sesudah tanggal itu tidak ada lagi yang membuktikan jawaban.",
            "Tambahkan penggantinya",
        ),
        "Masa berlakunya sudah berakhir",
        _over_within,
        _until,
    ),
    DocumentRule(
        Rule(
            "nama-kosong", _W, "Nama tidak menjelaskan isi",
            "Penilai punya sekitar tiga menit untuk satu butir dan tidak membuka satu per satu.",
            "Beri judul yang menyebut isinya",
        ),
        "Namanya tidak menjelaskan isi",
        lambda one, facts, limits: says_nothing(one.title),
    ),
    DocumentRule(
        Rule(
            "aktif", _W, "Berkas menjalankan sesuatu",
            "Komputer penilai dapat menolak membukanya.", "Simpan sebagai PDF biasa, lalu ganti",
        ),
        "Berkasnya menjalankan sesuatu bila dibuka",
        lambda one, facts, limits: bool(one.active),
        lambda one: one.active,
    ),
    DocumentRule(
        Rule(
            "dipakai-di-mana-mana", _W, "Dipakai di terlalu banyak butir",
            "Satu dokumen jarang membuktikan sebanyak itu.",
            "Lepas dari butir yang tidak dibuktikannya",
        ),
        "Dipakai di lebih dari {butir} butir",
        _used_everywhere,
        lambda one: f"{one.items} butir",
    ),
    DocumentRule(
        Rule(
            "tautan", _H, "Ada tautan",
            "Isi tautan dapat berubah dan tidak ikut dalam paket.",
            "Simpan juga isinya sebagai berkas",
        ),
        "Hanya dicatat sebagai tautan",
        lambda one, facts, limits: True,
        of_links=True,
    ),
    DocumentRule(
        Rule(
            "tanpa-tanggal", _H, "Tanpa tanggal dokumen",
            "Tanpa tanggal portal tidak dapat memeriksa tahunnya.", "Isi tanggal dokumen",
            Place.STORE,
        ),
        "Tanggal dokumen belum diisi",
        lambda one, facts, limits: one.document_date is None,
    ),
    DocumentRule(
        Rule(
            "belum-dipilah", _H, "Belum dipilah",
            "Jenis dan tahapnya menunjukkan sejauh mana rencana dijalankan.",
            "Pilih jenis dan tahapnya", Place.STORE,
        ),
        "Jenis atau tahapnya belum dipilih",
        lambda one, facts, limits: not (one.kind and one.stage),
    ),
    DocumentRule(
        Rule(
            "belum-dipindai", _H, "Belum dipindai virus",
            "Pemindaian berjalan sendiri; tidak ada yang perlu dilakukan.", "Tunggu hasilnya",
        ),
        "Belum dipindai virus",
        lambda one, facts, limits: one.unscanned,
    ),
)  # fmt: skip
