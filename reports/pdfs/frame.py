"""What every document has: title, office, the state it shows, its dates, and its code."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports.contexts.record import RecordContext, Stamp
from reports.contexts.record_words import stamp_words
from units.models import Unit
from zi_portal.lib.dates import format_clock, format_date_long


LONGEST_TITLE = 200
# Longer words are given places to break: finding one costs the square of the word's length.
LONG_WORD, EVERY = 60, 12
_LONG_WORDS = re.compile(rf"\S{{{LONG_WORD},}}")


@dataclass(frozen=True, slots=True)
class Frame:
    """Shown on cover, running heads and in the metadata; `code` and `qr` of a record only."""

    title: str
    office: str
    year: int
    target: str
    target_name: str
    # "Rekaman no. 3, dibuat …", and a short form for the foot of every page.
    state: str
    source: str
    made: str
    code: tuple[str, ...]
    qr: SafeString

    @classmethod
    def of(cls, context: RecordContext, title: str, now: dt.datetime) -> Frame:
        """`now` dates a live state; a record carries its own date."""
        facts, stamp, zone = context.assessment, context.stamp, context.unit.zone
        if stamp is None:
            day, clock = format_date_long(now, zone), format_clock(now, zone)
            state = f"Keadaan {day}, {clock}, belum dibekukan"
            source = state
            made = now
        else:
            state = stamp_words(context).replace("rekaman", "Rekaman", 1)
            source = f"Rekaman no. {stamp.number} · sidik {stamp.sha256[:8]}"
            made = stamp.made_at
        return cls(
            title=title,
            office=context.unit.name,
            year=facts.year,
            target=facts.target,
            target_name=facts.target_name,
            state=state,
            source=source,
            made=made.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            code=tuple(stamp.grouped_sha256.split()) if stamp else (),
            qr=_qr(context, stamp) if stamp else SafeString(""),
        )

    @classmethod
    def of_unit(cls, unit: Unit, title: str, now: dt.datetime) -> Frame:
        """Of a document about no single year: the state of now, told by the unit's own clock."""
        zone = ZoneInfo(unit.time_zone)
        state = f"Keadaan {format_date_long(now, zone)}, {format_clock(now, zone)}"
        return cls(
            title=title,
            office=unit.name,
            year=now.astimezone(zone).year,
            target="",
            target_name="",
            state=state,
            source=state,
            made=now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            code=(),
            qr=SafeString(""),
        )

    @property
    def meta_title(self) -> str:
        """What a reader of PDFs shows as its window's title."""
        return cleaned(f"{self.title} {self.year} – {self.office}")

    @property
    def meta_author(self) -> str:
        return cleaned(self.office)

    @property
    def running_office(self) -> str:
        return shortened(cleaned(self.office), 80)

    @property
    def running_title(self) -> str:
        return f"{self.title} {self.year}"


def page_of(template: str, frame: Frame, **told: Any) -> str:
    """The page WeasyPrint draws; everything typed is escaped by the template."""
    return render_to_string(f"reports/pdf/{template}", {"frame": frame, **told})


def cleaned(text: str) -> str:
    """Text for metadata: one line, no control characters, no marks that turn directions."""
    kept = "".join(
        one if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else " "
        for one in text
    )
    return " ".join(kept.split())[:LONGEST_TITLE]


def shortened(text: str, most: int) -> str:
    """The text, or its beginning up to a whole word and "…"."""
    if len(text) <= most:
        return text
    beginning = text[: most - 1]
    whole, gap, _ = beginning.rpartition(" ")
    return f"{whole if gap and len(whole) > most // 2 else beginning}…"


def breakable(text: str) -> str:
    """The text with places to break in what is too long to be a word."""
    return _LONG_WORDS.sub(lambda found: "\u200b".join(_pieces(found[0])), text)


def _pieces(word: str) -> list[str]:
    return [word[at : at + EVERY] for at in range(0, len(word), EVERY)]


def _qr(context: RecordContext, stamp: Stamp) -> SafeString:
    """The whole hash to be read by a phone, together with what it is the hash of."""
    import segno

    words = f"Rekaman {stamp.number} {context.unit.code} {context.assessment.year} SHA-256"
    drawn = segno.make(f"{words} {stamp.sha256}", error="m", micro=False)
    told = drawn.svg_inline(scale=2.6, border=0, dark="#0a2e66", title="Kode QR sidik rekaman")
    # Safe: drawn by segno from digits, slugs and our own words.
    return mark_safe(told)  # noqa: S308
