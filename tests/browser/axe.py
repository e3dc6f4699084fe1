"""Accessibility of a page by axe-core: WCAG 2.2 A and AA, with the best practices."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def assert_axe_clean(page: Page) -> None:
    """Fail with axe's own report, and the address, when the page breaks a rule."""
    results = Axe().run(page)
    if results.violations_count:
        raise AssertionError(f"{page.url}\n{results.generate_report()}")
