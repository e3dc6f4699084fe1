"""The end of the memory is known in whatever words it is told."""

from __future__ import annotations

import errno

import pytest

from zi_portal.lib.memory import is_out_of_memory


def came_from(error: Exception, cause: Exception) -> Exception:
    error.__context__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (MemoryError(), True),
        (SystemError("error return without exception set"), True),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), True),
        (came_from(ValueError("rusak"), came_from(KeyError(1), MemoryError())), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (came_from(ValueError("rusak"), KeyError(1)), False),
        (None, False),
    ],
)
def test_it_is_told_from_other_errors(error: Exception | None, answer: bool):
    assert is_out_of_memory(error) is answer
