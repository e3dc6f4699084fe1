"""Innovations enter the demo through the product's own actions."""

from __future__ import annotations

from innovations.actions.innovations import move_innovation, record_innovation
from innovations.demo.stories import STORIES
from units.models import Unit, User


OFFICE, TELLER = "kanwil-malut", "ketua"


def seed_innovations(units: dict[str, Unit], persons: dict[str, User]) -> None:
    """The innovations of the office whose account tells of them."""
    unit, teller = units[OFFICE], persons[TELLER]
    for story in STORIES:
        fields = {name: value for name, value in story.items() if name != "steps"}
        started = story["steps"][0][1]
        innovation = record_innovation(
            unit=unit, by=teller, started_on=started, only_year_known=True, **fields
        )
        for state, day, note in story["steps"]:
            move_innovation(
                innovation=innovation,
                state=state,
                happened_on=day,
                only_year_known=True,
                note=note,
                by=teller,
            )
