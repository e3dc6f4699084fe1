"""The ministry's workbook: uploaded, looked over, used, taken out of use, thrown away."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from pengungkit.actions import official_forms
from pengungkit.actions.instruments import load_instrument
from pengungkit.actions.sweeping import drop_unnamed
from pengungkit.exceptions import OfficialFormStateError
from pengungkit.instruments import bundled_document
from pengungkit.integrity import official_forms_are_kept
from pengungkit.models import InstrumentVersion, OfficialForm
from tests.factories import MembershipFactory, Role, bundled_version
from tests.pengungkit import hostile_workbooks
from tests.pengungkit.official_forms import full_form, kept_form
from units.backups.kept_files import named_files
from units.models import AuditEvent
from zi_portal.lib import blobs


LIST = "/kelola/templat/"


@pytest.fixture
def admin(unit):
    return MembershipFactory(role=Role.ADMIN_PUSAT, unit=unit).user


@pytest.fixture
def admin_client(admin):
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def instrument(db):
    return bundled_version()


def upload(client, instrument, data, name="LKE.xlsx", **more):
    body = {"name": "LKE resmi 2026", "instrument": instrument.pk}
    return client.post(LIST, body | {"file": SimpleUploadedFile(name, data)} | more, follow=True)


def current(instrument):
    return InstrumentVersion.objects.get(pk=instrument.pk).official_form


def test_it_works(admin_client, instrument):
    data, _ = full_form()
    html = upload(admin_client, instrument, data).content.decode()
    assert "113 dari 113 butir ditemukan, 113 pertanyaan resmi terbaca" in html
    assert "Apakah menurut bunyi resmi buatan nomor 6 terpenuhi?" in html
    assert "jawaban J8, catatan M8, bukti N8" in html
    assert "1 gambar" in html
    form = OfficialForm.objects.get()
    assert form.sha256 == blobs.path_of(form.sha256).name
    assert blobs.path_of(form.sha256).read_bytes() == data
    assert current(instrument) is None

    html = admin_client.post(f"{LIST}{form.pk}/pakai/", follow=True).content.decode()
    assert "LKE resmi 2026 dipakai mulai sekarang." in html
    assert current(instrument) == form
    answer = admin_client.get(f"{LIST}{form.pk}/unduh/")
    assert answer.content == data
    assert list(AuditEvent.objects.order_by("-pk").values_list("action", flat=True)[:3]) == [
        "templat_diunduh", "templat_dipakai", "templat_diunggah",
    ]  # fmt: skip


def test_the_next_years_form_takes_over_and_may_give_way_again(admin, instrument):
    old = kept_form(instrument, admin, "LKE 2026", used=True)
    new = OfficialForm.objects.get(pk=old.pk)
    new.pk, new.name, new.used_at, new.used_by = None, "LKE 2027", None, None
    new._state.adding = True
    new.uuid = OfficialForm._meta.pk.get_default()
    new.save()
    official_forms.use_form(form=new, by=admin)
    assert current(instrument) == new
    with pytest.raises(OfficialFormStateError, match="tidak dipakai"):
        official_forms.retire_form(form=old, by=admin)
    official_forms.retire_form(form=new, by=admin)
    assert current(instrument) is None
    official_forms.use_form(form=old, by=admin)
    assert current(instrument) == old


def test_the_same_file_is_the_same_form_and_heals_it(admin_client, admin, instrument):
    form = kept_form(instrument, admin)
    path = blobs.path_of(form.sha256)
    path.chmod(0o600)
    path.write_bytes(b"rusak")
    assert list(official_forms_are_kept(thorough=False)) == [
        f"Templat LKE resmi 2026 ({form.sha256[:12]}) hilang atau terpotong. Unggah berkas yang"
        " sama lagi di Kelola, Formulir resmi."
    ]
    html = admin_client.get(f"{LIST}{form.pk}/unduh/", follow=True).content.decode()
    assert "Berkas templat ini rusak atau hilang" in html
    upload(admin_client, instrument, full_form()[0])
    assert OfficialForm.objects.count() == 1
    assert list(official_forms_are_kept(thorough=True)) == []


def test_a_form_that_was_never_used_can_be_thrown_away(admin_client, admin, instrument):
    form = kept_form(instrument, admin)
    assert drop_unnamed(form.sha256) is False
    assert named_files(rows_of)[form.sha256] == form.size
    admin_client.post(f"{LIST}{form.pk}/buang/", follow=True)
    assert not OfficialForm.objects.exists()
    assert drop_unnamed(form.sha256) is True

    used = kept_form(instrument, admin, used=True)
    html = admin_client.post(f"{LIST}{used.pk}/buang/", follow=True).content.decode()
    assert "Templat ini pernah dipakai" in html
    assert current(instrument) == used


def rows_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_another_document_takes_its_form_out_of_use(admin, instrument):
    kept_form(instrument, admin, used=True)
    document = bundled_document() | {"nama": "LKE yang diperbaiki"}
    version, changed = load_instrument(document=document, by=admin)
    assert changed
    assert current(version) is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (hostile_workbooks.empty, "Berkas kosong (0 byte)"),
        (hostile_workbooks.html_called_xlsx, "bukan buku kerja Excel"),
        (hostile_workbooks.old_or_encrypted, "berkata sandi"),
        (lambda path: path.write_bytes(b"x" * 10_000_001), "lebih dari 10 MB"),
    ],
)
def test_what_is_no_harmless_workbook_is_refused(
    admin_client, instrument, tmp_path, make, sentence
):
    make(tmp_path / "a.xlsx")
    html = upload(admin_client, instrument, (tmp_path / "a.xlsx").read_bytes()).content.decode()
    assert sentence in html
    assert 'value="LKE resmi 2026"' in html
    assert not OfficialForm.objects.exists()
    assert not list((blobs.root() / "tmp").glob("masuk-*"))


def test_the_pages_take_few_queries(admin_client, admin, instrument, django_assert_max_num_queries):
    form = kept_form(instrument, admin, used=True)
    with django_assert_max_num_queries(8):
        admin_client.get(LIST)
    with django_assert_max_num_queries(8):
        admin_client.get(reverse("pengungkit:official_form", args=[form.pk]))
