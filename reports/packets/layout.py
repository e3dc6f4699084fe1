"""Where everything lies in a packet: evidence in the folders offices know, each file once.

    AREA 1 Manajemen Perubahan/i Penyusunan Tim Kerja/1.i.a SK Tim ZI.pdf
    AREA 1 Manajemen Perubahan/Reform i Komitmen dalam perubahan/Reform 1.i.a Surat.pdf
    HASIL/B.I.a Survei persepsi antikorupsi (IPAK)/B.I.a Laporan survei.pdf

A document that proves several items lies with the first of them; the others link to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pengungkit.instruments import Area, Instrument, Item, SubArea
from pengungkit.instruments.area_names import area_heading, is_numbered
from pengungkit.official.section import KEY
from reports.contexts.record import Document, RecordContext
from reports.packets.naming import LONGEST_FOLDER, TakenPaths, safe_name


README, INDEX, LACKS = "BACA-SAYA.txt", "index.html", "KEKURANGAN.txt"
RECORD = "data/lke.json"
BAGIT, BAG_INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
CHECK_SH, CHECK_BAT = "periksa.sh", "periksa.bat"
DIFFERENCE = "Pembeda WBK dan WBBM"
MATRIX = "Matriks inovasi dan replikasi"
# Which document lies in which part; only in a packet of several.
PART_LIST = "BAGIAN.txt"
FIXED = (
    README, INDEX, LACKS, PART_LIST, RECORD, BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST, CHECK_SH,
    CHECK_BAT,
)  # fmt: skip


# A packet with more evidence than this can be handed over in parts.
PART_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of the kept documents by uuid, and of the outputs by key ("lke.xlsx").

    A packet in parts is several ZIPs, each complete by itself; `part_of` tells in which one a
    document lies. `name` is what the ZIP of the part at hand is called.
    """

    documents: Mapping[str, str]
    outputs: Mapping[str, str]
    part: int = 1
    parts: int = 1
    part_of: Mapping[str, int] = field(default_factory=dict)
    stem: str = ""

    def path_of(self, document: Document) -> str:
        """Where the document lies in its part; "" for a link, which is in none."""
        return self.documents.get(document.uuid, "")

    def is_here(self, document: Document) -> bool:
        """Whether the document lies in the part at hand."""
        return self.part_of.get(document.uuid) == self.part

    def way_to(self, document: Document) -> str:
        """The path from this part's folder, also into the folder of another part beside it.

        Each part is unpacked into a folder named for it, as every office PC offers to.
        """
        path = self.path_of(document)
        if not path or self.is_here(document):
            return path
        return f"../{self.stem_of(self.part_of[document.uuid])}/{path}"

    def stem_of(self, part: int) -> str:
        """What the ZIP of a part is called, without ".zip"."""
        return self.stem if self.parts == 1 else f"{self.stem}-bagian-{part}-dari-{self.parts}"

    @property
    def name(self) -> str:
        return f"{self.stem_of(self.part)}.zip"


def layout_of(context: RecordContext, part: int = 1, parts: int = 1) -> Layout:
    """Every path of a packet, or of one of its parts; the same for the same record."""
    taken = TakenPaths(*FIXED)
    outputs = {
        key: taken.claim("", stem, ending) for key, (stem, ending) in _outputs(context).items()
    }
    if context.section_parts("inovasi"):
        for ending in (".xlsx", ".pdf"):
            outputs[f"matriks{ending}"] = taken.claim("INOVASI", MATRIX, ending)
    if context.precondition:
        outputs["pembeda.html"] = taken.claim("INOVASI", DIFFERENCE, ".html")
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
        part=part,
        parts=parts,
        part_of={
            document.uuid: number
            for number, documents in enumerate(split(context, parts), start=1)
            for document in documents
        },
        stem=stem_of(context),
    )


def stem_of(context: RecordContext) -> str:
    """ "Paket-ZI-2026-kppn-ternate-rekaman-3", or "…-pratinjau" of a state that is not frozen."""
    last = f"rekaman-{context.stamp.number}" if context.stamp else "pratinjau"
    return f"Paket-ZI-{context.assessment.year}-{context.unit.code}-{last}"


def parts_needed(context: RecordContext, limit: int = PART_BYTES) -> int:
    """Into how many parts a packet falls when none may hold more evidence than `limit`."""
    return max(1, len(_filled(context.kept_documents, limit)))


def split(context: RecordContext, parts: int) -> list[tuple[Document, ...]]:
    """The documents of each part, in order; everything in one unless parts are asked for."""
    if parts == 1:
        return [context.kept_documents]
    return _filled(context.kept_documents, PART_BYTES)


def _filled(documents: Iterable[Document], limit: int) -> list[tuple[Document, ...]]:
    """Parts filled one after the other; a file larger than the limit has a part for itself."""
    parts: list[list[Document]] = []
    room = 0
    for document in documents:
        size = document.file.size if document.file else 0
        if not parts or size > room:
            parts.append([])
            room = limit
        parts[-1].append(document)
        room -= size
    return [tuple(part) for part in parts]


def _outputs(context: RecordContext) -> dict[str, tuple[str, str]]:
    """Stem and ending of what can be made from a record, by key."""
    office = "-".join(context.unit.short_name.split())
    year = context.assessment.year
    official = f"Formulir resmi {year} {context.unit.short_name}"
    # Only of a record that names the ministry's own workbook.
    forms = {
        "formulir.xlsx": (official, ".xlsx"),
        "formulir.txt": (f"{official} - catatan", ".txt"),
    }
    return (forms if context.sections.get(KEY) else {}) | {
        "lke.xlsx": (f"LKE-{year}-{office}", ".xlsx"),
        "lke.pdf": (f"LKE-{year}-{office}", ".pdf"),
        "kesiapan.pdf": (f"Laporan kesiapan {year} {context.unit.short_name}", ".pdf"),
        "usulan.docx": (f"DRAF Surat usulan {year} {context.unit.short_name}", ".docx"),
        "sptjm.docx": (f"DRAF SPTJM {year} {context.unit.short_name}", ".docx"),
    }


def folder_of(context: RecordContext, document: Document) -> str:
    """The folder of the first item a document proves, or of the section that uses it."""
    if not document.item_codes:
        return _section_folder(context, document)
    instrument = context.instrument
    item = instrument.item(document.item_codes[0])
    area = instrument.area(item.area_key)
    sub_area = instrument.sub_area(item.sub_area_code)
    return f"{area_folder(area)}/{sub_area_folder(instrument, sub_area)}"


def _section_folder(context: RecordContext, document: Document) -> str:
    """ "INOVASI/SIPANDAI": the section, and what in it names the document first."""
    key = (document.sections or ("lain",))[0]
    folder = safe_name(key.upper(), LONGEST_FOLDER)
    for part in context.section_parts(key):
        if document.uuid in part.get("bukti", ()):
            return f"{folder}/{safe_name(str(part.get('nama', '')), LONGEST_FOLDER)}"
    return folder


def _lead(context: RecordContext, document: Document) -> str:
    if not document.item_codes:
        return ""
    item = context.instrument.item(document.item_codes[0])
    return f"{item_label(context.instrument, item)} "


def area_folder(area: Area) -> str:
    """ "AREA 1 Manajemen Perubahan", or "HASIL"."""
    name = f"AREA {area_heading(area)}" if is_numbered(area) else area.name.upper()
    return safe_name(name, LONGEST_FOLDER)


def sub_area_folder(instrument: Instrument, sub_area: SubArea) -> str:
    """ "i Penyusunan Tim Kerja", "Reform i Komitmen dalam perubahan", or "B.I.a Survei …"."""
    area = instrument.area(sub_area.area_key)
    label = sub_area.code
    if is_numbered(area):
        part = next(one for one in area.parts if one.aspect_code == sub_area.aspect_code)
        label = _aspect_lead(instrument, area, part.aspect_code) + sub_area.code.removeprefix(
            f"{part.code}."
        )
    return safe_name(f"{label} {sub_area.name}", LONGEST_FOLDER)


def item_label(instrument: Instrument, item: Item) -> str:
    """How offices call an item: "1.i.a", "Reform 1.i.a", or "B.I.a" among the results."""
    area = instrument.area(item.area_key)
    if not is_numbered(area):
        return item.code
    lead = _aspect_lead(instrument, area, item.aspect_code)
    return lead + item.code.removeprefix(f"{item.aspect_code}.")


def _aspect_lead(instrument: Instrument, area: Area, aspect_code: str) -> str:
    """Nothing in the first aspect of an area, the aspect's name in the others."""
    if area.parts[0].aspect_code == aspect_code:
        return ""
    return f"{instrument.aspect(aspect_code).name} "
