"""What a unit does differently: innovations, what they rest on, and where they stand."""

from innovations.models.innovations import (
    Innovation,
    InnovationEvidence,
    InnovationItem,
    InnovationStep,
)


__all__ = ["Innovation", "InnovationEvidence", "InnovationItem", "InnovationStep"]
