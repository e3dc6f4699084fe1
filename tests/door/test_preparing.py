"""What the door prepares: settings file, requirements, packages of the system, fonts."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import NamedTuple

import environ
import pytest

from door import apt, interpreter, pango
from door.apt import AptError, PrivateApt
from door.console import DoorError
from door.envfile import ensure_env_file
from door.layout import ROOT, Layout, parse_env
from door.processes import cause_of


EXAMPLE = ROOT / ".env.example"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(root=tmp_path)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch) -> Path:
    """A folder of programs that comes first on PATH."""
    folder = tmp_path / "program"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def write_program(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_env_file_is_private_and_has_its_own_key(tmp_path: Path) -> None:
    first, second = tmp_path / "satu.env", tmp_path / "dua.env"

    assert ensure_env_file(first, EXAMPLE)
    assert ensure_env_file(second, EXAMPLE)

    keys = [parse_env(file.read_text())["SECRET_KEY"] for file in (first, second)]
    assert keys[0] != keys[1]
    assert all(len(key) >= 50 for key in keys)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    rest = first.read_text().replace(keys[0], parse_env(EXAMPLE.read_text())["SECRET_KEY"])
    assert rest == EXAMPLE.read_text()


def test_env_file_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SECRET_KEY=milik-sendiri\n")

    assert not ensure_env_file(file, EXAMPLE)
    assert file.read_text() == "SECRET_KEY=milik-sendiri\n"


def test_the_example_documents_every_setting() -> None:
    read = set()
    for source in (ROOT / "zi_portal" / "settings.py", *sorted((ROOT / "units").rglob("*.py"))):
        read |= set(re.findall(r'\benv\.\w+\(\s*"(\w+)"', source.read_text("utf-8")))
    documented = set(re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE))

    # The door sets these two for the processes it starts; nobody writes them into the file.
    assert read - documented - {"ZI_ENV_FILE", "ZI_PDF_ALASAN"} == set()


@pytest.mark.parametrize(
    "line",
    ["NAMA=isi", "NAMA='isi dua'", 'NAMA="isi dua"', "export NAMA=isi", "# NAMA=isi", "NAMA=", ""],
)
def test_door_and_portal_read_the_file_alike(line: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("NAMA", raising=False)
    file = tmp_path / ".env"
    file.write_text(line + "\n")
    environ.Env.read_env(str(file))
    seen_by_portal = os.environ.pop("NAMA", None)

    assert parse_env(file.read_text()).get("NAMA") == seen_by_portal


class Pins(NamedTuple):
    source: str
    locked: str


@pytest.fixture(params=["requirements", "requirements-scale", "requirements-dev"])
def pins(request: pytest.FixtureRequest) -> Pins:
    name = request.param
    return Pins((ROOT / f"{name}.in").read_text("utf-8"), (ROOT / f"{name}.txt").read_text("utf-8"))


def test_every_requirement_is_locked_and_says_why(pins: Pins) -> None:
    wanted = [line for line in pins.source.splitlines() if "==" in line]
    assert wanted
    for line in wanted:
        requirement, _, why = line.partition("#")
        name, version = re.match(r"([\w-]+)(?:\[\w+\])?==([\w.]+)", requirement).groups()
        assert why.strip(), f"{name}: mengapa?"
        assert re.search(rf"^{name}==([\w.]+)", pins.locked, re.MULTILINE)[1] == version


def test_every_locked_package_has_hashes_and_no_address(pins: Pins) -> None:
    assert "://" not in pins.locked
    packages = re.split(r"^(?=[a-z])", pins.locked, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in package for package in packages)


def test_too_small_a_disk_is_said_before_installing(layout: Layout, monkeypatch) -> None:
    (layout.root / interpreter.RUNTIME).write_text("")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 90_000_000))

    with pytest.raises(DoorError, match="tersisa 90 MB, perlu sekitar 500 MB"):
        interpreter.ensure_requirements(layout, [interpreter.RUNTIME], PrivateApt(layout))
    assert not layout.venv.exists()


def test_installed_requirements_are_left_alone_until_they_change(
    layout: Layout, monkeypatch
) -> None:
    locked = layout.root / interpreter.RUNTIME
    locked.write_text("asgiref==3\n")
    layout.python.parent.mkdir(parents=True)
    layout.python.symlink_to(sys.executable)
    digest = hashlib.sha256(locked.read_bytes()).hexdigest()
    tag = f"cpython-{sys.version_info[0]}.{sys.version_info[1]}"
    (layout.venv / f".terpasang-{locked.name}").write_text(f"{digest} {tag}\n")

    interpreter.ensure_requirements(layout, [locked.name], PrivateApt(layout))

    locked.write_text("asgiref==4\n")
    monkeypatch.setattr(interpreter, "_check_space", lambda *_: None)
    monkeypatch.setattr(interpreter, "_make_venv", lambda _: pytest.fail("dibuat lagi"))
    (layout.venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}").mkdir(parents=True)
    (layout.venv / interpreter.WHOLE).touch()
    installed = []
    monkeypatch.setattr(interpreter, "_pip", lambda *_: ["pip"])
    monkeypatch.setattr(interpreter, "_install", lambda _, pip, names: installed.extend(names))
    interpreter.ensure_requirements(layout, [locked.name], PrivateApt(layout))
    assert installed == [locked.name]

    # One whose making was broken off is made anew, whatever lies in it already.
    (layout.venv / interpreter.WHOLE).unlink()
    made = []
    monkeypatch.setattr(interpreter, "_make_venv", made.append)
    locked.write_text("asgiref==5\n")
    interpreter.ensure_requirements(layout, [locked.name], PrivateApt(layout))
    assert made == [layout]


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("Temporary failure resolving 'mirror'\nE: Unable to locate package", "jaringan"),
        ("Failed to establish a new connection: NewConnectionError(...)", "jaringan"),
        ("ERROR: OSError: [Errno 28] No space left on device", "ruang disk habis"),
        ("ssl.SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "sertifikat"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "sidik jari"),
        ("ERROR: No matching distribution found for pillow==13.0.0", "versi Python"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "sedang berjalan"),
        ("Segmentation fault", "Baca rinciannya di"),
    ],
)
def test_a_failed_download_has_a_cause(output: str, cause: str, tmp_path: Path) -> None:
    log = tmp_path / "pip.log"
    log.write_text(output)

    assert cause in cause_of(log)


def test_packages_come_without_root(layout: Layout, programs: Path) -> None:
    write_program(
        programs,
        "apt-get",
        "for part; do case $part in Dir::Cache=*) cache=${part#*=};; esac; done\n"
        'case "$*" in *download-only*) touch "$cache/archives/pustaka.deb";; esac',
    )
    write_program(programs, "dpkg-deb", 'echo "$2" > "$3/isi"')
    private = PrivateApt(layout)

    private.unpack(["libpango-1.0-0"], layout.native / "pango")

    assert (layout.native / "pango" / "isi").read_text().strip().endswith("pustaka.deb")
    private.close()
    assert not private.folder.exists()


def test_packages_without_network_have_a_cause(layout: Layout, programs: Path) -> None:
    write_program(programs, "apt-get", "echo 'Temporary failure resolving'; exit 100")
    write_program(programs, "dpkg-deb", "exit 0")

    with pytest.raises(AptError, match="jaringan ke gudang paket tidak tersedia"):
        PrivateApt(layout).unpack(["python3-pip-whl"], layout.native / "pip")


def test_without_pip_and_apt_the_way_out_is_named(layout: Layout, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(interpreter, "_wheel", lambda _: None)

    with pytest.raises(DoorError, match=r"tidak memakai apt.*python3-venv"):
        interpreter._pip(layout, PrivateApt(layout))


@pytest.mark.parametrize("root", [True, False])
def test_the_portal_runs_without_pango_and_knows_why(
    root: bool, layout: Layout, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(pango, "_loads", lambda: False)
    monkeypatch.setattr(pango, "is_root", lambda: root)
    monkeypatch.setattr(apt.shutil, "which", lambda _: None)

    env = pango.ensure_pango(layout, PrivateApt(layout))

    assert "tidak memakai apt" in env[pango.REASON]
    assert Path(env["FONTCONFIG_FILE"]).exists()
    assert "PDF belum tersedia" in capsys.readouterr().err


def test_fonts_conf_names_the_bundled_fonts_only(layout: Layout) -> None:
    file = pango._write_fonts_conf(layout)

    tree = ET.parse(file)
    assert [node.text for node in tree.iter("dir")] == [str(layout.root / "zi_portal" / "fonts")]
    assert tree.find("include") is None
    before = file.stat().st_mtime_ns
    pango._write_fonts_conf(layout)
    assert file.stat().st_mtime_ns == before


@pytest.mark.skipif(not pango._loads(), reason="Pango tidak ada")
def test_pdf_uses_the_bundled_font_on_a_machine_without_fonts(tmp_path: Path) -> None:
    """In a process of its own: fontconfig is read once, and without a font it crashes."""
    fonts = pango._write_fonts_conf(Layout(root=ROOT))
    target = tmp_path / "uji.pdf"
    code = (
        "import sys; from weasyprint import HTML\n"
        "HTML(string='<p>Nilai ≥ 75 ✓ <b>tebal</b> <code>kode</code>').write_pdf(sys.argv[1],"
        " uncompressed_pdf=True)"
    )
    env = os.environ | {"FONTCONFIG_FILE": str(fonts)}
    subprocess.run([sys.executable, "-c", code, str(target)], env=env, check=True, timeout=60)

    names = set(re.findall(rb"/FontName\s*/[A-Z]+\+([\w-]+)", target.read_bytes()))
    assert names == {b"Inter", b"Inter-Bold"} or names == {b"Inter-Regular", b"Inter-Bold"}
