"""Pasting from a spreadsheet: preview, applying as one act, taking back as one act."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from pengungkit import rollups
from pengungkit.actions.answers import Entry, answer_item, return_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.pastes import apply_paste, keep_paste, sweep_pastes, undo_paste
from pengungkit.exceptions import (
    AssessmentClosedError,
    PasteAlreadyAppliedError,
    PasteClashError,
    PasteNotUndoableError,
)
from pengungkit.history import events_of, sittings
from pengungkit.merging import values_of
from pengungkit.models import Answer, Assessment, Paste
from tests.factories import MembershipFactory, Role, UnitFactory
from units.audit import first_broken_event
from units.models import AuditEvent
from zi_portal.lib.dates import format_moment
from zi_portal.worker import duties


FIRST, SECOND, THIRD = "A.I.1.i.a", "A.I.1.i.b", "A.I.1.ii.a"
RATIO = "A.II.1.i.a"
TEXT = f"{FIRST}\tYa\tSK 12\n{SECOND}\tB\tSebagian\n{RATIO}\t5\t4\tdua jumlah\n"


def url(name, assessment, *more, area="1") -> str:
    return reverse(f"pengungkit:{name}", args=[assessment.year, assessment.unit.code, area, *more])


def stored(assessment, code) -> Answer:
    return Answer.objects.get(assessment=assessment, code=code)


def save(assessment, by, code, **entry) -> None:
    answer_item(
        assessment=assessment,
        code=code,
        entry=Entry(**entry),
        base_version=stored(assessment, code).version,
        by=by,
    )


@pytest.fixture
def kept(assessment, member):
    def keep(text=TEXT, clear_empty=False, area="1") -> Paste:
        return keep_paste(
            assessment=assessment,
            area=assessment.structure.area(area),
            text=text,
            clear_empty=clear_empty,
            by=member,
        )

    return keep


def rollup_holds(assessment) -> None:
    fresh = Assessment.objects.with_structure().get(pk=assessment.pk)
    assert rollups.differences(fresh, fresh.answers.all()) == []


def test_it_works(member_client, member, assessment):
    response = member_client.post(url("paste", assessment), {"text": TEXT}, follow=True)
    html = response.content.decode()
    assert "3 berubah, 0 sama, 0 bentrok, 0 galat." in html
    assert "Terapkan 3 perubahan" in html
    assert "13 butir area ini tidak ada di tempelan" in html
    assert stored(assessment, FIRST).version == 0

    paste = Paste.objects.get()
    response = member_client.post(url("paste_apply", assessment, paste.uuid), follow=True)
    html = response.content.decode()
    assert "3 butir diubah dari tempelan." in html
    assert "Batalkan tempelan" in html
    first = stored(assessment, FIRST)
    assert (first.choice, first.narrative, first.status) == ("Ya", "SK 12", "dikerjakan")
    assert (first.version, first.updated_by) == (1, member)
    assert stored(assessment, RATIO).counts == {"agen": 5, "perubahan": 4}
    rollup_holds(assessment)
    # 0.25 for the team, half of 0.25 for how it was chosen, and 4 of 5 of 0.75 for the changes
    assert Assessment.objects.get().total > Decimal("0.375")


def test_history_can_be_walked_back(kept, member, assessment):
    save(assessment, member, SECOND, choice="A", narrative="x" * 200)
    apply_paste(paste=kept(), choices={}, by=member)
    answer = stored(assessment, SECOND)
    events = events_of(answer)
    assert [event.action for event in events] == ["butir_ditempel", "butir_diisi"]
    assert events[0].data["version"] == answer.version == 2
    newest = sittings(values_of(answer), events)[0]
    assert (newest.before["choice"], newest.after["choice"]) == ("A", "B")
    assert newest.before["narrative"] == "x" * 200
    assert first_broken_event() is None


def test_a_ready_item_stays_ready_and_an_empty_one_is_never_made_ready(kept, member, assessment):
    save(assessment, member, FIRST, choice="Tidak", done=True)
    apply_paste(paste=kept(), choices={}, by=member)
    assert stored(assessment, FIRST).status == Answer.Status.READY
    assert stored(assessment, SECOND).status == Answer.Status.WORKING


def test_an_item_sent_back_stays_sent_back(kept, member, coordinator, assessment):
    save(assessment, member, FIRST, choice="Tidak", done=True)
    return_item(assessment=assessment, code=FIRST, note="Perbaiki.", by=coordinator)
    apply_paste(paste=kept(), choices={}, by=member)
    answer = stored(assessment, FIRST)
    assert (answer.status, answer.choice, answer.repair_note) == ("perbaikan", "Ya", "Perbaiki.")


def test_what_is_the_same_is_not_written(kept, member, assessment):
    save(assessment, member, FIRST, choice="Ya", narrative="SK 12")
    assert apply_paste(paste=kept(), choices={}, by=member) == 2
    assert stored(assessment, FIRST).version == 1


def test_empty_cells_erase_nothing_unless_told(kept, member, assessment):
    save(assessment, member, SECOND, choice="A", narrative="isi lama")
    save(assessment, member, RATIO, counts={"agen": 5, "perubahan": 4})
    text = f"Kode\tJawaban\tCatatan\n{SECOND}\t\t\n{RATIO}\t\t\n"
    assert apply_paste(paste=kept(text), choices={}, by=member) == 0
    assert stored(assessment, SECOND).narrative == "isi lama"
    assert apply_paste(paste=kept(text, clear_empty=True), choices={}, by=member) == 2
    answer = stored(assessment, SECOND)
    assert (answer.choice, answer.narrative, answer.status) == ("", "", Answer.Status.EMPTY)
    # really nothing in the database, not a JSON null
    assert Answer.objects.filter(code=RATIO, counts__isnull=True).exists()
    rollup_holds(assessment)


def test_errors_are_told_per_cell_and_those_rows_stay(member_client, kept, member, assessment):
    paste = kept(f"{FIRST}\tSetuju\tcatatan baik\n{SECOND}\tB\t\nA.I.2.i.a\tYa\t\n")
    page = member_client.get(url("paste_preview", assessment, paste.uuid)).content.decode()
    assert "1 berubah, 0 sama, 0 bentrok, 2 galat." in page
    assert "“Setuju”" in page
    assert "Pilih salah satu: Ya, Tidak." in page
    assert "A.I.2.i.a bukan butir area ini." in page
    only = member_client.get(
        url("paste_preview", assessment, paste.uuid), {"saring": "galat"}
    ).content.decode()
    assert "“Setuju”" in only
    assert "Sebagian" not in only.split("<tbody>", 1)[1]
    assert SECOND not in only.split("<tbody>", 1)[1]
    apply_paste(paste=paste, choices={}, by=member)
    assert stored(assessment, FIRST).version == 0
    assert stored(assessment, SECOND).choice == "B"


def test_nothing_to_apply(member_client, kept, member, assessment):
    save(assessment, member, FIRST, choice="Ya")
    paste = kept(f"{FIRST}\tYa\n")
    page = member_client.get(url("paste_preview", assessment, paste.uuid)).content.decode()
    assert "Tidak ada yang berubah" in page
    assert "Terapkan" not in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Belum ada yang ditempel."),
        (" \t \n", "Tempelan kosong."),
        ("Ya\nTidak\n", "2 baris tanpa kode butir"),
        ("\t" * 70, "lebih dari 60 kolom"),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_text(member_client, assessment, text, sentence):
    response = member_client.post(url("paste", assessment), {"text": text})
    assert response.status_code == 200
    html = response.content.decode()
    assert sentence in html
    assert "Ada isian yang perlu diperbaiki" in html
    assert not Paste.objects.exists()


def test_null_characters_are_dropped(member_client, assessment):
    member_client.post(url("paste", assessment), {"text": f"{FIRST}\tYa\tSK\x00 12\n"})
    paste = Paste.objects.get()
    member_client.post(url("paste_apply", assessment, paste.uuid))
    assert stored(assessment, FIRST).narrative == "SK 12"


def test_thirty_long_rows_pass(member_client, assessment):
    area = assessment.structure.area("5")
    text = "".join(f'{item.code}\t\t"{"é" * 9_999}\n"\n' for item in area.items)
    text += "".join(f"A.I.5.zz.{n}\t\t{'x' * 10_000}\n" for n in range(8))
    response = member_client.post(url("paste", assessment, area="5"), {"text": text})
    assert response.status_code == 302
    paste = Paste.objects.get()
    member_client.post(url("paste_apply", assessment, paste.uuid, area="5"))
    lengths = {
        len(text)
        for text in assessment.answers.filter(area="5").values_list("narrative", flat=True)
    }
    assert lengths == {9_999}


class TestClash:
    """Somebody changed a row after the paste was previewed."""

    @pytest.fixture
    def clashing(self, kept, coordinator, assessment) -> Paste:
        paste = kept()
        save(assessment, coordinator, SECOND, choice="C", narrative="versi Rina")
        return paste

    def test_the_preview_shows_it(self, member_client, clashing, assessment):
        page = member_client.get(url("paste_preview", assessment, clashing.uuid)).content.decode()
        assert "2 berubah, 0 sama, 1 bentrok, 0 galat." in page
        assert f"{SECOND} diubah setelah Anda menempel" in page
        assert "Rina" in page
        assert f'name="pilih-{SECOND}" value="sekarang:1" required' in page

    def test_without_a_choice_nothing_at_all_is_applied(self, member_client, clashing, assessment):
        response = member_client.post(url("paste_apply", assessment, clashing.uuid), follow=True)
        html = response.content.decode()
        assert f"1 butir diubah orang lain setelah Anda menempel: {SECOND}." in html
        assert stored(assessment, FIRST).version == 0
        assert Paste.objects.get().applied_at is None

    @pytest.mark.parametrize(
        ("choice", "expected"), [("sekarang:1", "versi Rina"), ("tempelan:1", "Sebagian")]
    )
    def test_the_choice_counts(self, member_client, clashing, assessment, choice, expected):
        member_client.post(
            url("paste_apply", assessment, clashing.uuid), {f"pilih-{SECOND}": choice}
        )
        assert stored(assessment, SECOND).narrative == expected
        assert stored(assessment, FIRST).choice == "Ya"

    def test_a_choice_on_an_older_version_does_not_count(
        self, member_client, clashing, coordinator, assessment
    ):
        save(assessment, coordinator, SECOND, choice="C", narrative="versi Rina lagi")
        member_client.post(
            url("paste_apply", assessment, clashing.uuid), {f"pilih-{SECOND}": "tempelan:1"}
        )
        assert stored(assessment, SECOND).narrative == "versi Rina lagi"
        assert stored(assessment, FIRST).version == 0

    @pytest.mark.parametrize("value", ["", "tempelan", "tempelan:", "tempelan:x", "lain:1"])
    def test_nonsense_is_no_choice(self, member_client, clashing, assessment, value):
        member_client.post(
            url("paste_apply", assessment, clashing.uuid), {f"pilih-{SECOND}": value}
        )
        assert Paste.objects.get().applied_at is None

    def test_the_same_content_is_no_clash(self, kept, member, coordinator, assessment):
        paste = kept()
        save(assessment, coordinator, SECOND, choice="B", narrative="Sebagian")
        assert apply_paste(paste=paste, choices={}, by=member) == 2

    def test_the_action_names_the_codes(self, clashing, member):
        with pytest.raises(PasteClashError) as caught:
            apply_paste(paste=clashing, choices={}, by=member)
        assert caught.value.codes == [SECOND]


def test_applying_twice_has_one_effect(member_client, kept, member, assessment):
    paste = kept()
    for _ in range(2):
        response = member_client.post(url("paste_apply", assessment, paste.uuid), follow=True)
    assert "Tempelan ini sudah diterapkan." in response.content.decode()
    assert AuditEvent.objects.filter(action="butir_ditempel").count() == 3
    assert stored(assessment, FIRST).version == 1
    with pytest.raises(PasteAlreadyAppliedError):
        apply_paste(paste=paste, choices={}, by=member)


class TestUndo:
    @pytest.fixture
    def applied(self, kept, member, assessment) -> Paste:
        save(assessment, member, SECOND, choice="A", narrative="isi lama", done=True)
        paste = kept()
        apply_paste(paste=paste, choices={}, by=member)
        return Paste.objects.get(pk=paste.pk)

    def test_everything_is_as_it_was(self, member_client, applied, assessment):
        response = member_client.post(url("paste_undo", assessment, applied.uuid), follow=True)
        html = response.content.decode()
        assert "3 butir kembali seperti sebelum tempelan." in html
        assert "Tempelan ini sudah dibatalkan" in html
        assert "Batalkan tempelan" not in html
        second = stored(assessment, SECOND)
        assert (second.choice, second.narrative, second.status) == ("A", "isi lama", "siap")
        first = stored(assessment, FIRST)
        assert (first.choice, first.narrative, first.status, first.version) == ("", "", "belum", 2)
        assert Answer.objects.filter(code=RATIO, counts__isnull=True).exists()
        rollup_holds(assessment)
        events = events_of(second)
        assert [event.action for event in events] == [
            "tempelan_dibatalkan",
            "butir_ditempel",
            "butir_diisi",
        ]

    def test_what_changed_since_is_left_and_named(
        self, member_client, applied, coordinator, assessment
    ):
        save(assessment, coordinator, FIRST, choice="Tidak", narrative="SK 12")
        response = member_client.post(url("paste_undo", assessment, applied.uuid), follow=True)
        html = response.content.decode()
        assert "2 butir kembali" in html
        assert f"Dibiarkan karena sudah diubah lagi: {FIRST}." in html
        assert stored(assessment, FIRST).choice == "Tidak"
        assert stored(assessment, SECOND).choice == "A"

    def test_only_once(self, applied, member):
        undo_paste(paste=applied, by=member)
        with pytest.raises(PasteNotUndoableError, match="sudah dibatalkan"):
            undo_paste(paste=applied, by=member)

    def test_only_within_a_day(self, client, applied, member, assessment):
        late = timezone.now() + dt.timedelta(hours=24, minutes=1)
        with freeze_time(late):
            client.force_login(member)
            page = client.get(url("paste_preview", assessment, applied.uuid)).content.decode()
            assert "Batalkan tempelan" not in page
            with pytest.raises(PasteNotUndoableError, match="hanya dapat dibatalkan sampai"):
                undo_paste(paste=applied, by=member)
        assert stored(assessment, SECOND).choice == "B"

    def test_not_before_it_was_applied(self, kept, member):
        with pytest.raises(PasteNotUndoableError, match="belum diterapkan"):
            undo_paste(paste=kept(), by=member)

    def test_it_is_offered_on_the_paste_page(self, member_client, applied, assessment):
        html = member_client.get(url("paste", assessment)).content.decode()
        assert "Tempelan terakhir Anda" in html
        assert url("paste_preview", assessment, applied.uuid) in html


class TestClosed:
    def test_every_path_is_closed(self, member_client, kept, member, leader, assessment):
        waiting = kept()
        done = kept(f"{THIRD}\tYa\n")
        apply_paste(paste=done, choices={}, by=member)
        close_assessment(assessment=assessment, reason="Selesai.", by=leader)
        for name, args in (
            ("paste", ()),
            ("paste_apply", (waiting.uuid,)),
            ("paste_undo", (done.uuid,)),
        ):
            response = member_client.post(url(name, assessment, *args), {"text": TEXT}, follow=True)
            assert "sudah ditutup" in response.content.decode()
        assert stored(assessment, FIRST).version == 0
        assert stored(assessment, THIRD).choice == "Ya"
        assert Paste.objects.count() == 2
        assert member_client.get(url("paste", assessment)).status_code == 302

    def test_the_actions_refuse_too(self, kept, member, leader, assessment):
        waiting = kept()
        close_assessment(assessment=assessment, reason="Selesai.", by=leader)
        assessment.refresh_from_db()
        with pytest.raises(AssessmentClosedError):
            apply_paste(paste=waiting, choices={}, by=member)
        with pytest.raises(AssessmentClosedError):
            kept()


class TestAccess:
    def test_a_paste_belongs_to_its_author(self, coordinator_client, kept, assessment):
        paste = kept()
        for name in ("paste_preview", "paste_apply", "paste_undo"):
            target = url(name, assessment, paste.uuid)
            act = coordinator_client.get if name == "paste_preview" else coordinator_client.post
            assert act(target).status_code == 404
        assert stored(assessment, FIRST).version == 0

    def test_only_in_own_areas(self, unit, assessment):
        client = Client()
        client.force_login(MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["2"]).user)
        response = client.post(url("paste", assessment), {"text": TEXT})
        assert response.status_code == 403
        assert not Paste.objects.exists()

    def test_who_only_reads_may_not(self, client, head, assessment):
        client.force_login(head)
        assert client.get(url("paste", assessment)).status_code == 403
        assert client.post(url("paste", assessment), {"text": TEXT}).status_code == 403

    def test_another_unit_does_not_exist(self, client, kept, assessment):
        paste = kept()
        client.force_login(MembershipFactory(unit=UnitFactory(), role=Role.KETUA).user)
        for target in (
            url("paste", assessment),
            url("paste_preview", assessment, paste.uuid),
        ):
            assert client.get(target).status_code == 404
        assert client.post(url("paste_apply", assessment, paste.uuid)).status_code == 404

    def test_not_through_another_area(self, member_client, kept, assessment):
        paste = kept()
        response = member_client.post(url("paste_apply", assessment, paste.uuid, area="2"))
        assert response.status_code == 404

    def test_get_does_not_apply(self, member_client, kept, assessment):
        paste = kept()
        for name in ("paste_apply", "paste_undo"):
            assert member_client.get(url(name, assessment, paste.uuid)).status_code == 405


class TestQueries:
    def count(self, act) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    def text(self, assessment, rows: int) -> str:
        items = assessment.structure.area("5").items[:rows]
        return "".join(f"{item.code}\t\tcatatan {item.code}\n" for item in items)

    def test_applying_takes_the_same_number_however_many_rows(self, kept, member, assessment):
        few = kept(self.text(assessment, 2), area="5")
        # two savepoints, paste, answers, assessment, paste again, answers again, roll-up, trail
        # twice
        small = self.count(lambda: apply_paste(paste=few, choices={}, by=member))
        undo_paste(paste=few, by=member)
        many = kept(self.text(assessment, 22), area="5")
        assert self.count(lambda: apply_paste(paste=many, choices={}, by=member)) == small <= 11
        assert self.count(lambda: undo_paste(paste=many, by=member)) <= 11

    def test_the_pages_too(self, member_client, kept, member, assessment):
        few = url(
            "paste_preview", assessment, kept(self.text(assessment, 2), area="5").uuid, area="5"
        )
        many = url(
            "paste_preview", assessment, kept(self.text(assessment, 22), area="5").uuid, area="5"
        )
        # session, person with rights, assessment, paste, answers
        assert self.count(lambda: member_client.get(few)) == 5
        assert self.count(lambda: member_client.get(many)) == 5
        assert self.count(lambda: member_client.get(url("paste", assessment))) == 4


def test_a_preview_nobody_applies_goes_after_its_time(
    kept, unit, member, member_client, assessment
):
    applied, waiting = kept(), kept()
    apply_paste(paste=applied, choices={}, by=member)
    page = member_client.get(url("paste_preview", assessment, waiting.uuid)).content.decode()
    assert f"menunggu sampai {format_moment(waiting.kept_until, unit.time_zone)}" in page
    with freeze_time(waiting.kept_until - dt.timedelta(minutes=1)):
        assert sweep_pastes().startswith("0 ")
    with freeze_time(waiting.kept_until + dt.timedelta(minutes=1)):
        assert sweep_pastes().startswith("1 ")
        assert sweep_pastes().startswith("0 ")
    assert list(Paste.objects.all()) == [applied]
    assert duties.REGISTRY["sapu-pratinjau-tempelan"].interval == dt.timedelta(days=1)
