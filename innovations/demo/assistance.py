"""Assistance in the demo: the account only tells that it was given, so the rest is "contoh"."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from innovations.actions.assistance import agree_follow_up, record_assistance
from innovations.models import Assistance, FollowUp
from units.models import Unit, User


HELPER, TELLER = "kanwil-malut", "ketua"
Mode, State = Assistance.Mode, FollowUp.State
# Whom, how many days ago, what is told, and follow-ups as (what, due in days from now, state).
TOLD = (
    (
        "kppn-ternate",
        150,
        {
            "mode": Mode.MEETING,
            "people": 14,
            "areas": ["1"],
            "items": ["A.I.1.ii.a", "A.I.1.ii.b"],
            "topic": "Contoh: menyusun rencana kerja pembangunan ZI",
            "advice": "Contoh: pilih tiga prioritas yang dirasakan pengguna layanan.",
            "result": "Contoh: rancangan rencana kerja disepakati tim.",
        },
        (
            ("Contoh: tetapkan rencana kerja dengan SK", -120, State.DONE),
            ("Contoh: bahas kemajuan setiap triwulan", -20, State.GOING),
        ),
    ),
    (
        "kppn-ternate",
        45,
        {
            "mode": Mode.ONLINE,
            "people": 6,
            "areas": ["6"],
            "items": ["A.I.6.ii.f"],
            "topic": "Contoh: menceritakan inovasi dan hasilnya",
            "advice": "Contoh: tulis angka sebelum dan sesudah.",
        },
        (("Contoh: catat ukuran dan nilai awalnya", 25, State.WAITING),),
    ),
    (
        "kppn-tobelo",
        70,
        {
            "mode": Mode.MEETING,
            "people": 9,
            "areas": ["1"],
            "items": ["A.I.1.i.a"],
            "topic": "Contoh: membentuk tim kerja ZI",
            "advice": "Contoh: libatkan semua seksi, juga petugas keamanan dan kebersihan.",
        },
        (("Contoh: terbitkan SK tim kerja", -30, State.WAITING),),
    ),
)


def seed_assistance(units: dict[str, Unit], persons: dict[str, User]) -> None:
    """What the office gave to two offices below it; some of what was agreed is late."""
    helper, teller, today = units[HELPER], persons[TELLER], timezone.localdate()
    for code, days_ago, fields, agreed in TOLD:
        assistance = record_assistance(
            helper=helper,
            helped=units[code],
            by=teller,
            happened_on=today - dt.timedelta(days=days_ago),
            **fields,
        )
        for what, due_in, state in agreed:
            due = today + dt.timedelta(days=due_in)
            agree_follow_up(
                assistance=assistance,
                by=teller,
                what=what,
                due_on=due,
                state=state,
                done_on=due if state == State.DONE else None,
            )
