"""From the registers of a unit to proposals and findings at the items of its assessment."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from innovations.models import Innovation, Measure, MeasureValue, Promise
from innovations.proposals import Facts, InnovationFact, PromiseFact, propose, served_by
from pengungkit.findings import Finding, Place, Rule, Severity
from pengungkit.findings.sources import Source
from pengungkit.instruments import Kind
from pengungkit.models import Assessment
from pengungkit.proposals import Proposal
from units.models import Unit


ABOVE = Rule(
    "melebihi-daftar",
    Severity.WARNING,
    "Jawaban lebih tinggi daripada daftar inovasi",
    "Penilai mencocokkan jawaban dengan inovasi, replikasi, dan janji layanan yang tercatat.",
    "Lengkapi daftarnya, atau sesuaikan jawabannya",
    Place.ANSWER,
)
APART = Rule(
    "berbeda-dari-daftar",
    Severity.HINT,
    "Jawaban berbeda dari daftar inovasi",
    "Daftar inovasi dan janji layanan mendukung jawaban lain.",
    "Pertimbangkan usulannya, atau perbarui daftarnya",
    Place.ANSWER,
)


def proposal_at(assessment: Assessment, code: str) -> Proposal | None:
    """What the registers propose for one item; no query for an item that no rule serves."""
    served = _served(assessment).get(code)
    return propose(served, facts_of(assessment)) if served else None


def mismatches(assessment: Assessment, codes: Collection[str]) -> dict[str, list[Finding]]:
    """Answers that are not what the registers say; three queries, none without a served item."""
    served = _served(assessment)
    wanted = [code for code in codes if code in served]
    if not wanted:
        return {}
    found: dict[str, list[Finding]] = {}
    answers = assessment.answers.filter(code__in=wanted)
    for answer in answers:
        answered = bool(answer.choice) or any((answer.counts or {}).values())
        proposal = propose(served[answer.code], facts_of(assessment)) if answered else None
        if proposal is None or proposal.equals(answer.choice, answer.counts):
            continue
        # A register nobody has begun says nothing against an answer.
        begun = bool(proposal.sources)
        above = begun and _is_above(assessment, answer.code, answer.choice, proposal)
        found[answer.code] = [
            Finding(ABOVE if above else APART, _sentence(answer.choice, proposal))
        ]
    return found


SOURCE = Source(rules=(ABOVE, APART), find=mismatches)


def facts_of(assessment: Assessment) -> Facts:
    """What the unit has now; two queries, read once for an assessment that is at hand."""
    known: Facts | None = getattr(assessment, "_innovation_facts", None)
    if known is None:
        known = read_facts(assessment.unit)
        assessment._innovation_facts = known  # type: ignore[attr-defined]
    return known


def read_facts(unit: Unit) -> Facts:
    latest = MeasureValue.objects.filter(measure=OuterRef("pk")).order_by("-measured_on")
    up = Q(direction=Measure.Direction.UP, latest__gt=F("baseline"))
    down = Q(direction=Measure.Direction.DOWN, latest__lt=F("baseline"))
    better = (
        Measure.objects.filter(innovation=OuterRef("pk"))
        .annotate(latest=Subquery(latest.values("value")[:1]))
        .filter(up | down)
    )
    confirmed = Q(replications__state="dikonfirmasi")
    rows = (
        Innovation.objects.filter(unit=unit)
        .alive()
        .annotate(improved=Exists(better), confirmed=Count("replications", filter=confirmed))
        .order_by("name", "pk")
    )
    innovations = {
        one.pk: InnovationFact(
            name=one.name,
            url=one.get_absolute_url(),
            origin=one.origin,
            closer=one.brings_closer,
            has_need=bool(one.need),
            improved=one.improved,
            confirmed=one.confirmed,
        )
        for one in rows
    }
    return Facts(tuple(innovations.values()), _promises(unit, innovations))


def _promises(unit: Unit, innovations: dict[int, InnovationFact]) -> tuple[PromiseFact, ...]:
    today = unit.today
    given = Promise.objects.filter(unit=unit, valid_from__lte=today).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    )
    return tuple(
        PromiseFact(
            service=one.service,
            url=one.get_absolute_url(),
            compensates=bool(one.compensation),
            innovation=innovations.get(one.innovation_id or 0),
        )
        for one in given.order_by("service", "pk")
    )


def _served(assessment: Assessment) -> dict:
    structure = assessment.structure
    return served_by(f"{structure.code}/{structure.version}")


def _is_above(assessment: Assessment, code: str, choice: str, proposal: Proposal) -> bool:
    """Whether an option is worth more than the proposed one; counts are not ranked."""
    item = assessment.structure.item(code)
    letters = {option.letter: option.fraction for option in item.options}
    if item.kind is not Kind.CHOICE or choice not in letters:
        return False
    return letters[choice] > letters[proposal.choice]


def _sentence(choice: str, proposal: Proposal) -> str:
    if proposal.counts is not None:
        said = ", ".join(f"{key} {number}" for key, number in proposal.counts.items())
        return f"Jumlahnya lain dari {proposal.register} ({said}). {proposal.reason}"
    return (
        f"Jawabannya “{choice}”, sedangkan {proposal.register} mendukung “{proposal.choice}”."
        f" {proposal.reason}"
    )
