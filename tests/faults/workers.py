"""The background worker in processes of its own, to be killed and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from django.conf import settings

from tests.units.backups.installations import Installation


class WorkerProcess:
    """One `manage kerjakan` with the product's settings and a short lease."""

    def __init__(self, installation: Installation, **env: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "kerjakan"],
            env=os.environ
            | installation.env
            | {"ZI_PEKERJAAN_SEWA_DETIK": "1.5", "ZI_PDF_ALASAN": "seperti di semua tes"}
            | env,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        """As the kernel does when memory runs out."""
        self.process.kill()
        self.process.wait(30)

    def end(self) -> int:
        """Ask it to stop, as the door does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)
