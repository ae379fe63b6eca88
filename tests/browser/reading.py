"""A reader's window: whatever no page may do is written down, and the test fails by it when the window closes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.browser.stack import Stack

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1366, "height": 768}
OWN_SCHEMES = ("data:", "blob:", "about:")
ACTION_TIMEOUT_MS = 15_000


@dataclass
class Windows:
    """Opens pages of one test, watches them, and judges them at the end."""

    browser: Browser
    stack: Stack
    seen: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, **options: Any) -> Page:
        """A window of a reader of its own: no cookie, no memory. Options as for Playwright's `new_context`."""
        chosen: dict[str, Any] = {"viewport": DESK, "base_url": self.stack.url, "reduced_motion": "reduce"} | options
        context = self.browser.new_context(**chosen)
        context.set_default_timeout(ACTION_TIMEOUT_MS)
        context.on("console", self._heard)
        context.on("weberror", lambda fault: self.seen.append(f"script error: {fault.error}"))
        context.on("request", self._asked)
        self._contexts.append(context)
        return context.new_page()

    def forgive(self, *texts: str) -> None:
        """What contains one of the texts was wanted by the test: a refused call, a node of the reader's choice."""
        self.forgiven += texts

    def close(self) -> list[str]:
        """Closes every window; what no page may do and this test did not want."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()
        return [line for line in self.seen if not any(text in line for text in self.forgiven)]

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium writes down each answer of 400 and more, also that of the page itself, which the tests ask for.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.seen.append(f"console: {message.text} ({message.location.get('url', '')})")
        elif (
            message.type == "error"
            and "status of 404" in message.text
            and "/static/" in message.location.get("url", "")
        ):
            self.seen.append(f"missing: {message.location['url']}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.stack.url, *OWN_SCHEMES)):
            self.seen.append(f"another host: {request.url}")


def sign_in_as(page: Page, character: str) -> None:
    """The window's reader comes in as a character of the demonstration (web/demonstration.py)."""
    answer = page.request.post(f"/sign-in/as/{character}", form={"next": "/sign-in"})
    assert answer.status == 200, answer.status
