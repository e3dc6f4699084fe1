"""What was agreed in an assistance: told by the helping side, kept up to date by both."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from innovations.access import assistance_for, visible_assistance
from innovations.actions import assistance as actions
from innovations.contexts.assistance import crumbs_of, may_report
from innovations.contexts.compared import Clash, clash_of
from innovations.exceptions import InnovationChangedError
from innovations.forms.assistance import FollowUpForm, ProgressForm
from innovations.models import Assistance, FollowUp
from innovations.views.removals import with_undo
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


# Who is right on neither side learns who would be.
SENTENCE = (
    "Mencatat kemajuan tindak lanjut hanya dapat dilakukan koordinator area atau ketua tim ZI"
    " unit pendamping atau unit yang didampingi, atau admin."
)


@require_http_methods(["GET", "POST"])
def follow_up_add(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found = assistance_for(request.user, pk)
    form = FollowUpForm(
        request.POST or None,
        today=found.helper.today,
        initial={"state": FollowUp.State.WAITING},
    )
    if request.method == "POST" and form.is_valid():
        actions.agree_follow_up(assistance=found, by=request.user, **form.fields_for_action)
        messages.success(request, "Tindak lanjut dicatat.")
        return redirect(f"{found.get_absolute_url()}#tindak-lanjut")
    return _page(request, found, form, "Catat tindak lanjut")


@require_http_methods(["GET", "POST"])
def follow_up_change(request: AuthenticatedHttpRequest, pk: int, follow_pk: int) -> HttpResponse:
    """The helping side changes all of it, the helped side says how far it is."""
    found = visible_assistance(request.user, pk)
    rights = rights_of(request.user)
    row = get_object_or_404(found.follow_ups.select_related("assistance__helper"), pk=follow_pk)
    if not may_report(found, rights):
        raise PermissionDenied(SENTENCE)
    helping = rights.allows(Permission.RECORD_ASSISTANCE, found.helper)
    form_class = FollowUpForm if helping else ProgressForm
    form = form_class(
        request.POST or None,
        today=found.helper.today,
        initial=None if request.POST else form_class.initial_of(row),
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_follow_up(
                follow_up=row,
                base_version=form.base_version,
                by=request.user,
                **form.fields_for_action,
            )
        except InnovationChangedError as changed:
            clash = clash_of(changed, form)
        else:
            messages.success(request, "Tindak lanjut disimpan.")
            return redirect(f"{found.get_absolute_url()}#tindak-lanjut")
    return _page(request, found, form, "Ubah tindak lanjut", row, clash, may_remove=helping)


@require_POST
def follow_up_remove(request: AuthenticatedHttpRequest, pk: int, follow_pk: int) -> HttpResponse:
    found = assistance_for(request.user, pk)
    row = get_object_or_404(found.follow_ups.select_related("assistance__helper"), pk=follow_pk)
    removed = actions.remove_follow_up(follow_up=row, by=request.user)
    words = f"Tindak lanjut “{row.what}” dihapus."
    back = found.get_absolute_url()
    return with_undo(request, removed, Permission.RECORD_ASSISTANCE, words, back)


def _page(
    request: AuthenticatedHttpRequest,
    found: Assistance,
    form: ProgressForm,
    title: str,
    row: FollowUp | None = None,
    clash: Clash | None = None,
    *,
    may_remove: bool = False,
) -> HttpResponse:
    context = {
        "assistance": found,
        "form": form,
        "title": title,
        "row": row,
        "clash": clash,
        "may_remove": may_remove,
        "crumbs": crumbs_of(title, found),
    }
    return render(request, "innovations/follow_up_form.html", context)
