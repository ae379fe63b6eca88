"""Fixtures of the journeys: one browser and one running demonstration for all of them, a clean window for each test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from registry.adapters.signer import dev_signer
from tests.browser.chromium import find_chromium
from tests.browser.reading import Windows
from tests.browser.stack import Stack
from tests.browser.wallet import FakeWallet, give_wallet
from tests.story.told import Theatre

LAUNCH_TIMEOUT_MS = 60_000
TEST_TIMEOUT_S = 300
GiveWallet = Callable[[Page, int], FakeWallet]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever comes first waits for the story and for the browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.timeout(TEST_TIMEOUT_S))
            item.add_marker(pytest.mark.chain)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    found = find_chromium()
    if found is None:
        pytest.skip("no browser: neither Debian's chromium nor npm's @sparticuz/chromium can run here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.program,
            args=[*found.flags],
            env={**os.environ, **found.environment},
            timeout=LAUNCH_TIMEOUT_MS,
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stack(told_theatre: Theatre) -> Iterator[Stack]:
    """The told demonstration, served."""
    served = Stack(told_theatre.folder)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def windows(chromium: Browser, stack: Stack) -> Iterator[Windows]:
    """Opens windows; at the end no page may have complained, asked another host or broken its content policy."""
    opened = Windows(chromium, stack)
    yield opened
    complaints = opened.close()
    assert complaints == []


@pytest.fixture
def reader(windows: Windows) -> Page:
    """A stranger's window at a desk."""
    return windows.open()


@pytest.fixture
def with_wallet(stack: Stack) -> GiveWallet:
    """Gives a window a wallet that holds the development key of this index (web/story/cast.py)."""

    def give(page: Page, index: int) -> FakeWallet:
        wallet = FakeWallet(dev_signer(index), stack)
        give_wallet(page, wallet)
        return wallet

    return give
