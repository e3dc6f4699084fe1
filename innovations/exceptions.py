"""What can go wrong with innovations. Each message is a sentence for the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from units.exceptions import RefusedError


class InnovationChangedError(RefusedError):
    """Somebody else changed fields this writer changed too; both versions are at hand."""

    def __init__(
        self, *, theirs: Mapping[str, Any], actor_name: str, at: dt.datetime, version: int
    ) -> None:
        super().__init__()
        self.theirs, self.actor_name, self.at, self.version = dict(theirs), actor_name, at, version

    @property
    def sentence(self) -> str:  # type: ignore[override]
        return (
            f"{self.actor_name} juga mengubah isian ini sementara Anda mengisi, jadi belum ada yang"
            " disimpan. Bandingkan kedua versi di bawah, lalu simpan yang Anda pilih."
        )


class StateNotNextError(RefusedError):
    """An innovation was to be moved to a state that does not follow its own."""

    sentence = (
        "Inovasi tidak dapat berpindah ke keadaan itu dari keadaannya sekarang. Muat ulang halaman,"
        " lalu pilih langkah yang tersedia."
    )


class StepTooEarlyError(RefusedError):
    """A step was dated before the one it follows."""

    sentence = (
        "Tanggalnya lebih awal daripada langkah sebelumnya. Periksa tanggalnya, lalu simpan lagi."
    )


class LoopOfInnovationsError(RefusedError):
    """An innovation was to build on one that builds on it."""

    sentence = (
        "Inovasi yang dipilih sebagai dasar justru merupakan lanjutan dari inovasi ini. Pilih"
        " inovasi lain."
    )


class ValueTakenError(RefusedError):
    """A measure was to get a second value for one day."""

    sentence = (
        "Nilai untuk tanggal itu sudah ada. Hapus dulu nilai yang lama bila keliru, atau tulis"
        " tanggal lain."
    )
