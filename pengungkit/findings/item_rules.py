"""The rules about an item: its answer, its words, its day, and its documents taken together."""

from __future__ import annotations

from pengungkit.findings.facts import ItemFacts
from pengungkit.findings.rules import ItemRule, Limits, Place, Rule, Severity
from pengungkit.instruments import Kind
from pengungkit.models.answers import Answer
from pengungkit.models.evidence import Evidence
from zi_portal.lib.dates import format_date_long


Status = Answer.Status
PLANNED = Evidence.Stage.EXISTS.value
_B, _W, _H = Severity.BLOCKING, Severity.WARNING, Severity.HINT


def _unproved(facts: ItemFacts, limits: Limits) -> str:
    if facts.documents or not facts.claims or facts.kind is Kind.INDEX:
        return ""
    if facts.kind is Kind.RATIO:
        return "Jumlahnya sudah diisi, tetapi belum ada satu berkas pun."
    return f"Jawaban “{facts.answer}” belum didukung satu berkas pun."


def _unreported(facts: ItemFacts, limits: Limits) -> str:
    bare = facts.claims and facts.kind is Kind.INDEX and not facts.documents
    return "Indeks sudah diisi, tetapi laporan surveinya belum dipasang." if bare else ""


def _only_links(facts: ItemFacts, limits: Limits) -> str:
    bare = facts.claims and facts.documents and not facts.kept
    return "Buktinya hanya tautan; belum ada berkas yang tersimpan di portal." if bare else ""


def _only_planned(facts: ItemFacts) -> bool:
    kept = facts.kept
    return facts.claims and bool(kept) and all(one.stage == PLANNED for one in kept)


def _plan(facts: ItemFacts, limits: Limits) -> str:
    if not facts.graded or not _only_planned(facts):
        return ""
    return "Semua buktinya baru sampai tahap “Ada”; belum ada bukti pelaksanaannya."


def _bare_existence(facts: ItemFacts, limits: Limits) -> str:
    if facts.graded or not _only_planned(facts):
        return ""
    return "Buktinya menunjukkan bahwa dokumennya ada; bukti pelaksanaan memperkuat jawaban."


def _ready_without_answer(facts: ItemFacts, limits: Limits) -> str:
    if facts.answered or facts.status not in Answer.DONE_STATUSES:
        return ""
    return "Butir dinyatakan selesai, tetapi jawabannya belum ada."


def _not_repaired(facts: ItemFacts, limits: Limits) -> str:
    if facts.status != Status.REPAIR:
        return ""
    return "Butir dikembalikan dengan catatan, dan belum dinyatakan siap lagi."


def _counts_lacking(facts: ItemFacts, limits: Limits) -> str:
    return facts.remark if facts.remark and not facts.answered else ""


def _counts_granted(facts: ItemFacts, limits: Limits) -> str:
    return facts.remark if facts.remark and facts.answered else ""


def _unexplained(facts: ItemFacts, limits: Limits) -> str:
    if facts.has_narrative or not (facts.graded and facts.claims):
        return ""
    return f"Jawaban “{facts.answer}” belum diberi penjelasan."


def _late(facts: ItemFacts, limits: Limits) -> str:
    if facts.due_on is None or facts.due_on >= facts.today:
        return ""
    # An item nobody has begun stands in the task list; here it would only hide what is begun.
    done = facts.status in (*Answer.DONE_STATUSES, Status.EMPTY)
    return "" if done else f"Tenggatnya {format_date_long(facts.due_on)} sudah lewat."


ITEM_RULES: tuple[ItemRule, ...] = (
    ItemRule(
        Rule(
            "tanpa-berkas", _B, "Tanpa berkas",
            "Jawaban tanpa bukti dikembalikan penilai.", "Pasang bukti",
            wants_examples=True,
        ),
        _unproved,
    ),
    ItemRule(
        Rule(
            "hanya-tautan", _B, "Hanya tautan",
            "Tautan dapat mati atau tidak terbuka bagi penilai.",
            "Unduh isinya, lalu pasang sebagai berkas",
            wants_examples=True,
        ),
        _only_links,
    ),
    ItemRule(
        Rule(
            "selesai-tanpa-jawaban", _B, "Selesai tanpa jawaban",
            "Butir tanpa jawaban bernilai 0.", "Isi jawabannya", Place.ANSWER,
        ),
        _ready_without_answer,
    ),
    ItemRule(
        Rule(
            "belum-diperbaiki", _B, "Dikembalikan, belum diperbaiki",
            "Kekurangan yang sama akan ditemukan lagi.", "Baca catatannya dan perbaiki",
            Place.TOP,
        ),
        _not_repaired,
    ),
    ItemRule(
        Rule(
            "jumlah-kurang", _B, "Jumlah belum dapat dihitung",
            "Selama begitu butir ini dihitung belum diisi.", "Lengkapi jumlahnya", Place.ANSWER,
        ),
        _counts_lacking,
    ),
    ItemRule(
        Rule(
            "hanya-rencana", _W, "Baru rencana",
            "Penilai meminta bukti bahwa rencana dijalankan, bukan hanya dokumennya.",
            "Tambahkan bukti pelaksanaan, atau perbaiki tahap buktinya",
            wants_examples=True,
        ),
        _plan,
    ),
    ItemRule(
        Rule(
            "tanpa-laporan", _W, "Indeks tanpa laporan",
            "Penilai mencocokkan indeks dengan laporan surveinya.", "Pasang laporan survei",
            wants_examples=True,
        ),
        _unreported,
    ),
    ItemRule(
        Rule(
            "tanpa-penjelasan", _W, "Tanpa penjelasan",
            "Huruf jawaban bergantung pada cakupan dan frekuensi; penilai mencarinya di sini.",
            "Tulis penjelasan singkat", Place.NARRATIVE,
        ),
        _unexplained,
    ),
    ItemRule(
        Rule(
            "lewat-tenggat", _W, "Lewat tenggat",
            "Sisa waktu untuk reviu berkurang.", "Selesaikan atau ubah tenggatnya", Place.ANSWER,
        ),
        _late,
    ),
    ItemRule(
        Rule(
            "baru-ada", _H, "Baru dokumennya",
            "Untuk jawaban “Ya” ini cukup, tetapi penilai menghargai bukti pelaksanaan.",
            "Tambahkan bila ada",
            wants_examples=True,
        ),
        _bare_existence,
    ),
    ItemRule(
        Rule(
            "jumlah-nol", _H, "Pembagi nol",
            "Penilai akan bertanya mengapa jumlahnya nol.", "Jelaskan di penjelasan",
            Place.NARRATIVE,
        ),
        _counts_granted,
    ),
)  # fmt: skip

# Said of an item because of what else is found there.
READY_ALL_THE_SAME = Rule(
    "selesai-padahal", _W, "Dinyatakan selesai, padahal masih kurang",
    "Yang mereviu akan mengembalikannya.", "Bereskan yang lain lebih dahulu", Place.TOP,
)  # fmt: skip
