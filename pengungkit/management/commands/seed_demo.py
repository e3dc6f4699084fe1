"""`manage seed_demo`: fill an empty database with the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pengungkit.demo import seeding
from units.models import User


class Command(BaseCommand):
    """Refuses where it could meet real people: in production, and once any account exists."""

    help = "Mengisi basis data kosong dengan data demo dan mencetak akunnya."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "Data demo tidak dimuat: ZI_LINGKUNGAN=produksi. Akun demo hanya untuk mencoba di"
                " komputer sendiri (ZI_LINGKUNGAN=lokal)."
            )
        if User.objects.filter(is_demo=False).exists():
            raise CommandError(
                "Data demo tidak dimuat: sudah ada pengguna di basis data ini. Pakai ZI_DATA lain"
                " untuk mencoba data demo."
            )
        if User.objects.exists():
            self.stdout.write(
                "Data demo sudah ada, tidak ada yang diubah. Akunnya tertulis di"
                f" {settings.DATA_DIR / 'akun-demo.txt'}"
            )
            return
        passwords = seeding.new_passwords(settings.DEMO_PASSWORD)
        seeding.seed(passwords)
        file = seeding.write_account_file(passwords)
        self.stdout.write(seeding.account_table(passwords))
        self.stdout.write(f"Data demo siap. Akun di atas juga tertulis di {file}")
