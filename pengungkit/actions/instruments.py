"""Loading a version of the LKE from its document."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction

from pengungkit.exceptions import InstrumentInUseError, InstrumentInvalidError
from pengungkit.instruments import problems_of
from pengungkit.models import InstrumentVersion
from units import audit
from units.models import User


def sha256_of(document: dict[str, Any]) -> str:
    """Hash of the document's canonical JSON: white space and key order do not count."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def load_instrument(*, document: dict[str, Any], by: User | None) -> tuple[InstrumentVersion, bool]:
    """Store a document as an instrument version; returns it and whether anything changed.

    Raises `InstrumentInvalidError` when its sums do not hold, and `InstrumentInUseError` when a
    version that an assessment uses would change.
    """
    if problems := problems_of(document):
        raise InstrumentInvalidError(problems)
    digest = sha256_of(document)
    existing = InstrumentVersion.objects.select_for_update().filter(code=document["kode"]).first()
    if existing and existing.sha256 == digest:
        return existing, False
    if existing and existing.assessments.exists():
        raise InstrumentInUseError
    version, _ = InstrumentVersion.objects.update_or_create(
        code=document["kode"],
        # What was found in an official form was found for the document as it was.
        defaults={
            "name": document["nama"],
            "document": document,
            "sha256": digest,
            "official_form": None,
        },
    )
    audit.record(
        actor=by, action="instrumen_dimuat", target=version, code=version.code, sha256=digest
    )
    return version, True
