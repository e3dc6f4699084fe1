"""LKE contents for tests, made of random answers without a database."""

from __future__ import annotations

from decimal import Decimal

from pengungkit.instruments import bundled_instrument
from reports.workbooks.content import Filled, LkeContent, Proof


LKE = bundled_instrument()


def filled(response, **more):
    if isinstance(response, str):
        return Filled(choice=response, **more)
    if isinstance(response, Decimal):
        return Filled(index=response, **more)
    return Filled(counts=response, **more)


def content_of(responses, *, notes=None, proofs=None, versions=None, **more):
    """A content with these responses, and by item code its notes, proofs and versions."""
    notes, proofs, versions = notes or {}, proofs or {}, versions or {}
    items = {}
    for item in LKE.items:
        fields = {
            "narrative": notes.get(item.code, ""),
            "proofs": tuple(proofs.get(item.code, ())),
            "version": versions.get(item.code, 0),
        }
        response = responses.get(item.code)
        items[item.code] = Filled(**fields) if response is None else filled(response, **fields)
    facts = {
        "unit_code": "kppn-ternate",
        "unit_name": "KPPN Ternate",
        "year": 2026,
        "target": "wbbm",
        "source": "Diunduh dari portal 5 Agustus 2026, 14.05 WIT",
        "made": "2026-08-05T05:05:00+00:00",
    }
    return LkeContent(instrument=LKE, items=items, **(facts | more))


def proof(title="SK Tim", target="", **more):
    return Proof(title, target=target, **more)
