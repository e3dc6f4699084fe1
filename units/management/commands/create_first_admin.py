"""`manage create_first_admin`: asks at the terminal, or takes the answers from the environment."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from units.actions.first_admin import create_first_admin, has_admin, top_unit
from units.exceptions import AdminExistsError
from units.management.asking import ask
from units.managing import ADDRESS_WORDS
from units.models import Unit, User


ENVIRONMENT = {
    "name": "ZI_ADMIN_NAMA",
    "username": "ZI_ADMIN_AKUN",
    "password": "ZI_ADMIN_SANDI",
    "unit_name": "ZI_INSTANSI_NAMA",
    "unit_code": "ZI_INSTANSI_KODE",
}


class Command(BaseCommand):
    """With any ZI_ADMIN_ variable set nothing is asked and all of them are needed."""

    help = "Membuat admin pusat pertama, dan instansi teratas bila belum ada."

    def handle(self, *args: Any, **options: Any) -> None:
        if has_admin():
            raise CommandError(str(AdminExistsError()))
        needed = [*ENVIRONMENT][: 3 if top_unit() else 5]
        if any(os.environ.get(ENVIRONMENT[key]) for key in needed):
            answers = answers_from_environment(needed)
        elif sys.stdin.isatty():
            try:
                answers = self.asked(needed)
            except EOFError as error:  # Ctrl+D, or a terminal that went away
                raise CommandError(
                    "Pertanyaan belum dijawab semua, jadi tidak ada yang dibuat. Jalankan lagi"
                    " perintah yang sama."
                ) from error
        else:
            raise CommandError(
                "Perintah ini perlu terminal untuk bertanya. Tanpa terminal, isi dulu "
                + ", ".join(ENVIRONMENT[key] for key in needed)
                + "."
            )
        user = create_first_admin(**answers)
        self.stdout.write(f"Admin pusat dibuat. Masuk dengan nama akun {user.username}.")

    def asked(self, needed: list[str]) -> dict[str, str]:
        answers: dict[str, str] = {}
        for key in needed:
            if key == "password":
                continue
            answers[key] = ask(
                QUESTIONS[key],
                lambda text, key=key: check(key, text),  # type: ignore[misc]
                read=lambda question: input(question).strip(),
                write=self.stdout.write,
            )
        answers["password"] = self.asked_password(answers)
        return answers

    def asked_password(self, answers: dict[str, str]) -> str:
        person = User(username=answers["username"], name=answers["name"])
        while True:
            password = ask(
                "Kata sandi (tidak tampil saat diketik)",
                lambda text: validate_password(text, person),
                read=getpass,
                write=self.stdout.write,
            )
            if getpass("Ulangi kata sandi: ") == password:
                return password
            self.stdout.write("Kedua kata sandi tidak sama. Ulangi.")


QUESTIONS = {
    "name": "Nama lengkap admin",
    "username": "Nama akun untuk masuk, misalnya sari.admin",
    "unit_name": "Nama instansi teratas, misalnya Kementerian Keuangan",
    "unit_code": "Kode instansi itu, misalnya kemenkeu",
}
FIELDS: dict[str, tuple[type[Model], str]] = {
    "name": (User, "name"),
    "username": (User, "username"),
    "unit_name": (Unit, "name"),
    "unit_code": (Unit, "code"),
}


def check(key: str, text: str) -> None:
    """Raise ValidationError with a sentence when the answer cannot be stored."""
    model, name = FIELDS[key]
    field: Any = model._meta.get_field(name)
    if not text:
        raise ValidationError("Belum diisi. Tulis dulu, lalu tekan Enter.")
    if text in ADDRESS_WORDS:
        raise ValidationError(f"“{text}” dipakai alamat halaman. Pilih yang lain.")
    field.run_validators(text)
    if field.unique and model._default_manager.filter(**{name: text}).exists():
        raise ValidationError("Sudah dipakai. Pilih yang lain.")


def answers_from_environment(needed: list[str]) -> dict[str, str]:
    """The answers as the environment names them; CommandError says which one will not do."""
    answers = {key: os.environ.get(ENVIRONMENT[key], "") for key in needed}
    for key in needed:
        try:
            if key != "password":
                check(key, answers[key])
                continue
            validate_password(
                answers[key], User(username=answers["username"], name=answers["name"])
            )
        except ValidationError as error:
            raise CommandError(f"{ENVIRONMENT[key]}: {' '.join(error.messages)}") from error
    return answers
