"""Why a workbook is not read."""

from __future__ import annotations


class WorkbookRefusedError(Exception):
    """The file is not read at all; the message is one Indonesian sentence for the user."""
