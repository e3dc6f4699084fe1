"""What is sent to each address, and what must be so before.

Bodies are complete and right, so that a refusal is a refusal of the person and not of the body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile

from innovations.actions.case_imports import apply_cases, keep_cases
from innovations.actions.confirmations import make_link
from innovations.actions.replications import attach_document as attach_proof
from innovations.actions.replications import share_innovation
from innovations.models import CaseImport, ConfirmationLink, Promise, Replication
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.conflicts import keep_conflict_draft
from pengungkit.actions.pastes import apply_paste, keep_paste
from pengungkit.actions.sorting import Wish, sort_evidence
from pengungkit.actions.workbook_imports import keep_workbook
from pengungkit.actions.zip_applying import apply_import, begin_applying
from pengungkit.actions.zip_arrival import receive_zip
from pengungkit.actions.zip_reading import read_import
from pengungkit.demo import documents
from pengungkit.models import Paste, ZipEntry, ZipImport
from pengungkit.views.workbook_import import read_upload
from reports.actions.jobs import ask, cancel
from reports.jobs import kinds
from reports.models import Job
from tests.access_world import ITEM, World
from tests.factories import PDF, Role
from tests.innovations.factories import InnovationFactory
from tests.innovations.replicating import ReplicationFactory, letter
from tests.jobs import run_queued
from tests.pengungkit.handed_out import filled_in, handed_out, upload
from tests.pengungkit.hostile_archives import zipped
from tests.pengungkit.official_forms import full_form, kept_form
from tests.pengungkit.tus_client import packed
from units.actions.journeys import remove_milestone, revoke_predicate
from units.actions.offices import deactivate_office
from units.actions.people import deactivate_person
from units.imports.columns import UNITS
from units.imports.preview import sealed
from units.imports.sheets import RawRow
from units.imports.templates import template_workbook
from units.models import Milestone


ROW = "R-5\t3-3-2026 08.15\t3-3-2026 09.00"
# Parameters of the address that come about while preparing.
Found = dict[str, Any]


@dataclass(frozen=True)
class Sending:
    """`prepare` makes office A ready, `body` is what is posted, `query` what is asked.

    `headers` go along with a POST.
    """

    body: Callable[[World], dict[str, Any]] | None = None
    prepare: Callable[[World], Found | None] | None = None
    query: dict[str, str] | None = None
    headers: dict[str, str] | None = None


def close(world: World) -> None:
    close_assessment(assessment=world.assessment, reason="Selesai", by=world.people[Role.KETUA])


def leave_drafts(world: World) -> None:
    """Everyone who may answer has a version waiting to be chosen."""
    answer = world.assessment.answers.get(code=ITEM)
    answer.assessment = world.assessment
    values = {"choice": "Tidak", "counts": None, "index": None, "narrative": "Lain.", "done": None}
    for role in (Role.ANGGOTA, Role.KOORDINATOR, Role.KETUA):
        keep_conflict_draft(answer=answer, values=values, base_version=0, by=world.people[role])


def pasted(world: World) -> Paste:
    assessment = world.assessment
    return keep_paste(
        assessment=assessment,
        area=assessment.structure.area("1"),
        text="A.I.1.ii.a\tYa",
        clear_empty=False,
        by=world.people[Role.KETUA],
    )


def sorted_once(world: World) -> Found:
    sorting = sort_evidence(
        unit=world.a,
        wishes=[Wish(world.spare.pk, {"title": "Judul baru"})],
        summary="Dipilah.",
        by=world.people[Role.KETUA],
    )
    assert sorting is not None
    return {"uuid": sorting.uuid}


def paste_waiting(world: World) -> Found:
    return {"paste": pasted(world).uuid}


def paste_applied(world: World) -> Found:
    paste = pasted(world)
    apply_paste(paste=paste, choices={}, by=world.people[Role.KETUA])
    return {"paste": paste.uuid}


def brought(world: World) -> Paste:
    """A workbook that answers one item, brought by the ketua."""
    assessment = world.assessment
    return keep_workbook(
        assessment=assessment,
        incoming=read_upload([one_answer(world)], assessment.structure),
        file_name="LKE.xlsx",
        clear_empty=False,
        by=world.people[Role.KETUA],
    )


def one_answer(world: World) -> bytes:
    """Made once: the state it is made from is the same for everybody who sends it."""
    if not world.workbook:
        world.workbook = filled_in(handed_out(world.assessment), {"A.I.1.ii.a": "Ya"})
    return world.workbook


def import_waiting(world: World) -> Found:
    return {"uuid": brought(world).uuid}


def import_applied(world: World) -> Found:
    paste = brought(world)
    apply_paste(paste=paste, choices={}, areas=["1"], by=world.people[Role.KETUA])
    return {"uuid": paste.uuid}


def form_kept(world: World) -> Found:
    form = kept_form(world.assessment.instrument, world.people[Role.ADMIN_PUSAT])
    return {"uuid": form.pk}


def form_used(world: World) -> Found:
    form = kept_form(world.assessment.instrument, world.people[Role.ADMIN_PUSAT], used=True)
    return {"uuid": form.pk}


def form_filled(world: World) -> None:
    form_used(world)


def form_upload(world: World) -> dict[str, Any]:
    return {
        "name": "LKE resmi",
        "instrument": world.assessment.instrument_id,
        "file": SimpleUploadedFile("LKE.xlsx", full_form()[0]),
    }


def revoke(world: World) -> None:
    revoke_predicate(
        record=world.predicate,
        by=world.people[Role.KETUA],
        revoked_on=world.predicate.granted_on,
        revoked_reason="Contoh.",
    )


def remove(world: World) -> Found:
    milestone = Milestone.objects.select_related("unit").get(pk=world.milestone.pk)
    event = remove_milestone(milestone=milestone, by=world.people[Role.KETUA])
    return {"event_pk": event.pk}


def deactivate_unit(world: World) -> None:
    deactivate_office(by=world.people[Role.ADMIN_PUSAT], unit=world.a)


def deactivate_target(world: World) -> None:
    deactivate_person(by=world.people[Role.ADMIN_PUSAT], user=world.target)


def give_second_factor(world: World) -> None:
    Authenticator.objects.create(
        user=world.target, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )


def two_photos(world: World) -> dict[str, Any]:
    """One from the store, and one that comes along."""
    fresh = SimpleUploadedFile("Foto lain.png", documents.png("Foto lain", ["Isi."]))
    return {"title": "Gabungan", "pilih": [str(world.picture.uuid)], "berkas": fresh}


def folder(world: World) -> dict[str, Any]:
    return {"berkas": SimpleUploadedFile("bukti.zip", zipped({f"{ITEM} SK.pdf": PDF}))}


def zip_ready(world: World) -> Found:
    made = receive_zip(
        unit=world.a,
        name="bukti.zip",
        chunks=[zipped({f"{ITEM} SK.pdf": PDF + b"zip"})],
        by=world.people[Role.KETUA],
    )
    read_import(made)
    return {"uuid": made.uuid}


def zip_done(world: World) -> Found:
    found = zip_ready(world)
    made = ZipImport.objects.get()
    begin_applying(zip_import=made, by=world.people[Role.KETUA])
    apply_import(made)
    return found


def file(world: World) -> dict[str, Any]:
    return {"berkas": SimpleUploadedFile("baru.pdf", PDF + b"baru", "application/pdf")}


def entry(world: World) -> dict[str, Any]:
    return {"versi": "1", "jawaban": "Tidak", "penjelasan": "Belum ada.", "selesai": "ya"}


def spare(world: World) -> dict[str, Any]:
    return {"bukti": str(world.spare.uuid)}


def unit(world: World) -> dict[str, Any]:
    return {
        "code": "kantor-baru",
        "name": "Kantor Baru",
        "short_name": "Kantor Baru",
        "kind": world.a.kind_id,
        "parent": world.a.code,
        "time_zone": "Asia/Jakarta",
    }


def role(world: World) -> dict[str, Any]:
    return {"unit": world.a.code, "role": Role.PENGAMAT, "valid_from": "1 Agustus 2026"}


def person(world: World) -> dict[str, Any]:
    return {"name": "Orang Baru", "username": "orang-baru"} | role(world)


def predicate(world: World) -> dict[str, Any]:
    return {"predicate": "WBBM", "giver": "tpn", "granted_on": "2021"}


def milestone(world: World) -> dict[str, Any]:
    return {"kind": "pemantauan", "title": "Pemantauan", "happened_on": "2021"}


def innovation(world: World) -> dict[str, Any]:
    return {"versi": "1", "name": "Inovasi baru", "kind": "kelas", "phase": "WBBM"}


def promise(world: World) -> dict[str, Any]:
    return {
        "versi": "1",
        "service": "Layanan baru",
        "limit_minutes": "30",
        "valid_from": "2 Januari 2020",
        "counting": "semua",
        "days": ["1", "2"],
        "opens_at": "08.00",
        "closes_at": "15.00",
    }


def past_case(world: World) -> dict[str, Any]:
    started = {"started_day": "3 Maret 2026", "started_clock": "08.15"}
    return {"versi": "1", "finished_day": "3 Maret 2026", "finished_clock": "09.00"} | started


def cases_waiting(world: World) -> Found:
    """Rows that whoever knocks has pasted."""
    owner = world.asking or world.people["tanpa"]
    return {"uuid": keep_cases(promise=Promise.objects.get(), text=ROW, by=owner).uuid}


def cases_applied(world: World) -> Found:
    found = cases_waiting(world)
    kept = CaseImport.objects.select_related("promise__unit", "author").get(**found)
    apply_cases(kept=kept, promise=kept.promise, by=kept.author)
    return found


def month(world: World) -> dict[str, Any]:
    return {"versi": "1", "n": "12", "met": "10", "source": "Laporan bulanan"}


def assistance(world: World) -> dict[str, Any]:
    return {
        "versi": "1",
        "helped_kind": "pemda",
        "helped_name": "Dinas contoh",
        "happened_on": "2 Maret 2026",
        "mode": "daring",
        "topic": "Rencana kerja yang lain",
    }


def adopted(world: World) -> Found:
    """The innovation runs in an agency outside the portal."""
    made = ReplicationFactory(innovation=world.innovation, by=world.people[Role.KETUA])
    return {"pk": made.pk}


def adopted_with_proof(world: World) -> Found:
    found = adopted(world)
    replication = Replication.objects.get(**found)
    attach_proof(replication=replication, evidence=world.evidence, by=world.people[Role.KETUA])
    return found


def asked_by_link(world: World) -> Found:
    found = adopted(world)
    token = make_link(replication=Replication.objects.get(**found), by=world.people[Role.KETUA])
    return found | {"token": token, "link_pk": ConfirmationLink.objects.get().pk}


def received(world: World) -> Found:
    """Office A runs what a third office began."""
    made = ReplicationFactory(adopter_unit_id=world.a.pk)
    return {"pk": made.pk}


def shared(world: World) -> Found:
    """A third office shares what it began."""
    innovation = InnovationFactory()
    share_innovation(innovation=innovation, shared=True, by=world.people[Role.KETUA])
    return {"slug": innovation.slug}


def own_office(world: World) -> dict[str, Any]:
    """The office of whoever asks."""
    other = world.asking is not None and world.asking.username.startswith("lain-")
    return {"unit": (world.b if other else world.a).code}


def answer_of_unit(world: World) -> dict[str, Any]:
    said = {"name": "Budi", "function": "Kepala", "agency": "Kantor A", "changed": "Lebih cepat."}
    return said | {"running_since": "2025"}


def answer_of_adopter(world: World) -> dict[str, Any]:
    said = {"name": "Rahma", "function": "Kepala", "agency": "BPS", "changed": "Lebih cepat."}
    return said | {"jawaban": "menerapkan", "running_since": "2025", "letter": letter()}


def measure(world: World) -> dict[str, Any]:
    return {"versi": "1", "name": "Lama layanan", "unit_name": "menit", "direction": "turun"}


def workbook(world: World) -> dict[str, Any]:
    content = template_workbook(UNITS)
    return {"file": SimpleUploadedFile("unit.xlsx", content)}


def previewed(world: World) -> dict[str, Any]:
    """What the preview of an import carries back; it is signed for whoever saw it."""
    values = {"code": "kantor-impor", "name": "Kantor Impor", "parent": world.a.code}
    rows = [RawRow(2, values | {"kind": world.a.kind.code}, {})]
    return {"isi": sealed(world.asking or world.people["tanpa"], UNITS.name, rows)}


def job_asked(world: World) -> Found:
    """A job about office A of whoever knocks, whether or not they may see the office."""
    owner = world.asking or world.people["tanpa"]
    return {"uuid": ask(wish=kinds.Wish("daftar-bukti", world.a), by=owner).job.uuid}


def job_cancelled(world: World) -> Found:
    found = job_asked(world)
    job = Job.objects.select_related("owner").get(**found)
    cancel(job=job, by=job.owner)
    return found


def job_finished(world: World) -> Found:
    found = job_asked(world)
    run_queued()
    return found


def packet_asked(world: World) -> Found:
    """The first of two parts of a packet, asked for by whoever knocks."""
    owner = world.asking or world.people["tanpa"]
    told = {"rekaman": 1, "bagian": 1, "dari": 2}
    wish = kinds.Wish("paket", world.a, world.assessment, told)
    return {"uuid": ask(wish=wish, by=owner).job.uuid, "number": 2}


def record_file(world: World) -> dict[str, Any]:
    content = world.assessment.records.get(number=1).content
    return {"file": SimpleUploadedFile("lke.json", content.encode())}


SENDINGS: dict[str, Sending] = {
    "account_login": Sending(lambda world: {"login": "tanpa", "password": "salah sekali"}),
    "account_reset_password": Sending(lambda world: {"email": "siapa@example.go.id"}),
    "pengungkit:assessment_open": Sending(
        lambda world: {
            "unit": world.a.code,
            "year": "2024",
            "target": "WBK",
            "instrument": world.assessment.instrument.code,
        }
    ),
    "pengungkit:assessment_close": Sending(lambda world: {"reason": "Sudah lengkap."}),
    "pengungkit:assessment_reopen": Sending(lambda world: {"reason": "Ada yang kurang."}, close),
    "pengungkit:assign": Sending(
        lambda world: {"butir": [ITEM], "orang": str(world.people[Role.ANGGOTA].pk)}
    ),
    "pengungkit:copy_year": Sending(lambda world: {"dari": "2025", "butir": ["A.I.1.ii.a"]}),
    "pengungkit:lke_import": Sending(lambda world: {"file": upload(one_answer(world))}),
    "pengungkit:lke_import_preview": Sending(prepare=import_waiting),
    "pengungkit:lke_import_apply": Sending(lambda world: {}, import_waiting),
    "pengungkit:lke_import_undo": Sending(lambda world: {}, import_applied),
    "pengungkit:table": Sending(lambda world: entry(world) | {"butir": ITEM}),
    "pengungkit:paste": Sending(lambda world: {"text": "A.I.1.ii.a\tYa"}),
    "pengungkit:paste_preview": Sending(prepare=paste_waiting),
    "pengungkit:paste_apply": Sending(lambda world: {}, paste_waiting),
    "pengungkit:paste_undo": Sending(lambda world: {}, paste_applied),
    "pengungkit:item": Sending(entry),
    "pengungkit:item_save": Sending(entry),
    "pengungkit:item_conflict": Sending(
        lambda world: {"pilihan": "saya", "versi": "1"}, leave_drafts
    ),
    "pengungkit:item_approve": Sending(lambda world: {"versi": "1"}),
    "pengungkit:item_return": Sending(lambda world: {"catatan": "Lengkapi daftar hadirnya."}),
    "pengungkit:item_upload": Sending(file),
    "pengungkit:item_choose": Sending(spare),
    "pengungkit:item_link": Sending(
        lambda world: {"title": "Video", "url": "https://www.example.go.id/lain"}
    ),
    "pengungkit:item_attach": Sending(spare),
    "pengungkit:evidence_list": Sending(file, query={"unit": "kantor-a"}),
    "pengungkit:zip_start": Sending(folder, query={"unit": "kantor-a"}),
    "pengungkit:zip_import": Sending(prepare=zip_ready),
    "pengungkit:zip_save": Sending(
        lambda world: {"baris": str(ZipEntry.objects.get().pk), "butir-1": ""}, zip_ready
    ),
    "pengungkit:zip_apply": Sending(prepare=zip_ready),
    "pengungkit:zip_cancel": Sending(prepare=zip_ready),
    "pengungkit:zip_undo": Sending(prepare=zip_done),
    "reports:arrivals_download": Sending(prepare=zip_done),
    "pengungkit:photos_join": Sending(two_photos, query={"unit": "kantor-a"}),
    "pengungkit:upload_create": Sending(
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": "9",
            "Upload-Metadata": packed(unit="kantor-a", filename="SK.pdf"),
        }
    ),
    "pengungkit:evidence_detail": Sending(lambda world: {"title": "Judul baru"}),
    "pengungkit:evidence_compare": Sending(lambda world: {"pakai": "keduanya"}),
    "pengungkit:evidence_queue": Sending(query={"unit": "kantor-a"}),
    "pengungkit:evidence_sort": Sending(
        lambda world: {"title": "Judul baru", "items": "A.I.1.ii.a"}
    ),
    "pengungkit:evidence_sort_undo": Sending(prepare=sorted_once),
    "pengungkit:evidence_replace": Sending(file),
    "pengungkit:evidence_destroy": Sending(
        lambda world: {"numbers": "1", "ground": "Contoh dasar", "decision": "KEP-1/2026"}
    ),
    "reports:pdf_ask": Sending(lambda world: {"jenis": "pdf-kesiapan"}),
    "reports:packet": Sending(prepare=packet_asked),
    "reports:packet_part": Sending(prepare=packet_asked),
    "reports:packet_check": Sending(record_file),
    "reports:job": Sending(prepare=job_asked),
    "reports:job_cancel": Sending(prepare=job_asked),
    "reports:job_again": Sending(prepare=job_cancelled),
    "reports:job_download": Sending(prepare=job_finished),
    "units:predicate_add": Sending(predicate),
    "units:predicate_change": Sending(lambda world: predicate(world) | {"predicate": "WBK"}),
    "units:predicate_revoke": Sending(
        lambda world: {"revoked_on": "1 Maret 2024", "revoked_reason": "Contoh."}
    ),
    "units:predicate_reinstate": Sending(prepare=revoke),
    "units:milestone_add": Sending(milestone),
    "units:milestone_change": Sending(milestone),
    "units:journey_restore": Sending(prepare=remove),
    "innovations:promise_add": Sending(promise, query={"unit": "kantor-a"}),
    "innovations:promise_change": Sending(promise),
    "innovations:promise_end": Sending(lambda world: {"valid_until": "30 Juni 2026"}),
    "innovations:holidays": Sending(
        lambda world: {"text": "1-1-2027 Tahun Baru"}, query={"unit": "kantor-a"}
    ),
    "innovations:holiday_remove": Sending(query={"unit": "kantor-a"}),
    "innovations:case_start": Sending(
        lambda world: {"kunci": "a3bb189e-8bf9-4c5d-9f0e-6a1b2c3d4e5f", "reference": "R-2"}
    ),
    "innovations:case_add": Sending(past_case),
    "innovations:case_change": Sending(lambda world: past_case(world) | {"reason": "Keliru"}),
    "innovations:case_import": Sending(lambda world: {"text": ROW}),
    "innovations:case_import_preview": Sending(prepare=cases_waiting),
    "innovations:case_import_apply": Sending(lambda world: {}, cases_waiting),
    "innovations:case_import_undo": Sending(lambda world: {}, cases_applied),
    "innovations:month_add": Sending(lambda world: month(world) | {"month": "2026-02-01"}),
    "innovations:month_change": Sending(month),
    "innovations:assistance_add": Sending(assistance, query={"unit": "kantor-a"}),
    "innovations:assistance_change": Sending(assistance),
    "innovations:proof_attach": Sending(spare),
    "innovations:follow_up_add": Sending(lambda world: {"what": "Rapat", "state": "belum"}),
    "innovations:follow_up_change": Sending(
        lambda world: {"versi": "1", "what": "Rapat", "state": "selesai"}
    ),
    "innovations:innovation_add": Sending(innovation, query={"unit": "kantor-a"}),
    "innovations:difference": Sending(query={"unit": "kantor-a"}),
    "innovations:innovation_change": Sending(innovation),
    "innovations:innovation_move": Sending(
        lambda world: {"state": "berjalan", "happened_on": "2 Maret 2024"}
    ),
    "innovations:document_attach": Sending(spare),
    "innovations:result_add": Sending(measure),
    "innovations:result_change": Sending(measure),
    "innovations:innovation_share": Sending(lambda world: {"bagikan": "ya"}),
    "innovations:replication": Sending(prepare=adopted),
    "innovations:replication_add": Sending(
        lambda world: {"agency_name": "BPS", "state": "diminta", "happened_on": "2 Maret 2024"}
    ),
    "innovations:replication_change": Sending(
        lambda world: {"versi": "1", "agency_name": "BPS", "note": "Baru."}, prepare=adopted
    ),
    "innovations:replication_move": Sending(
        lambda world: {"state": "berhenti", "happened_on": "2 Maret 2026"}, prepare=adopted
    ),
    "innovations:replication_remove": Sending(prepare=adopted),
    "innovations:replication_attach": Sending(spare, prepare=adopted),
    "innovations:replication_detach": Sending(prepare=adopted_with_proof),
    "innovations:link_make": Sending(prepare=adopted),
    "innovations:link_revoke": Sending(prepare=asked_by_link),
    "innovations:received": Sending(prepare=received),
    "innovations:received_act": Sending(answer_of_unit, prepare=received),
    "innovations:catalogue_ask": Sending(own_office, prepare=shared),
    "innovations:confirmation": Sending(answer_of_adopter, prepare=asked_by_link),
    "innovations:confirmation_withdraw": Sending(lambda world: {"code": "A", "reason": "Keliru."}),
    "innovations:value_add": Sending(
        lambda world: {"measured_on": "2 Maret 2024", "value": "45", "source": "Survei"}
    ),
    "units:manage_unit_add": Sending(unit),
    "units:manage_unit_edit": Sending(
        lambda world: unit(world) | {"name": "Kantor A Baru", "parent": world.above.code}
    ),
    "units:manage_unit_activate": Sending(prepare=deactivate_unit),
    "units:manage_unit_appoint": Sending(lambda world: role(world) | {"person": "sasaran"}),
    "units:manage_import": Sending(workbook),
    "units:manage_import_apply": Sending(previewed),
    "reports:official_filling": Sending(prepare=form_filled),
    "reports:official_download": Sending(prepare=form_filled),
    "reports:official_notes": Sending(prepare=form_filled),
    "pengungkit:official_form_list": Sending(form_upload),
    "pengungkit:official_form": Sending(prepare=form_kept),
    "pengungkit:official_form_use": Sending(prepare=form_kept),
    "pengungkit:official_form_retire": Sending(prepare=form_used),
    "pengungkit:official_form_discard": Sending(prepare=form_kept),
    "pengungkit:official_form_original": Sending(prepare=form_kept),
    "units:manage_kinds": Sending(lambda world: {"code": "samsat", "name": "Samsat"}),
    "units:manage_kind_edit": Sending(lambda world: {"name": "KPPN baru"}),
    "units:manage_person_add": Sending(person),
    "units:manage_person_edit": Sending(lambda world: {"name": "Nama Baru"}),
    "units:manage_person_reset_factor": Sending(prepare=give_second_factor),
    "units:manage_person_activate": Sending(prepare=deactivate_target),
    "units:manage_membership_add": Sending(role),
    "units:manage_membership_edit": Sending(lambda world: {"valid_until": "31 Desember 2030"}),
    "units:manage_membership_end": Sending(lambda world: {"last_day": ""}),
}
