"""Facts about the retirement for many in a real browser: from a list with faults to certificates on chain."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import GiveWallet
from tests.browser.reading import sign_in_as
from tests.browser.stack import Stack

EMITTER = 9
HELD_BATCH = "3"
LISTED = "beneficiary,kg,name\n0x" + "11" * 20 + ",600,ร้านกาแฟ\n0x" + "22" * 20 + ",400,Second guest\n"
WORD, SELECTOR = 64, 8
# The field that must be named, where the transaction lies (a place in its calldata, or a pattern of the page), and how.
LIES: tuple[tuple[str, int | str, str], ...] = (
    ("to", r'"to": ?"0x\w{40}"', '"to": "0x' + "77" * 20 + '"'),
    ("function", 0, "deadbeef"),
    ("batch", SELECTOR + WORD - 1, "1"),
    ("kg", SELECTOR + 3 * WORD - 1, "f"),
    ("beneficiary", SELECTOR + 4 * WORD - 40, "77" * 20),
    ("detailsHash", SELECTOR + 4 * WORD, "77" * 32),
    ("useCase", SELECTOR + 6 * WORD - 1, "3"),
    ("root", SELECTOR + 8 * WORD, "77" * 32),
    ("size", SELECTOR + 10 * WORD - 1, "1"),
    ("portions.portions.1.beneficiary", "0x" + "22" * 20 + r'(?=\\")', "0x" + "77" * 20),
)


def test_a_list_becomes_a_retirement_for_many(reader: Page, with_wallet: GiveWallet, stack: Stack) -> None:
    """Must tell faults by line and keep the form, ask for the file to be kept, survive a refusal, and retire."""
    wallet = with_wallet(reader, EMITTER)
    sign_in_as(reader, "emitter")
    reader.goto("/retire")
    reader.get_by_label("Batch", exact=True).fill(HELD_BATCH)
    reader.get_by_label("Purpose, kept off chain").fill("A party")
    reader.get_by_label("The list, as CSV").fill(LISTED + "0x12,1,x\n")
    reader.get_by_role("button", name="Check the list").click()
    expect(reader.get_by_role("alert")).to_contain_text("1 fault in the list, nothing was retired")
    assert reader.get_by_label("The list, as CSV").input_value().startswith(LISTED)
    reader.get_by_label("The list, as CSV").fill(LISTED)
    reader.get_by_role("button", name="Check the list").click()
    expect(reader.get_by_role("heading", name="Ready to be signed")).to_be_visible()
    mine = reader.get_by_role("button", name="Test wallet")
    mine.click()
    expect(reader.locator("#told")).to_have_text("Keep the portions file first.")
    with reader.expect_download() as kept:
        reader.get_by_role("link", name="1. Keep the portions file").click()
    assert "ร้านกาแฟ" in kept.value.path().read_text()
    wallet.rejects.add("eth_sendTransaction")
    mine.click()
    expect(reader.locator("#told")).to_contain_text("You said no in the wallet")
    wallet.rejects.clear()
    asked = wallet.asked.count("eth_sendTransaction")
    mine.dblclick()
    expect(reader.locator("#told")).to_contain_text("Sent: 0x")
    assert wallet.asked.count("eth_sendTransaction") == asked + 1  # a second one would retire twice
    reader.get_by_role("link", name="See the transaction").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("CarbonCredit: retireInBulk")


def test_a_transaction_that_says_something_else_is_not_sent(
    reader: Page, with_wallet: GiveWallet, stack: Stack
) -> None:
    """Must name the argument in which a lying server departs from the rows on the page, and ask no wallet."""
    wallet = with_wallet(reader, EMITTER)
    sign_in_as(reader, "emitter")
    lie: dict[str, Any] = {}

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        told = route.fetch(headers=route.request.headers | {"origin": stack.url})
        return route.fulfill(response=told, body=_lied(told.text(), **lie))

    reader.route("**/retire", answer)
    for lie["field"], lie["place"], lie["said"] in LIES:
        reader.goto("/retire")
        reader.get_by_label("Batch", exact=True).fill(HELD_BATCH)
        reader.get_by_label("Purpose, kept off chain").fill("A party")
        reader.get_by_label("The list, as CSV").fill(LISTED)
        reader.get_by_role("button", name="Check the list").click()
        reader.get_by_role("button", name="Test wallet").click()
        expect(reader.locator("#told")).to_contain_text(f"in the field “{lie['field']}”")
    assert "eth_sendTransaction" not in wallet.asked


def _lied(page: str, field: str, place: int | str, said: str) -> str:
    """The page whose prepared transaction (or portions file) says something else at a place that nobody reads."""
    if isinstance(place, str):
        changed = re.sub(place, said, page, count=1)
    else:
        parts = re.fullmatch(r'(.*"data": ?"0x)(\w+)(".*)', page, re.DOTALL)
        assert parts is not None
        before, call, after = parts.groups()
        changed = before + call[:place] + said + call[place + len(said) :] + after
    assert changed != page, field
    return changed
