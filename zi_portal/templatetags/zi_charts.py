"""Charts for templates; what each draws is told in zi_portal/lib/charts.py."""

from __future__ import annotations

from django import template

from zi_portal.lib import charts


register = template.Library()

register.simple_tag(charts.bar_line)
register.simple_tag(charts.bullet_bar)
register.simple_tag(charts.trend)
register.simple_tag(charts.sparkline)
register.simple_tag(charts.before_after)
register.simple_tag(charts.gate_strip)
register.simple_tag(charts.quartile_strip)
register.simple_tag(charts.heat_cell)
