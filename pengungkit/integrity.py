"""What must always hold, checked from outside the code that keeps it.

Every check reads, changes nothing, and yields one sentence per finding. After any fault (a full
disk, a killed process, a restored backup) no finding means that nothing was lost or bent.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Subquery

from pengungkit import rollups
from pengungkit.history import CHANGING_ACTIONS
from pengungkit.leftovers import stray_files, temporary_files
from pengungkit.models import (
    Answer,
    Assessment,
    Evidence,
    EvidenceUse,
    EvidenceVersion,
    InstrumentVersion,
    OfficialForm,
    Upload,
)
from pengungkit.records.checking import records_are_frozen
from pengungkit.scoring import BadResponseError
from units import audit
from units.actions.trees import path_below
from units.models import AuditEvent, Membership, Unit
from zi_portal.lib import blobs, parts


# A file becomes an orphan for a moment between its bytes and its row.
ORPHAN_AFTER = dt.timedelta(hours=24)
TEMPORARY_AFTER = dt.timedelta(hours=72)
REMEDY = "Jalankan manage sapu_unggahan."
FORM_REMEDY = "Unggah berkas yang sama lagi di Kelola, Formulir resmi."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, and the check that saw it."""

    check: str
    sentence: str


def findings(*, thorough: bool = False) -> list[Finding]:
    """Everything that does not hold. `thorough` also reads every kept file and hashes it."""
    return [
        Finding(name, sentence) for name, check in CHECKS.items() for sentence in check(thorough)
    ]


def database_is_sound(thorough: bool) -> Iterator[str]:
    """The database's own check of its pages, and of every reference between rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            yield from (
                f"Basis data rusak: {row[0]}" for row in cursor.fetchall() if row[0] != "ok"
            )
            cursor.execute("PRAGMA foreign_key_check")
            for table, row_id, parent, _ in cursor.fetchall():
                yield f"Baris {row_id} di {table} menunjuk baris {parent} yang tidak ada."
        else:
            cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
            yield from (f"Aturan basis data {row[0]} belum disahkan." for row in cursor.fetchall())


def trail_is_whole(thorough: bool) -> Iterator[str]:
    """Each event of the audit trail carries its own hash and that of the one before it."""
    if broken := audit.first_broken_event():
        yield f"Jejak audit terputus pada catatan {broken.pk} ({broken.at:%d-%m-%Y %H:%M})."


def totals_are_true(thorough: bool) -> Iterator[str]:
    """The totals kept with an assessment equal a recount from its answers."""
    for assessment in Assessment.objects.with_structure().order_by("pk").iterator(chunk_size=200):
        if _differences(assessment):
            yield from _differences_under_lock(assessment.pk)


def _differences_under_lock(pk: int) -> list[str]:
    """The differences once more: a save may have fallen between the two reads before."""
    with transaction.atomic():
        Assessment.objects.select_for_update().get(pk=pk)
        return _differences(Assessment.objects.with_structure().get(pk=pk))


def _differences(assessment: Assessment) -> list[str]:
    try:
        return rollups.differences(assessment, assessment.answers.all())
    except BadResponseError as error:
        return [f"{assessment}: {error}"]


def answers_are_complete(thorough: bool) -> Iterator[str]:
    """An assessment has exactly the items of its instrument, in their places."""
    codes: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
    rows = Answer.objects.values_list("assessment_id", "code", "sub_area", "area")
    for pk, *place in rows.iterator(chunk_size=5000):
        codes[pk].add((place[0], place[1], place[2]))
    for assessment in Assessment.objects.with_structure().order_by("pk"):
        wanted = {(i.code, i.sub_area_code, i.area_key) for i in assessment.structure.items}
        for code, _, _ in sorted(wanted - codes[assessment.pk]):
            yield f"{assessment}: butir {code} tidak ada atau salah tempat."
        for code, _, _ in sorted(codes[assessment.pk] - wanted):
            yield f"{assessment}: butir {code} tidak dikenal instrumennya."


def versions_have_no_holes(thorough: bool) -> Iterator[str]:
    """Every version of an answer and of a document is on record, from the first to the last."""
    seen: dict[str, list[int]] = defaultdict(list)
    events = AuditEvent.objects.filter(action__in=CHANGING_ACTIONS).order_by("pk")
    for target, data in events.values_list("target", "data").iterator(chunk_size=2000):
        seen[target].append(data["version"])
    answers = Answer.objects.filter(version__gt=0).values_list("pk", "code", "version")
    for pk, code, version in answers.iterator(chunk_size=5000):
        if seen[f"{Answer._meta.label}:{pk}"] != list(range(1, version + 1)):
            yield f"Butir {code} (jawaban {pk}): riwayatnya tidak sampai ke versi {version}."
    numbers = EvidenceVersion.objects.values("evidence_id").annotate(
        rows=Count("pk"), first=Min("number"), last=Max("number")
    )
    for row in numbers.exclude(first=1, last=F("rows")).order_by("evidence_id"):
        yield f"Bukti {row['evidence_id']}: nomor versinya berlubang."


def states_are_known(thorough: bool) -> Iterator[str]:
    """No row stands in a state that the code does not have."""
    for pk in Assessment.objects.exclude(state__in=Assessment.State.values).values_list(
        "pk", flat=True
    ):
        yield f"Penilaian {pk} berstatus yang tidak dikenal."
    for pk in Answer.objects.exclude(status__in=Answer.Status.values).values_list("pk", flat=True):
        yield f"Jawaban {pk} berstatus yang tidak dikenal."


def evidence_stays_in_its_unit(thorough: bool) -> Iterator[str]:
    """A document proves items of its own unit only, and its versions lie with it."""
    uses = EvidenceUse.objects.exclude(evidence__unit_id=F("answer__assessment__unit_id"))
    for code, uuid in uses.values_list("answer__code", "evidence__uuid"):
        yield f"Butir {code} memakai bukti unit lain ({uuid})."
    strays = EvidenceVersion.objects.exclude(unit_id=F("evidence__unit_id"))
    for uuid in strays.values_list("evidence__uuid", flat=True):
        yield f"Bukti {uuid}: versinya tercatat pada unit lain."
    empty = Evidence.objects.filter(url="", versions__isnull=True)
    for uuid in empty.values_list("uuid", flat=True):
        yield f"Bukti {uuid}: tidak punya berkas dan bukan tautan."
    newest = EvidenceVersion.objects.filter(evidence=OuterRef("pk")).order_by("-number")
    gone = Evidence.objects.annotate(gone=Subquery(newest.values("destruction")[:1]))
    differing = gone.filter(is_destroyed=True, gone=None) | gone.filter(
        is_destroyed=False, gone__isnull=False
    )
    for uuid in differing.values_list("uuid", flat=True):
        yield f"Bukti {uuid}: tanda dimusnahkan tidak sesuai dengan berkasnya."


def people_belong_to_the_unit(thorough: bool) -> Iterator[str]:
    """Whoever is in charge of an item holds, or once held, a role that reaches its unit."""
    reach: dict[int, list[tuple[str, str]]] = defaultdict(list)
    grants = Membership.objects.values_list("user_id", "unit__path", "unit__path_end")
    for user_id, path, path_end in grants:
        reach[user_id].append((path, path_end))
    assigned = (
        Answer.objects.filter(assignee__isnull=False)
        .values_list(
            "assignee_id",
            "assignee__username",
            "assessment__unit__path",
            "assessment__unit__code",
        )
        .order_by()
        .distinct()
    )
    for user_id, username, path, code in assigned:
        if not any(start <= path < end for start, end in reach[user_id]):
            yield f"Butir di {code} ditugaskan kepada {username}, yang tidak berperan di sana."


def tree_is_consistent(thorough: bool) -> Iterator[str]:
    """The path of every unit follows from its parent's."""
    rows = Unit.objects.order_by("pk").values_list("pk", "code", "parent_id", "path", "path_end")
    paths = {pk: path for pk, _, _, path, _ in rows}
    for pk, code, parent_id, path, path_end in rows:
        above = paths[parent_id] if parent_id else ""
        if (path, path_end) != path_below(above, pk):
            yield f"Jalur unit {code} tidak sesuai dengan unit atasannya."


def files_are_kept(thorough: bool) -> Iterator[str]:
    """Every kept file is there with its size; when thorough, its hash is counted again."""
    kept = EvidenceVersion.objects.kept().order_by("pk")
    rows = kept.values_list("sha256", "size", "original_name")
    for sha256, size, name in rows.iterator(chunk_size=2000):
        path = blobs.path_of(sha256)
        if not path.is_file():
            yield f"Berkas {name} ({sha256[:12]}) hilang dari penyimpanan."
        elif path.stat().st_size != size:
            yield f"Berkas {name} ({sha256[:12]}) berukuran {path.stat().st_size}, bukan {size}."
        elif thorough and not blobs.is_whole(sha256, size):
            yield f"Berkas {name} ({sha256[:12]}) isinya berubah."


def official_forms_are_kept(thorough: bool) -> Iterator[str]:
    """Every official form is there as it came, and the one in use is its instrument's own."""
    forms = OfficialForm.objects.order_by("received_at").defer("places_found", "wordings_found")
    for form in forms:
        path = blobs.path_of(form.sha256)
        if not path.is_file() or path.stat().st_size != form.size:
            yield f"Templat {form.name} ({form.sha256[:12]}) hilang atau terpotong. {FORM_REMEDY}"
        elif thorough and not blobs.is_whole(form.sha256, form.size):
            yield f"Templat {form.name} ({form.sha256[:12]}) isinya berubah. {FORM_REMEDY}"
    strangers = InstrumentVersion.objects.exclude(official_form=None).exclude(
        official_form__instrument=F("pk")
    )
    for version in strangers.only("code"):
        yield f"Instrumen {version.code} memakai templat milik instrumen lain."


def destroyed_files_are_gone(thorough: bool) -> Iterator[str]:
    """Of a file that was destroyed nothing lies about, unless another unit keeps the same one."""
    kept = EvidenceVersion.objects.kept().filter(sha256=OuterRef("sha256"))
    destroyed = EvidenceVersion.objects.exclude(destruction=None).filter(~Exists(kept))
    for sha256 in destroyed.order_by("sha256").values_list("sha256", flat=True).distinct():
        if blobs.path_of(sha256).exists():
            yield f"Berkas {sha256[:12]} sudah dimusnahkan tetapi masih ada. {REMEDY}"


def uploads_can_go_on(thorough: bool) -> Iterator[str]:
    """What was acknowledged of an unfinished upload is there; a finished one is in its unit."""
    for upload in Upload.objects.unfinished().order_by("pk").iterator(chunk_size=500):
        there = parts.size_of(upload.part_name)
        if there < upload.offset:
            yield f"Unggahan {upload.uuid} kehilangan {upload.offset - there} byte."
    strays = Upload.objects.exclude(evidence=None).exclude(evidence__unit_id=F("unit_id"))
    for uuid in strays.values_list("uuid", flat=True):
        yield f"Unggahan {uuid} menjadi bukti unit lain."


def nothing_lies_about(thorough: bool) -> Iterator[str]:
    """No kept file without a row, and no temporary file that nobody will finish."""
    for path in stray_files(ORPHAN_AFTER):
        if blobs.is_in_place(path):
            yield f"Berkas {path.name[:12]} ada di penyimpanan tanpa catatan. {REMEDY}"
        else:
            yield f"Berkas {path} bukan milik portal. Pindahkan dari folder itu."
    for path in temporary_files(TEMPORARY_AFTER):
        yield f"Berkas sementara {path.name} tertinggal. {REMEDY}"


CHECKS: dict[str, Callable[[bool], Iterator[str]]] = {
    "basis data": database_is_sound,
    "jejak audit": trail_is_whole,
    "nilai": totals_are_true,
    "butir": answers_are_complete,
    "versi": versions_have_no_holes,
    "status": states_are_known,
    "bukti": evidence_stays_in_its_unit,
    "penanggung jawab": people_belong_to_the_unit,
    "pohon unit": tree_is_consistent,
    "berkas": files_are_kept,
    "templat": official_forms_are_kept,
    "pemusnahan": destroyed_files_are_gone,
    "unggahan": uploads_can_go_on,
    "rekaman": records_are_frozen,
    "sisa": nothing_lies_about,
}


def provide_check(name: str, check: Callable[[bool], Iterator[str]]) -> None:
    """What a room above this one has checked along; its `AppConfig.ready` hands it in."""
    CHECKS[name] = check
