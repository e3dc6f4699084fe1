"""People, the units they work in, their roles, a unit's road, and the trail of what was done."""

from units.models.journeys import Milestone, PredicateRecord
from units.models.memberships import Membership
from units.models.offices import Unit, UnitKind
from units.models.people import User
from units.models.trail import AuditEvent


__all__ = [
    "AuditEvent",
    "Membership",
    "Milestone",
    "PredicateRecord",
    "Unit",
    "UnitKind",
    "User",
]
