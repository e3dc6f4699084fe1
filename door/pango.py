"""The system libraries WeasyPrint loads for PDF, and the fonts that come with the portal."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

from door.apt import AptError, PrivateApt, install, is_root
from door.console import say, step
from door.layout import Layout


LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]

# The portal shows this reason where a PDF would be offered.
REASON = "ZI_PDF_ALASAN"


def ensure_pango(layout: Layout, apt: PrivateApt) -> dict[str, str]:
    """Make PDF possible; answer the environment its processes need.

    Without Pango the portal still runs: then the answer carries the reason instead.
    """
    fonts = {"FONTCONFIG_FILE": str(_write_fonts_conf(layout))}
    if _loads():
        return fonts
    unpacked = layout.native / "pango"
    if not is_root() or (unpacked / ".lengkap").exists():
        reason = _ensure_unpacked(layout, apt, unpacked)
        if reason is None:
            return fonts | _library_path(layout, unpacked)
    else:
        reason = _ensure_installed(layout)
        if reason is None:
            return fonts
    say(
        f"  PDF belum tersedia: {reason}. Portal tetap berjalan, hanya tanpa PDF; pengelola mesin"
        f" dapat memasang paket {', '.join(PACKAGES)}."
    )
    return fonts | {REASON: reason}


def _loads() -> bool:
    try:
        for name in LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _ensure_installed(layout: Layout) -> str | None:
    try:
        with step("Memasang Pango untuk PDF"):
            install(layout, PACKAGES)
    except AptError as error:
        return f"Pango tidak bisa dipasang: {error}"
    return None if _loads() else "Pango sudah dipasang, tetapi sistem tidak bisa memuatnya"


def _ensure_unpacked(layout: Layout, apt: PrivateApt, folder: Path) -> str | None:
    complete = folder / ".lengkap"
    if complete.exists():
        return None
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with step("Mengunduh Pango untuk PDF"):
            apt.unpack(PACKAGES, folder)
    except AptError as error:
        return f"Pango tidak bisa diunduh: {error}"
    if not _loads_elsewhere(layout, folder):
        return "Pango sudah diunduh, tetapi sistem tidak bisa memuatnya"
    complete.touch()
    return None


def _loads_elsewhere(layout: Layout, folder: Path) -> bool:
    """Whether a process with the unpacked folder in its search path can load everything."""
    code = f"import ctypes\nfor name in {LIBRARIES!r}: ctypes.CDLL(name)"
    env = layout.environment(_library_path(layout, folder))
    done = subprocess.run(
        [str(layout.python), "-c", code], env=env, capture_output=True, check=False
    )
    return done.returncode == 0


def _library_path(layout: Layout, folder: Path) -> dict[str, str]:
    found = {str(library.parent) for library in folder.rglob("lib*.so.*")}
    before = layout.environment().get("LD_LIBRARY_PATH")
    return {"LD_LIBRARY_PATH": ":".join([*sorted(found), *([before] if before else [])])}


def _write_fonts_conf(layout: Layout) -> Path:
    """Point fontconfig at the bundled fonts alone.

    WeasyPrint crashes the process when fontconfig knows no font, and with the system's fonts
    the same record would print differently on another machine.
    """
    file = layout.native / "fonts.conf"
    fonts = escape(str(layout.root / "zi_portal" / "fonts"))
    cache = escape(str(layout.native / "fontconfig"))
    aliases = "".join(
        f"  <alias binding='same'><family>{name}</family><prefer><family>Inter</family></prefer>"
        "</alias>\n"
        for name in ("sans-serif", "serif", "monospace", "system-ui")
    )
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{fonts}</dir>\n  <cachedir>{cache}</cachedir>\n{aliases}</fontconfig>\n"
    )
    if not file.exists() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return file
