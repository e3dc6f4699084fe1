"""allauth's forms about passwords, in the portal's words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.http import HttpRequest

from units.models import User
from units.tokens import PasswordLinkGenerator


NEW_PASSWORD_HELP = (
    f"Paling sedikit {settings.PASSWORD_MIN_LENGTH} huruf; spasi boleh. Cara mudah: rangkai empat"
    " kata yang tidak berhubungan. Jangan pakai nama, kantor, bulan, atau tahun."
)
REQUIRED_PASSWORD = "Kata sandi belum diisi. Tulis kata sandi Anda."  # noqa: S105


def describe(
    field: forms.Field, label: str, *, help_text: str = "", required: str = "", **attrs: str
) -> None:
    """Give a field of allauth our words and none of its placeholders."""
    field.label = label
    field.help_text = help_text
    if required:
        field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


def describe_new_password(form: forms.Form) -> None:
    describe(
        form.fields["password1"],
        "Kata sandi baru",
        help_text=NEW_PASSWORD_HELP,
        required="Kata sandi baru belum diisi.",
    )
    describe(
        form.fields["password2"],
        "Ulangi kata sandi baru",
        required="Ulangi kata sandi baru, agar salah ketik ketahuan.",
    )


class TwicePasswordMixin:
    """The second writing must equal the first."""

    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        # Not allauth's own check, whose sentence is not ours; Django's forms need no more.
        cleaned: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data  # type: ignore[arg-type]
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error(  # type: ignore[attr-defined]
                "password2",
                "Kedua kata sandi tidak sama. Tulis yang sama di kedua isian.",
            )
        return cleaned


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    # Read by `AccountAdapter.pre_login`, also from the form of the passkey.
    shared = forms.BooleanField(
        label="Perangkat ini dipakai bersama",
        required=False,
        help_text=(
            "Misalnya PC ruang layanan. Sesi berakhir setelah"
            f" {settings.SHARED_DEVICE_SECONDS // 60} menit tidak dipakai, dan isian serta halaman"
            " Anda tidak tertinggal di peramban."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(
            self.fields["login"],
            "Nama akun atau surel",
            required="Nama akun belum diisi. Tulis nama akun atau surel Anda.",
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
            maxlength="254",
        )
        describe(self.fields["password"], "Kata sandi", required=REQUIRED_PASSWORD)


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(
            self.fields["email"],
            "Surel",
            help_text="Surel yang tercatat pada akun Anda.",
            required="Surel belum diisi. Tulis surel yang tercatat pada akun Anda.",
        )
        self.fields["email"].error_messages["invalid"] = (
            "Surel ini tidak lengkap. Contoh: sari@kantor.example.go.id."
        )

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = super().save(request, token_generator=PasswordLinkGenerator(), **kwargs)
        if not self.users:
            # As much work as for a known address, so that the time of the answer tells nothing.
            PasswordLinkGenerator().make_token(User(pk=0))
        return email


class NewPasswordForm(TwicePasswordMixin, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe_new_password(self)


class ChangePasswordForm(TwicePasswordMixin, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(self.fields["oldpassword"], "Kata sandi sekarang", required=REQUIRED_PASSWORD)
        describe_new_password(self)


class ConfirmPasswordForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        describe(self.fields["password"], "Kata sandi", required=REQUIRED_PASSWORD)
