"""Replications as the giver reads them: lines on the innovation's page, and one of them whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from innovations.contexts.register import Step, Told, day_or_year
from innovations.models import Confirmation, ConfirmationLink, Innovation, Replication
from pengungkit.contexts.shown_evidence import ShownEvidence, shown_lines
from pengungkit.models import Evidence, EvidenceVersion
from units.permissions import Permission, Rights
from zi_portal.lib.chips import chip
from zi_portal.lib.dates import format_date_long, format_moment


State = Replication.State
STATE_LOOKS = {
    State.ASKED: ("warning", "inbox"),
    State.AGREED: ("info", "edit"),
    State.ADOPTING: ("info", "clock"),
    State.RUNNING: ("outline", "arrow-right"),
    State.CONFIRMED: ("success", "check"),
    State.REFUSED: ("error", "x-circle"),
    State.STOPPED: ("neutral", "alert"),
}
MOST_DOCUMENTS = 100


def replication_chip(state: str) -> SafeString:
    tone, icon = STATE_LOOKS[State(state)]
    return chip(tone, str(State(state).label), icon)


@dataclass(frozen=True, slots=True)
class ReplicationLine:
    adopter: str
    place: str
    chip: SafeString
    url: str


def replication_lines(innovation: Innovation) -> list[ReplicationLine]:
    """Every replication of an innovation; one query."""
    rows = innovation.replications.with_place().select_related("adopter_unit")
    return [
        ReplicationLine(
            adopter=one.adopter_name,
            place=one.place,  # type: ignore[attr-defined]
            chip=replication_chip(one.state),
            url=reverse("innovations:replication", args=[innovation.slug, one.pk]),
        )
        for one in rows.order_by("pk")
    ]


@dataclass(frozen=True, slots=True)
class ShownConfirmation:
    """An answer of the adopter in words; `standing` is the one that counts now."""

    title: str
    who: str
    when: str
    facts: list[Told]
    reference: str
    sha256: str
    letter_url: str
    letter_sha256: str
    withdrawn: str
    standing: bool


@dataclass(frozen=True, slots=True)
class ShownLink:
    pk: int
    words: str
    usable: bool


@dataclass(frozen=True, slots=True)
class ReplicationPage:
    replication: Replication
    innovation: Innovation
    chip: SafeString
    facts: list[Told]
    told: list[Told]
    steps: list[Step]
    confirmations: list[ShownConfirmation]
    links: list[ShownLink]
    proofs: tuple[ShownEvidence, ...]
    choices: list[Evidence]
    may_record: bool
    # How the adopter is to confirm: "tautan", "akun", or empty when nothing is awaited.
    door: str
    crumbs: list[dict[str, str]]


def replication_page(replication: Replication, rights: Rights) -> ReplicationPage:
    innovation = replication.innovation
    unit = innovation.unit
    may_record = rights.allows(Permission.RECORD_INNOVATION, unit)
    today = unit.today
    door = "akun" if replication.adopter_unit_id else "tautan"
    return ReplicationPage(
        replication=replication,
        innovation=innovation,
        chip=replication_chip(replication.state),
        facts=facts_of(replication),
        told=told_of(replication),
        steps=steps_of(replication),
        confirmations=confirmations_of(replication, unit.time_zone, with_letter=True),
        links=_links(replication, unit.time_zone) if may_record else [],
        proofs=_documents(replication, today),
        choices=list(unit.evidence.order_by("-pk")[:MOST_DOCUMENTS]) if may_record else [],
        may_record=may_record,
        door=door if replication.is_confirmable else "",
        crumbs=[
            {
                "label": "Inovasi",
                "url": f"{reverse('innovations:innovation_list')}?unit={unit.code}",
            },
            {"label": innovation.name, "url": innovation.get_absolute_url()},
            {"label": replication.adopter_name, "url": ""},
        ],
    )


def facts_of(replication: Replication) -> list[Told]:
    one = replication
    unit = one.adopter_unit
    yes_no = {True: "Ya", False: "Tidak", None: ""}
    agreement = ", ".join(
        filter(
            None, (one.agreement_number, format_date_long(one.agreed_on) if one.agreed_on else "")
        )
    )
    told = [
        Told("Jenis", unit.kind.name if unit else one.get_agency_kind_display()),
        Told("Provinsi", unit.province if unit else one.agency_province),
        Told("Alamat", one.agency_address),
        Told("Narahubung", one.agency_contact),
        Told("Instansi yang sama", yes_no[one.same_agency]),
        Told("Unit sejenis", yes_no[one.similar_unit]),
        Told("Kesepakatan", agreement),
    ]
    return [fact for fact in told if fact.text]


def told_of(replication: Replication) -> list[Told]:
    told = [
        Told("Isi kesepakatan", replication.agreement),
        Told("Yang disesuaikan", replication.adapted),
        Told("Hasil di penerima", replication.adopter_results),
        Told("Catatan", replication.note),
    ]
    return [one for one in told if one.text]


def steps_of(replication: Replication) -> list[Step]:
    return [
        Step(
            title=step.get_state_display(),
            when=day_or_year(step.happened_on, step.only_year_known),
            machine_day=step.happened_on.isoformat(),
            note=". ".join(filter(None, ("Oleh penerima" if step.by_adopter else "", step.note))),
        )
        for step in replication.steps.all()
    ]


def confirmations_of(
    replication: Replication, zone: str, *, with_letter: bool
) -> list[ShownConfirmation]:
    """Every answer, the newest first; the way to the letter only for who may open it."""
    rows = replication.confirmations.select_related("letter__evidence").order_by("-pk")
    return [_shown(one, replication, zone, with_letter) for one in rows]


def _shown(
    one: Confirmation, replication: Replication, zone: str, with_letter: bool
) -> ShownConfirmation:
    runs = one.answer == Confirmation.Answer.RUNS
    since = day_or_year(one.running_since, one.only_year_known)
    facts = [
        Told("Berjalan sejak", since),
        Told("Yang berubah", one.changed),
        Told("Alasan", one.reason),
        Told("Lewat", "tautan sekali pakai" if one.link_id else "akun unit penerima"),
    ]
    withdrawn = ""
    if one.withdrawn_at:
        withdrawn = f"Dicabut {format_moment(one.withdrawn_at, zone)}: {one.withdrawn_reason}"
    return ShownConfirmation(
        title="Menerapkan inovasi ini" if runs else "Menyatakan tidak menerapkan",
        who=f"{one.name}, {one.function}, {one.agency}",
        when=format_moment(one.given_at, zone),
        facts=[fact for fact in facts if fact.text],
        reference=one.reference,
        sha256=one.sha256,
        letter_url=_letter_url(one.letter) if one.letter and with_letter else "",
        letter_sha256=one.letter.sha256 if one.letter else "",
        withdrawn=withdrawn,
        standing=replication.confirmation_id == one.pk,
    )


def _letter_url(letter: EvidenceVersion) -> str:
    """That very file, whatever became of the document since."""
    return reverse("pengungkit:evidence_version", args=[letter.evidence.uuid, letter.number])


def _links(replication: Replication, zone: str) -> list[ShownLink]:
    now = timezone.now()
    return [_link(one, now, zone) for one in replication.links.select_related("made_by")[:5]]


def _link(one: ConfirmationLink, now: dt.datetime, zone: str) -> ShownLink:
    made = f"Dibuat {format_moment(one.made_at, zone)} oleh {one.made_by.name}"
    usable = False
    if one.used_at:
        end = f"dijawab {format_moment(one.used_at, zone)}"
    elif one.revoked_at:
        end = "dicabut"
    elif one.expires_at <= now:
        end = f"kedaluwarsa {format_moment(one.expires_at, zone)}"
    else:
        usable, end = True, f"berlaku sampai {format_moment(one.expires_at, zone)}"
    return ShownLink(one.pk, f"{made}; {end}", usable)


def _documents(replication: Replication, today: dt.date) -> tuple[ShownEvidence, ...]:
    found = Evidence.objects.filter(replicationevidence_uses__replication=replication)
    return tuple(shown_lines(found.order_by("title", "pk"), today))


def message_for_whatsapp(replication: Replication, link: str, until: str) -> str:
    """What is sent along with a link: whose innovation, what is asked; nobody's name."""
    innovation = replication.innovation
    return (
        f"Mohon konfirmasi apakah {replication.adopter_name} menerapkan inovasi {innovation.name}"
        f" dari {innovation.unit.name}. Buka tautan berikut, tanpa akun, berlaku sekali sampai"
        f" {until}: {link}"
    )
