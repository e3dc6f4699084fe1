"""How much a unit may keep, also when many send at once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from pengungkit.actions.evidence import receive_file
from pengungkit.actions.replacing import replace_file
from pengungkit.actions.uploads import begin_upload
from pengungkit.exceptions import QuotaError
from pengungkit.models import Evidence, EvidenceVersion, Upload
from pengungkit.quotas import Room, limit_of, room_of
from tests.factories import PDF, MembershipFactory, Role, UnitFactory, UserFactory, make_evidence
from tests.pengungkit.tus_client import begin, begun, give_up, send, sentence
from units.models import Unit


def pdf(size: int) -> bytes:
    return PDF + b"x" * (size - len(PDF))


def give_room(unit: Unit, megabytes: int | None) -> None:
    Unit.objects.filter(pk=unit.pk).update(quota_mb=megabytes)
    unit.refresh_from_db()


@pytest.mark.parametrize(
    ("used", "limit", "label"),
    [
        (1_234_000_000, 5_000_000_000, "1,2 dari 5 GB"),
        (0, 5_000_000_000, "0 dari 5 GB"),
        (40_000, 5_000_000_000, "kurang dari 0,1 GB dari 5 GB"),
        (400_000, 500_000_000, "0,4 dari 500 MB"),
        (5_000_000_000, 5_000_000_000, "5 dari 5 GB"),
        (60_000_000, 2_500_000_000, "0,1 dari 2,5 GB"),
    ],
)
def test_the_meter_reads_well(used, limit, label):
    assert Room(used, limit).label == label


def test_the_meter_warns_in_time():
    assert not Room(89, 100).is_nearly_full
    assert Room(90, 100).is_nearly_full
    assert (Room(120, 100).percent, Room(120, 100).free) == (100, 0)


def test_kept_files_and_uploads_under_way_count(
    assessment, unit, member, member_client, django_assert_num_queries
):
    make_evidence(unit, member, content=pdf(1000))
    make_evidence(UnitFactory(), UserFactory(), content=pdf(777))
    first, _ = begun(member_client, 500), begun(member_client, 300)
    with django_assert_num_queries(1):
        assert room_of(unit).used == 1800
    give_up(member_client, first)
    assert room_of(unit).used == 1300
    Upload.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert room_of(unit).used == 1000


def test_a_finished_upload_counts_once(assessment, unit, member_client):
    data = pdf(900)
    send(member_client, begun(member_client, len(data)), 0, data)
    assert room_of(unit).used == 900


def test_a_unit_can_have_a_limit_of_its_own(unit, settings):
    settings.UNIT_QUOTA_BYTES = 7_000_000_000
    assert limit_of(unit) == 7_000_000_000
    give_room(unit, 2)
    assert limit_of(unit) == 2_000_000


def test_up14_what_does_not_fit_is_refused_beforehand(assessment, unit, member_client):
    give_room(unit, 1)
    assert begin(member_client, 600_000).status_code == 201
    response = begin(member_client, 400_001)
    assert response.status_code == 413
    assert "sudah terisi 0,6 dari 1 MB" in sentence(response)
    assert begin(member_client, 400_000).status_code == 201


def test_the_plain_form_keeps_to_the_limit(assessment, unit, member, member_client):
    give_room(unit, 1)
    evidence = make_evidence(unit, member, content=pdf(600_000))
    file = SimpleUploadedFile("Besar.pdf", pdf(400_001))
    page = member_client.post("/bukti/", {"berkas": file}, follow=True).content.decode()
    assert "sudah terisi 0,6 dari 1 MB" in page
    with pytest.raises(QuotaError):
        replace_file(evidence=evidence, name="a.pdf", chunks=[pdf(400_002)], by=member)
    assert EvidenceVersion.objects.count() == 1


def test_a_file_the_unit_has_needs_no_room(assessment, unit, member):
    give_room(unit, 1)
    make_evidence(unit, member, content=pdf(1_000_000))
    received = receive_file(unit=unit, name="b.pdf", chunks=[pdf(1_000_000)], by=member)
    assert received.was_there


def test_room_set_aside_is_not_taken_back(assessment, unit, member_client):
    data = pdf(900_000)
    url = begun(member_client, len(data))
    give_room(unit, 0)
    assert send(member_client, url, 0, data).status_code == 204
    assert EvidenceVersion.objects.get().size == 900_000


# --- Many at once --------------------------------------------------------------------------------


def at_once(number: int, act: Callable[[int], object]) -> list[object]:
    """What so many threads got, or raised, that all began together."""
    start, results = threading.Barrier(number), []

    def run(one: int) -> None:
        try:
            start.wait(30)
            results.append(act(one))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_up14_eight_uploads_at_the_edge_pass_exactly(assessment, unit):
    """Eight people x five files of 100 kB into room for ten of them."""
    give_room(unit, 1)
    people = [MembershipFactory(unit=unit, role=Role.ANGGOTA).user for _ in range(8)]

    def five(one: int) -> int:
        passed = 0
        for number in range(5):
            try:
                begin_upload(unit=unit, name=f"{one}-{number}.pdf", size=100_000, by=people[one])
            except QuotaError:
                continue
            passed += 1
        return passed

    assert sum(at_once(8, five)) == 10
    assert Upload.objects.count() == 10
    assert room_of(unit).free == 0


@pytest.mark.django_db(transaction=True)
def test_up14_plain_forms_at_the_edge_pass_exactly(assessment, unit, member):
    give_room(unit, 1)

    def keep(one: int) -> object:
        data = pdf(300_000) + str(one).encode()
        return receive_file(unit=unit, name="a.pdf", chunks=[data], by=member).evidence

    results = at_once(8, keep)
    assert sum(isinstance(one, Evidence) for one in results) == 3
    assert sum(isinstance(one, QuotaError) for one in results) == 5


@pytest.mark.django_db(transaction=True)
def test_up29_one_person_at_once_keeps_to_the_limit(assessment, unit, member, settings):
    settings.UPLOADS_PER_PERSON = 5
    other = MembershipFactory(user=member, unit=UnitFactory(), role=Role.ANGGOTA).unit
    results = at_once(
        8,
        lambda one: begin_upload(unit=(unit, other)[one % 2], name="a.pdf", size=10, by=member),
    )
    assert sum(isinstance(one, Upload) for one in results) == 5


@pytest.mark.django_db(transaction=True)
def test_the_same_file_at_once_is_kept_once(assessment, unit):
    data = pdf(50_000)
    people = [MembershipFactory(unit=unit, role=Role.ANGGOTA).user for _ in range(4)]
    clients = []
    for person in people:
        client = Client()
        client.force_login(person)
        clients.append((client, begun(client, len(data))))
    results = at_once(4, lambda one: send(*clients[one], 0, data).status_code)
    assert results == [204] * 4
    assert (EvidenceVersion.objects.count(), Evidence.objects.count()) == (1, 1)
    assert Upload.objects.exclude(evidence=None).count() == 4
