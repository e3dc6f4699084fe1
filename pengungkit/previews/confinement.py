"""What a process gives up before it opens a stranger's file.

Limits of memory, time and file size hold on every Unix. On Linux it also gives up all files but
those named (Landlock) and the system calls it has no use for (seccomp), so that a flaw in a reader
of PDF or images reaches neither the network, nor the database, nor other evidence. Where a kernel
lacks one of these, the others still hold.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from pengungkit.previews import syscalls


MEMORY_BYTES = 512 * 1024 * 1024
FILE_BYTES = 64 * 1024 * 1024
OPEN_FILES = 64

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SIGKILL, _EPERM = 9, 1
_PATH_BENEATH = 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_WRITE_FILE, _REMOVE_FILE, _MAKE_FILE = 1 << 1, 1 << 5, 1 << 8
# Everything the first version of Landlock can govern, and what later versions added.
_ALL_ACCESS = (1 << 13) - 1
_REFER, _TRUNCATE, _DEVICE_IOCTL = 1 << 13, 1 << 14, 1 << 15


def confine(readable: Iterable[Path], writable: Path, seconds: int) -> list[str]:
    """Give up everything but reading `readable` and making files in `writable`, for good.

    `seconds` is how long it may compute. Programs and libraries stay readable, since Python loads
    modules as it goes. Returns which measures hold: "batas", "berkas", "panggilan".
    """
    held = []
    if _limit_resources(seconds):
        held.append("batas")
    if sys.platform != "linux":
        return held
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return held
    if _give_up_files(libc, [*_libraries(), *readable], writable):
        held.append("berkas")
    if _give_up_calls(libc):
        held.append("panggilan")
    return held


def _limit_resources(seconds: int) -> bool:
    try:
        import resource
    except ImportError:
        return False
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(limit)
        lowered = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (lowered, lowered))
    return True


def _libraries() -> list[Path]:
    """Where code is loaded from: the interpreter, its packages, the system's, and our own two."""
    ours = Path(__file__).resolve().parents[2]
    places = {
        *(Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)),
        *(Path("/usr"), Path("/lib"), Path("/lib64"), Path("/etc/ld.so.cache")),
        *(Path("/etc/fonts"), ours / "pengungkit", ours / "zi_portal"),
    }
    return [place for place in places if place.exists()]


def _give_up_files(libc: ctypes.CDLL, readable: Iterable[Path], writable: Path) -> bool:
    version = libc.syscall(syscalls.LANDLOCK_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    governed = _ALL_ACCESS
    for since, access in ((2, _REFER), (3, _TRUNCATE), (5, _DEVICE_IOCTL)):
        governed |= access if version >= since else 0
    attributes = struct.pack("<Q", governed)
    rules = libc.syscall(syscalls.LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for place in readable:
            access = _READ_FILE | (_READ_FOLDER if place.is_dir() else 0)
            _allow(libc, rules, place, access)
        making = _READ_FILE | _READ_FOLDER | _WRITE_FILE | _REMOVE_FILE | _MAKE_FILE
        _allow(libc, rules, writable, making | (governed & _TRUNCATE))
        return bool(libc.syscall(syscalls.LANDLOCK_RESTRICT_SELF, rules, 0) == 0)
    except OSError:
        return False
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, place: Path, access: int) -> None:
    handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("<Qi", access, handle)
        if libc.syscall(syscalls.LANDLOCK_ADD_RULE, rules, _PATH_BENEATH, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), "landlock", str(place))
    finally:
        os.close(handle)


class _Program(ctypes.Structure):
    """What the kernel takes as a filter: how many instructions, and where they are."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def _give_up_calls(libc: ctypes.CDLL) -> bool:
    known = syscalls.BY_MACHINE.get(platform.machine())
    if known is None or sys.maxsize < 2**32:
        return False
    architecture, numbers = known
    code = _filter(architecture, sorted(numbers.values()))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return bool(libc.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, refused: list[int]) -> bytes:
    """A filter in the kernel's classic BPF: refuse these calls, allow the rest.

    Calls by the rules of another processor (32-bit programs) end the process, since their numbers
    mean something else.
    """
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    kill, refuse, allow = 0x80000000, 0x00050000 | _EPERM, 0x7FFF0000
    last = len(refused)
    lines = [
        (load, 0, 0, 4),
        (equal, 1, 0, architecture),
        (answer, 0, 0, kill),
        (load, 0, 0, 0),
        # Numbers from here on belong to the x32 rules of the same processor.
        (at_least, last + 1, 0, 0x40000000),
    ]
    lines += [(equal, last - place, 0, number) for place, number in enumerate(refused)]
    lines += [(answer, 0, 0, allow), (answer, 0, 0, refuse)]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)
