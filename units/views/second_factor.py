"""Second factors: allauth's pages, with what the portal adds to them."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from units.middleware.account_duties import lacks_second_factor
from units.second_factor import may_remove


class SecondFactorView(IndexView):  # type: ignore[misc]
    """Which factors are set up; says so when the person's roles demand one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = context["authenticators"]
        context["is_due"] = lacks_second_factor(self.request, self.request.user)
        context["app"] = found.get("totp")
        context["keys"] = found.get("webauthn", [])
        context["codes"] = found.get("recovery_codes")
        # A passkey is bound to a site's name; an IP address is none.
        context["keys_work_here"] = not self.request.get_host()[:1].isdigit()
        return context


@method_decorator(reauthentication_required(app="units"), name="dispatch")
class RemoveKeyView(RemoveWebAuthnView):  # type: ignore[misc]
    """Removes a passkey unless it is the last factor of someone who must have one."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if not may_remove(self.get_object()):
            sentence = get_adapter().error_messages["cannot_delete_authenticator"]
            messages.error(self.request, sentence)
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


class DownloadCodesView(DownloadRecoveryCodesView):  # type: ignore[misc]
    def render_to_response(self, context: dict[str, Any], **more: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **more)
        response["Content-Disposition"] = 'attachment; filename="kode-cadangan-portal-zi.txt"'
        return response


index = SecondFactorView.as_view()
download_codes = DownloadCodesView.as_view()
remove_key = RemoveKeyView.as_view()
