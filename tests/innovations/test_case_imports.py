from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from innovations.actions.case_imports import (
    apply_cases,
    keep_cases,
    sweep_case_imports,
    undo_cases,
)
from innovations.actions.cases import change_case, tell_month
from innovations.exceptions import ImportRefusedError, MonthHasFiguresError
from innovations.models import Case, CaseImport, Promise
from tests.innovations.factories import PromiseFactory, make_case
from units.models import AuditEvent
from zi_portal.worker import duties


GOOD = "R-1\t2-3-2026 08.15\t2-3-2026 09.00\nR-2\t3 Maret 2026 08:00\t3/3/2026 9:30\tListrik padam"


@pytest.fixture
def promise(unit) -> Promise:
    return PromiseFactory(unit=unit, service="Revisi anggaran")


def sent(client, promise: Promise, **body: object) -> str:
    """What the preview of the rows says, or the page that refuses them."""
    address = reverse("innovations:case_import", args=[promise.pk])
    return client.post(address, body, follow=True).content.decode()


def test_it_works(member_client, promise) -> None:
    shown = sent(member_client, promise, text=GOOD)
    assert "2 kasus akan dimasukkan" in shown
    assert "Terlewat, 90 menit" in shown
    assert not Case.objects.exists()
    args = [promise.pk, CaseImport.objects.get().uuid]
    for _ in range(2):
        member_client.post(reverse("innovations:case_import_apply", args=args))
    assert sorted(Case.objects.values_list("reference", "minutes", "met")) == [
        ("R-1", 45, True),
        ("R-2", 90, False),
    ]
    for _ in range(2):
        member_client.post(reverse("innovations:case_import_undo", args=args))
    assert not Case.objects.exists()
    told = AuditEvent.objects.filter(action__contains="impor").values_list("action", flat=True)
    assert sorted(told) == ["impor_kasus_dibatalkan", "kasus_diimpor"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("R-1\t2-3-2026\t", "Jamnya belum ada"),
        ("R-1\t32-3-2026 08.00\t", "Tidak ada tanggal 32"),
        ("R-1\t2-3-2026 25.00\t", "Tidak ada jam 25.00"),
        ("R-1\t3/2/2026 8:15 AM\t", "memakai AM/PM"),
        ("R-1\tkemarin\t", "bukan tanggal yang dikenali"),
        ("R-1\t\t2-3-2026 08.00", "Waktu mulai belum diisi"),
        ("R-1\t2-3-2026 08.00\t2-3-2026 07.00", "Lebih awal daripada mulainya"),
        ("R-1\t2-3-2024 08.00\t2-3-2026 07.00", "Lebih dari setahun"),
        ("R-1\t2-3-2099 08.00\t", "Waktu itu belum tiba"),
        ("R-1\t31-12-2019 08.00\t", "Janji ini berlaku sejak 1 Januari 2020"),
        ("=A1\t2-3-2026 08.00\t", "Sel ini berisi rumus"),
        (f"{'R' * 61}\t2-3-2026 08.00\t", "Terlalu panjang"),
        ("R-9\t3-3-2026 08.00\t\nR-9\t3-3-2026 08.00\t", "Sama dengan baris 1."),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(member_client, promise, row, sentence) -> None:
    shown = sent(member_client, promise, text=f"{row}\n{GOOD}")
    assert sentence in shown
    assert "baris keliru" in shown
    assert row.splitlines()[0] in shown, "nothing typed is lost"
    kept = CaseImport.objects.get()
    with pytest.raises(ImportRefusedError):
        apply_cases(kept=kept, promise=promise, by=kept.author)
    assert not Case.objects.exists()


def test_headings_name_the_columns_in_any_order(member_client, promise, member) -> None:
    text = "Waktu selesai\tSebab\tNo. tiket\tWaktu mulai\n2-3-2026 09.00\t\tR-1\t2-3-2026 08.00"
    kept = keep_cases(promise=promise, text=text, by=member)
    assert apply_cases(kept=kept, promise=promise, by=member) == 1
    assert Case.objects.get().minutes == 60
    parted = "No\tTiket\tTanggal mulai\tJam mulai\tSelesai\n1\tR-2\t2-3-2026\t8.00\t2-3-2026 8.45"
    kept = keep_cases(promise=promise, text=parted, by=member)
    apply_cases(kept=kept, promise=promise, by=member)
    assert Case.objects.get(reference="R-2").minutes == 45


def test_what_is_there_already_is_passed_over(promise, member) -> None:
    kept = [keep_cases(promise=promise, text=GOOD, by=member) for _ in range(2)]
    assert [apply_cases(kept=one, promise=promise, by=member) for one in kept] == [2, 0]
    assert Case.objects.count() == 2


def test_a_month_told_as_sums_stands_in_the_way(member_client, promise, member) -> None:
    march = dt.date(2026, 3, 1)
    tell_month(promise=promise, by=member, month=march, n=3, met=3, median=None, source="Laporan")
    assert "Maret 2026 sudah dicatat sebagai angka bulanan" in sent(
        member_client, promise, text=GOOD
    )
    with pytest.raises(MonthHasFiguresError):
        apply_cases(kept=CaseImport.objects.get(), promise=promise, by=member)


def test_undo_leaves_what_was_changed_since_and_comes_to_an_end(promise, member) -> None:
    kept = keep_cases(promise=promise, text=GOOD, by=member)
    apply_cases(kept=kept, promise=promise, by=member)
    first = promise.cases.get(reference="R-1")
    change_case(case=first, promise=promise, base_version=1, by=member, compensation="Diantar")
    CaseImport.objects.update(applied_at=kept.made_at - dt.timedelta(hours=25))
    with pytest.raises(ImportRefusedError):
        undo_cases(kept=kept, promise=promise, by=member)
    CaseImport.objects.update(applied_at=kept.made_at)
    assert undo_cases(kept=kept, promise=promise, by=member) == (1, 1)
    assert promise.cases.get() == first


def test_a_preview_nobody_takes_goes_after_its_time(promise, member) -> None:
    applied, waiting = (keep_cases(promise=promise, text=GOOD, by=member) for _ in range(2))
    apply_cases(kept=applied, promise=promise, by=member)
    later = timezone.now() - dt.timedelta(days=8)
    CaseImport.objects.update(made_at=later + dt.timedelta(days=2))
    assert sweep_case_imports().startswith("0 ")
    CaseImport.objects.update(made_at=later)
    assert sweep_case_imports().startswith("1 ")
    assert list(CaseImport.objects.all()) == [applied]
    assert waiting.kept_until - waiting.made_at == dt.timedelta(days=7)
    assert duties.REGISTRY["sapu-pratinjau-kasus"].interval == dt.timedelta(days=1)


def test_a_workbook_with_real_dates(member_client, promise) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nomor", "Mulai", "Selesai"])
    sheet.append([17, dt.datetime(2026, 3, 2, 8, 15), dt.datetime(2026, 3, 2, 9, 0)])
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("kasus.xlsx", content.getvalue())
    assert "1 kasus akan dimasukkan" in sent(member_client, promise, file=file)
    kept = CaseImport.objects.get()
    apply_cases(kept=kept, promise=promise, by=kept.author)
    case = promise.cases.get()
    assert (case.reference, case.minutes) == ("17", 45)
    broken = SimpleUploadedFile("kasus.xlsx", b"bukan")
    assert "bukan buku kerja Excel" in sent(member_client, promise, file=broken)


def test_too_much_and_nothing_are_refused(member_client, promise) -> None:
    rows = "\n".join(f"R-{n}\t2-3-2026 08.00\t" for n in range(501))
    assert "Paling banyak 500 baris" in sent(member_client, promise, text=rows)
    assert "Belum ada yang ditempel" in sent(member_client, promise, text=" ")
    assert not CaseImport.objects.exists()


def test_nobody_sees_the_import_of_another(coordinator_client, promise, member) -> None:
    kept = keep_cases(promise=promise, text=GOOD, by=member)
    address = reverse("innovations:case_import_preview", args=[promise.pk, kept.uuid])
    assert coordinator_client.get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 40])
def test_query_budget(member_client, member, promise, rows, django_assert_max_num_queries) -> None:
    """Session, person, rights; promise, import; cases there, days off, months told."""
    make_case(promise)
    text = "\n".join(f"R-{n}\t2-3-2026 08.00\t2-3-2026 09.00" for n in range(rows))
    kept = keep_cases(promise=promise, text=text, by=member)
    with django_assert_max_num_queries(9):
        member_client.get(reverse("innovations:case_import_preview", args=[promise.pk, kept.uuid]))
