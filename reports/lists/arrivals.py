"""What became of every file of a ZIP that was brought in, as its report tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pengungkit.actions.zip_choices import Meant
from pengungkit.contexts.zip_import import CHIPS, Line
from pengungkit.contexts.zip_report import NOT_CHOSEN, entries_shown
from pengungkit.models import ZipEntry, ZipImport
from reports.lists.listing import Listing
from zi_portal.lib.workbooks.tables import Form, TableColumn, Value


COLUMNS = (
    TableColumn("Folder", 40),
    TableColumn("Nama berkas", 44),
    TableColumn("Ukuran (byte)", 14, Form.WHOLE),
    TableColumn("Keadaan", 16),
    TableColumn("Alasan", 50),
    TableColumn("Judul bukti", 40),
    TableColumn("Dipasang di butir", 28),
)


def arrival_listing(zip_import: ZipImport, asked: str) -> Listing:
    chosen, entries = entries_shown(zip_import, asked)
    name = "Hasil bawa masuk folder"
    words = {str(state): str(state.label) for state in ZipEntry.State}
    if zip_import.applied_at:
        words[ZipEntry.State.NEW] = NOT_CHOSEN
    return Listing(
        name=name,
        title=f"{name} {zip_import.original_name}, {zip_import.unit.name}",
        columns=COLUMNS,
        rows=_rows(entries, words),
        filters={"Saring": words.get(chosen, CHIPS[chosen]) if chosen else ""},
        unit=zip_import.unit.code,
    )


def _rows(entries: Iterable[ZipEntry], words: Mapping[str, str]) -> Iterator[Sequence[Value]]:
    for entry in entries:
        line = Line(entry, Meant(), "", "")
        yield (
            entry.folder,
            entry.name,
            entry.size,
            words[entry.state],
            line.reason,
            entry.evidence.title if entry.evidence else "",
            ", ".join(entry.attached),
        )
