"""Settings for tests: the product's own, with quick passwords and a throw-away data folder."""

import os
import tempfile


os.environ.setdefault("SECRET_KEY", "uji-" + "k" * 60)
os.environ.setdefault("ZI_ENV_FILE", os.devnull)
os.environ["ZI_DATA"] = tempfile.mkdtemp(prefix="zi-uji-")

from zi_portal.settings import *  # noqa: E402, F403
from zi_portal.settings import STORAGES  # noqa: E402


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# Collected files are not needed: the tests use the finders.
WHITENOISE_AUTOREFRESH = True
