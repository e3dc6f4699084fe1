"""What the registers say for a predicate one grows into: replicated, new, different, helping."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q
from django.urls import reverse

from innovations.models import Assistance, Innovation, Replication
from pengungkit.claims import ClaimCheck
from pengungkit.models import Assessment
from zi_portal.lib.numbers import format_count


def claim_checks(assessment: Assessment) -> list[ClaimCheck]:
    """Four lines; three queries."""
    unit, query = assessment.unit, f"?unit={assessment.unit.code}"
    innovations = Innovation.objects.filter(unit=unit, phase=assessment.target).alive()
    born = innovations.aggregate(all=Count("pk"), told=Count("pk", filter=~Q(difference="")))
    confirmed = Q(state=Replication.State.CONFIRMED)
    waiting = Q(state__in=[Replication.State.ADOPTING, Replication.State.RUNNING])
    replicated = Replication.objects.filter(innovation__unit=unit).aggregate(
        confirmed=Count("pk", filter=confirmed), waiting=Count("pk", filter=waiting)
    )
    year = assessment.year
    given = Assistance.objects.filter(
        helper=unit, happened_on__gte=dt.date(year, 1, 1), happened_on__lte=dt.date(year, 12, 31)
    ).count()
    matrix = f"{reverse('innovations:matrix')}{query}&bagian=replikasi"
    untold = born["all"] - born["told"]
    return [
        _check(
            replicated["confirmed"],
            "Replikasi yang dikonfirmasi penerimanya",
            matrix,
            f"{format_count(replicated['waiting'])} berjalan, belum dikonfirmasi"
            if replicated["waiting"]
            else "belum ada kantor lain yang menirunya",
        ),
        _check(
            born["all"],
            f"Inovasi masa {assessment.target} yang dipakai",
            f"{reverse('innovations:innovation_list')}{query}&masa={assessment.target}",
            "belum ada yang diuji coba atau berjalan",
        ),
        ClaimCheck(
            state="no" if not born["told"] else "warn" if untold else "yes",
            label="Inovasi itu menyebut pembedanya",
            value=f"{format_count(born['told'])} dari {format_count(born['all'])}",
            url=f"{reverse('innovations:difference')}{query}",
            gap=f"{format_count(untold)} belum bercerita apa bedanya" if untold else "",
        ),
        _check(
            given,
            f"Asistensi kepada kantor lain tahun {year}",
            f"{reverse('innovations:assistance_list')}{query}",
            "belum ada yang dicatat tahun itu",
        ),
    ]


def _check(count: int, label: str, url: str, missing: str) -> ClaimCheck:
    return ClaimCheck(
        state="yes" if count else "no",
        label=label,
        value=format_count(count),
        url=url,
        gap="" if count else missing,
    )
