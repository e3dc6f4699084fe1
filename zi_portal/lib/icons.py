"""The portal's icons: drawn for it on a 24 x 24 grid, one stroke width, inline in the page."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


_RING = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18"

# Path data only; everything else about an icon is the same for all of them.
PATHS = {
    "alert": "M12 4 2.8 20h18.4zM12 10v4.5M12 17.4v.1",
    "archive": "M3.5 4.5h17v4.5h-17zM5 9v10.5h14V9M10 13h4",
    "arrow-right": "M5 12h14M13 6l6 6-6 6",
    "building": "M5 21V4h10v17M15 9h4v12M3 21h18M8.5 8h3M8.5 12h3M8.5 16h3",
    "bulb": "M9 17.5h6M10 21h4M8.6 15a6 6 0 1 1 6.8 0l-.4 2.5H9z",
    "camera": (
        "M3.5 7.5h4l1.5-2.5h6l1.5 2.5h4v11.5h-17zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7"
    ),
    "chart": "M4 20h16M7 16.5V11M12 16.5V5M17 16.5V8.5",
    "check": "M4.5 12.5 9.5 17.5 19.5 6.5",
    "check-circle": _RING + "M8 12.3l2.8 2.8 5.2-5.7",
    "chevron-down": "M6 9.5l6 6 6-6",
    "chevron-left": "M14.5 6l-6 6 6 6",
    "chevron-right": "M9.5 6l6 6-6 6",
    "circle": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17",
    "clock": _RING + "M12 7v5.3l3.4 2",
    "copy": "M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "edit": "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5 17.5 10",
    "external": "M13.5 4.5h6v6M19 5l-8.5 8.5M17 14v5.5H4.5V7H10",
    "eye": (
        "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"
        "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6"
    ),
    "file": "M6 3.5h8L18.5 8v12.5H6zM14 3.5V8h4.5M9 13h6M9 16.5h6",
    "filter": "M4 6h16M7 12h10M10 18h4",
    "flag": "M5.5 21V4M5.5 5h12l-2.5 4 2.5 4h-12",
    "help": _RING + "M9.3 9.5a2.8 2.8 0 1 1 4 2.6c-.9.5-1.3 1-1.3 2M12 17.2v.1",
    "history": "M4.5 5v4.5H9M4.9 9.3A8 8 0 1 1 4 13M12 8.5v4l3 2",
    "home": "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-5.5h4V20",
    "image": "M4 5h16v14H4zM4 16l5-5 4.5 4.5L16 13l4 4M15 9.2v.1",
    "inbox": "M4 13.5 6.5 5h11l2.5 8.5V19H4zM4 13.5h5l1 2.5h4l1-2.5h5",
    "info": _RING + "M12 11v5.5M12 7.6v.1",
    "link": (
        "M10 14.5 14.5 10M8.5 11.5 6 14a3.6 3.6 0 0 0 5 5l2.5-2.5"
        "M15.5 12.5 18 10a3.6 3.6 0 0 0-5-5l-2.5 2.5"
    ),
    "lock": "M5.5 10.5h13V20h-13zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 14.5v2",
    "logout": "M14 4.5H5v15h9M10 12h10M16.5 8l4 4-4 4",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "minus": "M5 12h14",
    "package": "M12 3.5 4 7.5v9l8 4 8-4v-9zM4 7.5l8 4 8-4M12 11.5v9",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6.5H7z",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.3 15.3 20.5 20.5",
    "send": "M20.5 3.5 3.5 10l7 3.5 3.5 7zM10.5 13.5l4-4",
    "shield": "M12 3 5 5.5V11c0 4.6 2.8 8 7 10 4.2-2 7-5.4 7-10V5.5zM8.7 11.8l2.4 2.4 4.2-4.6",
    "table": "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
    "trash": "M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l1 14h9l1-14M10.2 10.5v6M13.8 10.5v6",
    "unlink": (
        "M8.5 11.5 6 14a3.6 3.6 0 0 0 5 5l2.5-2.5"
        "M15.5 12.5 18 10a3.6 3.6 0 0 0-5-5l-2.5 2.5M4 4l16 16"
    ),
    "upload": "M12 16V5M7 9.5l5-5 5 5M4.5 20h15",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c.8-4 3.6-6 7.5-6s6.7 2 7.5 6",
    "users": (
        "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7"
        "M2.5 19.5c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5"
        "M15.5 4.9a3.5 3.5 0 0 1 0 6.2M18 14.5c2 .8 3.1 2.5 3.5 5"
    ),
    "x": "M6 6l12 12M18 6 6 18",
    "x-circle": _RING + "M9 9l6 6M15 9l-6 6",
}


@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """An icon as inline SVG, hidden from screen readers unless it stands alone with a `label`.

    An unknown name is a KeyError: a missing sign must be found by the first test of the page.
    """
    path = PATHS[name]
    if label:
        naming = format_html('role="img" aria-label="{}"', label)
    else:
        naming = mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="18" height="18" fill="none"'
        ' stroke="currentColor" stroke-width="2" stroke-linecap="round"'
        ' stroke-linejoin="round" {}><path d="{}"/></svg>',
        naming,
        path,
    )
