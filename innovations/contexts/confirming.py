"""What an adopter without an account is asked, in words for somebody who never saw the portal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from innovations.contexts.register import Told
from innovations.models import ConfirmationLink
from units.models import Unit
from zi_portal.lib.dates import format_moment


@dataclass(frozen=True, slots=True)
class Question:
    unit: Unit
    innovation: str
    adopter: str
    facts: list[Told]
    until: str
    today: dt.date


def question_of(link: ConfirmationLink) -> Question:
    replication = link.replication
    innovation = replication.innovation
    unit = innovation.unit
    facts = [
        Told("Inovasi", innovation.name),
        Told("Kepanjangan atau arti", innovation.name_meaning),
        Told("Layanan", innovation.service),
        Told("Pemilik inovasi, yang bertanya", unit.name),
        Told("Yang ditanya", replication.adopter_name),
    ]
    return Question(
        unit=unit,
        innovation=innovation.name,
        adopter=replication.adopter_name,
        facts=[one for one in facts if one.text],
        until=format_moment(link.expires_at, unit.time_zone),
        today=unit.today,
    )
