"""What the pages of official forms show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from django.utils import timezone
from django.utils.safestring import SafeString

from pengungkit.models import OfficialForm
from pengungkit.models.instruments import structure_of
from pengungkit.official.places import Asked, Column, ItemPlace, Unplaced
from pengungkit.official.wording import ItemWording
from zi_portal.lib.chips import chip
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_count, format_size


SAMPLES = 8
JUDGES = {"tpi": " TPI", "akhir": " akhir"}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the list."""

    form: OfficialForm
    chip: SafeString
    meta: str


@dataclass(frozen=True, slots=True)
class SampleItem:
    """One item as the form has it: its row, what it asks, and the cells that will be filled."""

    code: str
    row: int
    question: str
    cells: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Something in the workbook beside the table, and what becomes of it."""

    words: str
    fate: str


@dataclass(frozen=True, slots=True)
class FormPage:
    form: OfficialForm
    chip: SafeString
    is_current: bool
    facts: list[tuple[str, str]]
    columns: tuple[Column, ...]
    samples: list[SampleItem]
    unplaced: tuple[Unplaced, ...]
    kept: list[Kept]
    found: int
    asked: int
    worded: int
    typed: int

    @classmethod
    def of(cls, form: OfficialForm) -> FormPage:
        structure, places, wordings = structure_of(form.instrument), form.places, form.wordings
        findings = form.findings
        hidden = findings["tersembunyi"]
        facts = [
            ("Berkas", f"{form.file_name} ({format_size(form.size)})"),
            ("SHA-256", form.sha256),
            ("Untuk", form.instrument.name),
            ("Diunggah", f"{_day(form)} oleh {form.received_by.name}"),
            ("Lembar LKE", f"{places.sheet}, judul kolom di baris {places.heading_row}"),
            ("Semua lembar", ", ".join(findings["lembar"])),
        ]
        if hidden:
            facts.append(("Lembar tersembunyi", ", ".join(hidden)))
        return cls(
            form=form,
            chip=state_chip(form),
            is_current=is_current(form),
            facts=facts,
            columns=places.columns,
            samples=[
                _sample(item.code, places.items[item.code], wordings.get(item.code))
                for item in islice(
                    (one for one in structure.items if one.code in places.items),
                    0,
                    None,
                    max(1, len(places.items) // SAMPLES),
                )
            ],
            unplaced=places.unplaced,
            kept=[
                Kept(f"{format_count(count)} {word}", fate)
                for word, count, fate in findings["bawaan"]
            ],
            found=len(places.items),
            asked=len(structure.items),
            worded=len(wordings),
            typed=findings["terisi"],
        )


def form_rows() -> list[FormRow]:
    """Every form, the newest first; one query."""
    forms = OfficialForm.objects.select_related("instrument", "received_by").defer(
        "instrument__document", "places_found", "wordings_found"
    )
    return [FormRow(one, state_chip(one), _meta(one)) for one in forms]


def is_current(form: OfficialForm) -> bool:
    return form.instrument.official_form_id == form.pk


def state_chip(form: OfficialForm) -> SafeString:
    if is_current(form):
        return chip("success", "Dipakai", "check")
    return chip("neutral", "Tidak dipakai lagi" if form.used_at else "Belum dipakai")


def _meta(form: OfficialForm) -> str:
    return f"{form.instrument.name} · diunggah {_day(form)}"


def _day(form: OfficialForm) -> str:
    return format_date_long(timezone.localdate(form.received_at))


def _sample(code: str, place: ItemPlace, wording: ItemWording | None) -> SampleItem:
    cells = [_cells("", place.own, place.evidence)]
    cells += [_cells(JUDGES.get(who, f" {who}"), asked) for who, asked in place.judged.items()]
    return SampleItem(
        code=code,
        row=place.row,
        question=wording.question if wording else "",
        cells="; ".join(one for one in cells if one),
    )


def _cells(who: str, asked: Asked, evidence: str = "") -> str:
    told = {"jawaban": asked.answer, "nilai": asked.value, "catatan": asked.note}
    told |= {f"jumlah {key}": cell for key, cell in asked.counts.items()} | {"bukti": evidence}
    return ", ".join(f"{what}{who} {cell}" for what, cell in told.items() if cell)
