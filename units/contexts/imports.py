"""What the preview of an import shows."""

from __future__ import annotations

from dataclasses import dataclass

from units.imports.plan import Plan, RowPlan, State


# A preview of thousands of rows helps nobody; the counts tell the rest.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PreviewContext:
    """Counts of an import, and the first rows with errors and with changes."""

    new: int
    changed: int
    same: int
    wrong: int
    wrong_rows: list[RowPlan]
    effective_rows: list[RowPlan]

    @classmethod
    def of(cls, plan: Plan) -> PreviewContext:
        effective = [row for row in plan.rows if row.state in {State.NEW, State.CHANGED}]
        return cls(
            new=plan.count(State.NEW),
            changed=plan.count(State.CHANGED),
            same=plan.count(State.SAME),
            wrong=plan.count(State.WRONG),
            wrong_rows=[row for row in plan.rows if row.is_wrong][:MOST_SHOWN],
            effective_rows=effective[:MOST_SHOWN],
        )

    @property
    def effective(self) -> int:
        return self.new + self.changed

    @property
    def unseen_wrong(self) -> int:
        return self.wrong - len(self.wrong_rows)

    @property
    def unseen_effective(self) -> int:
        return self.effective - len(self.effective_rows)
