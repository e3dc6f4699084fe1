"""The three views everything is compared with."""

from __future__ import annotations

import hashlib
import os

from django.conf import settings
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
# As Django cuts files that are uploaded.
PIECE = 64 * 1024


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


@require_POST
@login_required
def upload(request: HttpRequest) -> JsonResponse:
    """The body to disk, as safe as the portal makes it, while its hash is taken."""
    digest = hashlib.sha256()
    with (settings.DATA_DIR / "bare.upload").open("wb") as file:
        while piece := request.read(PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return JsonResponse({"sha256": digest.hexdigest()})
