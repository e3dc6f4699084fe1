"""What is asked (instrument), what is claimed (assessment, answers), and the proof (evidence)."""

from pengungkit.models.answers import Answer, ConflictDraft, Paste
from pengungkit.models.assessments import Assessment, DailyScore
from pengungkit.models.evidence import Evidence, EvidenceUse, EvidenceVersion
from pengungkit.models.instruments import InstrumentVersion
from pengungkit.models.uploads import Upload


__all__ = [
    "Answer",
    "Assessment",
    "ConflictDraft",
    "DailyScore",
    "Evidence",
    "EvidenceUse",
    "EvidenceVersion",
    "InstrumentVersion",
    "Paste",
    "Upload",
]
