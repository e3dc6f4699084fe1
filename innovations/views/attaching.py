"""Documents a person sends along, or chooses from the store, to tie to what they record."""

from __future__ import annotations

from django.contrib import messages

from pengungkit.models import Evidence
from pengungkit.views.receiving import keep_files
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, rights_of
from zi_portal.lib.uploads import too_large_names
from zi_portal.lib.uuids import as_uuid


MOST = 100


def sent_documents(request: AuthenticatedHttpRequest, unit: Unit) -> list[Evidence]:
    """New files (`berkas`) and those chosen of the unit's store (`bukti`); says what was refused.

    New files need the right to fill the store.
    """
    documents: list[Evidence] = []
    refusals: list[str] = []
    if request.FILES or too_large_names(request):
        rights_of(request.user).require(Permission.ANSWER, unit)
        documents, refusals = keep_files(request, unit)
    wanted = {one for one in request.POST.getlist("bukti")[:MOST] if one}
    chosen = list(unit.evidence.filter(uuid__in=[one for one in map(as_uuid, wanted) if one]))
    if len(chosen) != len(wanted):
        refusals.append("Pilihan bukti tidak sah, jadi tidak ada yang dipasang darinya. Ulangi.")
    elif not documents and not chosen and not refusals:
        refusals.append("Belum ada berkas yang dipilih. Pilih berkas atau bukti dulu.")
    for refusal in refusals:
        messages.error(request, refusal)
    return [*documents, *chosen] if len(chosen) == len(wanted) else documents
