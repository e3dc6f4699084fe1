"""Indonesian numbers, dates and times as template filters; the rules are in zi_portal/lib."""

from __future__ import annotations

from django import template

from zi_portal.lib import dates, numbers


register = template.Library()

register.filter("number", numbers.format_number)
register.filter("count", numbers.format_count)
register.filter("points", numbers.format_points)
register.filter("percent", numbers.format_percent)
register.filter("signed", numbers.format_signed)
register.filter("size", numbers.format_size)
register.filter("date_long", dates.format_date_long)
register.filter("date_short", dates.format_date_short)
register.filter("clock", dates.format_clock)
register.filter("moment", dates.format_moment)
register.filter("relative_day", dates.relative_day)
