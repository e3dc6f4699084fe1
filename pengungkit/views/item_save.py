"""Saving an item by script while it is being filled in; static/js/autosave.js is the other end.

Answers in JSON. Everything the sender's page must know is in it, so no template is rendered:
`versi`, `pukul`, `status` (its chip), `nilai`, `persen`, `keterangan`; `galat` (field -> sentence)
for what could not be saved, and `isian` (field -> value) for what other people changed meanwhile.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import OperationalError
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pengungkit.access import item_or_404, visible_assessment
from pengungkit.actions.answers import Saved, answer_item
from pengungkit.actions.conflicts import keep_conflict
from pengungkit.contexts.item_conflict import Comparison
from pengungkit.contexts.item_score import shown_score
from pengungkit.exceptions import AssessmentClosedError, ConcurrentChangeError
from pengungkit.forms.item import ItemForm, shown_fields
from pengungkit.instruments import Item
from pengungkit.merging import values_of
from pengungkit.models import Assessment
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.chips import status_chip
from zi_portal.lib.dates import format_clock


logger = logging.getLogger(__name__)

NOT_ANSWERED = (
    "Butir ini belum dijawab, jadi belum dapat dinyatakan siap direviu. Pilih jawaban atau isi"
    " angkanya; penjelasan Anda sudah tersimpan."
)


@require_POST
def item_save(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> JsonResponse:
    assessment = visible_assessment(request.user, year, unit_code)
    item = item_or_404(assessment, code)
    rights_of(request.user).require(Permission.ANSWER, assessment.unit, item.area_key)

    form = ItemForm(item, request.POST)
    try:
        saved = answer_item(
            assessment=assessment,
            code=code,
            entry=form.entry(),
            base_version=form.base_version,
            by=request.user,
        )
    except ConcurrentChangeError as conflict:
        return conflicting(request, assessment, item, form, conflict)
    except AssessmentClosedError as closed:
        return JsonResponse({"pesan": str(closed)}, status=403)
    except OperationalError:
        logger.warning("save of %s in assessment %s found the database busy", code, assessment.pk)
        return JsonResponse(
            {"pesan": "Portal sedang sibuk. Isian Anda aman di halaman ini."}, status=503
        )
    return saved_response(assessment, item, form, saved)


def saved_response(
    assessment: Assessment, item: Item, form: ItemForm, saved: Saved
) -> JsonResponse:
    answer = saved.answer
    score = shown_score(item, answer)
    errors = form.sentences
    data: dict[str, Any] = {
        "versi": answer.version,
        "pukul": format_clock(answer.updated_at or timezone.now(), assessment.unit.time_zone),
        "status": status_chip(answer.get_status_display()),
        "nilai": score.line,
        "persen": score.share,
        "keterangan": score.remark,
    }
    if saved.not_answered:
        data["galat"] = errors | {"selesai": NOT_ANSWERED}
    elif errors:
        data["galat"] = errors
    if saved.merged:
        data["isian"] = changed_by_others(item, form, saved)
    return JsonResponse(data, status=422 if errors else 200)


def changed_by_others(item: Item, form: ItemForm, saved: Saved) -> dict[str, str]:
    """Fields that now hold something else than the sender's page shows."""
    stored = shown_fields(item, values_of(saved.answer))
    sent = form.shown()
    if saved.not_answered:
        sent.pop("selesai", None)
    return {name: stored[name] for name in sent if sent[name] != stored[name]}


def conflicting(
    request: AuthenticatedHttpRequest,
    assessment: Assessment,
    item: Item,
    form: ItemForm,
    conflict: ConcurrentChangeError,
) -> JsonResponse:
    """Keep what the sender typed as their draft and show both versions side by side."""
    keep_conflict(
        conflict=conflict,
        base_version=form.base_version,
        done=form.entry().done,
        by=request.user,
    )
    url = reverse(
        "pengungkit:item_conflict", args=[assessment.year, assessment.unit.code, item.code]
    )
    comparison = Comparison.of(item, conflict, assessment.unit.time_zone)
    versus = render_to_string(
        "pengungkit/_item_versus.html", {"comparison": comparison, "url": url}, request
    )
    return JsonResponse({"pesan": comparison.short, "tautan": url, "banding": versus}, status=409)
