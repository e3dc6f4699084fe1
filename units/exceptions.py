"""What can go wrong with people and units. Each message is a sentence for the user."""

from __future__ import annotations


class UnitLoopError(Exception):
    """A unit was to be placed under itself."""

    def __str__(self) -> str:
        return (
            "Unit tidak dapat ditempatkan di bawah dirinya sendiri atau di bawah unit yang ada di"
            " bawahnya. Pilih unit atasan lain."
        )


class GrantRefusedError(Exception):
    """Somebody tried to give a role above their own rank or outside their scope."""

    def __str__(self) -> str:
        return (
            "Peran ini di luar wewenang Anda. Anda hanya dapat memberi peran sampai setingkat peran"
            " Anda sendiri, di unit yang Anda kelola."
        )
