"""A filled LKE comes back: preview, applying as one act, undoing as one act, conflicts."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from pengungkit import rollups
from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.pastes import apply_paste, undo_paste
from pengungkit.actions.workbook_imports import keep_workbook
from pengungkit.contexts.workbook_import import answerable_areas, import_page
from pengungkit.exceptions import PasteAlreadyAppliedError, PasteClashError, PasteNotUndoableError
from pengungkit.instruments import Kind
from pengungkit.models import Answer, Assessment, Paste
from pengungkit.views.workbook_import import read_upload
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory
from tests.pengungkit.handed_out import LKE, filled_in, handed_out, upload
from tests.pengungkit.lke_workbooks import Layout, random_answers, write_lke
from units.audit import first_broken_event
from units.models import AuditEvent
from units.permissions import rights_of


FIRST, SECOND, NEXT, THIRD, RATIO, INDEX = (
    "A.I.1.i.a", "A.I.1.i.b", "A.I.1.ii.a", "A.I.2.i.a", "A.II.1.i.a", "B.I.a",
)  # fmt: skip
AGENTS = (RATIO, "agen")
START = "/penilaian/2026/kppn-ternate/lke/impor/"


def stored(assessment, code) -> Answer:
    return Answer.objects.get(assessment=assessment, code=code)


def save(assessment, by, code, **entry) -> None:
    version = stored(assessment, code).version
    answer_item(assessment=assessment, code=code, entry=Entry(**entry), base_version=version, by=by)


def keep(assessment, data, by, *, clear_empty=False) -> Paste:
    return keep_workbook(
        assessment=assessment,
        incoming=read_upload([data], assessment.structure),
        file_name="LKE.xlsx",
        clear_empty=clear_empty,
        by=by,
    )


def page_of(paste, user):
    return import_page(paste, "", answerable_areas(rights_of(user), paste.assessment))


def states(page):
    return {row.code: row.state for row in page.rows}


def apply(paste, by, **choices) -> int:
    areas = answerable_areas(rights_of(by), paste.assessment)
    return apply_paste(paste=paste, choices=choices, areas=areas, by=by)


def test_it_works(member_client, member, assessment):
    save(assessment, member, FIRST, choice="Tidak", narrative="Belum")
    data = member_client.get("/penilaian/2026/kppn-ternate/lke/unduh/").content
    data = filled_in(
        data,
        {FIRST: "Ya", (RATIO, "agen"): 5, (RATIO, "perubahan"): 4, INDEX: 3.6},
        {SECOND: "Dipilih terbuka\nlewat seleksi"},
    )

    html = member_client.post(START, {"file": upload(data)}, follow=True).content.decode()
    assert "4 berubah, 109 sama, 0 bentrok, 0 galat." in html
    assert "Terapkan 4 perubahan" in html
    assert "Diunduh dari portal" in html
    assert stored(assessment, FIRST).version == 1

    paste = Paste.objects.get()
    url = reverse("pengungkit:lke_import_apply", args=[2026, "kppn-ternate", paste.uuid])
    html = member_client.post(url, follow=True).content.decode()
    assert "4 butir diubah dari berkas." in html
    first = stored(assessment, FIRST)
    assert (first.choice, first.narrative, first.version) == ("Ya", "Belum", 2)
    assert stored(assessment, SECOND).narrative == "Dipilih terbuka\nlewat seleksi"
    assert stored(assessment, RATIO).counts == {"agen": 5, "perubahan": 4}
    assert str(stored(assessment, INDEX).index) == "3.60"
    fresh = Assessment.objects.with_structure().get(pk=assessment.pk)
    assert rollups.differences(fresh, fresh.answers.all()) == []

    url = reverse("pengungkit:lke_import_undo", args=[2026, "kppn-ternate", paste.uuid])
    html = member_client.post(url, follow=True).content.decode()
    assert "4 butir kembali seperti sebelum impor." in html
    assert stored(assessment, FIRST).choice == "Tidak"
    assert stored(assessment, RATIO).counts is None
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"butir_diimpor", "impor_dibatalkan"} <= actions
    assert first_broken_event() is None


@pytest.mark.parametrize("seed", range(2))
def test_export_and_import_unchanged_is_no_change(assessment, member, seed):
    """Whatever stands in the answers, also what no cell can hold."""
    rng = random.Random(seed)
    texts = ["", "Rapat\nbulanan", "=1+1", " tepi ", "a\tb", "_x000D_", "\x07\x0bbunyi", "“é” 😀",
             "-", "'kutip", "x" * 10_000, "A", "3,60", "\n", "\u00a0"]  # fmt: skip
    for item in LKE.items:
        answer = stored(assessment, item.code)
        answer.narrative = rng.choice(texts)
        answer.version = rng.randint(1, 9)
        if rng.random() < 0.8:
            if item.kind is Kind.CHOICE:
                answer.choice = rng.choice(item.options).letter
            elif item.kind is Kind.INDEX:
                answer.index = rng.randint(0, 400) / 100
            else:
                answer.counts = {
                    one.key: rng.choice([None, 0, 3, 10**9]) for one in item.ratio.inputs
                } | {item.ratio.inputs[0].key: 7}
        answer.save()

    # Both as it was handed out and after another program saved it.
    for data in (handed_out(assessment), filled_in(handed_out(assessment))):
        for clear_empty in (False, True):
            page = page_of(keep(assessment, data, member, clear_empty=clear_empty), member)
            assert set(states(page).values()) == {"sama"}
            assert len(page.rows) == 113


def test_im_04_formulas_in_answer_cells_are_refused_cell_by_cell(assessment, member):
    data = filled_in(
        handed_out(assessment),
        {FIRST: "=1+1", (RATIO, "agen"): "=2+3", SECOND: "A", NEXT: "=J7"},
        {THIRD: '=WEBSERVICE("http://contoh.example")'},
    )
    paste = keep(assessment, data, member)
    page = page_of(paste, member)
    wrong = {row.code: row.errors for row in page.rows if row.state == "galat"}
    assert wrong == {
        FIRST: [("LKE!J6 “=1+1”", "Sel berisi rumus; ketik jawabannya.")],
        RATIO: [("LKE!J126 “=2+3”", "Sel berisi rumus; ketik jawabannya.")],
        NEXT: [("LKE!J9 “=J7”", "Sel berisi rumus; ketik jawabannya.")],
        THIRD: [
            (
                'LKE!M23 “=WEBSERVICE("http://contoh.example")”',
                "Sel berisi rumus. Ketik catatannya sebagai teks.",
            )
        ],
    }
    assert apply(paste, member) == 1
    assert stored(assessment, SECOND).choice == "A"
    assert stored(assessment, FIRST).version == 0


@pytest.mark.parametrize(
    "typed",
    [
        {
            FIRST: (" ya ", "Ya"),
            SECOND: ("b.", "B"),
            INDEX: ("3,6", "3.60"),
            AGENTS: ("12.345", 12345),
        },
        {
            FIRST: ("\u00a0Ya\u00a0", "Ya"),
            SECOND: ("Z", None),
            INDEX: (3.6, "3.60"),
            AGENTS: ("nihil", 0),
        },
        {INDEX: ("3,605", None), AGENTS: (12.345, None)},
        {INDEX: (4.1, None), AGENTS: (-1, None)},
        {INDEX: (dt.datetime(2026, 3, 6), None), AGENTS: ("١٢", None)},
        {FIRST: (True, "Ya"), SECOND: (False, None), AGENTS: (1.98501e17, None)},
    ],
)
def test_im_08_what_is_typed_is_read_or_refused_and_never_guessed(assessment, member, typed):
    data = filled_in(handed_out(assessment), {name: value for name, (value, _) in typed.items()})
    paste = keep(assessment, data, member)
    page = page_of(paste, member)
    apply(paste, member)
    for name, (_, expected) in typed.items():
        code = name if isinstance(name, str) else name[0]
        answer = stored(assessment, code)
        if expected is None:
            [row] = [row for row in page.rows if row.code == code]
            assert row.state == "galat"
            assert row.errors[0][1].endswith(".")
            assert answer.version == 0
        else:
            index = str(answer.index) if answer.index is not None else None
            counts = (answer.counts or {}).get("agen")
            assert (answer.choice or index or counts) == expected


def test_empty_cells_never_erase_unless_asked(assessment, member):
    save(assessment, member, FIRST, choice="Ya", narrative="SK 12")
    save(assessment, member, RATIO, counts={"agen": 5, "perubahan": 4})
    emptied = {FIRST: None, (RATIO, "agen"): None}
    data = filled_in(handed_out(assessment), emptied, {FIRST: None})
    assert set(states(page_of(keep(assessment, data, member), member)).values()) == {"sama"}

    paste = keep(assessment, data, member, clear_empty=True)
    assert apply(paste, member) == 2
    first = stored(assessment, FIRST)
    assert (first.choice, first.narrative, first.status) == ("", "", "belum")
    assert stored(assessment, RATIO).counts == {"agen": None, "perubahan": 4}


class TestSomebodyElseChangedIt:
    """Accept 13: what others wrote meanwhile is never lost without a choice."""

    @pytest.fixture
    def brought(self, assessment, member, coordinator):
        save(assessment, member, FIRST, choice="Tidak", narrative="Lama")
        save(assessment, member, RATIO, counts={"agen": 1, "perubahan": 1})
        data = handed_out(assessment)
        save(assessment, coordinator, FIRST, choice="Tidak", narrative="Baru dari Rina")
        save(assessment, coordinator, THIRD, choice="A", narrative="Juga dari Rina")
        save(assessment, coordinator, RATIO, counts={"agen": 1, "perubahan": 9})
        return data

    def test_what_was_not_touched_in_the_file_stays_as_it_is_now(self, brought, assessment, member):
        page = page_of(keep(assessment, brought, member), member)
        assert set(states(page).values()) == {"sama"}

    def test_different_fields_are_merged(self, brought, assessment, member):
        data = filled_in(brought, {FIRST: "Ya", (RATIO, "agen"): 12})
        paste = keep(assessment, data, member)
        found = states(page_of(paste, member))
        assert found[FIRST] == "berubah"
        apply(paste, member, **{RATIO: (True, stored(assessment, RATIO).version)})
        first = stored(assessment, FIRST)
        assert (first.choice, first.narrative) == ("Ya", "Baru dari Rina")
        assert stored(assessment, RATIO).counts == {"agen": 12, "perubahan": 9}

    def test_im_07_the_same_field_is_a_conflict_that_wants_a_choice(
        self, brought, assessment, member
    ):
        data = filled_in(brought, {THIRD: "B"}, {FIRST: "Baru dari Sari"})
        paste = keep(assessment, data, member)
        page = page_of(paste, member)
        assert [row.code for row in page.clashing] == [FIRST, THIRD]
        assert page.clashing[0].changed_by.startswith("Rina, ")
        with pytest.raises(PasteClashError, match="berkas ini diunduh"):
            apply(paste, member)
        assert stored(assessment, THIRD).choice == "A"
        versions = {code: stored(assessment, code).version for code in (FIRST, THIRD)}
        assert apply(paste, member, **{FIRST: (True, versions[FIRST]), THIRD: (False, 1)}) == 1
        assert stored(assessment, FIRST).narrative == "Baru dari Sari"
        assert stored(assessment, THIRD).choice == "A"

    def test_a_choice_made_before_another_change_does_not_count(self, brought, assessment, member):
        paste = keep(assessment, filled_in(brought, {THIRD: "B"}), member)
        with pytest.raises(PasteClashError):
            apply(paste, member, **{THIRD: (True, 0)})

    def test_the_page_asks(self, brought, assessment, member_client):
        data = filled_in(brought, {}, {FIRST: "Baru dari Sari"})
        html = member_client.post(START, {"file": upload(data)}, follow=True).content.decode()
        assert f"{FIRST} diubah di portal sesudah berkas ini diunduh" in html
        assert "Ganti dengan isi berkas" in html
        url = reverse(
            "pengungkit:lke_import_apply", args=[2026, "kppn-ternate", Paste.objects.get().uuid]
        )
        version = stored(assessment, FIRST).version
        member_client.post(url, {f"pilih-{FIRST}": f"tempelan:{version}"})
        assert stored(assessment, FIRST).narrative == "Baru dari Sari"

    def test_a_version_that_is_yet_to_come_is_asked_about(self, brought, assessment, member):
        """As after an older backup was brought back."""
        Answer.objects.filter(assessment=assessment, code=FIRST).update(version=0, choice="Tidak")
        page = page_of(keep(assessment, filled_in(brought, {FIRST: "Ya"}), member), member)
        assert states(page)[FIRST] == "bentrok"


def test_im_07_another_units_or_years_workbook_is_refused(member_client, assessment, member):
    other = AssessmentFactory(unit=UnitFactory(code="kppn-tobelo"), year=2026)
    older = AssessmentFactory(unit=assessment.unit, year=2025)
    for strange, words in ((other, "unit “kppn-tobelo” tahun 2026"), (older, "tahun 2025")):
        response = member_client.post(START, {"file": upload(handed_out(strange))})
        assert response.status_code == 200
        assert words in response.content.decode()
    assert not Paste.objects.exists()


def test_im_09_the_same_file_twice_changes_nothing_the_second_time(assessment, member):
    data = filled_in(handed_out(assessment), {FIRST: "Ya"}, {FIRST: "SK 12"})
    paste = keep(assessment, data, member)
    assert apply(paste, member) == 1
    with pytest.raises(PasteAlreadyAppliedError, match="Impor ini sudah diterapkan"):
        apply(paste, member)
    again = keep(assessment, data, member)
    assert set(states(page_of(again, member)).values()) == {"sama"}
    assert apply(again, member) == 0
    assert stored(assessment, FIRST).version == 1
    # Taken back, the same file brings the same change once more.
    undo_paste(paste=paste, by=member)
    assert states(page_of(keep(assessment, data, member), member))[FIRST] == "berubah"


def test_areas_one_may_not_answer_in_are_left_out_and_named(assessment, unit):
    member = MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["1"]).user
    paste = keep(assessment, filled_in(handed_out(assessment), {FIRST: "Ya", THIRD: "A"}), member)
    page = page_of(paste, member)
    assert {row.code.split(".")[2] for row in page.rows} == {"1"}
    assert any("1 butir dilewati" in remark and "Area 2" in remark for remark in page.remarks)
    assert apply(paste, member) == 1
    assert stored(assessment, THIRD).version == 0


@pytest.mark.parametrize("layout", [Layout(), Layout(titles=3, one_column=True, labels=True)])
def test_any_filled_lke_can_be_brought(tmp_path, assessment, member, layout):
    path = tmp_path / "lke.xlsx"
    answers = random_answers(3)
    write_lke(path, answers, layout)
    save(assessment, member, FIRST, choice=answers[FIRST], narrative="Lama")
    paste = keep(assessment, path.read_bytes(), member)
    page = page_of(paste, member)
    assert "bukan unduhan portal" in page.remarks[0]
    assert states(page)[FIRST] == "berubah"
    apply(paste, member)
    fresh = Assessment.objects.get(pk=assessment.pk)
    responses = {answer.code: answer.response for answer in fresh.answers.all()}
    assert responses == answers
    assert stored(assessment, FIRST).narrative == f"Catatan {FIRST}"


def test_undo_is_possible_for_a_day_and_leaves_later_changes(assessment, member, coordinator):
    paste = keep(assessment, filled_in(handed_out(assessment), {FIRST: "Ya", SECOND: "A"}), member)
    apply(paste, member)
    save(assessment, coordinator, SECOND, choice="B")
    undone = undo_paste(paste=paste, by=member)
    assert (undone.restored, undone.left) == (1, [SECOND])

    late = keep(assessment, filled_in(handed_out(assessment), {FIRST: "Ya"}), member)
    apply(late, member)
    with (
        freeze_time(timezone.now() + dt.timedelta(hours=25)),
        pytest.raises(PasteNotUndoableError, match="Impor hanya dapat dibatalkan sampai"),
    ):
        undo_paste(paste=late, by=member)
    assert stored(assessment, FIRST).choice == "Ya"


def test_after_closing_nothing_comes_in(member_client, assessment, member, leader):
    paste = keep(assessment, filled_in(handed_out(assessment), {FIRST: "Ya"}), member)
    data = handed_out(assessment)
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    response = member_client.post(START, {"file": upload(data)}, follow=True)
    assert response.redirect_chain
    assert Paste.objects.count() == 1
    url = reverse("pengungkit:lke_import_apply", args=[2026, "kppn-ternate", paste.uuid])
    member_client.post(url)
    assert stored(assessment, FIRST).version == 0


def test_the_preview_costs_the_same_however_much_changes(
    member_client, assessment, member, coordinator, django_assert_max_num_queries
):
    data = handed_out(assessment)
    answers = {item.code: item.options[0].letter for item in LKE.items if item.options}
    for code in list(answers)[:5]:
        save(assessment, coordinator, code, choice=LKE.item(code).options[-1].letter)
    member_client.post(START, {"file": upload(filled_in(data, answers))})
    url = f"{START}{Paste.objects.get().uuid}/"
    with django_assert_max_num_queries(10):
        assert member_client.get(url).status_code == 200
    with django_assert_max_num_queries(10):
        assert member_client.get(START).status_code == 200


def test_a_workbook_belongs_to_whoever_brought_it(assessment, member, coordinator_client):
    paste = keep(assessment, handed_out(assessment), member)
    assert coordinator_client.get(f"{START}{paste.uuid}/").status_code == 404
