"""The command that plants the demo, and the documents it makes."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from freezegun import freeze_time

from pengungkit import integrity
from pengungkit.demo import documents, people
from pengungkit.demo.catalogue import documents_of
from pengungkit.file_types import type_of
from pengungkit.models import (
    Assessment,
    Evidence,
)
from tests.factories import UserFactory
from units.models import AuditEvent, Unit, User


pytestmark = pytest.mark.django_db


@pytest.fixture
def data_dir(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_one_password_for_all_when_the_setting_names_it(data_dir: Path, settings):
    settings.DEMO_PASSWORD = "satu-untuk-semua-2026"
    call_command("seed_demo", stdout=io.StringIO())
    assert all(
        User.objects.get(username=person.username).check_password("satu-untuk-semua-2026")
        for person in people.ACCOUNTS
    )


def test_random_passwords_pass_the_validators(settings):
    from django.contrib.auth.password_validation import validate_password

    # Among so many there were some of well-known words only, before they were drawn again.
    for _ in range(1000):
        validate_password(people.new_password())


def test_it_refuses_where_real_people_are(data_dir: Path):
    UserFactory()
    with pytest.raises(CommandError, match="sudah ada pengguna"):
        call_command("seed_demo")
    assert not Unit.objects.exists()


def test_it_refuses_in_production(data_dir: Path, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="produksi"):
        call_command("seed_demo")
    assert not User.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("day", ["2027-01-03", "2028-02-29", "2026-07-01"])
def test_it_works_on_any_day_of_the_year(data_dir: Path, day: str):
    with freeze_time(f"{day} 03:00:00"):
        call_command("seed_demo", stdout=io.StringIO())
        today = timezone.localdate()
        assert integrity.findings() == []
        assert Assessment.objects.get(unit__code="kanwil-malut", year=today.year).checks_met == 10
        assert not AuditEvent.objects.filter(at__gt=timezone.now()).exists()
        assert not Evidence.objects.filter(document_date__gt=today).exists()


@pytest.mark.parametrize("form", sorted(documents.MAKERS))
def test_documents_are_what_they_say(form: str, tmp_path: Path):
    content = documents.MAKERS[form]("Judul (contoh) \\ & <ini>", ["Baris satu", "", "Baris dua"])
    path = tmp_path / f"x.{form}"
    path.write_bytes(content)
    assert type_of(path.name, content[:4096], path).extension == form
    assert content == documents.MAKERS[form](
        "Judul (contoh) \\ & <ini>", ["Baris satu", "", "Baris dua"]
    )


def test_the_pdf_opens_and_its_table_is_right():
    content = documents.pdf("Judul", ["Baris"])
    start = int(re.search(rb"startxref\n(\d+)", content)[1])
    assert content[start : start + 4] == b"xref"
    for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n", content), start=1):
        assert content[int(offset) :].startswith(b"%d 0 obj" % number)


def test_office_packages_open(tmp_path: Path):
    from openpyxl import load_workbook

    path = tmp_path / "x.xlsx"
    path.write_bytes(documents.xlsx("Judul", ["Satu", "Dua"]))
    sheet = load_workbook(path).active
    assert [cell.value for [cell] in sheet.iter_rows()] == ["Judul", "Satu", "Dua"]
    with zipfile.ZipFile(io.BytesIO(documents.docx("Judul", ["Satu"]))) as archive:
        assert archive.testzip() is None
        assert "word/document.xml" in archive.namelist()


def test_every_document_is_used_by_items_of_the_instrument():
    from pengungkit.instruments import bundled_instrument

    instrument = bundled_instrument()
    for unit in ("kanwil-malut", "kppn-ternate", "kppn-tanjungpandan"):
        assert documents_of(unit)
        for document in documents_of(unit):
            assert document.uses
            assert all(instrument.has_item(code) for code in document.uses)
