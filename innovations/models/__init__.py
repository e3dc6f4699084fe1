"""What a unit does differently: innovations, what they rest on, and where they stand."""

from innovations.models.innovations import (
    Innovation,
    InnovationEvidence,
    InnovationItem,
    InnovationStep,
)
from innovations.models.results import Activity, Measure, MeasureValue, Testimony


__all__ = [
    "Activity",
    "Innovation",
    "InnovationEvidence",
    "InnovationItem",
    "InnovationStep",
    "Measure",
    "MeasureValue",
    "Testimony",
]
