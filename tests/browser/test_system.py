"""Facts about every page: its structure, its room at 320 px, its size, its languages, and what axe says of it.

A run tries each page once, in a language and a theme that change from page to page; `--whole` tries every page in
every language and theme, as `make browser` does. With `--shots` each leaves its picture there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from registry.adapters.embedded_chain import REPOSITORY
from tests.browser.pages import LANGUAGES, PAGES, THEMES, Shown
from tests.browser.reading import DESK, PHONE, Windows, sign_in_as

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """rules => axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] })
  .then(found => found.violations.map(one => one.id + ": " + one.help + " | " +
    one.nodes.slice(0, 4).map(node => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join(" ; ")))"""
TOO_WIDE = """() => document.scrollingElement.scrollWidth <= 320 ? [] : [...document.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > 321 && !one.closest(".scroll")).slice(0, 5)
  .map(one => one.tagName + "." + one.className + " " + Math.round(one.getBoundingClientRect().right))"""
# A figure says how it is known: beside it, in its row, or once for all of its part of the page.
SAID_ONCE = ":scope > .badge, :scope > :is(h1, h2, h3, p, .head) .badge, :scope thead .badge"
UNMARKED = """said => [...document.querySelectorAll("main .value, main td.number, main .quotes dd")].filter(one => {
  if (!/[0-9]/.test(one.textContent)) return false;
  if (one.closest("tr, li, .figure, dl > div")?.querySelector(".badge")) return false;
  for (let part = one.parentElement; part.tagName !== "BODY"; part = part.parentElement)
    if (part.matches("main, #found, section, article, details, .market-bar") && part.querySelector(said)) return false;
  return true; }).slice(0, 5).map(one => one.tagName + " " + one.textContent.trim().slice(0, 60))"""
COUNTED = {"document", "stylesheet", "script"}
COMBINATIONS = tuple((language, theme) for language in LANGUAGES for theme in THEMES)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every page once, or in each language and theme."""
    if "seen" not in metafunc.fixturenames:
        return
    whole = metafunc.config.getoption("--whole")
    cases = [
        (page, language, theme)
        for place, page in enumerate(PAGES)
        for turn, (language, theme) in enumerate(COMBINATIONS)
        if whole or place % len(COMBINATIONS) == turn
    ]
    names = [f"{page.name}-{language}-{theme}" for page, language, theme in cases]
    metafunc.parametrize("seen", cases, ids=names, indirect=True)


class Seen:
    """A page as it was loaded, with what came over the wire."""

    def __init__(self, shown: Shown, language: str, theme: str, window: Page) -> None:
        self.shown, self.language, self.theme, self.window = shown, language, theme, window
        self.answers: list[Response] = []
        window.on("response", lambda answer: self.answers.append(answer))
        window.goto(shown.at(language), wait_until="load")

    def bytes_of(self, *kinds: str) -> int:
        """What the page's parts of these kinds weighed on the wire."""
        counted = [one for one in self.answers if one.request.resource_type in kinds]
        return sum(one.request.sizes()["responseBodySize"] for one in counted)


@pytest.fixture
def seen(request: pytest.FixtureRequest, windows: Windows) -> Seen:
    """The page of this case, loaded at a desk."""
    shown, language, theme = request.param
    window = windows.open(color_scheme=theme, locale=language)
    window.context.add_init_script(path=AXE)
    if shown.as_reader:
        sign_in_as(window, shown.as_reader)
    if shown.first:
        shown.first(window)
    return Seen(_followed(shown, window), language, theme, window)


def _followed(shown: Shown, window: Page) -> Shown:
    """The page with the address that this telling gave it; asked beside the window, whose pages then come whole."""
    if not shown.leads:
        return shown
    text = window.request.get(shown.path, headers={"Accept": "text/html"}).text()
    found = re.search(f'"({re.escape(shown.leads)}[0-9a-f]+)"', text)
    assert found is not None, text[:500]
    return replace(shown, path=found[1])


def test_a_page_is_sound(seen: Seen, request: pytest.FixtureRequest) -> None:
    """Must have one heading, say as of when, how a figure is known, what it is in each language, and satisfy axe."""
    shots: Path | None = request.config.getoption("--shots")
    window, faults = seen.window, [*_structure(seen), *_weight(seen)]
    faults += window.evaluate(JUDGE, RULES)
    faults += [f"does not say how it is known: {one}" for one in window.evaluate(UNMARKED, SAID_ONCE)]
    if shots:
        window.screenshot(path=_place(shots, seen, "desk"), full_page=True)
    window.set_viewport_size(PHONE)
    faults += [f"wider than 320 px: {one}" for one in window.evaluate(TOO_WIDE)]
    if shots:
        window.screenshot(path=_place(shots, seen, "phone"), full_page=True)
    window.set_viewport_size(DESK)
    assert faults == []


def _structure(seen: Seen) -> list[str]:
    window: Any = seen.window
    alternatives = {
        one.get_attribute("hreflang"): one.get_attribute("href") for one in window.locator("link[rel=alternate]").all()
    }
    wanted = {language: seen.shown.at(language) for language in LANGUAGES}
    facts = {
        "one h1": window.locator("h1").count() == 1,
        "one main": window.locator("main").count() == 1,
        "a title": bool(re.search(r"\S", window.title())),
        "its language": window.locator("html").get_attribute("lang") == seen.language,
        "as of a block": window.locator(".asof").count() >= 1,
        "every language": {name: alternatives.get(name) for name in LANGUAGES} == wanted,
        "no style attribute": window.locator("[style]:not([data-styled])").count() == 0 or seen.shown.script,
    }
    return [f"lacks {what}" for what, holds in facts.items() if not holds]


def _weight(seen: Seen) -> list[str]:
    whole, scripts = seen.bytes_of(*COUNTED), seen.bytes_of("script")
    faults = []
    if whole > seen.shown.most_bytes:
        faults.append(f"weighs {whole:,} bytes, allowed are {seen.shown.most_bytes:,}")
    if scripts and not seen.shown.script:
        faults.append(f"carries {scripts:,} bytes of script and should carry none")
    return faults


def _place(shots: Path, seen: Seen, width: str) -> Path:
    return shots / seen.language / seen.theme / f"{seen.shown.name}-{width}.png"
