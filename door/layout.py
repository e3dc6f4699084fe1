"""Where things are, what .env says, and the environment every started process gets."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from door.console import DoorError


ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000
BYTE_ORDER_MARK = "\ufeff"
UNWANTED = {
    # Another project's would shadow the locked versions, or break the venv.
    "PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX",
    # Meant for container images; here each process would compile the whole portal anew.
    "PYTHONDONTWRITEBYTECODE",
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """The folders of one installation; `root` is the checkout."""

    root: Path = ROOT
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def native(self) -> Path:
        """What the operating system lacks (pip, Pango) and logs of preparing; may be deleted."""
        return self.root / ".native"

    @property
    def logs(self) -> Path:
        return self.native / "log"

    @property
    def data(self) -> Path:
        """Database, evidence and collected static files (ZI_DATA)."""
        named = self.settings.get("ZI_DATA", "var")
        try:
            return (self.root / Path(named).expanduser()).resolve()
        except RuntimeError as error:
            raise DoorError(
                f"ZI_DATA tidak bisa dipakai: tidak ada pengguna di mesin ini untuk `{named}`."
                " Tulis jalur folder yang lengkap di .env, misalnya ZI_DATA=/srv/portal-zi."
            ) from error

    @property
    def demo_accounts(self) -> Path:
        return self.data / "akun-demo.txt"

    @property
    def port(self) -> int:
        text = self.settings.get("PORT", str(DEFAULT_PORT))
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
            raise DoorError(
                f"PORT tidak bisa dipakai: isinya '{text}', padahal harus angka 1 sampai 65535."
                " Perbaiki baris PORT di .env."
            )
        return int(text)

    @property
    def production(self) -> bool:
        return self.settings.get("ZI_LINGKUNGAN", "lokal") == "produksi"

    @property
    def needs_postgres(self) -> bool:
        return self.settings.get("DATABASE_URL", "").startswith(("postgres", "pgsql", "psql"))

    def environment(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        """The environment of the portal's processes, free of another Python's traces."""
        env = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        env["VIRTUAL_ENV"] = str(self.venv)
        env["PATH"] = f"{self.venv / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
        env["PYTHONUNBUFFERED"] = "1"
        env["ZI_DATA"] = str(self.data)
        return env | (extra or {})


def env_file(root: Path = ROOT) -> Path:
    """The settings file: .env, or what ZI_ENV_FILE names."""
    return Path(os.environ.get("ZI_ENV_FILE", str(root / ".env")))


def read_layout(root: Path = ROOT) -> Layout:
    """The layout by .env and the process environment; as in Django, the latter wins."""
    file = env_file(root)
    return Layout(root=root, settings=parse_env(_text_of(file)) | dict(os.environ))


def _text_of(file: Path) -> str:
    """The settings file; empty when there is none. Editors of Windows save it in other ways too."""
    content = file.read_bytes() if file.exists() else b""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = BYTE_ORDER_MARK
    if text.startswith(BYTE_ORDER_MARK) or "\0" in text:
        raise DoorError(
            f"Pengaturan di {file} tidak bisa dibaca: berkas itu tidak tersimpan sebagai teks UTF-8"
            " biasa. Buka di editor teks, simpan ulang dengan pengodean UTF-8 (tanpa BOM), lalu"
            " ulangi."
        )
    return text


def parse_env(text: str) -> dict[str, str]:
    """The NAME=value lines of a settings file; quotes around a value are dropped."""
    found = {}
    for line in text.splitlines():
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and not name.startswith("#"):
            found[name.strip()] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    for quote in ('"', "'"):
        if len(value) > 1 and value.startswith(quote) and value.endswith(quote):
            return value[1:-1]
    return value.partition(" #")[0].rstrip()


def require_posix() -> None:
    """Stop on Windows, where gunicorn does not run."""
    if os.name != "posix":
        raise DoorError(
            f"Portal ZI belum bisa dijalankan langsung di {sys.platform}: penyaji webnya hanya ada"
            " untuk Linux. Pasang WSL (`wsl --install`), lalu jalankan perintah ini di dalamnya."
        )
