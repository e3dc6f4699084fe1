"""allauth's forms about second factors, in the portal's words and a little stricter."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.cache import cache

from units.forms.signing_in import describe
from units.models import User
from zi_portal.lib.unseen import without_unseen


REQUIRED_CODE = "Kode belum diisi. Tulis kode dari aplikasi Anda."
CODE_HELP = "6 angka dari aplikasi, atau salah satu kode cadangan."
SPARE_HELP = "8 angka; tiap kode hanya berlaku sekali."
# A code is accepted in its own half minute and those beside it; it must not count twice in them.
CODE_LIVES_SECONDS = 120


def describe_code(field: forms.Field, label: str, help_text: str) -> None:
    describe(
        field,
        label,
        help_text=help_text,
        required=REQUIRED_CODE,
        inputmode="numeric",
        autocomplete="one-time-code",
        autofocus="",
        maxlength="20",
    )
    field.widget.attrs["class"] = "input-short"


class CountedCodeMixin:
    """A code from the app counts once, however long it would be accepted.

    allauth remembers it for one half minute only, which is less than it accepts it for.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_code(self.fields["code"], "Kode", CODE_HELP)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        used: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if used.type == Authenticator.Type.TOTP and not counts(used.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


def counts(user: User, code: str) -> bool:
    """Whether this code from the person's app is seen for the first time; it is used up by it."""
    key = f"kode-terpakai:{user.pk}:{''.join(code.split())}"
    return bool(cache.add(key, 1, CODE_LIVES_SECONDS))


class CodeForm(CountedCodeMixin, base_forms.AuthenticateForm):  # type: ignore[misc]
    """Who has keys alone has no app to look at: there a code is a spare one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Authenticator.objects.filter(user=self.user)
        kinds = set(found.values_list("type", flat=True))
        self.has_app = Authenticator.Type.TOTP in kinds
        self.has_key = Authenticator.Type.WEBAUTHN in kinds
        if not self.has_app:
            describe_code(self.fields["code"], "Kode cadangan", SPARE_HELP)


class ConfirmCodeForm(CountedCodeMixin, base_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateAppForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_code(self.fields["code"], "Kode dari aplikasi", "6 angka yang sedang tampil.")

    def clean_code(self) -> str:
        code: str = super().clean_code()
        # It does not open the door once more to whoever looked on.
        counts(self.user, code)
        return code


class CredentialMixin:
    """What a browser did not make is refused as a wrong key, not as a fault of ours."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class KeySignInForm(CredentialMixin, webauthn_forms.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class KeyForm(CredentialMixin, webauthn_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ConfirmKeyForm(CredentialMixin, webauthn_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddKeyForm(webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_key_name(self.fields["name"])
        describe(
            self.fields["passwordless"],
            "Boleh masuk hanya dengan kunci ini, tanpa kata sandi",
            help_text="Perangkat akan meminta sidik jari, wajah, atau PIN setiap kali masuk.",
        )

    def clean_name(self) -> str:
        self.cleaned_data["name"] = without_unseen(self.cleaned_data["name"]).strip()
        return str(super().clean_name())

    def clean(self) -> Any:
        try:
            return super().clean()
        except (KeyError, TypeError, AttributeError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class RenameKeyForm(webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_key_name(self.fields["name"])
        self.fields["name"].error_messages["required"] = "Nama kunci belum diisi."

    def clean_name(self) -> str:
        name = without_unseen(self.cleaned_data["name"]).strip()
        if not name:
            raise forms.ValidationError("Nama kunci belum diisi.")
        return name


def describe_key_name(field: forms.Field) -> None:
    describe(
        field,
        "Nama kunci",
        help_text="Agar mudah dikenali, misalnya: laptop kantor, HP pribadi.",
        maxlength="60",
        autocomplete="off",
    )
