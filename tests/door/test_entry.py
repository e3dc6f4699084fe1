"""What a person meets at the command line: sentences, never a traceback."""

from __future__ import annotations

import ast
import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import zi
from door import commands, serve
from door.console import DoorError, os_error_sentence
from door.layout import ROOT, Layout, read_layout


def run_door(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "zi.py"), *words],
        env=os.environ | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def python_sources() -> list[Path]:
    return [ROOT / "zi.py", *sorted((ROOT / "door").glob("*.py"))]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_old_python_meets_a_sentence(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    assert zi.main() == 1

    said = capsys.readouterr().err
    assert "perlu Python 3.11" in said
    assert "Python 3.9" in said


def test_old_python_can_read_the_entry() -> None:
    ast.parse((ROOT / "zi.py").read_text("utf-8"), feature_version=(3, 5))


@pytest.mark.parametrize("source", python_sources(), ids=lambda path: path.name)
def test_the_door_needs_the_standard_library_only(source: Path) -> None:
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    assert found <= sys.stdlib_module_names | {"door"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["jalan"], "Perintah `jalan` tidak dikenal"),
        (["run", "--apa"], "Pilihan `--apa` tidak dikenal"),
        (["check", "cepat"], "Pilihan `cepat` tidak dikenal"),
    ],
)
def test_unknown_words_are_named(words: list[str], sentence: str) -> None:
    done = run_door(*words)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_command() -> None:
    done = run_door("--help")

    assert done.returncode == 0
    for word in ("run", "test", "check", "lock", "manage", "bench"):
        assert f"zi.py {word}" in done.stdout


def test_port_in_use_is_said_before_anything_is_prepared(taken_port: int) -> None:
    done = run_door("run", PORT=str(taken_port), ZI_DATA="/dev/null/tidak-ada")

    assert done.returncode == 1
    assert f"port {taken_port}" in done.stderr
    assert f"PORT={taken_port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_free_port_is_accepted(taken_port: int) -> None:
    with pytest.raises(DoorError, match="sedang dipakai"):
        serve.check_port(taken_port)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    serve.check_port(free)


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "", "８０００"])
def test_port_must_be_a_number(text: str) -> None:
    with pytest.raises(DoorError, match="angka 1 sampai 65535"):
        _ = Layout(settings={"PORT": text}).port


def test_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "berkas"
    blocked.write_text("bukan folder")

    done = run_door("manage", "version", ZI_DATA=str(blocked / "data"))

    assert done.returncode == 1
    assert str(blocked) in done.stderr
    assert "padahal harus folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_folder_of_nobody_is_one_sentence() -> None:
    with pytest.raises(DoorError, match="ZI_DATA tidak bisa dipakai"):
        _ = Layout(settings={"ZI_DATA": "~tidak-ada-orangnya/var"}).data


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_settings_saved_by_an_editor_of_windows_are_one_sentence(
    encoding: str, tmp_path: Path, monkeypatch
) -> None:
    file = tmp_path / "windows.env"
    file.write_text("SECRET_KEY=rahasia\r\n# kata sandi “baru”\r\n", encoding)
    monkeypatch.setenv("ZI_ENV_FILE", str(file))

    with pytest.raises(DoorError, match=r"windows\.env .*simpan ulang dengan pengodean UTF-8"):
        read_layout()


def test_two_doors_on_the_same_data_take_turns(tmp_path: Path) -> None:
    """Both once filled the empty database, and one of them failed without a word."""
    lock = tmp_path / "kunci-pintu"
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from door.commands import _one_at_a_time\n"
        f"with _one_at_a_time(Path({str(lock)!r})): print('masuk', flush=True)"
    )
    with commands._one_at_a_time(lock):
        second = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert f"Menunggu perintah zi.py lain selesai menyiapkan {tmp_path}" in (
            second.stderr.readline()
        )
        assert second.poll() is None
    assert second.communicate(timeout=60) == ("masuk\n", "")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "ruang disk"),
        (errno.EDQUOT, "jatah Anda habis"),
        (errno.EACCES, "tidak punya izin"),
        (errno.EROFS, "tidak punya izin"),
        (errno.EIO, "Sistem operasi menolak"),
    ],
)
def test_refusals_of_the_system_name_the_place(number: int, words: str) -> None:
    sentence = os_error_sentence(OSError(number, os.strerror(number), "/srv/portal/var"))

    assert words in sentence
    assert "/srv/portal/var" in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("last", "expected", "said"),
    [
        ("CommandError: Ada 2 akun: ganti.", True, "Ada 2 akun: ganti."),
        ("django.core.exceptions.ImproperlyConfigured: Isi X.", True, "Isi X."),
        ("KeyError: 'x'", False, "galat yang tidak terduga: KeyError: 'x'"),
    ],
)
def test_what_a_failed_command_said_last_is_passed_on(last: str, expected: bool, said: str) -> None:
    told, sentence = commands._sentence(last)

    assert told is expected
    assert sentence.endswith(said)
