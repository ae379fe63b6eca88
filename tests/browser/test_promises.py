"""Facts about what pages promise: links that lead somewhere, and figures of programs that are called what they are."""

from __future__ import annotations

from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.pages import LANGUAGES
from tests.browser.stack import Stack

LINKS = """() => [...document.querySelectorAll("a[href], link[href], [data-charts]")]
  .map(one => one.getAttribute("href") ?? one.dataset.charts)"""
# Each of these looks like the others of its kind: a handful stands for all.
MANY = (
    "/explorer/tx/",
    "/explorer/block/",
    "/explorer/address/",
    "/explorer/events",
    "/verify?",
    "/monitoring?",
    "/c/",
)
MOST_OF_A_KIND = 6
OPEN, SIGN_IN_FIRST = 200, 401
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_leads_nowhere(reader: Page, stack: Stack, language: str, request: pytest.FixtureRequest) -> None:
    """Must answer every address that any page links for a stranger, in that page's language, or ask to sign in."""
    if language != LANGUAGES[-1] and not request.config.getoption("--whole"):
        pytest.skip("every language is for --whole")
    start = "/" if language == "en" else f"/{language}/"
    answers, waiting = {start: OPEN}, deque([start])
    while waiting:
        for way in _linked(reader, stack.url, waiting.popleft()):
            if way in answers or _language_of(way) not in {language, "en"} or _is_one_of_many(way, answers):
                continue
            answer = reader.request.get(way, headers=HTML)
            answers[way] = answer.status
            if answer.headers.get("content-type", "").startswith("text/html") and _language_of(way) == language:
                waiting.append(way)
    assert len(answers) > 100
    assert {way: status for way, status in answers.items() if status not in {OPEN, SIGN_IN_FIRST}} == {}


@pytest.mark.parametrize(
    "path", ["/projects/104", "/batches/3", "/c/1", "/monitoring?device=SIMULATED-air-1&channel=co2"]
)
def test_what_a_program_made_up_is_not_called_measured(reader: Page, path: str) -> None:
    """Must mark figures of an invented project or station SIMULATED, and none of them as measured."""
    reader.goto(path)
    assert reader.locator("main .tag", has_text="SIMULATED").count() >= 1
    assert reader.locator("main :not(.live) > .figure .badge-measured, main dl.facts .badge-measured").count() == 0


def _linked(reader: Page, base: str, path: str) -> list[str]:
    reader.goto(path)
    found = (urlsplit(urldefrag(urljoin(base + path, link)).url) for link in reader.evaluate(LINKS))
    own = [one for one in found if f"{one.scheme}://{one.netloc}" == base]
    return list(dict.fromkeys(one.path + (f"?{one.query}" if one.query else "") for one in own))


def _language_of(path: str) -> str:
    first = path.split("/", 2)[1]
    return first if first in LANGUAGES else "en"


def _is_one_of_many(way: str, answers: dict[str, int]) -> bool:
    kind = next((one for one in MANY if one in way), None)
    return kind is not None and sum(kind in known for known in answers) >= MOST_OF_A_KIND
