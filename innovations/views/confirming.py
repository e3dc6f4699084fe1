"""The page an adopter without an account is sent to, and the one to take a confirmation back.

The address is the only key: whoever holds it may answer once, and it reaches nothing else.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from innovations.actions.confirmations import answer_by_link, withdraw_by_code
from innovations.contexts.confirming import Question, question_of
from innovations.exceptions import GiverCannotConfirmError, LinkSpentError, NothingToWithdrawError
from innovations.forms.confirmations import DoesNotForm, RunsForm, WithdrawForm
from innovations.letters import letter_from, require_readable
from innovations.models import Confirmation, ConfirmationLink
from innovations.strangers import comes_from, is_slowed, usable_link
from pengungkit.exceptions import EvidenceRefusedError, QuotaError
from units.models import User
from zi_portal.lib.typed_texts import typed_texts
from zi_portal.lib.uploads import too_large_names


NO_ROOM = (
    "Surat belum dapat disimpan karena ruang penyimpanan kantor yang meminta sudah penuh. Beri tahu"
    " mereka, lalu kirim lagi lewat tautan yang sama."
)
TOO_LARGE = "Berkas surat terlalu besar. Kecilkan atau foto ulang, lalu pilih lagi."


# No cookie is asked for: a request that is forged would have to know the address, and under
# `no-referrer` browsers tell no origin that could be compared.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """The question behind a link, and its one answer. Every dead link answers alike."""
    sending = request.method == "POST"
    if is_slowed(request, "open_confirmation") or (
        sending and is_slowed(request, "send_confirmation", token)
    ):
        return _quiet(render(request, "429.html", status=429))
    link = usable_link(token)
    if link is None:
        return _gone(request)
    question = question_of(link)
    if comes_from(request, question.unit):
        return _refused(request, question)
    runs = sending and request.POST.get("jawaban") == Confirmation.Answer.RUNS
    denies = sending and not runs
    forms = _forms(request, question, runs, denies)
    chosen = forms[0] if runs else forms[1]
    if sending and chosen.is_valid():
        response = _answered(request, link, question, chosen)
        if response is not None:
            return response
    context = {"question": question, "runs": forms[0], "does_not": forms[1], "denies": denies}
    context["shown"] = chosen if sending else None
    return _quiet(render(request, "innovations/confirmation.html", context))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirmation_withdraw(request: HttpRequest) -> HttpResponse:
    """Take back a confirmation with the code that was shown once after it was given."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST":
        if is_slowed(request, "withdraw_confirmation"):
            return render(request, "429.html", status=429)
        if form.is_valid():
            try:
                taken = withdraw_by_code(**form.cleaned_data)
            except NothingToWithdrawError as refused:
                form.add_error("code", str(refused))
            else:
                context = {"reference": taken.reference}
                return render(request, "innovations/confirmation_withdrawn.html", context)
    return render(request, "innovations/confirmation_withdraw.html", {"form": form})


def _forms(
    request: HttpRequest, question: Question, runs: bool, denies: bool
) -> tuple[RunsForm, DoesNotForm]:
    """Both forms; the one that was sent holds what was typed."""
    agency = {"agency": question.adopter}
    first = RunsForm(
        request.POST if runs else None,
        request.FILES if runs else None,
        today=question.today,
        initial=agency,
    )
    if runs and too_large_names(request):
        first.errors.pop("letter", None)
        first.add_error("letter", TOO_LARGE)
    second = DoesNotForm(
        request.POST if denies else None, prefix="tidak", today=question.today, initial=agency
    )
    return first, second


def _answered(
    request: HttpRequest,
    link: ConfirmationLink,
    question: Question,
    form: RunsForm | DoesNotForm,
) -> HttpResponse | None:
    """The page of thanks; None when the letter was refused and the form says why."""
    runs = isinstance(form, RunsForm)
    answer = Confirmation.Answer.RUNS if runs else Confirmation.Answer.DOES_NOT
    try:
        with letter_from(form.cleaned_data.get("letter")) as letter:
            require_readable(letter)
            given = answer_by_link(
                link=link,
                answer=answer,
                visitor=request.user if isinstance(request.user, User) else None,
                letter=letter,
                **form.fields_for_action,
            )
    except LinkSpentError:
        return _gone(request)
    except GiverCannotConfirmError:
        return _refused(request, question)
    except QuotaError:
        form.add_error("letter", NO_ROOM)
    except EvidenceRefusedError as refused:
        form.add_error("letter", str(refused))
    else:
        context = {"question": question, "given": given, "runs": runs}
        return _quiet(render(request, "innovations/confirmation_given.html", context))
    return None


def _gone(request: HttpRequest) -> HttpResponse:
    """Unknown, used, revoked, expired: nobody learns which."""
    context = {"texts": typed_texts(request)}
    return _quiet(render(request, "innovations/confirmation_gone.html", context, status=404))


def _refused(request: HttpRequest, question: Question) -> HttpResponse:
    context = {"question": question, "sentence": str(GiverCannotConfirmError())}
    return _quiet(render(request, "innovations/confirmation_refused.html", context, status=403))


def _quiet(response: HttpResponse) -> HttpResponse:
    """The address of this page is a secret: it goes along to no other page and into no index."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
