"""The product's own settings, with a kind of file that a test can hold up."""

from zi_portal.settings import *  # noqa: F403
from zi_portal.settings import INSTALLED_APPS


INSTALLED_APPS = [*INSTALLED_APPS, "tests.reports.kinds_of_tests.KindsOfTestsConfig"]
