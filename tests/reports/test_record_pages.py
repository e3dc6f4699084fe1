"""Frozen records on pages: the list, one of them, and what changed between two."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.evidence import attach
from pengungkit.actions.records import make_record
from pengungkit.actions.replacing import replace_file
from pengungkit.models import Assessment, Record
from tests.factories import PDF, make_evidence
from tests.reports.packets import filled_record
from units.models import Unit, User


LIST = "/penilaian/2026/kppn-ternate/rekaman/"


@pytest.fixture
def record(assessment: Assessment, member: User) -> Record:
    return filled_record(assessment, member)


@pytest.fixture
def leader_client(client: Client, leader: User) -> Client:
    client.force_login(leader)
    return client


def change(assessment: Assessment, by: User) -> None:
    """Another answer, a replaced file, and one more document."""
    answer_item(
        assessment=assessment,
        code="A.I.1.i.a",
        entry=Entry(choice="Tidak", narrative="Belum ada."),
        base_version=1,
        by=by,
    )
    used = assessment.answers.get(code="A.II.1.i.a").uses.get().evidence
    replace_file(evidence=used, name="SK baru.pdf", chunks=[PDF + b"baru"], by=by)
    attach(
        answer=assessment.answers.get(code="A.I.1.ii.b"),
        evidence=make_evidence(assessment.unit, by, "Rencana.pdf"),
        by=by,
    )


def test_it_works(leader_client: Client, record: Record):
    page = leader_client.get(LIST).content.decode()
    assert "No. 1" in page
    assert record.sha256[:8] in page
    assert "Rekam keadaan sekarang" in page
    one = leader_client.get(f"{LIST}1/").content.decode()
    assert record.grouped_sha256 in one
    assert "Belum memenuhi syarat WBK" in one
    assert "&lt;script src=" in one
    assert "SK Tim ZI" in one
    assert (
        "Survei persepsi antikorupsi" in leader_client.get(f"{LIST}1/?area=hasil").content.decode()
    )
    taken = leader_client.get(f"{LIST}unduh/").content
    head, *rows = openpyxl.load_workbook(BytesIO(taken)).worksheets[0].values
    assert [dict(zip(head, row, strict=True))["Sidik (SHA-256)"] for row in rows] == [record.sha256]


def test_no_record_yet(member_client: Client, assessment: Assessment):
    page = member_client.get(LIST).content.decode()
    assert "Belum ada rekaman" in page
    assert "Rekam keadaan sekarang" not in page
    assert member_client.get(f"{LIST}1/").status_code == 404


def test_freezing_and_freezing_again(leader_client: Client, record: Record):
    again = leader_client.post(f"{LIST}buat/", follow=True)
    assert "Tidak ada yang berubah sejak rekaman no. 1" in again.content.decode()
    answer_item(
        assessment=record.assessment,
        code="A.I.1.i.a",
        entry=Entry(choice="Tidak"),
        base_version=1,
        by=record.made_by,
    )
    made = leader_client.post(f"{LIST}buat/", follow=True)
    assert "Rekaman no. 2 dibuat" in made.content.decode()
    assert Record.objects.count() == 2


def test_a_member_may_look_but_not_freeze(member_client: Client, record: Record):
    refused = member_client.post(f"{LIST}buat/")
    assert refused.status_code == 403
    assert "hanya dapat dilakukan ketua tim ZI" in refused.content.decode()


def test_a_page_shows_the_record_and_not_the_state_of_now(leader_client: Client, record: Record):
    Unit.objects.update(name="Nama baru")
    page = leader_client.get(f"{LIST}1/").content.decode()
    assert "KPPN Ternate, LKE 2026" in page
    assert "Nama baru, LKE" not in page


def test_what_changed_between_two(leader_client: Client, record: Record, member: User):
    change(record.assessment, member)
    make_record(assessment=record.assessment, by=member)
    page = leader_client.get(f"{LIST}2/banding/").content.decode()
    assert "3 butir berubah antara rekaman no. 1 dan 2" in page
    assert "Belum ada." in page
    assert "Rencana (versi 1" in page
    assert "SK Tim ZI (versi 2" in page
    # The other way round is the same page.
    same = leader_client.get(f"{LIST}1/banding/?dengan=2").content.decode()
    assert "3 butir berubah antara rekaman no. 1 dan 2" in same


@pytest.mark.parametrize("query", ["", "?dengan=9", "?dengan=x"])
def test_nothing_to_compare_with(leader_client: Client, record: Record, query: str):
    assert leader_client.get(f"{LIST}1/banding/{query}").status_code == 404


def test_queries_do_not_grow(
    leader_client: Client,
    record: Record,
    member: User,
    django_assert_max_num_queries: Callable,
):
    change(record.assessment, member)
    make_record(assessment=record.assessment, by=member)
    # Session, person with rights, assessment, records; then menu counts of the frame.
    for path in ("", "1/", "2/", "2/banding/"):
        with django_assert_max_num_queries(12):
            leader_client.get(f"{LIST}{path}")
