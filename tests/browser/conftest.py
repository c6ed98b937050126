"""A real browser against a real server. Skipped, with a reason, where there is no Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

# Playwright's synchronous interface runs a loop in this thread; Django then takes us for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = next(
    (
        found
        for name in (os.environ.get("SKWER_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
        if name and (found := shutil.which(name))
    ),
    None,
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
PICTURES = os.environ.get("SKWER_PICTURES")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium found; set SKWER_CHROMIUM to its path"))


def _then_whole(act: Callable) -> Callable:
    """Playwright returns from a click once the next page begins to come; who reads at once reads half a page."""

    @wraps(act)
    def acted(self, *args, **named):
        answer = act(self, *args, **named)
        page = self if isinstance(self, Page) else self.page
        if not page.is_closed():
            page.wait_for_load_state()
        return answer

    return acted


def _listening(goto: Callable, page: Page) -> Callable:
    """Opened as a person opens it, who looks before she acts: htmx comes only after the page is complete, and a choice
    made before that is sent by the form's button, not by itself."""

    @wraps(goto)
    def opened(*args, **named):
        answer = goto(*args, **named)
        until(page, "!document.querySelector('[hx-get],[hx-post],[hx-boost]') || 'htmx-internal-data' in document.body")
        return answer

    return opened


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    for kind, name in product((Page, Locator), ("click", "press")):
        setattr(kind, name, _then_whole(getattr(kind, name)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, live_server) -> Iterator[Callable[..., Page]]:
    """visit(width=360, scheme="dark", script=False, person=…) → a fresh browser of one person."""
    contexts = []

    def fresh(*, width=1280, scheme="light", script=True, person=None, language="pl") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            base_url=live_server.url,
            locale={"pl": "pl-PL", "en": "en-GB"}[language],
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if person is not None:
            from django.test import Client

            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        page = context.new_page()
        if script:
            page.goto = _listening(page.goto, page)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                page.errors.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        return page

    yield fresh
    for context in contexts:
        context.close()


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """The installation's clock: it stands still, in the browser's server too, until the test moves it."""
    return Clock(monkeypatch)


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from tests.factories import AT

        self.now = AT
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)

    def to(self, at: datetime) -> None:
        self.now = at

    def tick(self) -> None:
        """What the clock does by itself at this hour."""
        from skwer.cli.tick import timed

        for _line in timed(self.now):
            pass


def axe(page) -> list[str]:
    """Violations of WCAG 2.2 A/AA and best practice on the page as it stands, one line each."""
    found = page.evaluate(
        AXE
        + """;axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
        .then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))"""
    )
    return list(found)


def sideways(page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def until(page, condition: str, *, tries: int = 150) -> None:
    """Wait until a condition in the page's own words holds. (Playwright's own waiting evaluates inside the page, which
    our content policy forbids.)"""
    for _ in range(tries):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"This did not come true: {condition}")


def picture(page, name: str) -> None:
    """Keep a picture for people to look at, when SKWER_PICTURES names a folder."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
