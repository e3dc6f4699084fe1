#!/usr/bin/env python3
"""The one door to the portal: `python3 zi.py run` prepares everything and serves it.

This file stays readable for old Pythons, so that they meet a sentence and not a syntax error.
"""

import sys


NEEDED = (3, 11)


def main() -> int:
    """Run the command named on the command line; answer the exit code."""
    if sys.version_info[:2] < NEEDED:
        sys.stderr.write(
            "Portal ZI belum bisa dijalankan: perlu Python 3.11 atau lebih baru, sedangkan {}"
            " adalah Python {}.{}. Pasang Python yang lebih baru lalu ulangi, misalnya dengan"
            " `python3.11 zi.py run`.\n".format(sys.executable, *sys.version_info[:2])
        )
        return 1
    from door.commands import run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # Before the door itself listens for it.
        sys.stderr.write("\nDihentikan.\n")
        sys.exit(130)
