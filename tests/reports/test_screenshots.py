from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import resolve
from PIL import Image

from pengungkit.demo.people import ACCOUNTS
from reports import screenshots


def test_it_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys):
    monkeypatch.setattr(screenshots, "take", lambda folder: [folder / "dasbor.png"])
    call_command("ambil_gambar", "--folder", str(tmp_path))
    assert capsys.readouterr().out == f"1 gambar diambil ke {tmp_path}\n"


def test_without_chromium_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("ZI_CHROMIUM", raising=False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(CommandError, match="Chromium tidak ada"):
        call_command("ambil_gambar", "--folder", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_every_picture_shows_a_page_to_somebody_who_can_sign_in():
    shots = screenshots.pictures(2026)
    able = {person.username for person in ACCOUNTS}
    assert len({shot.name for shot in shots}) == len(shots)
    for shot in shots:
        assert shot.username in able
        assert resolve(shot.path).view_name


def test_the_readme_shows_pictures_that_are_taken():
    readme = (Path(screenshots.__file__).parent.parent / "README.md").read_text("utf-8")
    for shot in ("dasbor", "dasbor-ponsel", "butir", "tabel"):
        assert f"docs/gambar/{shot}.png" in readme
        assert shot in {picture.name for picture in screenshots.pictures(2026)}


def test_a_picture_is_made_lighter_and_stays_the_same_size(tmp_path: Path):
    file = tmp_path / "x.png"
    Image.effect_noise((200, 100), 80).convert("RGB").save(file)
    before = file.stat().st_size
    screenshots._lighten(file)
    with Image.open(file) as image:
        assert image.size == (200, 100)
        assert image.mode == "P"
    assert file.stat().st_size < before
