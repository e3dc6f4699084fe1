"""What was made of kept files: made once, whole or not at all, and gone without loss."""

from __future__ import annotations

import fcntl
import os
import threading
import time

import pytest
from django.core.management import CommandError, call_command

from pengungkit.previews import cache
from pengungkit.previews.cache import DamagedFileError, Deadline, forget, made, sweep
from pengungkit.previews.refusals import PASSING, REASONS, CannotPreviewError
from pengungkit.previews.running import Answer
from tests.pengungkit import hostile_files, sample_files
from zi_portal.lib import blobs


def keep(data: bytes) -> str:
    temporary, blob = blobs.receive([data], limit=10_000_000)
    blobs.keep(temporary, blob)
    return blob.sha256


@pytest.fixture
def photo() -> str:
    return keep(sample_files.photo())


@pytest.fixture
def runs(monkeypatch) -> list:
    """Every job that a child is started for; the child answers at once with one file."""
    jobs = []

    def run(job, seconds):
        jobs.append((job, seconds))
        (job.out / "kecil.webp").write_bytes(b"gambar")
        return Answer({"lebar": 1})

    monkeypatch.setattr(cache, "run", run)
    return jobs


def test_it_works(photo):
    first = made("kecil", photo, "jpg")
    assert first.content == {"lebar": 144, "tinggi": 108}
    assert (first.folder / "kecil.webp").is_file()
    assert first.folder.parent == blobs.root() / "pratinjau" / photo[:2] / photo


def test_it_is_made_once(photo, runs):
    assert made("kecil", photo, "jpg") == made("kecil", photo, "jpg")
    assert len(runs) == 1
    made("gambar", photo, "jpg")
    made("halaman", photo, "jpg", options={"dari": 1})
    made("halaman", photo, "jpg", options={"dari": 5})
    assert len(runs) == 4


def test_a_deleted_preview_is_made_anew(photo, runs):
    made("kecil", photo, "jpg")
    forget(photo)
    assert not cache.folder_of(photo).exists()
    made("kecil", photo, "jpg")
    assert len(runs) == 2
    assert blobs.is_whole(photo, blobs.path_of(photo).stat().st_size)


def test_a_refusal_is_remembered_and_leaves_no_files():
    sha256 = keep(hostile_files.png_30000())
    for _ in range(2):
        with pytest.raises(CannotPreviewError) as refused:
            made("gambar", sha256, "png")
        assert refused.value.reason == "terlalu-besar"
    [folder] = cache.folder_of(sha256).iterdir()
    assert [path.name for path in folder.iterdir()] == ["isi.json"]


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_what_may_pass_is_tried_again_later(photo, monkeypatch, reason):
    count = 0

    def run(job, seconds):
        nonlocal count
        count += 1
        return Answer({}, reason)

    monkeypatch.setattr(cache, "run", run)

    def refuse() -> None:
        with pytest.raises(CannotPreviewError):
            made("kecil", photo, "jpg")

    refuse()
    refuse()
    assert count == 1
    [kept] = cache.folder_of(photo).glob("*/isi.json")
    old = time.time() - cache.RETRY_SECONDS - 5
    os.utime(kept, (old, old))
    refuse()
    assert count == (2 if reason in PASSING else 1)


def test_a_killed_child_leaves_nothing_under_the_final_name(photo, monkeypatch):
    def run(job, seconds):
        (job.out / "setengah.webp").write_bytes(b"x")
        raise KeyboardInterrupt

    monkeypatch.setattr(cache, "run", run)
    with pytest.raises(KeyboardInterrupt):
        made("kecil", photo, "jpg")
    assert list(cache.folder_of(photo).iterdir()) == []


def test_a_full_disk_is_a_reason(photo, monkeypatch):
    def run(job, seconds):
        raise OSError(28, "penuh")

    monkeypatch.setattr(cache, "run", run)
    with pytest.raises(CannotPreviewError) as refused:
        made("kecil", photo, "jpg")
    assert refused.value.reason == "penuh"


def test_only_what_was_received_is_looked_into(photo, runs):
    path = blobs.path_of(photo)
    path.chmod(0o640)
    path.write_bytes(b"lain")
    with pytest.raises(DamagedFileError):
        made("kecil", photo, "jpg")
    path.unlink()
    with pytest.raises(DamagedFileError):
        made("kecil", photo, "jpg")
    assert runs == []


def test_one_look_at_a_time_for_one_file(photo, monkeypatch):
    """Two who ask for the same at once: one makes it, the other takes it."""
    inside, most, count, lock = 0, 0, 0, threading.Lock()
    both_asked = threading.Barrier(2, timeout=30)

    def run(job, seconds):
        nonlocal inside, most, count
        with lock:
            inside, count = inside + 1, count + 1
            most = max(most, inside)
        time.sleep(0.2)
        with lock:
            inside -= 1
        return Answer({"lebar": 1})

    monkeypatch.setattr(cache, "run", run)
    results = []

    def ask() -> None:
        both_asked.wait()
        results.append(made("kecil", photo, "jpg"))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, count) == (1, 1)
    assert results[0] == results[1]


def test_a_busy_machine_says_so_and_forgets_it(photo, runs, monkeypatch):
    monkeypatch.setattr(cache, "PATIENCE_SECONDS", 0.1)
    places = cache.root() / "antrean"
    places.mkdir(parents=True)
    held = [(places / f"tempat-{n}").open("ab") for n in range(cache.AT_ONCE)]
    for file in held:
        fcntl.flock(file, fcntl.LOCK_EX)
    with pytest.raises(CannotPreviewError) as refused:
        made("kecil", photo, "jpg")
    assert refused.value.reason == "sibuk"
    for file in held:
        file.close()
    assert made("kecil", photo, "jpg").content == {"lebar": 1}


def test_a_request_has_one_allowance_for_all_it_makes(photo, runs):
    deadline = Deadline(7)
    made("kecil", photo, "jpg", deadline=deadline)
    [(_, seconds)] = runs
    assert 0 < seconds <= 7
    assert Deadline(-1).left == 0


def test_what_nobody_looks_at_is_swept(photo, runs):
    other = keep(sample_files.image())
    unused, used = made("kecil", photo, "jpg"), made("kecil", other, "jpg")
    long_ago = time.time() - 91 * 86_400
    for path in unused.folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    left_over = cache.folder_of(other) / "sedang-abc"
    left_over.mkdir()
    os.utime(left_over, (long_ago, long_ago))
    fresh = cache.folder_of(other) / "sedang-def"
    fresh.mkdir()
    assert sweep() == 2
    assert not cache.folder_of(photo).exists()
    assert used.folder.is_dir()
    assert fresh.is_dir()
    assert not left_over.exists()
    assert sweep() == 0


def test_sweeping_an_empty_store():
    assert sweep() == 0


def test_the_command_says_how_many(photo, runs, capsys):
    made("kecil", photo, "jpg")
    joined = cache.root() / "gabung-abc"
    joined.mkdir()
    os.utime(joined, (0, 0))
    call_command("bersihkan_pratinjau")
    assert capsys.readouterr().out == "1 pratinjau dihapus.\n"
    call_command("bersihkan_pratinjau", "--hari=0")
    assert capsys.readouterr().out == "1 pratinjau dihapus.\n"
    assert not cache.folder_of(photo).exists()
    with pytest.raises(CommandError, match="kurang dari 0"):
        call_command("bersihkan_pratinjau", "--hari=-1")
