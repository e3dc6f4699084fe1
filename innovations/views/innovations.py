"""The register of innovations: the list, one innovation, telling it, moving it along."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from innovations.access import innovation_for, visible_innovation
from innovations.actions import innovations as actions
from innovations.actions.removing import remove_innovation
from innovations.contexts.choosing import choose_page
from innovations.contexts.compared import Clash, clash_of, others_of
from innovations.contexts.register import Wanted, innovation_page, register_page
from innovations.contexts.replications import replication_lines
from innovations.exceptions import InnovationChangedError
from innovations.forms.innovations import InnovationForm, StepForm
from innovations.instrument_parts import choices_for
from innovations.models import Innovation, InnovationEvidence
from innovations.views.attaching import sent_documents
from innovations.views.removals import with_undo
from units.access import unit_for, visible_unit
from units.exceptions import RefusedError
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, rights_of


RECORD = Permission.RECORD_INNOVATION


@require_GET
def innovation_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The person's own office, the one named by `?unit=`, or all units an overseer sees."""
    rights = rights_of(request.user)
    wanted = Wanted.from_query(request.GET)
    unit = listed_unit(request)
    page = register_page(rights, unit, wanted, request.GET.get("halaman", ""))
    return render(request, "innovations/innovation_list.html", {"page": page})


def listed_unit(request: AuthenticatedHttpRequest) -> Unit | None:
    """The unit a list is about: the one named by `?unit=`, or one's own; None for all in reach."""
    rights = rights_of(request.user)
    code = request.GET.get("unit", "")[:60] or (
        "" if rights.oversees or not rights.home else rights.home.unit_code
    )
    return visible_unit(request.user, code) if code else None


@require_GET
def innovation(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    found = visible_innovation(request.user, slug)
    page = innovation_page(found, rights_of(request.user))
    context = {"page": page, "replications": replication_lines(found)}
    return render(request, "innovations/innovation.html", context)


@require_http_methods(["GET", "POST"])
def innovation_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    home = rights_of(request.user).home
    unit = unit_for(
        request.user, request.GET.get("unit", home.unit_code if home else "")[:60], RECORD
    )
    form = InnovationForm(
        request.POST or None, unit=unit, parts=choices_for(unit), others=others_of(None, unit.pk)
    )
    if request.method == "POST" and form.is_valid():
        made = actions.record_innovation(unit=unit, by=request.user, **form.fields_for_action)
        messages.success(request, f"Inovasi {made.name} dicatat. Lengkapi ceritanya kapan saja.")
        return redirect(made)
    return _form_page(request, unit, form, "Catat inovasi")


@require_http_methods(["GET", "POST"])
def innovation_change(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    found = innovation_for(request.user, slug)
    form = InnovationForm(
        request.POST or None,
        unit=found.unit,
        parts=choices_for(found.unit),
        others=others_of(found, found.unit_id),
        initial=None if request.POST else InnovationForm.initial_of(found),
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_innovation(
                innovation=found,
                base_version=form.base_version,
                by=request.user,
                **form.fields_for_action,
            )
        except InnovationChangedError as changed:
            clash = clash_of(changed, form)
        except RefusedError as refused:
            form.add_error("builds_on", str(refused))
        else:
            messages.success(request, f"Cerita inovasi {found.name} disimpan.")
            return redirect(found)
    return _form_page(request, found.unit, form, f"Ubah {found.name}", found, clash)


@require_POST
def innovation_remove(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    found = innovation_for(request.user, slug)
    try:
        removed = remove_innovation(innovation=found, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect(found)
    back = f"{reverse('innovations:innovation_list')}?unit={found.unit.code}"
    return with_undo(request, removed, RECORD, f"Inovasi {found.name} dihapus.", back)


@require_http_methods(["GET", "POST"])
def innovation_move(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    found = innovation_for(request.user, slug)
    form = StepForm(request.POST or None, innovation=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_innovation(innovation=found, by=request.user, **form.fields_for_action)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found.name} sekarang {found.get_state_display()}.")
            return redirect(found)
    context = {"innovation": found, "form": form, "crumbs": _crumbs(found.unit, "Langkah", found)}
    return render(request, "innovations/innovation_move.html", context)


@require_http_methods(["GET", "POST"])
def document_attach(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    """Choose or send documents for the innovation, and what for (`kegunaan`)."""
    found = innovation_for(request.user, slug)
    if request.method == "GET":
        query = request.GET.get("q", "").strip()[:100]
        page = choose_page(found, query, request.GET.get("page", ""))
        return render(request, "innovations/document_choose.html", {"page": page})
    purpose = request.POST.get("kegunaan", "")
    if purpose not in InnovationEvidence.Purpose.values:
        purpose = InnovationEvidence.Purpose.PROOF
    documents = sent_documents(request, found.unit)
    if not documents:
        return redirect("innovations:document_attach", found.slug)
    for document in documents:
        actions.attach_document(
            innovation=found, evidence=document, purpose=purpose, by=request.user
        )
    messages.success(request, f"{len(documents)} bukti terpasang pada {found.name}.")
    return redirect(found)


@require_POST
def document_detach(request: AuthenticatedHttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = innovation_for(request.user, slug)
    document = get_object_or_404(found.unit.evidence.all(), uuid=uuid)
    for purpose in InnovationEvidence.Purpose.values:
        actions.detach_document(
            innovation=found, evidence=document, purpose=purpose, by=request.user
        )
    messages.success(request, f"{document.title} dilepas. Berkasnya tetap di kotak bukti.")
    return redirect(found)


def _form_page(
    request: AuthenticatedHttpRequest,
    unit: Unit,
    form: InnovationForm,
    title: str,
    found: Innovation | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    context = {
        "unit": unit,
        "form": form,
        "title": title,
        "clash": clash,
        "innovation": found,
        "crumbs": _crumbs(unit, title, found),
    }
    return render(request, "innovations/innovation_form.html", context)


def _crumbs(unit: Unit, here: str, found: Innovation | None) -> list[dict[str, str]]:
    crumbs = [
        {"label": "Inovasi", "url": f"{reverse('innovations:innovation_list')}?unit={unit.code}"}
    ]
    if found is not None:
        crumbs.append({"label": found.name, "url": found.get_absolute_url()})
    return [*crumbs, {"label": here, "url": ""}]
