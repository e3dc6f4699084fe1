"""What a unit does differently: innovations, what they rest on, and where they stand."""

from innovations.models.assistance import Assistance, AssistanceEvidence, FollowUp
from innovations.models.innovations import (
    Innovation,
    InnovationEvidence,
    InnovationItem,
    InnovationStep,
)
from innovations.models.promises import (
    Case,
    CaseImport,
    Holiday,
    MonthlyFigures,
    Promise,
)
from innovations.models.replications import (
    Confirmation,
    ConfirmationLink,
    Replication,
    ReplicationEvidence,
    ReplicationStep,
)
from innovations.models.results import Activity, Measure, MeasureValue, Testimony


__all__ = [
    "Activity",
    "Assistance",
    "AssistanceEvidence",
    "Case",
    "CaseImport",
    "Confirmation",
    "ConfirmationLink",
    "FollowUp",
    "Holiday",
    "Innovation",
    "InnovationEvidence",
    "InnovationItem",
    "InnovationStep",
    "Measure",
    "MeasureValue",
    "MonthlyFigures",
    "Promise",
    "Replication",
    "ReplicationEvidence",
    "ReplicationStep",
    "Testimony",
]
