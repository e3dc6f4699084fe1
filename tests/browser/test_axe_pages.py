"""Every page on the demo: no axe violation, and nothing to scroll sideways at 320 pixels.

Filled, empty, read-only, in error, and as a stranger sees it. A page that is visited by none of
the tours below fails `test_every_page_is_on_a_tour`; `tours.py` names the tour of each page.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from innovations.actions.case_imports import keep_cases
from innovations.forms.results import RESULT_FORMS
from innovations.models import Assistance, Innovation, Promise, Replication
from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.conflicts import keep_conflict
from pengungkit.actions.pastes import apply_paste, keep_paste
from pengungkit.actions.records import make_record
from pengungkit.actions.workbook_imports import keep_workbook
from pengungkit.actions.zip_applying import apply_import, begin_applying
from pengungkit.actions.zip_arrival import receive_zip
from pengungkit.actions.zip_reading import read_import
from pengungkit.exceptions import ConcurrentChangeError
from pengungkit.models import Assessment, Evidence, ZipImport
from pengungkit.views.workbook_import import read_upload
from reports.actions.job_runs import begin, fail, tell
from reports.actions.jobs import ask, cancel
from reports.jobs.kinds import Wish
from tests.browser.axe import assert_axe_clean
from tests.browser.planted import PlantedDemo
from tests.browser.tours import NO_PAGE, TOURS
from tests.factories import UserFactory, bundled_version
from tests.pengungkit.handed_out import filled_in, handed_out
from tests.pengungkit.hostile_archives import REFUSED
from tests.pengungkit.office_folder import few_zip
from tests.pengungkit.official_forms import kept_form
from tests.test_access import ROWS
from units.models import Membership, Milestone, PredicateRecord, Unit, User


pytestmark = pytest.mark.django_db(transaction=True)

FULL, HALF, EMPTY, NONE = "kanwil-malut", "kppn-ternate", "kppn-tobelo", "dukcapil-contoh"
NARROW = 320


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> PlantedDemo:
    return PlantedDemo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(
    db: None, settings: Any, tmp_path_factory: pytest.TempPathFactory, planted: PlantedDemo
) -> int:
    """The demo; this year."""
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    settings.DEMO_PASSWORD = "kata-sandi-demo-2026"
    planted.bring()
    return timezone.localdate().year


def who(username: str) -> User:
    return User.objects.get(username=username)


def check(page: Page) -> None:
    """The page that is open."""
    assert_axe_clean(page)
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": NARROW, "height": 640})
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    page.set_viewport_size(size)
    assert wide <= NARROW, f"{page.url} selebar {wide} piksel pada layar {NARROW}"


def tour(page: Page, *stops: tuple[str, list[Any]] | tuple[str, list[Any], str]) -> None:
    """Visit pages by URL name; every one must answer 200."""
    for name, arguments, *query in stops:
        response = page.goto(reverse(name, args=arguments) + "".join(query))
        assert response is not None
        assert response.status == 200, f"{page.url}: {response.status}"
        check(page)


def leave(page: Page) -> None:
    """Off a page that follows its work: told of the end, it would reload under the next `goto`."""
    page.goto("about:blank")


def send(page: Page) -> None:
    """Send the last form of the page, whatever its button is called, past the browser's checks."""
    with page.expect_event("load"):
        page.locator("main form[method=post]").last.evaluate(
            "form => { form.noValidate = true; setTimeout(() => form.requestSubmit()); }"
        )


def test_every_page_is_on_a_tour():
    pages = {name for (method, name), codes in ROWS.items() if method == "GET"}
    visited = [name for names in TOURS.values() for name in names]
    assert sorted(pages - NO_PAGE - {*visited}) == []
    assert sorted({*NO_PAGE, *visited} - pages) == []
    for test, names in TOURS.items():
        stops = inspect.getsource(globals()[test])
        assert [name for name in names if f'"{name}"' not in stops] == []
        assert list(names) == sorted(names), f"{test}: in the order of the alphabet"


def test_seeing_and_recording_pages_of_a_full_office(browser_page: Callable[..., Page], demo: int):
    page = browser_page(who("ketua"))
    unit = [FULL]
    milestone = Milestone.objects.filter(unit__code=FULL).first()
    predicate = PredicateRecord.objects.get(unit__code=FULL)
    tour(
        page,
        ("reports:home", []),
        ("reports:search", [], "?q=SK"),
        ("reports:dashboard", unit),
        ("reports:dashboard", unit, "?jika=A.I.4.i.a"),
        ("reports:comparison", unit),
        ("units:journey", unit),
        ("units:predicate_add", unit),
        ("units:predicate_change", [FULL, predicate.pk]),
        ("units:predicate_revoke", [FULL, predicate.pk]),
        ("units:milestone_add", unit),
        ("units:milestone_change", [FULL, milestone.pk]),
        ("units:manage_trail", []),
        ("units:help", []),
    )


def test_assessment_pages_of_a_full_office(browser_page: Callable[..., Page], demo: int):
    page = browser_page(who("ketua"))
    place = [demo, FULL]
    tour(
        page,
        ("pengungkit:assessment_list", []),
        ("pengungkit:assessment_open", []),
        ("pengungkit:assessment", place),
        ("pengungkit:assessment", place, "?saring=perbaikan"),
        ("pengungkit:readiness", place),
        ("pengungkit:readiness", place, "?area=4&hal=tanpa-berkas"),
        ("pengungkit:area", [*place, "4"]),
        ("pengungkit:area", [*place, "hasil"]),
        ("pengungkit:table", [*place, "1"]),
        ("pengungkit:table", [*place, "5"]),
        ("pengungkit:table", [*place, "hasil"]),
        ("pengungkit:paste", [*place, "1"]),
        ("pengungkit:copy_year", place),
        ("pengungkit:assessment_close", place),
    )


def test_item_and_evidence_pages_of_a_full_office(browser_page: Callable[..., Page], demo: int):
    page = browser_page(who("ketua"))
    place = [demo, FULL]
    document = Evidence.objects.filter(unit__code=FULL, versions__extension="pdf").first()
    link = Evidence.objects.filter(unit__code=FULL).exclude(url="").first()
    assert document is not None
    assert link is not None
    # Names as people type them: one word, longer than a phone is wide.
    Evidence.objects.filter(pk__in=[document.pk, link.pk]).update(title="Laporan_Zona_" * 9)
    User.objects.filter(username="anggota").update(name="SariWulandariKusumawardhaniHadiningrat")
    choice, ratio, index, returned = "A.I.1.i.b", "A.II.5.iii.a.a", "B.I.a", "A.I.4.ii.h"
    tour(
        page,
        *(("pengungkit:item", [*place, code]) for code in (choice, ratio, index, returned)),
        ("pengungkit:item_history", [*place, choice]),
        ("pengungkit:item_choose", [*place, choice]),
        ("pengungkit:item_link", [*place, choice]),
        ("pengungkit:evidence_list", []),
        ("pengungkit:photos_join", []),
        ("pengungkit:evidence_detail", [document.uuid]),
        ("pengungkit:evidence_detail", [link.uuid]),
        ("pengungkit:evidence_sort", [document.uuid]),
        ("pengungkit:evidence_list", [], "?saring=duplikat"),
        ("pengungkit:evidence_compare", [document.uuid, link.uuid]),
    )
    weak = Evidence.objects.filter(unit__code=HALF)
    for title in ("Kertas kerja penilaian risiko", "Daftar pegawai baru dengan NIK"):
        found = weak.get(title__startswith=title)
        tour(browser_page(who("ketua.ternate")), ("pengungkit:evidence_detail", [found.uuid]))
    for form in ("pdf", "png", "jpg", "docx", "xlsx"):
        found = Evidence.objects.filter(unit__code=FULL, versions__extension=form).first()
        assert found is not None
        tour(page, ("pengungkit:preview", [found.uuid]))


def test_pages_of_records_and_packets(browser_page: Callable[..., Page], demo: int):
    leader = who("ketua")
    assessment = Assessment.objects.with_structure().get(unit__code=FULL, year=demo)
    answer = assessment.answers.get(code="A.I.1.i.b")
    answer_item(
        assessment=assessment,
        code=answer.code,
        entry=Entry(choice="C", narrative="Sudah berubah."),
        base_version=answer.version,
        by=leader,
    )
    make_record(assessment=assessment, by=leader)
    place = [demo, FULL]
    tour(
        browser_page(leader),
        ("reports:record_list", place),
        ("reports:record", [*place, 1]),
        ("reports:record", [*place, 2], "?area=5"),
        ("reports:record_compare", [*place, 2]),
        ("reports:packet_list", []),
        ("reports:packet_new", place),
        ("reports:packet_check", []),
    )
    told = {"rekaman": 1, "bagian": 1, "dari": 2}
    asked = ask(wish=Wish("paket", assessment.unit, assessment, told), by=leader).job
    tour(browser_page(leader), ("reports:packet", [asked.uuid]), ("reports:packet_list", []))


def test_pages_in_the_middle_of_an_act(browser_page: Callable[..., Page], demo: int):
    leader, member = who("ketua.ternate"), who("anggota.ternate")
    assessment = Assessment.objects.with_structure().get(unit__code=HALF, year=demo)
    area = assessment.structure.area("1")
    waiting, applied = (
        keep_paste(assessment=assessment, area=area, text=text, clear_empty=False, by=leader)
        for text in ("A.I.1.ii.b\tA\nA.I.1.ii.c\tZ", "A.I.1.iv.c\tA")
    )
    apply_paste(paste=applied, choices={}, by=leader)
    code = "A.I.1.iii.a"
    entry = Entry(choice="D", narrative="Tulisan orang lain.")
    version = assessment.answers.get(code=code).version
    workbook = filled_in(handed_out(assessment), {code: "B", "A.I.1.i.a": "=1+1"})
    answer_item(assessment=assessment, code=code, entry=entry, base_version=version, by=member)
    mine = Entry(choice="A", narrative="Tulisan saya.")
    # Handed out before that, so that its answer to the same item is a conflict.
    brought = keep_workbook(
        assessment=assessment,
        incoming=read_upload([workbook], assessment.structure),
        file_name="LKE dari kapal.xlsx",
        clear_empty=False,
        by=leader,
    )
    with pytest.raises(ConcurrentChangeError) as clash:
        answer_item(assessment=assessment, code=code, entry=mine, base_version=version, by=leader)
    keep_conflict(conflict=clash.value, base_version=version, done=None, by=leader)
    place = [demo, HALF]
    tour(
        browser_page(leader),
        ("pengungkit:paste_preview", [*place, "1", waiting.uuid]),
        ("pengungkit:paste_preview", [*place, "1", applied.uuid]),
        ("pengungkit:lke_import", place),
        ("pengungkit:lke_import_preview", [*place, brought.uuid]),
        ("pengungkit:item_conflict", [*place, code]),
        ("pengungkit:item_conflict", [*place, code], "?gabung=ya"),
    )


def test_pages_of_what_is_made_in_the_background(browser_page: Callable[..., Page], demo: int):
    member = who("anggota")
    unit = Unit.objects.get(code=FULL)
    page = browser_page(member)
    tour(page, ("reports:job_list", []))
    asked = [
        ask(wish=Wish("daftar-bukti", unit, parameters=p), by=member).job for p in ({}, {"n": 1})
    ]
    running = begin(uuid=str(asked[0].uuid), task="axe")
    tell(job=running, done=120, total=400, words="Menulis baris bukti")
    cancel(job=asked[1], by=member)
    for job in asked:
        tour(page, ("reports:job", [job.uuid]))
    page.goto(asked[0].get_absolute_url())
    expect(page.get_by_role("status")).to_contain_text("Sedang dibuat")
    fail(job=running, reason="Ruang disk server habis. Minta admin mengosongkan ruang.")
    # Without a reload: the page asks by itself.
    expect(page.get_by_role("button", name="Buat lagi")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Gagal dibuat.")
    check(page)
    tour(page, ("reports:job_list", []), ("reports:home", []), ("pengungkit:evidence_list", []))


def test_pages_of_a_folder_that_is_brought_in(browser_page: Callable[..., Page], demo: int):
    leader = who("ketua.ternate")
    unit = Unit.objects.get(code=HALF)

    def sent(data: bytes) -> list[Any]:
        made = receive_zip(unit=unit, name="Bukti.zip", chunks=[data], by=leader)
        return [made.uuid]

    page = browser_page(leader)
    hostile = sent(REFUSED["bomb"][0])
    tour(page, ("pengungkit:zip_start", [], f"?unit={HALF}"), ("pengungkit:zip_import", hostile))
    leave(page)
    read_import(ZipImport.objects.get(uuid=hostile[0]))
    tour(page, ("pengungkit:zip_start", [], f"?unit={HALF}"), ("pengungkit:zip_import", hostile))
    good = sent(few_zip())
    found = ZipImport.objects.get(uuid=good[0])
    read_import(found)
    found.entries.filter(state="baru").update(date_text="kemarin")
    tour(page, ("pengungkit:zip_import", good), ("pengungkit:zip_import", good, "?saring=ditolak"))
    tour(browser_page(who("anggota.ternate")), ("pengungkit:zip_import", good))
    found.entries.update(date_text="")
    begin_applying(zip_import=found, by=leader)
    tour(page, ("pengungkit:zip_import", good))
    leave(page)
    apply_import(found)
    tour(page, ("pengungkit:zip_import", good))


def test_pages_of_ones_own_account(browser_page: Callable[..., Page], demo: int):
    page = browser_page(who("anggota"))
    tour(
        page,
        ("account_overview", []),
        ("account_change_password", []),
        ("usersessions_list", []),
        ("mfa_index", []),
        ("account_reauthenticate", []),
    )
    page.get_by_label("Kata sandi").fill("kata-sandi-demo-2026")
    send(page)
    page.wait_for_url("**/beranda/")
    tour(page, ("mfa_activate_totp", []), ("mfa_list_webauthn", []), ("mfa_add_webauthn", []))


def test_managing_pages(browser_page: Callable[..., Page], demo: int):
    unit, person = [HALF], ["anggota.ternate"]
    role = Membership.objects.get(user__username="anggota.ternate")
    document = Evidence.objects.filter(unit__code=FULL, url="").first()
    assert document is not None
    form = kept_form(bundled_version(), who("adminpusat"), used=True)
    tour(
        browser_page(who("adminpusat")),
        ("units:manage", []),
        ("units:manage_units", []),
        ("units:manage_unit_add", []),
        ("units:manage_unit", unit),
        ("units:manage_unit_edit", unit),
        ("units:manage_unit_appoint", unit),
        ("units:manage_kinds", []),
        ("pengungkit:official_form_list", []),
        ("pengungkit:official_form", [form.pk]),
        ("reports:official_filling", [demo, FULL]),
        ("units:manage_kind_edit", ["kppn"]),
        ("units:manage_people", []),
        ("units:manage_person_add", []),
        ("units:manage_person", person),
        ("units:manage_person_edit", person),
        ("units:manage_membership_add", person),
        ("units:manage_membership_edit", [*person, role.pk]),
        ("units:manage_membership_end", [*person, role.pk]),
        ("units:manage_import", ["unit"]),
        ("units:manage_import", ["orang"]),
        ("units:manage_trail", []),
        ("units:health", []),
        ("pengungkit:evidence_destroy", [document.uuid]),
        ("pengungkit:assessment_reopen", [demo - 1, FULL]),
        ("reports:home", []),
        ("pengungkit:assessment_list", [], "?q=kanwil"),
    )


def test_pages_about_innovations(browser_page: Callable[..., Page], demo: int):
    innovation = Innovation.objects.get(name="ROH")
    told, measure = [innovation.slug], innovation.measures.get().pk
    assisted = Assistance.objects.filter(helped__code=HALF).latest("pk")
    agreed = assisted.follow_ups.get()
    promise = Promise.objects.get()
    case, month = promise.cases.filter(met=False).first(), promise.monthly_figures.first()
    assert case
    assert month
    rows = "R-1\t2-3-2026 08.15\t2-3-2026 07.00\nR-2\t2-3-2026 08.15\t2-3-2026 09.00"
    brought = keep_cases(promise=promise, text=rows, by=who("ketua"))
    page = browser_page(who("ketua"))
    tour(
        page,
        ("innovations:promise_list", []),
        ("innovations:promise", [promise.pk]),
        ("innovations:promise_change", [promise.pk]),
        ("innovations:promise_end", [promise.pk]),
        ("innovations:holidays", []),
        ("innovations:case_list", [promise.pk]),
        ("innovations:case_add", [promise.pk]),
        ("innovations:case_change", [promise.pk, case.pk]),
        ("innovations:case_import", [promise.pk]),
        ("innovations:case_import_preview", [promise.pk, brought.uuid]),
        ("innovations:month_add", [promise.pk]),
        ("innovations:month_change", [promise.pk, month.pk]),
        ("innovations:promise_add", []),
        ("innovations:innovation_list", []),
        ("innovations:innovation_list", [], "?q=tidakada"),
        ("innovations:innovation", told),
        ("innovations:difference", []),
        ("innovations:document_attach", told),
        ("innovations:innovation_change", told),
        ("innovations:innovation_move", told),
        *(("innovations:result_add", [*told, kind]) for kind in RESULT_FORMS),
        ("innovations:result_change", [*told, "ukuran", measure]),
        ("innovations:value_add", [*told, measure]),
        ("innovations:matrix", []),
        ("innovations:matrix", [], "?bagian=replikasi"),
        ("innovations:assistance_list", []),
        ("innovations:assistance_list", [], "?bagian=diterima"),
        ("innovations:assistance_add", []),
        ("innovations:assistance", [assisted.pk]),
        ("innovations:assistance_change", [assisted.pk]),
        ("innovations:follow_up_add", [assisted.pk]),
        ("innovations:follow_up_change", [assisted.pk, agreed.pk]),
        ("innovations:innovation_add", []),
    )
    send(page)
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    check(page)
    tour(
        browser_page(who("adminpusat")),
        ("innovations:innovation_list", []),
        ("innovations:assistance_list", [], "?bagian=tanpa"),
    )
    tour(
        browser_page(who("ketua.ternate")),
        ("innovations:assistance", [assisted.pk]),
        ("innovations:follow_up_change", [assisted.pk, agreed.pk]),
    )
    # What was removed is offered back.
    page.goto(reverse("innovations:assistance_change", args=[assisted.pk]))
    page.get_by_role("button", name="Hapus asistensi").click()
    expect(page.get_by_role("button", name="Batalkan penghapusan")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Batalkan penghapusan").click()
    expect(page.get_by_role("status").first).to_contain_text("kembali seperti semula")


def test_pages_about_replications(browser_page: Callable[..., Page], demo: int):
    page = browser_page(who("ketua"))
    confirmed, waiting = Replication.objects.exclude(agency_name="").order_by("pk")
    one = [waiting.innovation.slug, waiting.pk]
    tour(
        page,
        ("innovations:replication", [confirmed.innovation.slug, confirmed.pk]),
        ("innovations:replication", one),
        ("innovations:replication_add", one[:1]),
        ("innovations:replication_change", one),
        ("innovations:replication_move", one),
    )
    tour(
        page,
        ("innovations:spread", []),
        ("innovations:spread", [], "?q=tidakada"),
        ("innovations:catalogue", []),
        ("innovations:received_list", []),
    )
    own = Replication.objects.get(adopter_unit__code=HALF)
    tour(
        browser_page(who("kepala.ternate")),
        ("innovations:received_list", []),
        ("innovations:received", [own.pk]),
        *(
            ("innovations:received_act", [own.pk, act])
            for act in ("konfirmasi", "tolak", "catatan")
        ),
        ("innovations:catalogue", []),
    )
    page.goto(waiting.get_absolute_url())
    page.get_by_role("button", name="Buat tautan konfirmasi").click()
    link = page.get_by_label("Tautan sekali pakai").input_value()
    check(page)
    outside = browser_page(expected=(r"40[34]",))
    tour(
        outside,
        ("innovations:confirmation", [link.rstrip("/").rpartition("/")[2]]),
        ("innovations:confirmation_withdraw", []),
    )
    outside.goto(link)
    outside.get_by_text("Tidak, kami tidak").click()
    send(outside)
    expect(outside.locator("[aria-invalid=true]").first).to_be_visible()
    check(outside)
    outside.goto(reverse("innovations:confirmation", args=["a" * 43]))
    check(outside)


def test_pages_with_nothing_on_them(browser_page: Callable[..., Page], demo: int):
    tour(
        browser_page(who("adminpusat")),
        ("reports:dashboard", [EMPTY]),
        ("reports:dashboard", [NONE]),
        ("pengungkit:assessment", [demo, EMPTY]),
        ("pengungkit:assessment", [demo, EMPTY], "?saring=perbaikan"),
        ("pengungkit:readiness", [demo, EMPTY]),
        ("pengungkit:readiness", [demo, EMPTY], "?hal=terkunci"),
        ("pengungkit:table", [demo, EMPTY, "6"]),
        ("pengungkit:item", [demo, EMPTY, "A.I.6.i.a"]),
        ("pengungkit:item_history", [demo, EMPTY, "A.I.6.i.a"]),
        ("pengungkit:evidence_list", [], f"?unit={EMPTY}"),
        ("units:journey", [NONE]),
        ("reports:search", []),
        ("reports:search", [], "?q=tidakadayangsepertiini"),
        ("units:manage_people", [], "?q=tidakada"),
    )
    nobody = UserFactory(username="baru", name="Orang Baru")
    tour(browser_page(nobody), ("reports:home", []), ("pengungkit:assessment_list", []))


def test_pages_that_may_only_be_read(browser_page: Callable[..., Page], demo: int):
    document = Evidence.objects.filter(unit__code=FULL, versions__extension="pdf").first()
    assert document is not None
    place = [demo, FULL]
    tour(
        browser_page(who("pengamat")),
        ("reports:home", []),
        ("reports:dashboard", [FULL]),
        ("pengungkit:assessment", place),
        ("pengungkit:table", [*place, "4"]),
        ("pengungkit:item", [*place, "A.I.1.i.a"]),
        ("pengungkit:item", [*place, "A.II.4.i.a"]),
        ("pengungkit:evidence_detail", [document.uuid]),
        ("units:journey", [FULL]),
    )
    closed = [demo - 1, FULL]
    tour(
        browser_page(who("ketua")),
        ("pengungkit:assessment", closed),
        ("pengungkit:table", [*closed, "1"]),
        ("pengungkit:item", [*closed, "A.I.1.i.a"]),
        ("reports:dashboard", [FULL], f"?tahun={demo - 1}"),
    )


def test_pages_in_error(browser_page: Callable[..., Page], demo: int):
    page = browser_page(who("anggota"), expected=(r"40[34]", r"422"))
    for path, status in (("/tidak/ada/", 404), (f"/penilaian/{demo}/{FULL}/tutup/", 403)):
        response = page.goto(path)
        assert response is not None
        assert response.status == status
        check(page)
    page.goto(reverse("pengungkit:paste", args=[demo, FULL, "1"]))
    page.get_by_label("Sel dari Excel").fill("ini bukan tabel")
    send(page)
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    check(page)
    page.goto(reverse("pengungkit:item_link", args=[demo, FULL, "A.I.1.i.a"]))
    send(page)
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    check(page)


def test_pages_for_strangers(browser_page: Callable[..., Page], demo: int):
    page = browser_page()
    tour(
        page,
        ("account_login", []),
        ("account_reset_password", []),
        ("account_reset_password_done", []),
        ("account_reset_password_from_key", ["1", "tidak-berlaku"]),
        ("account_reset_password_from_key_done", []),
        ("account_inactive", []),
        ("units:help", []),
        ("account_login", []),
    )
    page.get_by_label("Nama akun").fill("ketua")
    page.locator("input[type=password]").fill("salah sekali")
    send(page)
    check(page)
