"""Asking at the terminal until the answer passes its checks."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError


def ask(
    question: str,
    check: Callable[[str], None],
    *,
    read: Callable[[str], str],
    write: Callable[[str], object],
) -> str:
    """The first answer that `check` does not raise ValidationError for."""
    while True:
        answer = read(f"{question}: ")
        try:
            check(answer)
        except ValidationError as error:
            write("\n".join(error.messages))
        else:
            return answer
