"""Where everything lies in a packet: evidence in the folders offices know, each file once.

    AREA 1 Manajemen Perubahan/i Penyusunan Tim Kerja/1.i.a SK Tim ZI.pdf
    AREA 1 Manajemen Perubahan/Reform i Komitmen dalam perubahan/Reform 1.i.a Surat.pdf
    HASIL/B.I.a Survei persepsi antikorupsi (IPAK)/B.I.a Laporan survei.pdf

A document that proves several items lies with the first of them; the others link to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pengungkit.instruments import Area, Instrument, Item, SubArea
from reports.contexts.record import Document, RecordContext
from reports.packets.naming import LONGEST_FOLDER, TakenPaths, safe_name


README, INDEX, LACKS = "BACA-SAYA.txt", "index.html", "KEKURANGAN.txt"
RECORD = "data/lke.json"
BAGIT, BAG_INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
CHECK_SH, CHECK_BAT = "periksa.sh", "periksa.bat"
FIXED = (
    README, INDEX, LACKS, RECORD, BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST, CHECK_SH, CHECK_BAT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of the kept documents by uuid, and of the outputs by key ("lke.xlsx")."""

    documents: Mapping[str, str]
    outputs: Mapping[str, str]

    def path_of(self, document: Document) -> str:
        """Where the document lies; "" for a link, which is not in the packet."""
        return self.documents.get(document.uuid, "")


def layout_of(context: RecordContext) -> Layout:
    """Every path of a packet; the same for the same record."""
    taken = TakenPaths(*FIXED)
    outputs = {
        key: taken.claim("", stem, ending) for key, (stem, ending) in _outputs(context).items()
    }
    return Layout(
        documents={
            document.uuid: taken.claim(
                folder_of(context, document),
                f"{_lead(context, document)}{document.title}",
                f".{document.file.extension}",
            )
            for document in context.documents
            if document.file is not None
        },
        outputs=outputs,
    )


def _outputs(context: RecordContext) -> dict[str, tuple[str, str]]:
    """Stem and ending of what is made from the record, by key."""
    office = "-".join(context.unit.short_name.split())
    year = context.assessment.year
    return {
        "lke.xlsx": (f"LKE-{year}-{office}", ".xlsx"),
        "lke.pdf": (f"LKE-{year}-{office}", ".pdf"),
        "kesiapan.pdf": (f"Laporan kesiapan {year} {context.unit.short_name}", ".pdf"),
        "usulan.docx": (f"DRAF Surat usulan {year} {context.unit.short_name}", ".docx"),
        "sptjm.docx": (f"DRAF SPTJM {year} {context.unit.short_name}", ".docx"),
    }


def folder_of(context: RecordContext, document: Document) -> str:
    """The folder of the first item a document proves, or of the section that uses it."""
    if not document.item_codes:
        return safe_name((document.sections or ("lain",))[0].upper(), LONGEST_FOLDER)
    instrument = context.instrument
    item = instrument.item(document.item_codes[0])
    area = instrument.area(item.area_key)
    sub_area = instrument.sub_area(item.sub_area_code)
    return f"{area_folder(area)}/{sub_area_folder(instrument, sub_area)}"


def _lead(context: RecordContext, document: Document) -> str:
    if not document.item_codes:
        return ""
    item = context.instrument.item(document.item_codes[0])
    return f"{item_label(context.instrument, item)} "


def area_folder(area: Area) -> str:
    """ "AREA 1 Manajemen Perubahan", or "HASIL"."""
    name = f"AREA {area.key} {area.name}" if area.key.isdigit() else area.name.upper()
    return safe_name(name, LONGEST_FOLDER)


def sub_area_folder(instrument: Instrument, sub_area: SubArea) -> str:
    """ "i Penyusunan Tim Kerja", "Reform i Komitmen dalam perubahan", or "B.I.a Survei …"."""
    area = instrument.area(sub_area.area_key)
    label = sub_area.code
    if area.key.isdigit():
        part = next(one for one in area.parts if one.aspect_code == sub_area.aspect_code)
        label = _aspect_lead(instrument, area, part.aspect_code) + sub_area.code.removeprefix(
            f"{part.code}."
        )
    return safe_name(f"{label} {sub_area.name}", LONGEST_FOLDER)


def item_label(instrument: Instrument, item: Item) -> str:
    """How offices call an item: "1.i.a", "Reform 1.i.a", or "B.I.a" among the results."""
    area = instrument.area(item.area_key)
    if not area.key.isdigit():
        return item.code
    lead = _aspect_lead(instrument, area, item.aspect_code)
    return lead + item.code.removeprefix(f"{item.aspect_code}.")


def _aspect_lead(instrument: Instrument, area: Area, aspect_code: str) -> str:
    """Nothing in the first aspect of an area, the aspect's name in the others."""
    if area.parts[0].aspect_code == aspect_code:
        return ""
    return f"{instrument.aspect(aspect_code).name} "
