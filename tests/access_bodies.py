"""What is sent to each address that changes something, and what must be so before.

By URL name: a function that prepares office A (or None), and one that makes the body (or None).
Bodies are complete and right, so that a refusal is a refusal of the person and not of the body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pengungkit.actions.assessments import close_assessment
from tests.access_world import World
from tests.factories import Role


Body = dict[str, Any]


def close(world: World) -> None:
    close_assessment(assessment=world.assessment, reason="Selesai", by=world.people[Role.KETUA])


BODIES: dict[str, tuple[Callable[[World], None] | None, Callable[[World], Body] | None]] = {
    "account_login": (None, lambda world: {"login": "tanpa", "password": "salah sekali"}),
    "pengungkit:assessment_open": (
        None,
        lambda world: {
            "unit": world.a.code,
            "year": "2024",
            "target": "WBK",
            "instrument": world.assessment.instrument.code,
        },
    ),
    "pengungkit:assessment_close": (None, lambda world: {"reason": "Sudah lengkap."}),
    "pengungkit:assessment_reopen": (close, lambda world: {"reason": "Ada yang terlewat."}),
    "pengungkit:assign": (
        None,
        lambda world: {"butir": ["A.I.1.i.a"], "orang": str(world.people[Role.ANGGOTA].pk)},
    ),
    "pengungkit:item_save": (
        None,
        lambda world: {"versi": "1", "jawaban": "Tidak", "penjelasan": "Belum ada."},
    ),
}
