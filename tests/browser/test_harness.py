"""The browser fixtures themselves: that they serve, sign in, and notice what they must."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.browser.conftest import Watch
from tests.factories import UserFactory


pytestmark = pytest.mark.django_db(transaction=True)


def test_it_serves(browser_page):
    page = browser_page(expected=(r"favicon",))
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.status == 200


def test_a_session_reaches_the_server(browser_page):
    user = UserFactory()
    page = browser_page(user)
    [cookie] = page.context.cookies()
    assert cookie["name"] == settings.SESSION_COOKIE_NAME


def test_another_host_cannot_be_reached_and_is_noticed(chromium, live_server):
    context = chromium.new_context()
    watch = Watch(live_server.url, ())
    context.on("page", watch.follow)
    page = context.new_page()
    page.goto("about:blank")
    page.evaluate("fetch('http://contoh.invalid/x.js').catch(() => 0)")
    context.close()
    assert any("host lain" in problem for problem in watch.problems)


def test_errors_on_the_console_are_noticed_unless_expected(chromium, live_server):
    for expected, count in (((), 1), ((r"aneh",), 0)):
        context = chromium.new_context()
        watch = Watch(live_server.url, (*expected, r"favicon"))
        context.on("page", watch.follow)
        page = context.new_page()
        page.goto(f"{live_server.url}/healthz")
        page.evaluate("console.error('aneh')")
        context.close()
        assert len(watch.problems) == count
