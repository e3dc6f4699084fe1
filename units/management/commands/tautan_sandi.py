"""`manage tautan_sandi AKUN`: lets somebody in again when no admin can."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from units.actions.people import one_time_password_link, reset_second_factor
from units.adapters import password_path
from units.models import User


class Command(BaseCommand):
    help = "Membuat tautan sekali pakai untuk kata sandi baru, berlaku satu hari."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("akun", help="nama akun")
        parser.add_argument(
            "--lepas-langkah-kedua", action="store_true", help="untuk perangkat yang hilang"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["akun"].lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"Tidak ada akun aktif bernama {options['akun']}.")
        if options["lepas_langkah_kedua"]:
            reset_second_factor(by=None, user=user)
        uid, token = one_time_password_link(by=None, user=user)
        site = settings.SITE_URL or f"http://127.0.0.1:{settings.PORT}"
        self.stdout.write(f"{site}{password_path(uid, token)}")
