"""Chromium for the journeys: one browser for all, a profile of its own for each visitor, and no complaint goes unheard.

In a test: take the fixture `new_visitor`, give it the running site, and use the `page` of who comes.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.running import Running

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESK = (360, 740), (1280, 900)
PATIENCE = 15_000  # milliseconds; machines that run everything at once are slow

# Chromium says this of every answer of 400 and more: for those that a journey provokes, it is no complaint.
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|409|410|422|503) ")
# What Chromium and htmx say of an answer that never came.
LOST = re.compile(r"Failed to load resource: net::ERR_|htmx:(afterRequest|sendError),")
# Chromium says this when the next page is there before it could begin to fade the last one: it then shows it at once.
TOO_LATE_TO_FADE = re.compile(r"Transition was (aborted|skipped)")
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`violates ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""
# Notes what moves on a page without anybody having touched it.
WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.moved.push(each.value);
}).observe({type: "layout-shift", buffered: true});
"""


class Visitor:
    """Somebody with a browser profile of their own, who notes whatever Chromium complains of."""

    def __init__(
        self,
        browser: Browser,
        site: Running,
        *,
        javascript: bool = True,
        size: tuple[int, int] = DESK,
        dark: bool = False,
        still: bool = False,
        bypass_csp: bool = False,
    ) -> None:
        self.site = site
        self.complaints: list[str] = []
        self._provoked: set[int] = set()
        self._offline = False
        self.context: BrowserContext = browser.new_context(
            base_url=site.url,
            java_script_enabled=javascript,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
            bypass_csp=bypass_csp,
            locale="en-GB",
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self._note(f"{error.error}"))
        self.context.on("request", self._follow)
        self.page: Page = self.context.new_page()

    def provokes(self, *statuses: int) -> None:
        """From here on, answers of these statuses are what the journey is about."""
        self._provoked.update(statuses)

    def loses_answers(self) -> None:
        """From here on, the network is what the journey is about."""
        self._offline = True

    def _hear(self, message: ConsoleMessage) -> None:
        answered = ANSWERED.match(message.text)
        provoked = answered is not None and int(answered[1]) in self._provoked
        lost = self._offline and LOST.match(message.text) is not None
        if message.type in ("error", "warning") and not provoked and not lost:
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _note(self, error: str) -> None:
        if not TOO_LATE_TO_FADE.search(error):
            self.complaints.append(error)

    def _follow(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in ("http", "https") and asked.netloc != urlsplit(self.site.url).netloc:
            self.complaints.append(f"asks a stranger: {request.url}")


NewVisitor = Callable[..., Visitor]
MANNERS = {
    "script-phone": {"javascript": True, "size": PHONE},
    "script-desk": {"javascript": True, "size": DESK},
    "plain-phone": {"javascript": False, "size": PHONE},
    "plain-desk": {"javascript": False, "size": DESK},
}


@pytest.fixture(params=MANNERS.values(), ids=MANNERS)
def manner(request: pytest.FixtureRequest) -> dict[str, object]:
    """How somebody comes: with JavaScript or without, on a phone or at a desk."""
    like: dict[str, object] = request.param
    return like


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        message = f"needs Chromium: none of {', '.join(PROGRAMS)} is on PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_visitor(chromium: Browser) -> Iterator[NewVisitor]:
    """Makes visitors of a running site; see Visitor for what they may be like."""
    came: list[Visitor] = []

    def new_visitor(site: Running, **like: object) -> Visitor:
        came.append(Visitor(chromium, site, **like))  # type: ignore[arg-type] # the class says what it takes
        return came[-1]

    yield new_visitor
    for visitor in came:
        visitor.context.close()
    complaints = [complaint for visitor in came for complaint in visitor.complaints]
    assert not complaints, "\n".join(complaints)
