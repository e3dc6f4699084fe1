"""Which word does what: run, test, check, lock, manage, bench."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from door import checks, lock, serve
from door.apt import PrivateApt
from door.console import DoorError, os_error_sentence, say, seconds, step
from door.envfile import ensure_env_file
from door.interpreter import DEVELOPMENT, RUNTIME, SCALE, ensure_requirements
from door.layout import Layout, env_file, read_layout, require_posix
from door.pango import ensure_pango
from door.processes import last_line, run_logged


USAGE = """Pintu Portal ZI.

  python3 zi.py run [--tanpa-demo]   menyiapkan semuanya lalu menyajikan portal
                                     --tanpa-demo: mulai kosong, tanya admin pertama
  python3 zi.py test [pilihan]       menjalankan semua uji (pilihan diteruskan ke pytest)
  python3 zi.py check [--tanpa-uji]  memeriksa kode, lalu menjalankan semua uji
  python3 zi.py lock                 memperbarui daftar pustaka terkunci
  python3 zi.py manage PERINTAH      menjalankan perintah Django
  python3 zi.py bench                mengukur kecepatan
"""


def run_command(arguments: list[str]) -> int:
    """Do what the command line says; an error a person can mend is one sentence and code 1."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if word in {"", "-h", "--help", "help", "bantuan"}:
        print(USAGE, end="")
        return 0 if word else 1
    try:
        require_posix()
        for number in serve.interrupting_signals():
            signal.signal(number, _interrupt)
        if word not in COMMANDS:
            raise DoorError(f"Perintah `{word}` tidak dikenal. Lihat `python3 zi.py --help`.")
        return COMMANDS[word](rest)
    except DoorError as error:
        say(str(error))
    except OSError as error:
        say(os_error_sentence(error))
    except KeyboardInterrupt:
        say("\nDihentikan.")
        return 130
    return 1


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _run(arguments: list[str]) -> int:
    began = time.monotonic()
    empty = _flag(arguments, "--tanpa-demo")
    say("Portal ZI")
    serve.check_port(read_layout().port)
    layout, env = _prepared([RUNTIME])
    demo = not (empty or layout.production)
    with ExitStack() as alone:
        # Until the portal answers: a second door on the same data then finds the port taken.
        alone.enter_context(_one_at_a_time(layout.data / "kunci-pintu"))
        _fill_data(layout, env, demo=demo)
        serve.check_port(layout.port)
        hosts = layout.settings.get("ALLOWED_HOSTS", "").split(",")
        host = hosts[0].strip() if layout.production and hosts[0].strip() else serve.HOST
        with serve.stop_signals() as stop:
            serve.supervise(
                serve.portal_children(layout),
                env,
                stop=stop,
                is_ready=lambda: serve.is_healthy(layout.port, host, layout.production),
                announce=lambda: _announce(layout, began, alone),
            )
    say("Portal dihentikan.")
    return 0


def _announce(layout: Layout, began: float, alone: ExitStack) -> None:
    alone.close()
    print(f"\nPortal siap: http://{serve.HOST}:{layout.port}  ({seconds(began)})")
    if layout.demo_accounts.exists():
        print(f"\n{layout.demo_accounts.read_text('utf-8').strip()}")
        print(f"(tersimpan di {layout.demo_accounts})")
    print("\nTekan Ctrl+C untuk menghentikan.", flush=True)


def _test(arguments: list[str]) -> int:
    layout, env = _prepared([RUNTIME, DEVELOPMENT])
    return checks.run_tests(layout, env, arguments)


def _check(arguments: list[str]) -> int:
    without_tests = _flag(arguments, "--tanpa-uji")
    layout, env = _prepared([RUNTIME, DEVELOPMENT])
    return checks.run_checks(layout, env, with_tests=not without_tests)


def _lock(arguments: list[str]) -> int:
    _no_more(arguments)
    layout, env = _prepared([RUNTIME, DEVELOPMENT])
    return lock.renew(layout, env)


def _manage_command(arguments: list[str]) -> int:
    layout, env = _prepared([RUNTIME])
    _become([*_manage(layout), *arguments], env)


def _bench(arguments: list[str]) -> int:
    layout, env = _prepared([RUNTIME, DEVELOPMENT])
    os.chdir(layout.root)
    _become([str(layout.python), "-m", "bench", *arguments], env)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "test": _test,
    "check": _check,
    "lock": _lock,
    "manage": _manage_command,
    "bench": _bench,
}


def _prepared(requirements: list[str]) -> tuple[Layout, dict[str, str]]:
    """Make everything a command needs; answer the layout and the environment of its processes."""
    layout = read_layout()
    layout.native.mkdir(exist_ok=True)
    with _one_at_a_time(layout.native / "kunci"):
        if ensure_env_file(env_file(), layout.root / ".env.example"):
            say(f"  Pengaturan dibuat di {env_file()}")
            layout = read_layout()
        # Evidence and personal data: nobody else on this machine may look in.
        layout.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        apt = PrivateApt(layout)
        try:
            scale = [SCALE] if layout.needs_postgres else []
            ensure_requirements(layout, [*requirements, *scale], apt)
            env = layout.environment(ensure_pango(layout, apt))
        finally:
            apt.close()
    return layout, env


@contextmanager
def _one_at_a_time(lock_file: Path) -> Iterator[None]:
    """Let a second door wait while the first prepares the folder this file lies in."""
    with lock_file.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  Menunggu perintah zi.py lain selesai menyiapkan {lock_file.parent} …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fill_data(layout: Layout, env: dict[str, str], *, demo: bool) -> None:
    """Leave data that somebody can sign in to: with the demo, or a first administrator."""
    if _prepare_data(layout, env, demo=demo) == 0:
        say("Belum ada pengguna. Buat admin pertama.")
        if subprocess.call(_manage(layout, "create_first_admin"), env=env, cwd=layout.root):
            raise DoorError("Portal belum dinyalakan karena admin pertama belum dibuat.")


def _prepare_data(layout: Layout, env: dict[str, str], *, demo: bool) -> int:
    """Bring database, instrument and static files up to date; answer the number of users."""
    # With the data, whose lock is held: several installations may run from one checkout.
    log = layout.data / "penyiapan.log"
    log.unlink(missing_ok=True)
    command = _manage(layout, "prepare", *(["--demo"] if demo else []))
    with step("Menyiapkan basis data, instrumen, dan berkas tampilan"):
        failed = run_logged(command, log, env=env, cwd=layout.root) != 0
    last = last_line(log)
    if failed:
        expected, sentence = _sentence(last)
        raise DoorError(sentence if expected else f"{sentence}\nRinciannya ada di {log}")
    return int(json.loads(last)["users"])


def _sentence(last: str) -> tuple[bool, str]:
    """The last line of a failed command without its error class, and whether it speaks to us."""
    name, _, words = last.partition(": ")
    if name.rpartition(".")[2] in {"CommandError", "ImproperlyConfigured"}:
        return True, words
    return False, f"Data portal tidak bisa disiapkan karena galat yang tidak terduga: {last}"


def _manage(layout: Layout, *arguments: str) -> list[str]:
    return [str(layout.python), str(layout.root / "manage.py"), *arguments]


def _become(command: list[str], env: dict[str, str]) -> NoReturn:
    """Hand this process over, so that signals, terminal and exit code are the command's own."""
    sys.stdout.flush()
    os.execve(command[0], command, env)


def _flag(arguments: list[str], name: str) -> bool:
    """Whether the only option this command knows was given."""
    given = name in arguments
    _no_more([argument for argument in arguments if argument != name])
    return given


def _no_more(arguments: list[str]) -> None:
    if arguments:
        raise DoorError(
            f"Pilihan `{' '.join(arguments)}` tidak dikenal. Lihat `python3 zi.py --help`."
        )
