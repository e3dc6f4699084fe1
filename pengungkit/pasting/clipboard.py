"""The text a spreadsheet puts on the clipboard, cut into rows of cells.

Excel, LibreOffice and Google Sheets part cells by tabs and rows by line ends. A cell that holds a
tab or a line end stands in double quotes with its own quotes doubled; a cell that merely begins
with a quote does not. So a quote only opens a quoted cell when a closing one ends that cell.
"""

from __future__ import annotations


# Fields of 30 rows with the longest text allowed, and room to spare.
LONGEST_TEXT = 1_000_000
MOST_ROWS = 500
MOST_COLUMNS = 60

Grid = list[list[str]]


class PasteTooLargeError(ValueError):
    """More was pasted than any area of an LKE can be; str() is the sentence for the user."""


def grid_of(text: str) -> Grid:
    """Rows of cells, as long as each row was. Line ends inside cells become \\n.

    One line end after the last row belongs to the clipboard and not to the table. Raises
    `PasteTooLargeError`.
    """
    if len(text) > LONGEST_TEXT:
        raise PasteTooLargeError(
            f"Tempelan terlalu besar ({len(text):,} huruf). Tempel satu area saja.".replace(
                ",", "."
            )
        )
    rows: Grid = []
    row: list[str] = []
    at, ended = 0, False
    while not ended:
        cell, at = _cell(text, at)
        row.append(cell)
        if len(row) > MOST_COLUMNS:
            raise PasteTooLargeError(
                f"Tempelan lebih dari {MOST_COLUMNS} kolom. Salin hanya kolom tabel LKE."
            )
        ended = at >= len(text)
        if ended or text[at] != "\t":
            rows.append(row)
            row = []
            at += 2 if text.startswith("\r\n", at) else 1
            ended = at >= len(text)
        else:
            at += 1
        if len(rows) > MOST_ROWS:
            raise PasteTooLargeError(
                f"Tempelan lebih dari {MOST_ROWS} baris. Tempel satu area saja."
            )
    return rows


def _cell(text: str, start: int) -> tuple[str, int]:
    """One cell and where it ended: at a tab, at a line end, or at the end of the text."""
    if text.startswith('"', start):
        quoted = _quoted(text, start)
        if quoted is not None:
            return quoted
    end = start
    while end < len(text) and text[end] not in "\t\r\n":
        end += 1
    return text[start:end], end


def _quoted(text: str, start: int) -> tuple[str, int] | None:
    """The cell whose opening quote stands at `start`; None when that quote is just a character."""
    pieces = []
    at = start + 1
    while True:
        quote = text.find('"', at)
        if quote < 0:
            return None
        pieces.append(text[at:quote])
        following = text[quote + 1 : quote + 2]
        if following == '"':
            pieces.append('"')
            at = quote + 2
        elif following in ("", "\t", "\r", "\n"):
            content = "".join(pieces).replace("\r\n", "\n").replace("\r", "\n")
            return content, quote + 1
        else:
            return None
