"""Settings that cannot be understood stop the portal with their name, instead of being guessed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from zi_portal.lib.environment import PortalEnv


@pytest.fixture
def env(monkeypatch) -> PortalEnv:
    monkeypatch.setattr(PortalEnv, "ENVIRON", {})
    return PortalEnv()


@pytest.mark.parametrize(
    ("text", "meant"),
    [("on", True), ("Ya", True), ("AKTIF", True), ("off", False), ("tidak", False)],
)
def test_it_works(env, text, meant):
    env.ENVIRON["ZI_WAJIB_MFA"] = text

    assert env.bool("ZI_WAJIB_MFA", default=not meant) is meant
    assert env.bool("ZI_LAIN", default=False) is False


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("bool", "mungkin"),
        ("int", "seratus"),
        ("int", "-5"),
        ("float", "lima"),
        ("json", "{x"),
        ("db_url", "sandi-rahasia"),
        ("db_url", "mysql://a:sandi-rahasia@b/c"),
        ("email_url", "smtp://a:sandi-rahasia@b:c"),
        ("email_url", "sandi-rahasia"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secrets(env, read, text):
    env.ENVIRON["ZI_CONTOH"] = text

    with pytest.raises(ImproperlyConfigured, match="ZI_CONTOH tidak bisa dibaca") as refusal:
        getattr(env, read)("ZI_CONTOH")
    assert "rahasia" not in str(refusal.value)
    # The settings are tried with nothing set too.
    assert env.int("ZI_LAIN", default=3) == 3
