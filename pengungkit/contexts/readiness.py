"""The readiness of the evidence of one assessment: a standing list of findings, never a block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString

from pengungkit.claims import Claims, claims_of
from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.item_findings import (
    TO_REPAIR,
    Judged,
    ShownFinding,
    judged,
    readiness_url,
    shown_finding,
    store_url,
)
from pengungkit.contexts.task_rows import CHIPS, meta
from pengungkit.contexts.tasks import Task, tasks_of
from pengungkit.findings import Severity, Standing
from pengungkit.findings.sources import all_rules
from pengungkit.instruments import Instrument
from pengungkit.instruments.area_names import area_heading
from pengungkit.models import Assessment
from units.models import User
from zi_portal.lib.dates import format_moment


Found = Judged[Task]
GROUPS = (
    (
        Standing.BLOCKED,
        "Menghalangi",
        "Kemungkinan besar dikembalikan penilai bila diajukan begini.",
    ),
    (Standing.WARNED, "Peringatan", "Akan ditanyakan penilai; bereskan selagi sempat."),
    (Standing.COMPLETE, "Lengkap", "Tidak ada yang menghalangi; saran boleh diabaikan."),
)
SIGNS = {
    Severity.BLOCKING: ("error", "x-circle"),
    Severity.WARNING: ("warning", "alert"),
    Severity.HINT: ("neutral", "bulb"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are looked at: of one kind, one area, one group, or of one's own items."""

    hal: str = ""
    area: str = ""
    tingkat: str = ""
    saya: bool = False

    @classmethod
    def read(cls, query: QueryDict, structure: Instrument) -> Wanted:
        """What a query string asks for; what is unknown is as good as not asked."""

        def known(name: str, values: Iterable[str]) -> str:
            value = query.get(name, "")
            return value if value in set(values) else ""

        return cls(
            hal=known("hal", (rule.code for rule in all_rules())),
            area=known("area", (area.key for area in structure.areas)),
            tingkat=known("tingkat", (str(standing) for standing, _, _ in GROUPS)),
            saya=query.get("milik") == "saya",
        )

    def pairs(self, **changes: str) -> dict[str, str]:
        own = {
            "hal": self.hal,
            "area": self.area,
            "tingkat": self.tingkat,
            "milik": "saya" if self.saya else "",
        }
        return own | changes

    @property
    def narrows(self) -> bool:
        return bool(self.hal or self.area or self.tingkat or self.saya)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the list, with how many items it shows."""

    label: str
    count: int
    url: str
    current: bool
    key: str = ""
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item with its findings; `findings` is empty where nothing is to be said."""

    code: str
    wording: str
    url: str
    chip: SafeString
    meta: str
    task: Task
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All items of one standing; `folded` where the list is long and nothing is to be done."""

    key: str
    name: str
    lead: str
    items: tuple[ShownItem, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class ReadinessPage:
    assessment: Assessment
    crumbs: list[Crumb]
    title: str
    heading: str
    wanted: Wanted
    groups: tuple[Group, ...]
    standings: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    areas: tuple[Choice, ...]
    mine: Choice
    empty: str
    empty_url: str
    store_url: str
    url: str
    printed: str
    claims: Claims | None

    @property
    def shown(self) -> int:
        return sum(len(group.items) for group in self.groups)

    @classmethod
    def of(cls, assessment: Assessment, user: User, query: QueryDict) -> ReadinessPage:
        structure = assessment.structure
        wanted = Wanted.read(query, structure)
        tasks = tasks_of(assessment)
        every = judged(assessment, tasks, {task.code: task.documents for task in tasks})
        own = [one for one in every if not wanted.saya or one.task.assignee_id == user.pk]
        scope = [one for one in own if wanted.area in ("", one.task.area)]
        area = structure.area(wanted.area) if wanted.area else None
        place = assessment_crumbs(assessment, "Kesiapan")
        return cls(
            assessment=assessment,
            crumbs=place,
            title=f"Kesiapan bukti {assessment.unit.short_name} {assessment.year}",
            heading=heading(scope, area_heading(area) if area else "", mine=wanted.saya),
            wanted=wanted,
            groups=groups_of(assessment, scope, wanted),
            standings=standings_of(assessment, scope, wanted),
            kinds=kinds_of(assessment, scope, wanted),
            areas=areas_of(assessment, own, wanted),
            mine=mine_of(assessment, every, wanted, user.pk),
            empty=empty_words(scope),
            empty_url=empty_url(assessment, wanted),
            store_url=store_url(assessment),
            url=readiness_url(assessment),
            printed=format_moment(timezone.now(), assessment.unit.time_zone),
            claims=claims_of(assessment),
        )


def heading(found: Sequence[Found], area: str, *, mine: bool) -> str:
    """ "37 dari 113 butir punya bukti yang cukup; 12 belum berbukti, 8 perlu dibereskan."

    The parts add up: every item is in one of them.
    """
    items = "butir Anda" if mine else "butir"
    sentence = _parts(found, items) if found else f"Tidak ada {items} di sini"
    return f"{area}: {sentence[0].lower()}{sentence[1:]}." if area else f"{sentence}."


def _parts(found: Sequence[Found], items: str) -> str:
    enough = sum(one.standing is Standing.COMPLETE for one in found)
    empty = sum(one.standing is Standing.EMPTY for one in found)
    bare = sum(
        one.facts.claims and one.facts.answered and not one.facts.kept
        for one in found
        if one.standing is not Standing.COMPLETE
    )
    weak = len(found) - enough - empty - bare
    whole = f"{enough} dari {len(found)} {items} punya bukti yang cukup"
    if enough == len(found):
        whole = f"Semua {len(found)} {items} punya bukti yang cukup"
    rest = [
        f"{count} {words}"
        for count, words in (
            (bare, "belum berbukti"),
            (weak, "perlu dibereskan"),
            (empty, "belum dijawab"),
        )
        if count
    ]
    return "; ".join(part for part in (whole, ", ".join(rest)) if part)


def groups_of(assessment: Assessment, found: Sequence[Found], wanted: Wanted) -> tuple[Group, ...]:
    """The groups that show something, worst first; with a kind wanted only findings of it."""
    groups = []
    for standing, name, lead in GROUPS:
        if wanted.tingkat not in ("", standing):
            continue
        items = tuple(
            shown_item(assessment, one, wanted.hal)
            for one in found
            if one.standing is standing and (not wanted.hal or has(one, wanted.hal))
        )
        folded = standing is Standing.COMPLETE and not (wanted.hal or wanted.tingkat)
        if items:
            groups.append(Group(str(standing), name, lead, items, folded))
    return tuple(groups)


def has(one: Found, code: str) -> bool:
    return any(finding.rule.code == code for finding in one.findings)


def shown_item(assessment: Assessment, one: Found, only: str) -> ShownItem:
    item = assessment.structure.item(one.task.code)
    url = f"{assessment.get_absolute_url()}butir/{item.code}/"
    return ShownItem(
        code=item.code,
        wording=item.wording,
        url=url,
        chip=CHIPS[one.task.status],
        meta=meta(one.task),
        task=one.task,
        findings=tuple(
            shown_finding(assessment, item, finding, url)
            for finding in one.findings
            if only in ("", finding.rule.code)
        ),
    )


def standings_of(
    assessment: Assessment, found: Sequence[Found], wanted: Wanted
) -> tuple[Choice, ...]:
    counts = Counter(one.standing for one in found)
    everything = Choice(
        "Semua",
        sum(counts[standing] for standing, _, _ in GROUPS),
        readiness_url(assessment, **wanted.pairs(tingkat="")),
        not wanted.tingkat,
    )
    return (
        everything,
        *(
            Choice(
                name,
                counts[standing],
                readiness_url(assessment, **wanted.pairs(tingkat=str(standing))),
                wanted.tingkat == standing,
            )
            for standing, name, _ in GROUPS
        ),
    )


def kinds_of(assessment: Assessment, found: Sequence[Found], wanted: Wanted) -> tuple[Choice, ...]:
    """Every kind that occurs, with the number of items; the one looked at also when it is gone."""
    counts = Counter(finding.rule.code for one in found for finding in one.findings)
    return tuple(
        Choice(
            rule.name,
            counts[rule.code],
            readiness_url(
                assessment, **wanted.pairs(hal="" if rule.code == wanted.hal else rule.code)
            ),
            rule.code == wanted.hal,
            rule.code,
            *SIGNS[rule.severity],
        )
        for rule in all_rules()
        if counts[rule.code] or rule.code == wanted.hal
    )


def areas_of(assessment: Assessment, found: Sequence[Found], wanted: Wanted) -> tuple[Choice, ...]:
    """Every area with its items to repair."""
    counts = Counter(one.task.area for one in found if one.standing in TO_REPAIR)
    return tuple(
        Choice(
            area_heading(area),
            counts[area.key],
            readiness_url(assessment, **wanted.pairs(area=area.key)),
            area.key == wanted.area,
            area.key,
        )
        for area in assessment.structure.areas
    )


def mine_of(assessment: Assessment, found: Sequence[Found], wanted: Wanted, me: int) -> Choice:
    """The switch for one's own items."""
    count = sum(
        one.task.assignee_id == me and wanted.area in ("", one.task.area)
        for one in found
        if one.standing is not Standing.EMPTY
    )
    url = readiness_url(assessment, **wanted.pairs(milik="" if wanted.saya else "saya"))
    return Choice("Tugas saya", count, url, wanted.saya)


def empty_words(found: Sequence[Found]) -> str:
    """ "56 butir belum dijawab, 15 di antaranya lewat tenggat"; "" when all are begun."""
    untouched = [one.task for one in found if one.standing is Standing.EMPTY]
    late = sum(task.is_late for task in untouched)
    words = f"{len(untouched)} butir belum dijawab"
    if late:
        words += f", {late} di antaranya lewat tenggat"
    return words if untouched else ""


def empty_url(assessment: Assessment, wanted: Wanted) -> str:
    """Where the items stand that nobody has answered yet."""
    url = assessment.get_absolute_url()
    return f"{url}area/{wanted.area}/?saring=kosong" if wanted.area else f"{url}?saring=kosong"
