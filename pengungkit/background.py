"""What the background worker does for this app: looking into files that were received."""

from __future__ import annotations

from pengungkit.actions.examining import examine
from pengungkit.models import EvidenceVersion
from zi_portal.tasks import enqueue, task


@task
def examine_version(pk: int) -> None:
    if version := EvidenceVersion.objects.filter(pk=pk).first():
        examine(version=version)


def examine_soon(version: EvidenceVersion) -> None:
    """Queue it with the rows of the running transaction."""
    enqueue(examine_version, version.pk)
