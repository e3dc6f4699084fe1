"""Settings for tests: the product's own, with quick passwords and a throw-away data folder."""

import atexit
import os
import shutil
import tempfile


os.environ.setdefault("SECRET_KEY", "uji-" + "k" * 60)
os.environ.setdefault("ZI_ENV_FILE", os.devnull)
os.environ["ZI_DATA"] = tempfile.mkdtemp(prefix="zi-uji-")

from zi_portal.settings import *  # noqa: F403
from zi_portal.settings import DATABASES, STORAGES


atexit.register(shutil.rmtree, os.environ["ZI_DATA"], ignore_errors=True)

# Drawing takes seconds: packets are built without PDFs, and the tests of PDFs say otherwise.
PDF_REASON = "tidak dipakai dalam tes ini"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# Collected files are not needed: the tests use the finders.
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file and not memory, so that threads and the live server lock as in the product; a test
    # database need not survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["ZI_DATA"], "uji.sqlite3")}
    DATABASES["default"]["OPTIONS"] = DATABASES["default"]["OPTIONS"] | {
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;"
    }
