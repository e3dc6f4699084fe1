#!/usr/bin/env python
"""Django's command line. `python3 zi.py manage ...` calls it with the right environment."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zi_portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A wrong line in .env is mended by its sentence, not by a traceback.
        sys.exit(f"ImproperlyConfigured: {error}")
    except DatabaseError as error:
        from zi_portal.schema import trouble_sentence

        if sentence := trouble_sentence(error):
            sys.exit(f"CommandError: {sentence}")
        raise


if __name__ == "__main__":
    main()
