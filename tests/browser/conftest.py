"""A real Chromium against a running portal. Every test here carries the mark `browser`.

A page fails its test when it logs an error, breaks the content security policy, throws, or asks
another host for anything.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from units.models import User


HERE = Path(__file__).parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_CHROMIUM = "Chromium tidak ada: uji peramban dilewati"
# The machine may be busy with other workers; conditions are waited for, never a fixed time.
PATIENCE_MS = 15_000


def chromium_path() -> str | None:
    """Chromium as ZI_CHROMIUM names it, or the first found on PATH."""
    named = os.environ.get("ZI_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark before `-m "not browser"` sorts out; skip where there is no Chromium."""
    absent = chromium_path() is None
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if absent:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a worker. It can reach this machine and no other host."""
    # Playwright's sync API keeps an event loop in this thread, which Django would take for async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        "--disable-dev-shm-usage",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went wrong on the pages of one context, apart from what the test expects."""

    origin: str
    expected: tuple[str, ...]
    problems: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"galat skrip: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self._note(f"konsol: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        # Chromium's own parts, such as its PDF viewer, come from no host.
        asks_a_host = request.url.startswith(("http:", "https:", "ws:", "wss:"))
        if asks_a_host and not request.url.startswith(self.origin):
            self._note(f"permintaan ke host lain: {request.url}")

    def _note(self, problem: str) -> None:
        if not any(re.search(pattern, problem) for pattern in self.expected):
            self.problems.append(problem)


@pytest.fixture
def browser_page(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """`browser_page(user)`: a page on the running portal, signed in as `user` (None: a stranger).

    Each call is a browser of its own, so two users can meet on one item; `page.context.new_page()`
    is a second tab of the same person, watched alike. Paths are relative: `page.goto("/beranda/")`.
    `expected` holds regular expressions of errors that belong to the test, such as r"409" for a
    conflict or r"ERR_INTERNET_DISCONNECTED" while the network is cut.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_page(
        user: User | None = None,
        width: int = 1280,
        javascript: bool = True,
        *,
        height: int | None = None,
        expected: tuple[str, ...] = (),
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height or (640 if width < 600 else 800)},
            java_script_enabled=javascript,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch(live_server.url, expected)
        context.on("page", watch.follow)
        opened.append((context, watch))
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        return context.new_page()

    yield open_page
    problems: list[str] = []
    for context, watch in opened:
        context.close()
        problems += watch.problems
    assert not problems, "Halaman bermasalah:\n" + "\n".join(problems)


def session_cookie(user: User, url: str) -> dict[str, str]:
    """A fresh session of the user as Playwright takes cookies."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
