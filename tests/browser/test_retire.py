"""Facts about the retirement for many in a real browser: from a list with faults to certificates on chain."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import GiveWallet
from tests.browser.reading import sign_in_as
from tests.browser.stack import Stack

EMITTER = 9
HELD_BATCH = "3"
LISTED = "beneficiary,kg,name\n0x" + "11" * 20 + ",600,ร้านกาแฟ\n0x" + "22" * 20 + ",400,Second guest\n"


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
