"""Replications as the unit that owns the innovation keeps them, and its links for adopters."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from innovations.access import innovation_for, replication_for, visible_replication
from innovations.actions import replications as actions
from innovations.actions.confirmations import make_link, revoke_link
from innovations.actions.removing import remove_replication
from innovations.contexts.compared import Clash, clash_of
from innovations.contexts.replications import message_for_whatsapp, replication_page
from innovations.exceptions import InnovationChangedError
from innovations.forms.replications import ReplicationForm, ReplicationStepForm
from innovations.models import Innovation, Replication
from innovations.views.attaching import sent_documents
from innovations.views.removals import with_undo
from units.adapters import absolute_url
from units.exceptions import RefusedError
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.dates import format_moment


@require_POST
def innovation_share(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    """Show the short facts in the catalogue (`bagikan=ya`), or no longer."""
    found = innovation_for(request.user, slug)
    shared = request.POST.get("bagikan") == "ya"
    if actions.share_innovation(innovation=found, shared=shared, by=request.user):
        messages.success(
            request,
            f"{found.name} sekarang tampil di katalog. Bukti-buktinya tidak ikut."
            if shared
            else f"{found.name} tidak tampil lagi di katalog.",
        )
    return redirect(found)


@require_GET
def replication(request: AuthenticatedHttpRequest, slug: str, pk: int) -> HttpResponse:
    found = visible_replication(request.user, slug, pk)
    page = replication_page(found, rights_of(request.user))
    return render(request, "innovations/replication.html", {"page": page})


@require_http_methods(["GET", "POST"])
def replication_add(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    innovation = innovation_for(request.user, slug)
    form = ReplicationForm(request.POST or None, innovation=innovation)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_replication(
                innovation=innovation, by=request.user, **form.fields_for_action
            )
        except RefusedError as refused:
            form.add_error("adopter", str(refused))
        else:
            messages.success(request, f"Replikasi di {made.adopter_name} dicatat.")
            return redirect(made)
    return _form_page(request, innovation, form, "Catat replikasi")


@require_http_methods(["GET", "POST"])
def replication_change(request: AuthenticatedHttpRequest, slug: str, pk: int) -> HttpResponse:
    found = replication_for(request.user, slug, pk)
    form = ReplicationForm(
        request.POST or None,
        innovation=found.innovation,
        replication=found,
        initial=ReplicationForm.initial_of(found),
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_replication(
                replication=found,
                base_version=form.base_version,
                by=request.user,
                **form.fields_for_action,
            )
        except InnovationChangedError as changed:
            clash = clash_of(changed, form)
        except RefusedError as refused:
            form.add_error("agency_name", str(refused))
        else:
            messages.success(request, "Perubahan disimpan.")
            return redirect(found)
    title = f"Ubah replikasi di {found.adopter_name}"
    return _form_page(request, found.innovation, form, title, found, clash)


@require_POST
def replication_remove(request: AuthenticatedHttpRequest, slug: str, pk: int) -> HttpResponse:
    found = replication_for(request.user, slug, pk)
    try:
        removed = remove_replication(replication=found, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect(found)
    words = f"Replikasi di {found.adopter_name} dihapus."
    back = found.innovation.get_absolute_url()
    return with_undo(request, removed, Permission.RECORD_INNOVATION, words, back)


@require_http_methods(["GET", "POST"])
def replication_move(request: AuthenticatedHttpRequest, slug: str, pk: int) -> HttpResponse:
    found = replication_for(request.user, slug, pk)
    form = ReplicationStepForm(request.POST or None, replication=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_replication(replication=found, by=request.user, **form.fields_for_action)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            label = Replication.State(found.state).label
            messages.success(request, f"Replikasi di {found.adopter_name} sekarang {label}.")
            return redirect(found)
    return _form_page(request, found.innovation, form, "Catat langkah replikasi", found)


@never_cache
@require_POST
def link_make(request: AuthenticatedHttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a link for the adopter and show it this once."""
    found = replication_for(request.user, slug, pk)
    try:
        token = make_link(replication=found, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect(found)
    link = absolute_url(reverse("innovations:confirmation", args=[token]), request)
    made = found.links.first()
    until = format_moment(made.expires_at, found.innovation.unit.time_zone) if made else ""
    context = {
        "replication": found,
        "link": link,
        "until": until,
        "message": message_for_whatsapp(found, link, until),
    }
    return render(request, "innovations/confirmation_link.html", context)


@require_POST
def link_revoke(
    request: AuthenticatedHttpRequest, slug: str, pk: int, link_pk: int
) -> HttpResponse:
    found = replication_for(request.user, slug, pk)
    link = get_object_or_404(found.links.select_related("replication"), pk=link_pk)
    if revoke_link(link=link, by=request.user):
        messages.success(
            request, "Tautan dicabut. Siapa pun yang memegangnya tidak dapat menjawab."
        )
    else:
        messages.info(request, "Tautan itu sudah dijawab atau sudah dicabut.")
    return redirect(found)


@require_POST
def replication_attach(request: AuthenticatedHttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tie documents of the unit's store, or files that come along, to the replication."""
    found = replication_for(request.user, slug, pk)
    documents = sent_documents(request, found.innovation.unit)
    for document in documents:
        actions.attach_document(replication=found, evidence=document, by=request.user)
    if documents:
        messages.success(request, f"{len(documents)} bukti terpasang pada replikasi ini.")
    return redirect(found)


@require_POST
def replication_detach(
    request: AuthenticatedHttpRequest, slug: str, pk: int, uuid: UUID
) -> HttpResponse:
    found = replication_for(request.user, slug, pk)
    document = get_object_or_404(found.innovation.unit.evidence.all(), uuid=uuid)
    actions.detach_document(replication=found, evidence=document, by=request.user)
    messages.success(request, f"{document.title} dilepas. Berkasnya tetap di kotak bukti.")
    return redirect(found)


def _form_page(
    request: AuthenticatedHttpRequest,
    innovation: Innovation,
    form: ReplicationForm | ReplicationStepForm,
    title: str,
    found: Replication | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    unit = innovation.unit
    crumbs = [
        {"label": "Inovasi", "url": f"{reverse('innovations:innovation_list')}?unit={unit.code}"},
        {"label": innovation.name, "url": innovation.get_absolute_url()},
    ]
    remove_url = ""
    if found is not None and isinstance(form, ReplicationForm):
        remove_url = reverse("innovations:replication_remove", args=[innovation.slug, found.pk])
    if found is not None:
        crumbs.append({"label": found.adopter_name, "url": found.get_absolute_url()})
    context = {
        "innovation": innovation,
        "replication": found,
        "form": form,
        "title": title,
        "clash": clash,
        "crumbs": [*crumbs, {"label": title, "url": ""}],
        "remove_url": remove_url,
        "back_url": found.get_absolute_url() if found else innovation.get_absolute_url(),
    }
    return render(request, "innovations/replication_form.html", context)
