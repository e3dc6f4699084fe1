"""What the data files say: what each item is answered with, and which documents there are."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pengungkit.instruments import Item, Kind


DATA = Path(__file__).resolve().parent / "data"
# Which column of the answers an assessment is filled from.
FULL, HALF, LAST_YEAR = "penuh", "separuh", "tahun_lalu"
LINK = "tautan"

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the demo; `uses` are the items it proves, `form` a file ending or a link.

    `flaw` is what is wrong with it, if anything (`pengungkit.demo.flaws`).
    """

    key: str
    kind: str
    form: str
    title: str
    day: str
    years_back: int
    valid_years: int | None
    stage: str
    uses: tuple[str, ...]
    flaw: str

    def dated(self, today: dt.date) -> dt.date:
        """Its date: the stated day of this year, or of the last year it has already passed."""
        month, day = map(int, self.day.split("-"))
        date = dt.date(today.year - self.years_back, month, day)
        return date if date < today else date.replace(year=date.year - 1)

    def valid_until(self, today: dt.date) -> dt.date | None:
        """The last day of the year it is valid for; None without a term."""
        if self.valid_years is None:
            return None
        return dt.date(today.year - self.valid_years, 12, 31)


@lru_cache(maxsize=1)
def _answers() -> dict[str, dict[str, Any]]:
    rows = json.loads((DATA / "jawaban.json").read_text("utf-8"))
    return {row["kode"]: row for row in rows}


def values_for(item: Item, column: str, unit: str) -> Values | None:
    """The stored fields of an answer without its status; None where the column has none."""
    answer = _answer_in(_answers()[item.code], column, unit)
    if answer is None:
        return None
    return _entry(item, answer) | {"narrative": narrative_for(item, column, unit)}


def narrative_for(item: Item, column: str, unit: str) -> str:
    """What the unit wrote. Only published facts go without the word "Contoh"."""
    row = _answers()[item.code]
    own = row.get("penjelasan_" + unit.replace("-", "_"))
    if own:
        return str(own)
    text = f"Contoh. {row['penjelasan']}"
    # The texts describe the office at its best; a lower answer has to say what is missing.
    if column != FULL and _answer_in(row, column, unit) != row[FULL]:
        text += " Pelaksanaannya baru mencakup sebagian bidang."
    return text


def _answer_in(row: dict[str, Any], column: str, unit: str) -> Any:
    """The answer of a column, or the unit's own where the data file names one."""
    return row.get(f"{column}:{unit}", row[column])


def earlier_values(item: Item, values: Values) -> Values:
    """What a first, careful draft of this answer held: one step lower, and few words."""
    draft = dict(values) | {"narrative": "Contoh. Bukti sedang dikumpulkan."}
    letters = [option.letter for option in item.options]
    if item.kind is Kind.CHOICE and len(letters) > 2:
        draft["choice"] = letters[min(letters.index(values["choice"]) + 1, len(letters) - 1)]
    return draft


def _entry(item: Item, answer: Any) -> Values:
    empty: Values = {"choice": "", "counts": None, "index": None}
    if item.ratio is not None:
        keys = [one.key for one in item.ratio.inputs]
        return empty | {"counts": dict(zip(keys, answer, strict=True))}
    if item.kind is Kind.INDEX:
        return empty | {"index": str(Decimal(answer).quantize(Decimal("0.01")))}
    return empty | {"choice": answer}


@lru_cache(maxsize=8)
def documents_of(unit: str) -> tuple[Document, ...]:
    """The documents in the store of a unit."""
    rows = json.loads((DATA / "dokumen.json").read_text("utf-8"))
    return tuple(
        Document(
            key=row["kunci"],
            kind=row["jenis"],
            form=row["berkas"],
            title=row["judul"],
            day=row["tanggal"],
            years_back=-row["geser_tahun"],
            valid_years=None if row["berlaku"] is None else -row["berlaku"],
            stage=row["tahap"],
            uses=tuple(row["butir"]),
            flaw=row.get("cacat", ""),
        )
        for row in rows
        if unit in row["unit"]
    )
