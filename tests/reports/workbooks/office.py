"""LibreOffice as a referee: it calculates our formulas anew and shows what it could read."""

from __future__ import annotations

import shutil
import subprocess

import pytest


needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) tidak terpasang"
)
# Without this it would believe the values that stand beside the formulas.
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def recalculated(paths, folder):
    """The workbooks as LibreOffice saves them after calculating, in the same order; one run."""
    profile = folder / "profil"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE)
    out = folder / "hasil"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    results = [out / path.name for path in paths]
    assert all(path.is_file() for path in results), done.stdout + done.stderr
    return results
