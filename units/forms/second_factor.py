"""allauth's forms about second factors, in the portal's words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms

from units.forms.signing_in import describe


REQUIRED_CODE = "Kode belum diisi. Tulis kode dari aplikasi Anda."


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


class CodeForm(base_forms.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_code(
            self.fields["code"], "Kode", "6 angka dari aplikasi, atau salah satu kode cadangan."
        )


class ConfirmCodeForm(base_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_code(
            self.fields["code"], "Kode", "6 angka dari aplikasi, atau salah satu kode cadangan."
        )


class ActivateAppForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_code(self.fields["code"], "Kode dari aplikasi", "6 angka yang sedang tampil.")


class AddKeyForm(webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_key_name(self.fields["name"])
        describe(
            self.fields["passwordless"],
            "Boleh masuk hanya dengan kunci ini, tanpa kata sandi",
            help_text="Perangkat akan meminta sidik jari, wajah, atau PIN setiap kali masuk.",
        )


class RenameKeyForm(webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_key_name(self.fields["name"])
        self.fields["name"].error_messages["required"] = "Nama kunci belum diisi."


def describe_key_name(field: forms.Field) -> None:
    describe(
        field,
        "Nama kunci",
        help_text="Agar mudah dikenali, misalnya: laptop kantor, HP pribadi.",
        maxlength="60",
        autocomplete="off",
    )
