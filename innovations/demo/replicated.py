"""Who adopted the innovations of the demo.

That ZIP went to the two agencies is told in public; every date and answer is marked "Contoh".
"""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile

from innovations.actions.confirmations import answer_by_link, make_link
from innovations.actions.replications import (
    move_replication,
    record_replication,
    share_innovation,
)
from innovations.letters import letter_from
from innovations.models import Confirmation, Innovation, Replication
from pengungkit.demo import documents
from units.models import Unit, User


State = Replication.State
SHARED = ("ZIP", "KUE APEM", "ROH")
LAW = "Kanwil Kementerian Hukum dan HAM Maluku Utara"
STATISTICS = "BPS Provinsi Maluku Utara"


def seed_replications(units: dict[str, Unit], persons: dict[str, User]) -> None:
    """One confirmed by its adopter, one waiting for its word, one under way inside the portal."""
    giver, teller = units["kanwil-malut"], persons["ketua"]
    by_name = {one.name: one for one in Innovation.objects.filter(unit=giver)}
    for name in SHARED:
        share_innovation(innovation=by_name[name], shared=True, by=teller)
    law = _adopted_outside(by_name["ZIP"], LAW, teller)
    _adopted_outside(by_name["ZIP"], STATISTICS, teller)
    _confirmed(law, teller)
    record_replication(
        innovation=by_name["KUE APEM"],
        by=teller,
        adopter_unit_id=units["kppn-ternate"].pk,
        same_agency=True,
        similar_unit=False,
        state=State.ADOPTING,
        happened_on=dt.date(2025, 1, 1),
        only_year_known=True,
        adapted="Contoh: kelas dipadatkan menjadi setengah hari.",
    )


def _adopted_outside(innovation: Innovation, agency: str, teller: User) -> Replication:
    replication = record_replication(
        innovation=innovation,
        by=teller,
        agency_name=agency,
        agency_kind=Replication.AgencyKind.CENTRAL,
        agency_province="Maluku Utara",
        same_agency=False,
        similar_unit=False,
        state=State.AGREED,
        happened_on=dt.date(2021, 1, 1),
        only_year_known=True,
        agreement="Contoh: kedua kantor bertukar alur layanan dan bertemu setiap triwulan.",
        note="Tanggal dan isi kesepakatan adalah contoh.",
    )
    move_replication(
        replication=replication,
        state=State.RUNNING,
        happened_on=dt.date(2022, 1, 1),
        only_year_known=True,
        note="Contoh",
        by=teller,
    )
    return replication


def _confirmed(replication: Replication, teller: User) -> None:
    """As the agency did it: by a link, with a letter."""
    make_link(replication=replication, by=teller)
    lines = ["Contoh surat untuk demo.", f"{replication.agency_name} menerapkan ZIP sejak 2022."]
    letter = ContentFile(documents.pdf("Surat konfirmasi", lines), name="Contoh surat.pdf")
    with letter_from(letter) as kept:
        answer_by_link(
            link=replication.links.select_related("replication").get(),
            answer=Confirmation.Answer.RUNS,
            visitor=None,
            letter=kept,
            name="Contoh: Rahma Idris",
            function="Contoh: Kepala Bagian Umum",
            agency=replication.agency_name,
            running_since=dt.date(2022, 1, 1),
            only_year_known=True,
            changed="Contoh: tamu dilayani di satu meja dan tidak lagi berpindah ruang.",
        )
