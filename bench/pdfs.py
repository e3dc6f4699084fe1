"""The LKE as PDF, beside what WeasyPrint takes for a plain table of as many pages and rows.

Seconds of computing for laying out and writing alone, in turns; the import is the same for both and
left out. Memory is that of the drawing process of the product, import included.
"""

from __future__ import annotations

import dataclasses
import resource
import statistics
import time
from html import escape
from typing import TYPE_CHECKING, Any

from bench.goals import Goal


if TYPE_CHECKING:
    from reports.contexts.record import RecordContext

ROUNDS = 5
MOST, MOST_MEGABYTES = 1.3, 250.0
# What an office writes at an item; the demo is briefer.
MORE_WORDS = (
    " Pelaksanaannya dipantau setiap triwulan dan hasilnya dibahas dalam rapat pimpinan." * 2
)
PLAIN = """<!DOCTYPE html><html lang="id"><head><title>Tabel</title><style>
@page {{ size: A4 landscape; margin: 15mm }}
html {{ font: 8pt Inter }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border: 1px solid; text-align: left; vertical-align: top; padding: {padding}mm 1mm }}
</style></head><body><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></body></html>"""
HEAD = "".join(
    f"<th>{word}</th>" for word in ("Kode", "Butir", "Jawaban", "Nilai", "Penjelasan", "Bukti")
)


def measured(unit: str, year: int) -> dict[str, float]:
    """Seconds of the LKE and of the plain table, pages of both, and the most memory in MB."""
    from django.utils import timezone
    from weasyprint import HTML

    from pengungkit.models import Assessment
    from reports.contexts.record import RecordContext
    from reports.pdfs.fetcher import our_fetcher
    from reports.pdfs.lke import lke_document
    from reports.pdfs.rendering import render

    assessment = Assessment.objects.with_structure().get(unit__code=unit, year=year)
    context = with_more_words(RecordContext.live(assessment))
    ours = lke_document(context, timezone.now())
    render(ours)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    def draw() -> Any:
        document = HTML(string=ours, url_fetcher=our_fetcher()).render(pdf_variant="pdf/ua-1")
        return document, document.write_pdf(pdf_variant="pdf/ua-1")

    pages = len(draw()[0].pages)
    plain = plain_table(context, pages)

    def draw_plain() -> Any:
        document = HTML(string=plain).render()
        return document, document.write_pdf()

    seconds: dict[str, list[float]] = {"lke": [], "plain": []}
    for _ in range(ROUNDS):
        for name, act in (("lke", draw), ("plain", draw_plain)):
            began = time.process_time()
            act()
            seconds[name].append(time.process_time() - began)
    return {name: statistics.median(each) for name, each in seconds.items()} | {
        "pages": pages,
        "plain_pages": len(draw_plain()[0].pages),
        "memory": memory,
    }


def with_more_words(context: RecordContext) -> RecordContext:
    """The same LKE with narratives of usual length."""
    areas = tuple(
        dataclasses.replace(
            area,
            sub_areas=tuple(
                dataclasses.replace(
                    part,
                    items=tuple(
                        dataclasses.replace(item, narrative=item.narrative + MORE_WORDS)
                        for item in part.items
                    ),
                )
                for part in area.sub_areas
            ),
        )
        for area in context.areas
    )
    return dataclasses.replace(context, areas=areas)


def plain_table(context: RecordContext, pages: int) -> str:
    """One table with the same rows and words, as airy as it takes to fill as many pages."""
    from weasyprint import HTML

    rows = "".join(f"<tr>{cells_of(item)}</tr>" for item in context.items)
    low, high = 0.0, 40.0
    for _ in range(10):
        padding = (low + high) / 2
        html = PLAIN.format(padding=f"{padding:.3f}", head=HEAD, rows=rows)
        found = len(HTML(string=html).render().pages)
        if found == pages:
            break
        low, high = (padding, high) if found < pages else (low, padding)
    return html


def cells_of(item: Any) -> str:
    from reports.contexts.record_words import answer_words, document_words, share_words

    proofs = "; ".join(f"{one.title} {document_words(one)}" for one in item.documents)
    words = (
        item.code, item.item.wording, answer_words(item), share_words(item.share), item.narrative,
        proofs,
    )  # fmt: skip
    return "".join(f"<td>{escape(word)}</td>" for word in words)


def pdf_goals(found: dict[str, float]) -> list[Goal]:
    return [
        Goal(
            f"LKE ke PDF, {found['pages']:.0f} halaman / tabel polos",
            found["lke"] / found["plain"],
            MOST,
            "x",
        ),
        Goal("Memori proses PDF", found["memory"], MOST_MEGABYTES, "MB"),
    ]
