"""A kind of file for tests, whose builder does as it is told by its parameters.

As an app of its own, so that a worker process of a test can know it too.
"""

from __future__ import annotations

import errno
import time
from pathlib import Path

from django.apps import AppConfig


CODE = "uji"


class KindsOfTestsConfig(AppConfig):
    name = "tests.reports"
    label = "tests_reports"

    def ready(self) -> None:
        # Only now: an app's configuration is read before any model may be.
        from reports.jobs import kinds
        from units.permissions import Permission

        kinds.register(
            kinds.Kind(
                code=CODE,
                label="Berkas uji",
                mark="TXT",
                permission=Permission.VIEW,
                build=build,
                edition=lambda wish: wish.parameters.get("edisi", ""),
                details=lambda parameters: [("Isi", parameters.get("isi", "-"))],
            )
        )


def build(job, run) -> None:
    from reports.exceptions import CannotBuildError

    asked = job.parameters
    if lines := asked.get("baris"):
        with Path(lines).open("a") as file:
            file.write(f"mulai {job.attempts}\n")
    match asked.get("galat"):
        case "kalimat":
            raise CannotBuildError("Datanya belum ada. Isi dahulu, lalu minta lagi.")
        case "memori":
            raise MemoryError
        case "disk":
            raise OSError(errno.ENOSPC, "penuh")
        case "kutu":
            raise ZeroDivisionError
        case "kosong":
            return
    with run.open_result("Berkas: uji.txt", "text/plain") as file:
        steps = asked.get("langkah", 3)
        for number in range(1, steps + 1):
            run.progress(number, steps, "Menulis")
            file.write(asked.get("isi", "isi").encode())
            while key := asked.get("kunci"):
                if Path(key).exists():
                    break
                run.progress(number, steps + 1, "Menunggu")
                time.sleep(0.01)
