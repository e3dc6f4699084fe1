"""The fields of an item as they stand in its form: stored, or as typed when something was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pengungkit.forms.item import count_name, shown_fields
from pengungkit.instruments import Item, Kind
from pengungkit.merging import values_of
from pengungkit.models import Answer
from pengungkit.official.wording import SILENT, ItemWording
from zi_portal.lib.numbers import format_input, format_points


@dataclass(frozen=True, slots=True)
class ShownOption:
    """`wording` is the official one where there is any; `short` is always our own."""

    letter: str
    wording: str
    short: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownCount:
    """One count of a ratio item."""

    name: str
    key: str
    label: str
    optional: bool
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """Everything the form of an item shows. `values` and `errors` are by field name.

    `official` is what the official form in use says of the item; our own words fill its silence.
    """

    item: Item
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    official: ItemWording = SILENT

    @classmethod
    def stored(cls, item: Item, answer: Answer, official: ItemWording = SILENT) -> ShownEntry:
        return cls(item, shown_fields(item, values_of(answer)), official=official)

    @classmethod
    def typed(
        cls,
        item: Item,
        answer: Answer,
        typed: Mapping[str, str],
        errors: Mapping[str, str],
        official: ItemWording = SILENT,
    ) -> ShownEntry:
        """What is stored, overlaid with what was just typed, wrong or right."""
        stored = shown_fields(item, values_of(answer))
        values = {name: typed.get(name, text) for name, text in stored.items()}
        return cls(item, values, errors, official)

    @property
    def question(self) -> str:
        return self.official.question or self.item.wording

    @property
    def short_title(self) -> str:
        """What lists call the item, where the question itself is said otherwise."""
        return self.item.wording if self.official.question else ""

    @property
    def criteria(self) -> str:
        """The official explanation, when it is not told with the options."""
        return self.official.criteria

    @property
    def is_choice(self) -> bool:
        return self.item.kind is Kind.CHOICE

    @property
    def is_index(self) -> bool:
        return self.item.kind is Kind.INDEX

    @property
    def options(self) -> list[tuple[ShownOption, bool]]:
        """Every option, and whether it is the chosen one."""
        chosen = self.values["jawaban"]
        return [
            (
                ShownOption(
                    letter=one.letter,
                    wording=self.official.options.get(one.letter) or one.wording,
                    short=one.wording,
                    value=format_points(one.value),
                ),
                one.letter == chosen,
            )
            for one in self.item.options
        ]

    @property
    def counts(self) -> list[ShownCount]:
        ratio = self.item.ratio
        if ratio is None:
            return []
        return [
            ShownCount(
                name=count_name(one),
                key=one.key,
                label=one.wording,
                optional=one.optional,
                value=self.values[count_name(one)],
                error=self.errors.get(count_name(one), ""),
            )
            for one in ratio.inputs
        ]

    @property
    def up(self) -> str:
        """Keys added up above the line, "-" before those taken away; for the live percentage."""
        return _terms(self.item.ratio.numerator) if self.item.ratio else ""

    @property
    def down(self) -> str:
        return _terms(self.item.ratio.denominator) if self.item.ratio else ""

    @property
    def formula(self) -> str:
        return self.item.ratio.formula if self.item.ratio else ""

    @property
    def index(self) -> str:
        return self.values["indeks"]

    @property
    def scale_max(self) -> str:
        return format_input(self.item.scale_max)

    @property
    def narrative(self) -> str:
        return self.values["penjelasan"]

    @property
    def done(self) -> str:
        return self.values["selesai"]

    @property
    def choice_error(self) -> str:
        return self.errors.get("jawaban", "")

    @property
    def index_error(self) -> str:
        return self.errors.get("indeks", "")

    @property
    def narrative_error(self) -> str:
        return self.errors.get("penjelasan", "")

    @property
    def done_error(self) -> str:
        return self.errors.get("selesai", "")


def _terms(terms: tuple[tuple[int, str], ...]) -> str:
    return " ".join(f"-{key}" if sign < 0 else key for sign, key in terms)
