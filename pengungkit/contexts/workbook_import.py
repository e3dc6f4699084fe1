"""A filled LKE before and after it is applied, over all areas a person may answer in."""

from __future__ import annotations

from collections.abc import Collection

from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.paste import (
    CHANGED,
    CLASH,
    SAME,
    STATES,
    WORDS,
    WRONG,
    AppliedPaste,
    PastePage,
    RecentPaste,
    applied,
    chips_of,
    counts_of,
    recent,
    row_of,
    summary_of,
    waiting,
)
from pengungkit.instruments.area_names import area_label
from pengungkit.models import Answer, Assessment, Paste
from pengungkit.pasting.outcomes import Outcome, outcomes
from units.models import User
from units.permissions import Permission, Rights


# What needs a decision first.
ORDER = {state: place for place, state in enumerate((WRONG, CLASH, CHANGED, SAME))}
MOST_CODES = 12
HEADING = "Impor LKE dari Excel"


def start_of(assessment: Assessment) -> str:
    return f"{assessment.get_absolute_url()}lke/impor/"


def import_crumbs(assessment: Assessment, here: str = "") -> list[Crumb]:
    last = [(HEADING, start_of(assessment)), here] if here else [HEADING]
    return assessment_crumbs(assessment, *last)


def answerable_areas(rights: Rights, assessment: Assessment) -> list[str]:
    """The keys of the areas in which the person may answer."""
    return [
        area.key
        for area in assessment.structure.areas
        if rights.allows(Permission.ANSWER, assessment.unit, area.key)
    ]


def import_page(paste: Paste, saring: str, areas: Collection[str]) -> PastePage:
    """The preview against what is stored now; at most two queries."""
    assessment = paste.assessment
    answers = {
        answer.code: answer
        for answer in Answer.objects.filter(assessment=assessment.pk).select_related("updated_by")
    }
    everywhere = [area.key for area in assessment.structure.areas]
    found = outcomes(paste, answers, everywhere)
    zone = assessment.unit.time_zone
    rows = [row_of(one, zone) for one in found if one.placed.item.area_key in areas]
    rows.sort(key=lambda row: ORDER[row.state])
    counts = counts_of(rows)
    saring = saring if saring in STATES else ""
    return PastePage(
        paste=paste,
        heading=f"Pratinjau impor {paste.file_name}",
        crumbs=import_crumbs(assessment, "Pratinjau"),
        here=f"{start_of(assessment)}{paste.uuid}/",
        start=start_of(assessment),
        words=WORDS[Paste.Source.WORKBOOK],
        lead=f"{summary_of(counts)}. {waiting(paste)}",
        remarks=[*origin_remarks(paste), *left_out(paste, found, areas)],
        rows=[row for row in rows if row.state == (saring or row.state)],
        clashing=[row for row in rows if row.state == CLASH],
        chips=chips_of(counts, saring),
        changing=counts[CHANGED],
    )


def origin_remarks(paste: Paste) -> list[str]:
    """Where the file came from, and which columns were read when it is not ours."""
    if paste.origin:
        return [f"{paste.origin['sumber']}. Isi yang diubah di portal sesudah itu tidak tertimpa."]
    facts = paste.facts
    columns = facts["kolom"]
    told = f"jawaban dari kolom {columns['jawaban']}"
    if "catatan" in columns:
        told += f", catatan dari kolom {columns['catatan']}"
    return [
        f"Berkas ini bukan unduhan portal, jadi dibandingkan dengan isi sekarang: {told} lembar"
        f" “{facts['lembar']}”."
    ]


def left_out(paste: Paste, found: list[Outcome], areas: Collection[str]) -> list[str]:
    """Items the file does not hold, and changes in areas the person may not answer in."""
    remarks = []
    missing = paste.facts["tidak_ditemukan"]
    if missing:
        codes = _some(missing)
        remarks.append(f"{len(missing)} butir tidak ada di berkas dan tidak diubah: {codes}.")
    if strange := paste.facts.get("kode_asing"):
        remarks.append(
            f"{len(strange)} kode di kolom Kode Butir bukan kode butir: {_some(strange)}. Baris"
            " tambahan tidak dibaca; bila baris itu sebuah butir, perbaiki kodenya lalu unggah"
            " lagi."
        )
    for area in paste.assessment.structure.areas:
        count = sum(
            1
            for one in found
            if one.placed.item.area_key == area.key and (one.changes or one.pasted.errors)
        )
        if count and area.key not in areas:
            remarks.append(
                f"{area_label(area)}: {count} butir dilewati, karena Anda tidak ditugasi di area"
                " itu. Minta orang yang ditugasi mengimpor berkas ini."
            )
    return remarks


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:MOST_CODES]) + (", …" if len(codes) > MOST_CODES else "")


def applied_import(paste: Paste) -> AppliedPaste:
    assessment = paste.assessment
    return applied(
        paste,
        assessment.structure.items,
        heading=f"Impor {paste.file_name}",
        crumbs=import_crumbs(assessment, "Hasil"),
        start=start_of(assessment),
        see=("Lihat daftar tugas", assessment.get_absolute_url()),
    )


def recent_imports(assessment: Assessment, user: User) -> list[RecentPaste]:
    """The person's own imports that can still be taken back; one query."""
    return recent(assessment, user, start_of(assessment), source=Paste.Source.WORKBOOK)
