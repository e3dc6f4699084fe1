"""What the child process gives up, tried out from inside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from pengungkit.previews import confinement
from pengungkit.previews.jobs import Job
from pengungkit.previews.running import run
from tests.pengungkit import sample_files


ROOT = Path(__file__).resolve().parents[2]
BEFORE = """
import json, os, socket, subprocess, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from pengungkit.previews.confinement import confine
out = Path({out!r})
held = confine([Path({source!r})], out, 2)
def tried(act):
    try:
        act()
    except BaseException as error:
        return type(error).__name__
    return "bisa"
"""


@pytest.fixture
def confined(tmp_path):
    """`confined(code)` runs code in a confined process and returns what it prints as JSON."""
    source, out = tmp_path / "sumber", tmp_path / "hasil"
    source.write_bytes(b"isi")
    out.mkdir()

    def run_confined(code: str) -> object:
        before = BEFORE.format(root=str(ROOT), out=str(out), source=str(source))
        done = subprocess.run(
            [sys.executable, "-I", "-c", before + textwrap.dedent(code)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.stdout, f"{done.returncode}\n{done.stderr}"
        return json.loads(done.stdout)

    return run_confined


def held(confined) -> list[str]:
    return confined("print(json.dumps(held))")


def needs(measure: str, confined) -> None:
    if measure not in held(confined):
        pytest.skip(f"Kernel ini tidak menyediakan pengaman {measure}")


def test_it_works(confined):
    """On Linux of our days all three hold; the rest of this file would skip where not."""
    measures = held(confined)
    assert measures[0] == "batas"
    assert set(measures) <= {"batas", "berkas", "panggilan"}


def test_it_reads_its_file_and_writes_into_its_folder(confined):
    assert confined("""
        (out / "a").write_text("x")
        print(json.dumps([(out.parent / "sumber").read_text(), (out / "a").read_text()]))
    """) == ["isi", "x"]


def test_no_other_file_can_be_read_or_changed(confined, tmp_path):
    needs("berkas", confined)
    secret = tmp_path / "rahasia"
    secret.write_text("rahasia")
    tries = confined(f"""
        secret = Path({str(secret)!r})
        print(json.dumps([
            tried(secret.read_text),
            tried(lambda: secret.write_text("x")),
            tried(secret.unlink),
            tried(lambda: os.listdir(secret.parent)),
            tried(lambda: Path("/etc/passwd").read_text()),
            tried(lambda: (out.parent / "baru").write_text("x")),
            tried(lambda: (out.parent / "sumber").write_text("x")),
            tried(lambda: (out / "folder").mkdir()),
            tried(lambda: os.symlink("/etc/passwd", out / "tautan")),
            tried(lambda: os.link(out.parent / "sumber", out / "keras")),
        ]))
    """)
    assert set(tries) <= {"PermissionError", "OSError"}
    assert secret.read_text() == "rahasia"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hasil", "rahasia", "sumber"]


def test_the_settings_with_their_secrets_are_out_of_reach(confined):
    needs("berkas", confined)
    assert (
        confined(f"""
        print(json.dumps(tried(lambda: os.listdir({str(ROOT)!r}))))
    """)
        == "PermissionError"
    )


def test_no_network_and_no_other_program(confined):
    needs("panggilan", confined)
    assert set(
        confined("""
        print(json.dumps([
            tried(lambda: socket.create_connection(("127.0.0.1", 80), 1)),
            tried(lambda: socket.socket(socket.AF_UNIX)),
            tried(lambda: socket.socketpair()),
            tried(os.fork),
            tried(lambda: os.execv("/bin/true", ["true"])),
            tried(lambda: os.posix_spawn("/bin/true", ["true"], {})),
            tried(lambda: os.kill(os.getppid(), 0)),
            tried(lambda: os.chmod(out, 0o777)),
        ]))
    """)
    ) == {"PermissionError"}


def test_memory_and_file_size_are_limited(confined):
    assert confined("""
        def large_file():
            with (out / "besar").open("wb") as file:
                for _ in range(80):
                    file.write(b"0" * 1024 * 1024)
        print(json.dumps([tried(lambda: bytearray(600 * 1024 * 1024)), tried(large_file)]))
    """) == ["MemoryError", "OSError"]


def test_computing_ends_after_its_time(tmp_path):
    code = BEFORE.format(root=str(ROOT), out=str(tmp_path), source=str(ROOT / "manage.py"))
    done = subprocess.run(
        [sys.executable, "-I", "-c", code + "\nwhile True: pass"],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (-24, -9)


def test_nothing_of_the_portal_is_handed_to_the_child(tmp_path, monkeypatch):
    """Its environment is empty, whatever ours holds."""
    seen = {}
    real = subprocess.Popen

    def watched(command, **options):
        seen.update(options, command=command)
        return real(command, **options)

    monkeypatch.setenv("SECRET_KEY", "sangat-rahasia")
    monkeypatch.setattr("pengungkit.previews.running.subprocess.Popen", watched)
    (tmp_path / "sumber").write_bytes(sample_files.image())
    out = tmp_path / "hasil"
    out.mkdir()
    answer = run(Job("kecil", (tmp_path / "sumber",), "jpg", out), 60)
    assert answer.reason == ""
    assert set(seen["env"]) == {"LANG", "PATH"}
    assert "-I" in seen["command"]


def test_a_reader_that_crashes_takes_nobody_along(tmp_path, monkeypatch):
    """A child that ends by a signal leaves a reason, and the portal goes on."""
    program = tmp_path / "anak.py"
    program.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr("pengungkit.previews.running.CHILD", program)
    (tmp_path / "sumber").write_bytes(b"isi")
    job = Job("kecil", (tmp_path / "sumber",), "jpg", tmp_path)
    assert run(job, 60).reason == "tidak-lazim"


def test_a_child_that_does_not_end_is_ended(tmp_path, monkeypatch):
    """It is waited for no longer than allowed, and is not there afterwards."""
    program = tmp_path / "anak.py"
    program.write_text("import os; open('pid', 'w').write(str(os.getpid()))\nwhile True: pass")
    monkeypatch.setattr("pengungkit.previews.running.CHILD", program)
    (tmp_path / "sumber").write_bytes(b"isi")
    began = time.monotonic()
    answer = run(Job("kecil", (tmp_path / "sumber",), "jpg", tmp_path), 2)
    assert answer.reason == "terlalu-lama"
    assert time.monotonic() - began < 30
    if (tmp_path / "pid").exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("bukan json", "gagal"),
        ("[]", "gagal"),
        ('{"isi": 5}', "gagal"),
        ('{"alasan": "rusak", "galat": "", "pengaman": [], "puncak": 0}', "rusak"),
    ],
)
def test_the_answer_is_believed_no_further_than_its_shape(tmp_path, monkeypatch, said, reason):
    program = tmp_path / "anak.py"
    program.write_text(f"open('hasil.json', 'w').write({said!r})")
    monkeypatch.setattr("pengungkit.previews.running.CHILD", program)
    (tmp_path / "sumber").write_bytes(b"isi")
    assert run(Job("kecil", (tmp_path / "sumber",), "jpg", tmp_path), 60).reason == reason


def test_the_filter_refuses_what_it_lists_and_nothing_else():
    """The jumps of the filter, followed by hand as the kernel would."""
    import struct

    architecture, listed = 0xC000003E, [41, 57, 59]
    code = confinement._filter(architecture, listed)
    lines = [struct.unpack_from("<HBBI", code, at) for at in range(0, len(code), 8)]

    def verdict(of: int, number: int) -> int:
        data, register, at = {4: of, 0: number}, 0, 0
        while True:
            kind, yes, no, value = lines[at]
            if kind == 0x20:
                register, at = data[value], at + 1
            elif kind == 0x06:
                return value
            else:
                true = register == value if kind == 0x15 else register >= value
                at += 1 + (yes if true else no)

    allow, refuse, kill = 0x7FFF0000, 0x00050001, 0x80000000
    assert {verdict(architecture, number) for number in listed} == {refuse}
    assert {verdict(architecture, number) for number in (0, 1, 2, 58, 231)} == {allow}
    assert verdict(architecture, 0x40000001) == refuse
    assert verdict(0x40000003, 1) == kill


def test_the_folder_of_the_portal_is_not_what_is_readable():
    readable = confinement._libraries()
    assert ROOT not in readable
    assert not any(Path(os.environ["ZI_DATA"]).is_relative_to(place) for place in readable)
