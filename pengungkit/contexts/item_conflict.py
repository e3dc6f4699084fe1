"""Two versions of one item side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.item_entry import ShownEntry
from pengungkit.contexts.item_score import ShownScore
from pengungkit.contexts.shown_values import LABELS, shown_value
from pengungkit.exceptions import ConcurrentChangeError
from pengungkit.forms.item import ItemForm, shown_fields
from pengungkit.instruments import Item
from pengungkit.merging import KINDS, Since, since_version
from pengungkit.models import Answer, Assessment, ConflictDraft
from units.models import User
from zi_portal.lib.dates import format_clock


@dataclass(frozen=True, slots=True)
class ComparedField:
    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the reader typed against what is stored; `seen_version` is the stored one's."""

    other: str
    clock: str
    seen_version: int
    fields: tuple[ComparedField, ...]

    @property
    def short(self) -> str:
        """For the save line, where there is little room."""
        return f"Konflik dengan {self.other}."

    @property
    def sentence(self) -> str:
        names = " dan ".join(field.label.lower() for field in self.fields)
        return (
            f"{self.other} menyimpan {names} butir ini pada {self.clock}, sedangkan Anda juga"
            " mengubahnya. Pilih versi yang dipakai; keduanya tersimpan."
        )

    @classmethod
    def of(cls, item: Item, conflict: ConcurrentChangeError, zone: str) -> Comparison:
        return cls(
            other=conflict.actor_name,
            clock=format_clock(conflict.at, zone),
            seen_version=conflict.answer.version,
            fields=compared(item, conflict.fields, conflict.mine, conflict.theirs),
        )


def compared(
    item: Item, fields: list[str], mine: dict[str, Any], theirs: dict[str, Any]
) -> tuple[ComparedField, ...]:
    return tuple(
        ComparedField(
            name=field,
            label=LABELS[field],
            mine=shown_value(item, field, mine[field]),
            theirs=shown_value(item, field, theirs[field]),
        )
        for field in fields
    )


def open_draft(answer: Answer, user: User) -> ConflictDraft | None:
    """What the person typed into this item and has not yet settled."""
    return (
        ConflictDraft.objects.select_related("answer")
        .filter(answer=answer, author=user, settled_at=None)
        .first()
    )


@dataclass
class ConflictPage:
    """The page on which somebody chooses between their version and the stored one."""

    assessment: Assessment
    item: Item
    since: Since
    mine: dict[str, Any]
    clashing: list[str]
    comparison: Comparison
    entry: ShownEntry
    merging: bool = False

    @classmethod
    def of(
        cls,
        user: User,
        assessment: Assessment,
        item: Item,
        answer: Answer,
        draft: ConflictDraft,
    ) -> ConflictPage:
        since = since_version(answer, draft.base_version)
        clashing = since.clashes(draft.values, user)
        latest = since.last_other(clashing, user) if clashing else None
        zone = assessment.unit.time_zone
        return cls(
            assessment=assessment,
            item=item,
            since=since,
            mine=draft.values,
            clashing=clashing,
            comparison=Comparison(
                other=latest.actor_name if latest else "",
                clock=format_clock(latest.at, zone) if latest else "",
                seen_version=answer.version,
                fields=compared(item, clashing, draft.values, since.current),
            ),
            entry=ShownEntry(item, shown_fields(item, both(since, draft.values, clashing))),
        )

    @property
    def crumbs(self) -> list[Crumb]:
        args = [self.assessment.year, self.assessment.unit.code, self.item.code]
        return assessment_crumbs(
            self.assessment,
            (self.item.code, reverse("pengungkit:item", args=args)),
            "Pilih versi",
        )

    @property
    def merges_answer(self) -> bool:
        return bool({*KINDS} & {*self.clashing})

    @property
    def merges_narrative(self) -> bool:
        return "narrative" in self.clashing

    @property
    def score(self) -> ShownScore:
        """What the merged answer would bring is not known before it is saved."""
        return ShownScore(line="", share="", remark="")

    @property
    def settled(self) -> bool:
        """Whether nothing is left to choose."""
        return not self.clashing

    def chosen(self, choice: str, form: ItemForm) -> tuple[dict[str, Any], set[str]]:
        """What a choice stores: the values, and the fields of them that count.

        What only the author changed is theirs to keep whichever version they take.
        """
        own = self.since.changed_in(self.mine)
        if choice == "saya":
            return self.mine, own
        if choice == "gabungan":
            typed = form.entry().over(self.since.current)
            merged = {field: typed[field] for field in self.clashing}
            return self.mine | merged, own | set(self.clashing)
        return self.mine, own - set(self.clashing)

    def take_typed(self, form: ItemForm) -> None:
        """Show the merged version as it was typed, with what is wrong in it."""
        self.merging = True
        values = {name: form.data.get(name, text) for name, text in self.entry.values.items()}
        self.entry = ShownEntry(self.item, values, form.sentences)


def both(since: Since, mine: dict[str, Any], clashing: list[str]) -> dict[str, Any]:
    """A first draft of the merge: one's own answer, and both texts one below the other."""
    values = since.combined(mine) | {"status": since.current["status"]}
    if "narrative" in clashing:
        ours, theirs = mine["narrative"], since.current["narrative"]
        if ours in theirs or theirs in ours:
            values["narrative"] = max(ours, theirs, key=len)
        else:
            values["narrative"] = f"{theirs}\n\n{ours}"
    return values
