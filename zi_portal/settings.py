"""All settings of the portal. What differs between installations comes from .env."""

from __future__ import annotations

import re
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from zi_portal.lib.environment import PortalEnv
from zi_portal.lib.log_lines import LOGGING as LOGGING


BASE_DIR = Path(__file__).resolve().parent.parent

env = PortalEnv()
PortalEnv.read_env(env.str("ZI_ENV_FILE", default=str(BASE_DIR / ".env")))

# "lokal": one PC, plain HTTP on 127.0.0.1, demo accounts allowed. "produksi": behind HTTPS.
ENVIRONMENT = env.str("ZI_LINGKUNGAN", default="lokal")
if ENVIRONMENT not in {"lokal", "produksi"}:
    raise ImproperlyConfigured("ZI_LINGKUNGAN harus 'lokal' atau 'produksi'. Perbaiki di .env.")
PRODUCTION = ENVIRONMENT == "produksi"

SECRET_KEY = env.str("SECRET_KEY", default="")
if len(SECRET_KEY) < 40 or SECRET_KEY.startswith("contoh"):
    raise ImproperlyConfigured(
        "SECRET_KEY belum diatur atau masih contoh. Jalankan `python3 zi.py run` agar .env dibuat,"
        " atau isi SECRET_KEY dengan 50 huruf acak."
    )

DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Database, evidence files, temporary uploads and logs all live below this folder.
DATA_DIR = (BASE_DIR / Path(env.str("ZI_DATA", default="var")).expanduser()).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
EVIDENCE_DIR = DATA_DIR / "bukti"

INSTALLED_APPS = [
    "zi_portal",
    "units",
    "pengungkit",
    "innovations",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zi_portal.methods.HeadMiddleware",
    "zi_portal.compression.PageCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "zi_portal.body_lengths.LengthRequiredMiddleware",
    "zi_portal.zero_bytes.ZeroBytesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.middleware.sessions.SessionLimitsMiddleware",
    # Instead of Django's LoginRequiredMiddleware, which it extends: what was typed is kept.
    "units.middleware.signing_in.SignInRequiredMiddleware",
    "units.middleware.account_duties.AccountDutiesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zi_portal.methods.WrongMethodMiddleware",
    "zi_portal.vanished.VanishedRowMiddleware",
]

ROOT_URLCONF = "zi_portal.urls"
WSGI_APPLICATION = "zi_portal.wsgi.application"

_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "units.context_processors.frame",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# SQLite: IMMEDIATE takes the write lock at BEGIN, so read-then-write never fails half way;
# synchronous=FULL because "Tersimpan" is only said of what a power cut cannot take back.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-20000;"
        "PRAGMA mmap_size=134217728;PRAGMA foreign_keys=ON;"
    ),
}
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
# A connection per thread is kept between requests; opening one costs more than most pages.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "units.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reports:home"

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
FORMAT_MODULE_PATH = "zi_portal.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

AUTHENTICATION_BACKENDS = ["units.backends.PortalBackend"]

# Attempts to sign in are counted over all workers and servers, hence in the database. No ordinary
# page reads this cache. The table is made by a migration.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "zi_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Sessions end after a time without use (counted from the last five minutes that were noted down)
# and in any case some hours after signing in.
SESSION_ENGINE = "units.sessions"
SESSION_COOKIE_AGE = env.int("ZI_SESI_DIAM_MENIT", default=60) * 60
# Where the person said that others use the device too.
SHARED_DEVICE_SECONDS = env.int("ZI_SESI_BERSAMA_MENIT", default=15) * 60
SESSION_ABSOLUTE_SECONDS = env.int("ZI_SESI_MAKS_JAM", default=12) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# How many devices one person may be signed in on; 0 for no limit. The oldest session gives way.
SESSIONS_PER_PERSON = env.int("ZI_SESI_PER_ORANG", default=2 if PRODUCTION else 0)
SESSION_COOKIE_NAME = "zi-sesi"
CSRF_COOKIE_NAME = "zi-csrf"
OWNER_COOKIE_NAME = "zi-pemilik"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "zi_portal.lib.message_cookies.MessageStorage"
MESSAGE_COOKIE_NAME = "zi-pesan"

# How many proxies stand in front; the address of a visitor is read that far from the right.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ZI_PROKSI", default=1 if PRODUCTION else 0)
# The address people use. Links in e-mails are built from it, never from what a request claims.
_ORIGINS = [origin for origin in CSRF_TRUSTED_ORIGINS if PRODUCTION and "*" not in origin]
SITE_URL = env.str("ZI_ALAMAT", default=_ORIGINS[0] if _ORIGINS else "").rstrip("/")
SECURITY_CONTACT = env.str("ZI_KONTAK_KEAMANAN", default="")

if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The prefix makes browsers refuse a cookie set by another host or without HTTPS.
    SESSION_COOKIE_NAME = f"__Host-{SESSION_COOKIE_NAME}"
    CSRF_COOKIE_NAME = f"__Host-{CSRF_COOKIE_NAME}"
    OWNER_COOKIE_NAME = f"__Host-{OWNER_COOKIE_NAME}"
    MESSAGE_COOKIE_NAME = f"__Host-{MESSAGE_COOKIE_NAME}"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz\Z"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Preloading is for whoever owns the domain above ours to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Signing in (allauth): by account name or e-mail; no sign-up and no page for e-mail addresses,
# since only an admin sets them.
ACCOUNT_ADAPTER = "units.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "units.forms.signing_in.SignInForm",
    "reset_password": "units.forms.signing_in.ForgottenPasswordForm",
    "reset_password_from_key": "units.forms.signing_in.NewPasswordForm",
    "change_password": "units.forms.signing_in.ChangePasswordForm",
    "reauthenticate": "units.forms.signing_in.ConfirmPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Portal ZI] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "units.tokens.PasswordLinkGenerator"  # noqa: S105
ACCOUNT_USER_DISPLAY = "units.adapters.display_name"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# A whole office shares one address: it may try more, and what its name refuses is not counted.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "5/5m/key,20/h/key,20/m/ip,200/h/ip",
    "reset_password": "20/m/ip,5/h/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    # Forms of strangers that are kept until they have signed in (units/typed.py).
    "keep_typed": "20/m/ip",
    # Strangers with a link that asks whether they adopted something, and codes to take it back.
    "open_confirmation": "60/m/ip",
    "send_confirmation": "20/m/ip,60/h/ip,10/h/key",
    "withdraw_confirmation": "10/m/ip,30/h/ip",
}

MFA_ADAPTER = "units.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "units.forms.second_factor.CodeForm",
    "reauthenticate": "units.forms.second_factor.ConfirmCodeForm",
    "activate_totp": "units.forms.second_factor.ActivateAppForm",
    "login_webauthn": "units.forms.second_factor.KeySignInForm",
    "authenticate_webauthn": "units.forms.second_factor.KeyForm",
    "reauthenticate_webauthn": "units.forms.second_factor.ConfirmKeyForm",
    "add_webauthn": "units.forms.second_factor.AddKeyForm",
    "edit_webauthn": "units.forms.second_factor.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Portal ZI"
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys without HTTPS on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Whether people who see or judge other offices must set up a second factor first.
SECOND_FACTOR_REQUIRED = env.bool("ZI_WAJIB_MFA", default=PRODUCTION)

PASSWORD_MIN_LENGTH = 12
# BSSN lists a period of validity, OWASP ASVS forbids short ones: a year, and 0 switches it off.
PASSWORD_MAX_AGE_DAYS = env.int("ZI_SANDI_BERLAKU_HARI", default=365)
# Links that set a password: by e-mail one hour, handed over by an admin one day.
PASSWORD_RESET_TIMEOUT = 24 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "nip")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "units.passwords.GuessablePasswordValidator"},
]

# E-mail: on one PC it is written to files; in production EMAIL_URL names the relay.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "surel")
DEFAULT_FROM_EMAIL = env.str("ZI_SUREL_PENGIRIM", default="Portal ZI <portal-zi@localhost>")
EMAIL_TIMEOUT = 10
# Beside the request, so that a slow relay keeps nobody waiting.
MAIL_IN_BACKGROUND = bool(EMAIL_URL)

# Evidence: the largest single file, in bytes.
EVIDENCE_MAX_BYTES = env.int("ZI_BUKTI_MAKS_MB", default=200) * 1_000_000
# What the kept files of one unit may take together, unless an admin gave it a limit of its own.
UNIT_QUOTA_BYTES = env.int("ZI_KUOTA_UNIT_GB", default=5) * 1_000_000_000
# A file sent in parts can be continued for so long after its last part arrived.
UPLOAD_HOURS = env.int("ZI_UNGGAHAN_JAM", default=72)
UPLOADS_PER_PERSON = env.int("ZI_UNGGAHAN_PER_ORANG", default=20)
# What was brought from a spreadsheet waits so long in its preview to be applied.
PREVIEW_DAYS = env.int("ZI_PRATINJAU_HARI", default=7)
# A ZIP of an office's evidence folder: the largest one, and the most files in it. Unpacked it may
# be twice as large.
ZIP_MAX_BYTES = env.int("ZI_IMPOR_MAKS_MB", default=2000) * 1_000_000
ZIP_MOST_FILES = env.int("ZI_IMPOR_MAKS_BERKAS", default=5000)
# Of the 32 threads of a process, so many may receive parts at once; the others answer pages.
UPLOADS_AT_ONCE = env.int("ZI_UNGGAHAN_BERSAMAAN", default=24)
# A sender that has not sent a byte for so long is hung up on.
SILENT_SECONDS = env.float("ZI_DIAM_DETIK", default=30)
# Kept files one person may open or download within a minute; more looks like carrying them off.
LOOKS_PER_MINUTE = env.int("ZI_BUKTI_PER_MENIT", default=120)
# Kept files are read again in turn to see that they are whole: so many megabytes a run.
SCRUB_MEGABYTES = env.int("ZI_PERIKSA_BERKAS_MB", default=20_000)
# Where `cadangkan` puts backups, if the portal may fetch single damaged files from there by itself.
_BACKUPS = env.str("ZI_CADANGAN", default="")
BACKUP_DIR = Path(_BACKUPS).expanduser() if _BACKUPS else None
# A damaged file that was replaced stays aside for so long, for whoever looks into it.
DAMAGED_KEPT_DAYS = env.int("ZI_BERKAS_RUSAK_HARI", default=90)
# Readiness speaks up when one document proves more items than this, and when a document is older
# than the year of the assessment less so many years.
EVIDENCE_MOST_ITEMS = env.int("ZI_BUKTI_BUTIR_MAKS", default=5)
EVIDENCE_YEARS_BACK = env.int("ZI_BUKTI_TAHUN_MUNDUR", default=0)
# All files of one request together.
UPLOAD_MAX_BYTES = 2 * EVIDENCE_MAX_BYTES
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "zi_portal.lib.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "zi_portal.lib.uploads.ReturningUploadHandler",
]
# Beside the store, not in the system's small /tmp.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "unggahan"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)

# Work that no request may wait for is queued. By default the queue is a table of the database; with
# ZI_ANTREAN and ZI_ANTREAN_OPSI it is any engine that speaks Django's task interface.
TASKS = {
    "default": {
        "BACKEND": env.str("ZI_ANTREAN", default="django_tasks_db.DatabaseBackend"),
        "OPTIONS": env.json("ZI_ANTREAN_OPSI", default={}),
    }
}
# How many pieces of work one worker does at once, each in a process of its own, with how much
# memory, and for how long at most.
WORKER_AT_ONCE = env.int("ZI_PEKERJAAN_BERSAMAAN", default=2)
WORKER_MEMORY_BYTES = env.int("ZI_PEKERJAAN_MEMORI_MB", default=1000) * 1_000_000
WORKER_SECONDS = env.int("ZI_PEKERJAAN_MAKS_MENIT", default=60) * 60
# A worker that has not been heard of for so long is taken for dead.
WORKER_LEASE_SECONDS = env.float("ZI_PEKERJAAN_SEWA_DETIK", default=30)
# Why this machine makes no PDF, as the door found out; empty when it does.
PDF_REASON = env.str("ZI_PDF_ALASAN", default="")
# How many files one person may have made at the same time, and how long a result is kept.
JOBS_PER_PERSON = env.int("ZI_PEKERJAAN_PER_ORANG", default=2)
RESULT_DAYS = env.int("ZI_HASIL_HARI", default=7)

# Virus scanner: the socket of a ClamAV daemon, a path or host:port; empty: none. Larger files than
# it looks through are never sent to it, and never called clean.
CLAMD = env.str("ZI_CLAMD", default="")
CLAMD_MAX_BYTES = env.int("ZI_CLAMD_MAKS_MB", default=25) * 1_000_000
if CLAMD and not re.fullmatch(r"/.+|[\w.-]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}", CLAMD):
    raise ImproperlyConfigured(
        "ZI_CLAMD harus jalur soket seperti /run/clamav/clamd.ctl, atau host:porta seperti"
        " 127.0.0.1:3310. Perbaiki di .env, atau kosongkan bila tidak ada pemindai virus."
    )

# One password for all demo accounts; empty: a random one each.
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")

# An innovation nobody noted anything about for so many days is asked after.
INNOVATION_SILENT_DAYS = env.int("ZI_INOVASI_DIAM_HARI", default=90)
# A link through which an adopter confirms a replication is good for so many days, and takes a
# letter of at most so many megabytes.
CONFIRMATION_LINK_DAYS = env.int("ZI_TAUTAN_KONFIRMASI_HARI", default=14)
CONFIRMATION_LETTER_BYTES = env.int("ZI_SURAT_KONFIRMASI_MAKS_MB", default=10) * 1_000_000
