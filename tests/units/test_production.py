"""A production configuration, started for real in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]


def run(code: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {
        "PATH": os.environ["PATH"],
        "ZI_ENV_FILE": os.devnull,
        "ZI_DATA": str(data),
        "ZI_LINGKUNGAN": "produksi",
        "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz" * 2,
        "ALLOWED_HOSTS": "zi.kantor.example.go.id",
        "CSRF_TRUSTED_ORIGINS": "https://zi.kantor.example.go.id",
        "DJANGO_SETTINGS_MODULE": "zi_portal.settings",
    } | environment
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=own, capture_output=True, text=True, check=False
    )


SET_UP = """
import django
django.setup()
from django.core.management import call_command
"""
MIGRATE = SET_UP + "call_command('migrate', verbosity=0)\n"
DEMO = SET_UP + (
    "from units.models import User\nUser.objects.create_user('demo', name='Demo', is_demo=True)\n"
)
CHECK = SET_UP + "call_command('check', deploy=True, fail_level='WARNING')\n"
START = "import zi_portal.wsgi"

# Prints one line per fact, so that one slow start answers many questions.
ASK = (
    MIGRATE
    + """
from django.conf import settings
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plain
from django.test import Client
from allauth.usersessions.models import UserSession
from units.models import User

User.objects.create_user("sari", name="Sari", password="kuda laut menari 77")
client = Client(HTTP_HOST="zi.kantor.example.go.id", HTTP_X_FORWARDED_FOR="10.1.2.3")
https = {"HTTP_X_FORWARDED_PROTO": "https"}
print("http", client.get("/masuk/").status_code, client.get("/masuk/")["Location"])
print("healthz", client.get("/healthz").status_code)
client.get("/masuk/", **https)
answer = {"login": "sari", "password": "kuda laut menari 77"}
print("signed-in", client.post("/masuk/", answer, **https).status_code)
client.get("/akun/", **https)
for name, one in client.cookies.items():
    facts = [bool(one["secure"]), bool(one["httponly"]), one["samesite"], one["path"]]
    print("cookie", name, *facts, one["domain"] == "", len(one.OutputString()) < 4096)
for where in ("/masuk/", "/akun/", "/tidak-ada/", "/.well-known/security.txt"):
    for name, value in client.get(where, **https).headers.items():
        print("header", where, name, value)
print("evil", Client(HTTP_HOST="jahat.example").get("/masuk/", **https).status_code)
print("ip", UserSession.objects.get().ip)
"""
)


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> list[str]:
    done = run(ASK, tmp_path_factory.mktemp("produksi"))
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_plain_http_is_led_to_https(facts):
    assert "http 301 https://zi.kantor.example.go.id/masuk/" in facts


def test_health_can_be_asked_without_https(facts):
    assert "healthz 200" in facts


def test_cookies_are_bound_to_this_host_and_https(facts):
    assert "signed-in 302" in facts
    cookies = [line.split() for line in facts if line.startswith("cookie ")]
    names = {cookie[1] for cookie in cookies}
    assert names >= {"__Host-zi-sesi", "__Host-zi-csrf", "__Host-zi-pemilik"}
    for _, name, *rest in cookies:
        assert name.startswith("__Host-")
        assert rest == ["True", "True", "Lax", "/", "True", "True"], name


@pytest.mark.parametrize("where", ["/masuk/", "/akun/", "/tidak-ada/", "/.well-known/security.txt"])
def test_every_answer_carries_the_headers(facts, where):
    headers = dict(
        line.removeprefix(f"header {where} ").split(" ", 1)
        for line in facts
        if line.startswith(f"header {where} ")
    )
    # The directives come in any order.
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers


def test_another_host_is_refused(facts):
    assert "evil 400" in facts


def test_the_address_of_a_visitor_is_read_behind_the_proxy(facts):
    assert "ip 10.1.2.3" in facts


def test_an_empty_database_can_be_migrated_and_started_until_there_are_demo_accounts(tmp_path):
    assert run(START, tmp_path).returncode == 0
    assert run(MIGRATE, tmp_path).returncode == 0
    assert run(START, tmp_path).returncode == 0
    assert run(DEMO, tmp_path).returncode == 0

    started = run(START, tmp_path)

    assert started.returncode == 1
    assert "masih ada 1 akun demo" in started.stderr
    assert "Traceback" not in started.stderr
    assert run(START, tmp_path, ZI_LINGKUNGAN="lokal").returncode == 0


def test_it_does_not_start_for_any_host(tmp_path):
    started = run(START, tmp_path, ALLOWED_HOSTS="*")

    assert started.returncode == 1
    assert "ALLOWED_HOSTS" in started.stderr


def test_the_deployment_checks_have_no_warning(tmp_path):
    done = run(CHECK, tmp_path)

    assert done.returncode == 0, done.stderr
