"""The rows of the task list as HTML.

Built here and not in a template: 113 rows of nine variables each would take half of the page's
time budget in the template engine. The markup is that of docs/design.md, "Lists".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString

from pengungkit.contexts.tasks import REPAIR, Task, evidence_words
from pengungkit.models import Answer
from zi_portal.lib.chips import status_chip
from zi_portal.lib.dates import format_date_long


NOTE_SHOWN = 90
CHIPS = {str(status): status_chip(str(status.label)) for status in Answer.Status}

NOTHING = ""


def task_rows(
    tasks: Iterable[Task],
    *,
    titles: Mapping[str, str],
    url: str,
    choosable: bool,
    ticked: Collection[str] = (),
) -> SafeString:
    """One `<li>` per task. `url` is the assessment's; `choosable` puts a checkbox before each.

    Every piece is escaped where it is made: what an item always shows once per process, what
    people typed in each row.
    """
    start = escape(url)
    return SafeString(
        "\n".join(
            f"<li{checkbox(task.code, task.code in ticked) if choosable else NOTHING}>"
            f'<a class="row-link" href="{start}butir/{head(task.code, titles[task.code])}'
            f'{CHIPS[task.status]}<span class="row-meta">{escape(meta(task))}'
            f"{late(task)}{note(task)}</span></a></li>"
            for task in tasks
        )
    )


@lru_cache(maxsize=2048)
def checkbox(code: str, ticked: bool) -> SafeString:
    """The box in front of a row, with the class the row then has."""
    return format_html(
        ' class="row-check"><input class="check" type="checkbox" name="butir" value="{}"'
        ' aria-label="Pilih {}"{}',
        code,
        code,
        " checked" if ticked else "",
    )


@lru_cache(maxsize=2048)
def head(code: str, title: str) -> SafeString:
    """The end of the item's address, and the columns that never change."""
    return format_html(
        '{}/"><span class="code">{}</span><span class="row-title">{}</span>', code, code, title
    )


def meta(task: Task) -> str:
    """ "Ya · 2 bukti · Sari · s.d. 28 November 2026"."""
    words = [
        task.answer,
        evidence_words(task.kept, task.links),
        task.assignee or "belum ada penanggung jawab",
    ]
    if task.due_on and not (task.is_late or task.is_done):
        words.append(f"s.d. {format_date_long(task.due_on)}")
    return " · ".join(word for word in words if word)


def late(task: Task) -> str:
    """The due date in red once it has passed and the item is not done."""
    if not task.is_late:
        return NOTHING
    return format_html(
        ' · <b class="text-error">terlambat, tenggat {}</b>', format_date_long(task.due_on)
    )


def note(task: Task) -> str:
    """What was asked for when the item was sent back."""
    if task.status != REPAIR:
        return NOTHING
    return format_html(" · “{}”", excerpt(task.repair_note))


def excerpt(text: str) -> str:
    """The beginning of a note on one line."""
    line = " ".join(text.split())
    return line if len(line) <= NOTE_SHOWN else f"{line[:NOTE_SHOWN].rsplit(' ', 1)[0]} …"
