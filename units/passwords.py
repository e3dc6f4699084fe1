"""Refuses passwords that are guessed first in an Indonesian government office."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

from units.models import User


WORDS_FILE = Path(__file__).parent / "data" / "kata-mudah-ditebak.txt"
# How many letters must be left once every well-known word, digit and sign is taken away.
OWN_LETTERS = 5
LEAST_DIFFERENT = 6
# What people write in place of a letter; a guesser's program tries these first.
LOOKALIKES = str.maketrans("0134578@$!", "oieastbasi")


class GuessablePasswordValidator:
    """Refuses what consists of local words, months, years and sequences, in any combination.

    "KPPN2027!" and "ZonaIntegritas#2026" are refused; three unrelated words are not.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        letters = password.lower()
        if len(set(letters)) < LEAST_DIFFERENT:
            raise ValidationError(
                "Kata sandi ini mengulang huruf yang sama. Pakai beberapa kata yang tidak"
                " berhubungan.",
                code="password_repeats",
            )
        left = min(own_letters(letters), own_letters(letters.translate(LOOKALIKES)))
        if left < OWN_LETTERS:
            raise ValidationError(
                "Kata sandi ini mudah ditebak: isinya kata yang lazim di kantor, bulan, tahun,"
                " atau urutan huruf. Pakai beberapa kata yang tidak berhubungan.",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return (
            "Jangan hanya memakai kata yang lazim di kantor, nama bulan, atau tahun. Beberapa kata"
            " yang tidak berhubungan lebih aman dan lebih mudah diingat."
        )


def own_letters(text: str) -> int:
    """How many letters stay when well-known words are cut out, longest first."""
    for word in well_known_words():
        text = text.replace(word, " ")
    return len(re.findall(r"[^\W\d_]", text))


@cache
def well_known_words() -> tuple[str, ...]:
    """The words of the list, longest first so that no short one breaks a longer."""
    lines = WORDS_FILE.read_text("utf-8").splitlines()
    words = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
