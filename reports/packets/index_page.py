"""index.html: the whole LKE on one page that opens from disk, without script or network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports.contexts.record import AreaLine, ItemLine, RecordContext, SubAreaLine
from reports.contexts.record_words import (
    Lack,
    asked_answer_words,
    check_words,
    headline,
    share_words,
    stamp_words,
)
from reports.packets.chapters import (
    Chapter,
    Proof,
    chapters_of,
    proof_of,
    without_chapter,
)
from reports.packets.layout import CHECK_BAT, LACKS, README, Layout, item_label
from reports.packets.words import title_of, told_outputs
from zi_portal.lib.numbers import format_percent, format_points, format_size


STYLE = Path(__file__).parent / "data" / "index.css"


@dataclass(frozen=True, slots=True)
class IndexItem:
    code: str
    label: str
    wording: str
    answer: str
    answered: bool
    remark: str
    narrative: str
    share: str
    points: str
    status: str
    proofs: tuple[Proof, ...]
    tpi: str


@dataclass(frozen=True, slots=True)
class IndexSubArea:
    name: str
    points: str
    percent: str
    items: tuple[IndexItem, ...]


@dataclass(frozen=True, slots=True)
class IndexArea:
    anchor: str
    title: str
    points: str
    percent: str
    sub_areas: tuple[IndexSubArea, ...]


@dataclass(frozen=True, slots=True)
class IndexCheck:
    name: str
    value: str
    minimum: str
    gap: str
    met: bool


@dataclass(frozen=True, slots=True)
class IndexFile:
    """Something in the packet beside the evidence, and what it is."""

    title: str
    href: str
    about: str

    @property
    def name(self) -> str:
        return self.title.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class LackLine:
    """What is missing; `code` leads to the item it is about."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class IndexLack:
    title: str
    lines: tuple[LackLine, ...]


@dataclass(frozen=True, slots=True)
class IndexPage:
    """Everything the page says, ready made."""

    context: RecordContext
    title: str
    headline: str
    passed: bool
    total: str
    kept: str
    stamp: str
    code: str
    part: str
    checks: tuple[IndexCheck, ...]
    areas: tuple[IndexArea, ...]
    chapters: tuple[Chapter, ...]
    # Told above the chapters, and again among the files.
    beside: tuple[IndexFile, ...]
    others: tuple[Proof, ...]
    lacks: tuple[IndexLack, ...]
    files: tuple[IndexFile, ...]

    @classmethod
    def of(
        cls,
        context: RecordContext,
        layout: Layout,
        outputs: Mapping[str, int],
        lacks: tuple[Lack, ...],
    ) -> IndexPage:
        """`outputs` are path and size of what lies in the packet beside the evidence."""
        files = tuple(
            IndexFile(path, quote(path), f"{about}, {format_size(outputs[path])}")
            for path, about in told_outputs(layout).items()
            if path in outputs
        )
        return cls(
            context=context,
            title=title_of(context),
            headline=headline(context),
            passed=context.passed,
            total=format_points(context.total),
            kept=f"{len(context.kept_documents)} berkas, {format_size(context.kept_bytes)}",
            stamp=stamp_words(context),
            code=context.stamp.grouped_sha256 if context.stamp else "",
            part=f"Bagian {layout.part} dari {layout.parts}" if layout.parts > 1 else "",
            checks=tuple(
                IndexCheck(one.name, *check_words(one), met=one.met) for one in context.checks
            ),
            areas=tuple(_area(one, context, layout) for one in context.areas),
            chapters=chapters_of(context, layout),
            beside=tuple(one for one in files if one.title.startswith("INOVASI/")),
            others=without_chapter(context, layout),
            lacks=tuple(
                IndexLack(one.title, tuple(_lack_line(line, context) for line in one.lines))
                for one in lacks
            ),
            files=files,
        )


def index_html(
    context: RecordContext,
    layout: Layout,
    outputs: Mapping[str, int],
    lacks: tuple[Lack, ...],
) -> bytes:
    page = IndexPage.of(context, layout, outputs, lacks)
    told = {"page": page, "style": style(), "readme": README, "lacks": LACKS, "check": CHECK_BAT}
    return render_to_string("reports/packet/index.html", told).encode()


@cache
def style() -> SafeString:
    """The page's own look, inside it: a file on a stick has no stylesheet beside it."""
    return mark_safe(f"<style>\n{STYLE.read_text('utf-8')}</style>")  # noqa: S308


def _lack_line(line: str, context: RecordContext) -> LackLine:
    """A line that begins with the code of an item leads to it."""
    code, _, rest = line.partition(" ")
    return LackLine(code, rest) if code in context.by_code else LackLine("", line)


def _area(area: AreaLine, context: RecordContext, layout: Layout) -> IndexArea:
    return IndexArea(
        anchor=f"area-{area.key}",
        title=area.title,
        points=f"{format_points(area.score.value)} dari {format_points(area.score.weight)}",
        percent=format_percent(area.score.percent),
        sub_areas=tuple(_sub_area(one, context, layout) for one in area.sub_areas),
    )


def _sub_area(line: SubAreaLine, context: RecordContext, layout: Layout) -> IndexSubArea:
    return IndexSubArea(
        name=f"{line.sub_area.code} {line.sub_area.name}",
        points=f"{format_points(line.score.value)} dari {format_points(line.score.weight)}",
        percent=format_percent(line.score.percent),
        items=tuple(_item(one, context, layout) for one in line.items),
    )


def _item(line: ItemLine, context: RecordContext, layout: Layout) -> IndexItem:
    return IndexItem(
        code=line.code,
        label=item_label(context.instrument, line.item),
        wording=line.asked.wording,
        answer=asked_answer_words(line),
        answered=line.answered,
        remark=line.remark,
        narrative=line.narrative,
        share=share_words(line.share),
        points=f"{format_points(line.value)} dari {format_points(line.weight)}",
        status=line.status_label,
        proofs=tuple(proof_of(one, layout) for one in line.documents),
        tpi=share_words(line.tpi.share) if line.tpi else "",
    )
