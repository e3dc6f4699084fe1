"""What the background worker does for this app. Each task takes up what an earlier run left."""

from __future__ import annotations

from zi_portal.tasks import enqueue, task


@task
def read_zip(code: str) -> None:
    """Read a ZIP that came in, by the uuid of its import."""
    from pengungkit.actions.zip_reading import read_import
    from pengungkit.models import ZipImport

    if zip_import := ZipImport.objects.filter(uuid=code).first():
        read_import(zip_import)


@task
def apply_zip(code: str) -> None:
    """Bring in the chosen files of a ZIP, by the uuid of its import."""
    from pengungkit.actions.zip_applying import apply_import
    from pengungkit.models import ZipImport

    if zip_import := ZipImport.objects.filter(uuid=code).first():
        apply_import(zip_import)


def take_up_zips() -> str:
    """Queue ZIPs again whose task ended before they did; those being worked on are left alone."""
    from pengungkit.models import ZipImport

    tasks = {ZipImport.State.READING: read_zip, ZipImport.State.APPLYING: apply_zip}
    codes = ZipImport.objects.filter(state__in=tasks).values_list("state", "uuid")
    for state, code in codes:
        enqueue(tasks[ZipImport.State(state)], str(code))
    return f"{len(codes)} ZIP"
