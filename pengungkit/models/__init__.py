"""What is asked (instrument), what is claimed (answers), the proof (evidence), what was frozen."""

from pengungkit.models.answers import Answer, ConflictDraft, Paste
from pengungkit.models.assessments import Assessment, DailyScore
from pengungkit.models.evidence import Destruction, Evidence, EvidenceUse, EvidenceVersion
from pengungkit.models.imports import ZipEntry, ZipImport
from pengungkit.models.instruments import InstrumentVersion
from pengungkit.models.official import OfficialForm
from pengungkit.models.records import Record, RecordFile
from pengungkit.models.sorting import Sorting
from pengungkit.models.uploads import Upload


__all__ = [
    "Answer",
    "Assessment",
    "ConflictDraft",
    "DailyScore",
    "Destruction",
    "Evidence",
    "EvidenceUse",
    "EvidenceVersion",
    "InstrumentVersion",
    "OfficialForm",
    "Paste",
    "Record",
    "RecordFile",
    "Sorting",
    "Upload",
    "ZipEntry",
    "ZipImport",
]
