"""Icons, chips and page numbers for templates."""

from __future__ import annotations

from django import template
from django.core.paginator import Page

from zi_portal.lib import chips, icons


register = template.Library()

register.simple_tag(icons.icon, name="icon")
register.simple_tag(chips.chip, name="tag")
register.simple_tag(chips.status_chip, name="status")


@register.filter
def page_numbers(page: Page) -> list[int]:
    """The page numbers worth a link; 0 stands for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in numbers]
