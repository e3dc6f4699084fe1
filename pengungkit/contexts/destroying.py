"""What destroying would take away, and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb
from pengungkit.contexts.evidence import ShownUse, uses_of
from pengungkit.models import Evidence, EvidenceVersion
from pengungkit.protection import protections_of


@dataclass(frozen=True, slots=True)
class Protected:
    """A version that must stay, and why."""

    version: EvidenceVersion
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DestroyPage:
    """`free` are the versions that may be destroyed."""

    evidence: Evidence
    free: tuple[EvidenceVersion, ...]
    protected: tuple[Protected, ...]
    uses: tuple[ShownUse, ...]

    @classmethod
    def of(cls, evidence: Evidence) -> DestroyPage:
        """Five queries: versions, what protects them, items."""
        reasons = protections_of(evidence)
        versions = list(evidence.versions.kept().select_related("received_by"))
        return cls(
            evidence=evidence,
            free=tuple(one for one in versions if one.number not in reasons),
            protected=tuple(
                Protected(one, tuple(reasons[one.number]))
                for one in versions
                if one.number in reasons
            ),
            uses=uses_of(evidence),
        )

    @property
    def zone(self) -> str:
        return self.evidence.unit.time_zone

    @property
    def crumbs(self) -> list[Crumb]:
        store = f"{reverse('pengungkit:evidence_list')}?unit={self.evidence.unit.code}"
        return [
            {"label": "Kotak bukti", "url": store},
            {"label": self.evidence.title, "url": self.evidence.get_absolute_url()},
            {"label": "Musnahkan", "url": ""},
        ]
