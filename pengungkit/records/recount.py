"""A record counted again from nothing but itself: its questions, its answers, its sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pengungkit import scoring
from pengungkit.instruments import Instrument, InstrumentError, parse_instrument
from pengungkit.models.answers import response_from
from pengungkit.readiness import readiness
from pengungkit.records.canonical import plain
from pengungkit.records.state import checks_state, score_state, totals_state


Content = Mapping[str, Any]
# What reading a text raises that only looks like a record; RecursionError is a RuntimeError.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


def instrument_of(content: Content) -> Instrument:
    """The instrument as the record itself holds it."""
    return parse_instrument(content["instrumen"]["dokumen"])


def responses_of(content: Content) -> dict[str, scoring.Response]:
    """The answers of a record as scoring takes them."""
    found: dict[str, scoring.Response] = {}
    for item in content["butir"]:
        given = item["jawaban"]
        response = response_from(
            choice=given["pilihan"], counts=given["jumlah"], index=given["indeks"]
        )
        if response is not None:
            found[item["kode"]] = response
    return found


def differences(content: Content) -> list[str]:
    """Sentences on every value in the record that a recount does not confirm."""
    try:
        return list(_differences(content))
    except (InstrumentError, scoring.BadResponseError) as error:
        return [str(error)]
    except UNREADABLE as error:
        return [f"Isinya bukan rekaman yang lengkap ({type(error).__name__}: {error})."]


def _differences(content: Content) -> Iterator[str]:
    instrument = instrument_of(content)
    result = scoring.score(instrument, responses_of(content))
    for item in content["butir"]:
        counted = plain(score_state(result.items[item["kode"]]))
        yield from _unequal(f"butir {item['kode']}", item, counted)
    yield from _unequal("nilai", content["nilai"], plain(totals_state(result)))
    first = content["syarat"]["predikat_sebelumnya"]
    ready = readiness(
        instrument,
        content["penilaian"]["sasaran"],
        result.totals,
        has_wbk=first["dipegang"] if first else None,
    )
    yield from _unequal("syarat", content["syarat"], plain(checks_state(ready)))


def _unequal(where: str, kept: Content, counted: Content) -> Iterator[str]:
    for key, value in counted.items():
        if kept[key] != value:
            if isinstance(value, list | dict):
                yield f"{where}: {key} tidak sama dengan hitung ulang."
            else:
                yield f"{where}: {key} tertulis {kept[key]}, hitung ulang {value}."
