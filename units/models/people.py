from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, username: str, *, name: str, password: str | None = None, **fields: Any
    ) -> User:
        """Make an account. Without a password nobody can sign in until a one-time link is used."""
        user = self.model(username=username.lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """One person's account. What it may do comes only from its memberships."""

    username = models.CharField(
        "nama akun",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(?:[._-][a-z0-9]+)*\Z",
                "Nama akun hanya boleh berisi huruf kecil, angka, titik, garis bawah, dan tanda"
                " hubung. Contoh: sari.ternate.",
            )
        ],
    )
    name = models.CharField("nama", max_length=150)
    email = models.EmailField("surel", blank=True)
    # Text, never a number: 18 digits do not survive a spreadsheet or a float.
    nip = models.CharField(
        "NIP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{18}\Z", "NIP terdiri atas 18 angka tanpa spasi.")],
    )
    is_active = models.BooleanField("aktif", default=True)
    is_demo = models.BooleanField("akun demo", default=False)
    date_joined = models.DateTimeField("dibuat pada", default=timezone.now)
    password_changed_at = models.DateTimeField("kata sandi diganti pada", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "pengguna"
        constraints = [
            models.UniqueConstraint(
                fields=["nip"],
                condition=~Q(nip=""),
                name="units_user_nip_once",
                violation_error_message="NIP ini sudah dipakai akun lain.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="units_user_email_once",
                violation_error_message="Surel ini sudah dipakai akun lain.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()
