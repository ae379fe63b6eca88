"""Facts about a newcomer: the first page leads everywhere, and a wallet or a card opens the door."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import GiveWallet
from tests.browser.reading import Windows, sign_in_as

EMITTER = 9


def test_a_wallet_signs_its_owner_in(windows: Windows, reader: Page, with_wallet: GiveWallet) -> None:
    """Must say what a refusal of the wallet means, keep the page, and let the owner try again."""
    wallet = with_wallet(reader, EMITTER)
    wallet.rejects.add("personal_sign")
    reader.goto("/sign-in?next=/verify")
    reader.get_by_role("button", name="Test wallet").click()
    expect(reader.get_by_role("status")).to_contain_text("You said no in the wallet")
    wallet.rejects.clear()
    assert wallet.asked == ["eth_requestAccounts", "personal_sign"]


def test_a_page_for_somebody_sends_a_stranger_to_the_door_and_back(reader: Page) -> None:
    """Must lead from a card of the demonstration to the page where the character's work begins."""
    reader.goto("/th/sign-in")
    sign_in_as(reader, "company")
    reader.goto("/sign-in")
    expect(reader.get_by_role("heading", level=2, name="You are signed in")).to_be_visible()
