"""Innovations and replications of a record as the report lists them, whatever its age."""

from __future__ import annotations

from dataclasses import dataclass

from reports.contexts.record import RecordContext
from reports.packets.matrix import given_replications, innovation_row, replication_row


@dataclass(frozen=True, slots=True)
class InnovationLine:
    """One innovation: what it is, since which stage, and what it changed."""

    name: str
    phase: str
    kind: str
    need: str
    results: str
    state: str


@dataclass(frozen=True, slots=True)
class ReplicationLine:
    """Who adopted which innovation, and what came of it there."""

    name: str
    adopter: str
    state: str
    results: str


def innovation_lines(context: RecordContext) -> list[InnovationLine]:
    lines = []
    for one in context.section_parts("inovasi"):
        name, phase, kind, _, need, results, _, state = map(str, innovation_row(one))
        lines.append(InnovationLine(name, phase, kind, need, results, state))
    return lines


def replication_lines(context: RecordContext) -> list[ReplicationLine]:
    lines = []
    for one in given_replications(context):
        name, adopter, _, state, results = map(str, replication_row(one))
        lines.append(ReplicationLine(name, adopter, state, results))
    return lines
