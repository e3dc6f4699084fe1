"""The two views everything is compared with."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bench.bare.models import Note


# As many rows as a whole LKE has lines, and text of about the same length.
ROWS = [
    {
        "code": f"A.I.{n % 6 + 1}.{n}",
        "name": f"Kalimat contoh ke-{n} sepanjang satu butir",
        "value": n / 134,
        "status": ("Belum diisi", "Siap direviu", "Disetujui")[n % 3],
    }
    for n in range(134)
]


@require_POST
@login_required
def insert(request: HttpRequest) -> JsonResponse:
    note = Note(text=request.POST["text"])
    note.save(force_insert=True)
    return JsonResponse({"pk": note.pk})


@require_GET
@login_required
def rows(request: HttpRequest) -> HttpResponse:
    return render(request, "rows.html", {"rows": ROWS})
