"""Where a link in a workbook may lead: into the folder it lies in, or to a page of the web."""

from __future__ import annotations

from urllib.parse import quote, urlsplit


# What Excel takes; a longer one would make it call the whole file damaged.
LONGEST = 2000


def file_target(path: str) -> str:
    """The target for a file beside the workbook ("AREA 1/SK Tim.pdf"); "" when it may not be one.

    Nothing that leads out of the folder, to another machine or to a program passes.
    """
    parts = path.split("/")
    bad = not path or "\\" in path or any(part in ("", ".", "..") for part in parts)
    target = "" if bad else quote(path, safe="/()!,;=@&+$~'")
    # "C:" and "javascript:" would be schemes, and quoting has left no colon.
    return target if len(target) <= LONGEST else ""


def web_target(url: str) -> str:
    """The address itself when it is a page of the web; "" for any other scheme."""
    try:
        split = urlsplit(url)
    except ValueError:
        return ""
    plain = url.isprintable() and " " not in url and len(url) <= LONGEST
    return url if plain and split.scheme in ("http", "https") and split.hostname else ""
