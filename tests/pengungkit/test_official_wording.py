"""The official words at each item: shown where a form in use has them, without a further query."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pengungkit.actions.official_forms import retire_form, use_form
from pengungkit.models import OfficialForm
from tests.factories import MembershipFactory, Role
from tests.pengungkit.official_forms import kept_form


ITEM = "/penilaian/2026/kppn-ternate/butir/A.I.1.i.a/"
TABLE = "/penilaian/2026/kppn-ternate/area/1/tabel/"
LIST = "/penilaian/2026/kppn-ternate/"
QUESTION = "Apakah menurut bunyi resmi buatan nomor 6 terpenuhi?"


@pytest.fixture
def admin(unit):
    return MembershipFactory(role=Role.ADMIN_PUSAT, unit=unit).user


@pytest.fixture
def form(assessment, admin):
    """A form that says something of each option of the first item, and of the second as a whole."""
    form = kept_form(assessment.instrument, admin)
    words = dict(form.wordings_found)
    words["A.I.1.i.a"] |= {"options": {"Ya": "bila ada surat <resmi>", "Tidak": "bila belum"}}
    words["A.I.1.i.b"] |= {"criteria": "Lihat lampiran buatan", "options": {}}
    OfficialForm.objects.filter(pk=form.pk).update(wordings_found=words)
    return OfficialForm.objects.get(pk=form.pk)


def test_it_works(member_client, assessment, form, admin):
    own = assessment.structure.item("A.I.1.i.a").wording
    assert f"<h1>{own}</h1>" in member_client.get(ITEM).content.decode()
    use_form(form=form, by=admin)
    html = member_client.get(ITEM).content.decode()
    assert f'<h1 class="question">{QUESTION}</h1>' in html
    assert f"Di daftar: {own}" in html
    assert f"<title>A.I.1.i.a {own}" in html
    assert "bila ada surat &lt;resmi&gt;" in html
    assert (
        "Lihat lampiran buatan" in member_client.get(ITEM.replace("i.a/", "i.b/")).content.decode()
    )
    table = member_client.get(TABLE).content.decode()
    assert QUESTION in table
    assert "bila ada surat &lt;resmi&gt;" in table
    assert own in member_client.get(LIST).content.decode()

    retire_form(form=form, by=admin)
    assert f"<h1>{own}</h1>" in member_client.get(ITEM).content.decode()


def test_who_only_reads_sees_them_too(client, unit, assessment, form, admin):
    use_form(form=form, by=admin)
    client.force_login(MembershipFactory(unit=unit, role=Role.KEPALA).user)
    assert QUESTION in client.get(ITEM).content.decode()
    table = client.get(TABLE).content.decode()
    assert QUESTION in table
    assert "bila belum" in table


def test_they_cost_no_query(member_client, assessment, form, admin):
    member_client.get(ITEM)
    with CaptureQueriesContext(connection) as queries:
        member_client.get(ITEM)
        before = len(queries)
    use_form(form=form, by=admin)
    member_client.get(ITEM)
    for address, most in ((ITEM, before), (TABLE, 15)):
        with CaptureQueriesContext(connection) as queries:
            member_client.get(address)
            assert 0 < len(queries) <= most
