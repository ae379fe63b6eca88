"""Facts about what pages promise: links that lead somewhere, and figures of programs that are called what they are."""

from __future__ import annotations

from collections import deque
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from tests.browser.pages import LANGUAGES
from tests.browser.stack import Stack
from tests.web.html_page import Page as Read

# Each of these looks like the others of its kind: a handful stands for all.
MANY = ("/explorer/tx/", "/explorer/block/", "/explorer/address/", "/explorer/events", "/verify?", "device=", "span=")
MOST_OF_A_KIND = 6
OPEN, SIGN_IN_FIRST = 200, 401
PATIENCE_S = 60
HTML = {"Accept": "text/html"}
STATION = "/monitoring?device=SIMULATED-air-1&channel=co2"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_leads_nowhere(stack: Stack, language: str, request: pytest.FixtureRequest) -> None:
    """Must answer every address that any page links for a stranger, in that page's language, or ask to sign in."""
    if language != LANGUAGES[-1] and not request.config.getoption("--whole"):
        pytest.skip("every language is for --whole")
    start = "/" if language == "en" else f"/{language}/"
    answers: dict[str, int] = {}
    waiting = deque([start])
    while waiting:
        way = waiting.popleft()
        if way in answers or _is_one_of_many(way, answers):
            continue
        answers[way], page = _asked(stack.url + way)
        # Of pages in another language only the addresses are tried: their own links are that language's matter.
        waiting += _linked(page, stack.url, way) if _language_of(way) == language else []
    assert len(answers) > 100
    assert {way: status for way, status in answers.items() if status not in {OPEN, SIGN_IN_FIRST}} == {}


@pytest.mark.parametrize("path", ["/projects/104", "/batches/3", "/c/1", STATION])
def test_what_a_program_made_up_is_not_called_measured(reader: Page, path: str) -> None:
    """Must mark figures of an invented project or station SIMULATED, and none of them as measured."""
    reader.goto(path)
    assert reader.locator("main .tag", has_text="SIMULATED").count() >= 1
    assert reader.locator("main dl.facts dd", has_text="SIMULATED").locator(".badge-measured").count() == 0
    assert reader.locator("main dl.facts .badge-estimated").count() >= 1


def test_an_id_lights_up_wherever_it_occurs(reader: Page) -> None:
    """Must light each place of an id, whole or shortened, by pointer and by keyboard, and link numbers of the chain."""
    reader.goto("/vi/explorer/address/0xa0ee7a142d267c1f36714e4a8f75612f20a79720")
    sentence = reader.locator(".events p .id", has_text="0xa0ee7a…a79720").first
    sentence.hover()
    lit = reader.locator(".same")
    assert lit.count() > MOST_OF_A_KIND
    assert {text.strip()[:8].lower() for text in lit.all_inner_texts()} == {"0xa0ee7a"}
    assert reader.locator("p.whole.hash.same").count() == 1
    reader.mouse.move(0, 0)
    assert lit.count() == 0
    link = reader.locator('.events a.id[href^="/vi/c/"]').first
    link.focus()
    assert {text.lower() for text in lit.all_inner_texts()} == {link.inner_text().lower()}


def _asked(address: str) -> tuple[int, str]:
    """The status, and the text of a page; nothing for files and data."""
    try:
        answer = urlopen(Request(address, headers=HTML), timeout=PATIENCE_S)
    except HTTPError as refused:
        answer = refused
    with answer:
        is_page = answer.headers["content-type"].startswith("text/html")
        return answer.status, answer.read().decode() if is_page else ""


def _linked(text: str, base: str, path: str) -> list[str]:
    links = (one.get("href", "") for tag in ("a", "link") for one in Read(text).all(tag))
    found = (urlsplit(urldefrag(urljoin(base + path, link)).url) for link in links)
    own = [one for one in found if f"{one.scheme}://{one.netloc}" == base]
    return list(dict.fromkeys(one.path + (f"?{one.query}" if one.query else "") for one in own))


def _language_of(path: str) -> str:
    first = path.split("/", 2)[1]
    return first if first in LANGUAGES else "en"


def _is_one_of_many(way: str, answers: dict[str, int]) -> bool:
    kind = next((one for one in MANY if one in way), None)
    return kind is not None and sum(kind in known for known in answers) >= MOST_OF_A_KIND
