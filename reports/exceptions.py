"""What can go wrong when a file is asked for or made. Each message is a sentence for the user."""

from __future__ import annotations


class TooManyJobsError(Exception):
    """The person has as many unfinished jobs as one may have."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Paling banyak {most} berkas dapat dibuat bersamaan untuk satu orang. Tunggu sampai"
            " salah satunya selesai, atau batalkan di halaman Pekerjaan, lalu minta lagi."
        )


class JobOverError(Exception):
    """A job was to be cancelled that had ended by then."""

    def __str__(self) -> str:
        return "Pekerjaan ini sudah berakhir, jadi tidak ada yang dibatalkan."


class CannotBuildError(Exception):
    """The builder cannot make the file; its message says why and what to do."""


class JobGoneError(Exception):
    """The job was cancelled, or another run has it by now: the builder ends here."""


class ResultGoneError(Exception):
    """The file of a finished job is no longer there."""

    def __str__(self) -> str:
        return "Berkas ini sudah tidak disimpan. Tekan Buat lagi untuk membuatnya kembali."
