"""The LKE as data: what is asked, what each answer is worth, and which minimums hold.

Nothing here reads the database. A document (JSON) becomes an immutable `Instrument`.
"""

from __future__ import annotations

from pengungkit.instruments.bundled import bundled_document, bundled_instrument
from pengungkit.instruments.checking import problems_of
from pengungkit.instruments.definition import (
    Area,
    AreaPart,
    Aspect,
    Component,
    EmptyDenominator,
    Instrument,
    Item,
    Kind,
    Level,
    Minimum,
    Option,
    Ratio,
    RatioInput,
    SubArea,
    SubAreaGroup,
    Target,
    UnknownCodeError,
)
from pengungkit.instruments.parsing import InstrumentError, parse_instrument


__all__ = [
    "Area",
    "AreaPart",
    "Aspect",
    "Component",
    "EmptyDenominator",
    "Instrument",
    "InstrumentError",
    "Item",
    "Kind",
    "Level",
    "Minimum",
    "Option",
    "Ratio",
    "RatioInput",
    "SubArea",
    "SubAreaGroup",
    "Target",
    "UnknownCodeError",
    "bundled_document",
    "bundled_instrument",
    "parse_instrument",
    "problems_of",
]
