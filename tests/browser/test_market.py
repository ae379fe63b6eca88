"""Facts about the market's page: two people trade on it, nothing is missed, and nothing that was typed is lost."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import GiveWallet
from tests.browser.reading import Windows, sign_in_as
from tests.browser.stack import Stack
from tests.browser.wallet import FakeWallet

EMITTER = 9
GROVE_BATCH = 3
STREAM = "**/api/v1/stream?*"
APPROVE = "0x095ea7b3"  # approve(address,uint256)
PLENTY_MINOR = 10**12
PAYMENT = "0x" + "11" * 20


def test_two_people_trade_and_one_uses_the_keyboard_alone(windows: Windows, with_wallet: GiveWallet) -> None:
    """Must trade at the ticket's figures between the demonstration's wallet and an extension's, and retire at once."""
    seller, buyer = windows.open(), windows.open()
    with_wallet(buyer, EMITTER)
    _open_as(seller, "absorber")
    seller.locator("label[for=side-sell]").click()
    _fill(seller, credits="3", price="151.50")
    expect(seller.locator("#notional")).to_have_text("454.50 DTHB")
    expect(seller.locator("#fee")).to_have_text("2.04525 DTHB")
    expect(seller.locator("#net")).to_have_text("452.45475 DTHB")
    _sign(seller)
    expect(seller.locator("#said")).to_contain_text("3 wait in the book")
    expect(seller.locator("#asks tr:visible .star", has_text="★")).to_have_count(1)

    _open_as(buyer, "emitter")
    buyer.locator("#wallet").select_option(label="Test wallet")
    buyer.locator("#asks .price:visible").last.focus()
    for key in ("Enter", "ControlOrMeta+a", "2", "Alt+r"):
        buyer.keyboard.press(key)
    expect(buyer.locator("#review")).to_be_visible()
    expect(buyer.locator("#review-sentences")).to_contain_text("You pay 303.00 DTHB at most")
    expect(buyer.locator("#sign")).to_be_focused()
    buyer.keyboard.press("Enter")
    expect(buyer.locator("#said")).to_contain_text("Done: all 2 credits traded at once")
    expect(buyer.locator("#trades tr").first).to_contain_text("151.50")

    buyer.locator("#retire").check()
    _fill(buyer, credits="1", price="151.50")
    buyer.locator("#beneficiary").fill("A guest")
    _sign(buyer)
    expect(buyer.locator("#said")).to_contain_text("Keep this salt")
    seller.locator("#tab-balances").click()
    expect(seller.locator("#balances")).to_contain_text("Money held")
    seller.locator("#tab-fills").click()
    expect(seller.locator("#own-fills tr").first).to_contain_text("0.68175")

    operator = windows.open()
    _open_as(operator, "operator")
    operator.get_by_role("button", name="Settle what waits").click()
    expect(operator.locator("#said")).to_contain_text("Settled: 2 trades went to the chain", timeout=20_000)
    buyer.goto("/account")
    expect(buyer.locator("#fills ~ .scroll tbody tr").first).to_contain_text("certificate")


def test_orders_wait_and_leave_at_their_makers_word(windows: Windows) -> None:
    """Must let a bid for any batch stand until it is cancelled, and take back all that waits by one key."""
    window = windows.open()
    _open_as(window, "emitter")
    window.locator("#what").select_option("criteria")
    window.locator("#c-country").fill("th")
    window.locator("#c-from").fill("2018")
    _fill(window, credits="1", price="12.34")
    window.reload()
    expect(window.locator("#price")).to_have_value("12.34")
    expect(window.locator("#c-country")).to_have_value("th")
    _sign(window)
    expect(window.locator("#said")).to_contain_text("1 wait in the book")
    expect(window.locator("#own-orders tr")).to_contain_text("any")
    window.locator("#what").select_option("batch")
    _fill(window, credits="1", price="12.35")
    _sign(window)
    expect(window.locator("#own-orders tr")).to_have_count(2)
    window.locator("#own-orders button").first.click()
    expect(window.locator("#own-orders tr")).to_have_count(1)
    window.keyboard.press("Alt+x")
    expect(window.locator("#said")).to_contain_text("Cancelled: 1 orders left the book")
    expect(window.locator("#own-orders")).to_contain_text("No order of yours waits")


def test_every_failure_of_a_wallet_has_its_remedy(windows: Windows, with_wallet: GiveWallet) -> None:
    """Must say what happened and what to do, with the form as it was: wrong chain, refusal, ended session, off tick."""
    window = windows.open()
    wallet = with_wallet(window, EMITTER)
    _open_as(window, "emitter")
    window.locator("#wallet").select_option(label="Test wallet")
    _fill(window, credits="1", price="9.991")
    window.locator("#review-button").click()
    expect(window.locator("#fault")).to_contain_text("a multiple of 0.01")
    assert wallet.asked == []
    _fill(window, credits="1", price="9.99")
    wallet.chain_id = 1
    window.locator("#review-button").click()
    expect(window.locator("#said")).to_contain_text("another chain")
    wallet.rejects.add("eth_signTypedData_v4")
    window.locator("#remedies button").click()
    expect(window.locator("#review")).to_be_visible()
    window.locator("#sign").click()
    expect(window.locator("#review-said")).to_contain_text("You said no in the wallet")
    wallet.rejects.clear()
    window.context.clear_cookies()
    window.locator("#sign").click()
    expect(window.locator("#said")).to_contain_text("Your session has ended")
    expect(window.locator("#price")).to_have_value("9.99")
    window.get_by_role("button", name="Sign in again with this wallet").click()
    expect(window.locator("#said")).to_contain_text("1 wait in the book")
    assert wallet.asked.count("eth_signTypedData_v4") == 2  # the refused one, and the one that was sent in the end
    window.keyboard.press("Alt+x")
    expect(window.locator("#said")).to_contain_text("left the book")


def test_a_ticket_that_says_something_else_is_not_signed(windows: Windows, with_wallet: GiveWallet) -> None:
    """Must name the field in which a lying server departs from the form, and ask no wallet to sign it."""
    window = windows.open()
    wallet = with_wallet(window, EMITTER)
    _open_as(window, "emitter")
    window.locator("#wallet").select_option(label="Test wallet")
    _fill(window, credits="1", price="6.66")
    window.locator("#retire").check()
    window.locator("#beneficiary").fill("A guest")
    lies: dict[str, Any] = {}

    def lie(route: Route) -> None:
        ticket = route.fetch().json()
        ticket["order"] |= lies
        if "memo" in lies:
            ticket["retirement"]["detailsHash"] = lies["memo"]
        route.fulfill(json=ticket)

    window.route("**/api/v1/tickets", lie)
    for field, value in (
        ("expiry", str(2**63)),
        ("memo", "0x" + "77" * 32),
        ("credits", "2"),
        ("epoch", str(2**40)),
        ("salt", str(2**200 + 0x40)),
        ("flags", "3"),
        ("taker", "0x" + "77" * 20),
    ):
        lies.clear()
        lies[field] = value
        window.locator("#review-button").click()
        expect(window.locator("#said")).to_contain_text(field)
        expect(window.locator("#review")).to_be_hidden()
    assert "eth_signTypedData_v4" not in wallet.asked


def test_an_approval_that_lacks_is_asked_for_and_the_order_goes_on(windows: Windows, with_wallet: GiveWallet) -> None:
    """Must let the wallet approve what the order needs and then send the very order that was signed."""
    window = windows.open()
    wallet = with_wallet(window, EMITTER)
    _open_as(window, "emitter")
    window.locator("#wallet").select_option(label="Test wallet")
    terms = json.loads(window.locator("#market-terms").text_content() or "{}")
    _approve(wallet, terms, 0)
    _fill(window, credits="1", price="7.77")
    _sign(window)
    expect(window.locator("#said")).to_contain_text("MissingApproval")
    window.get_by_role("button", name="Let the exchange take the payment").click()
    expect(window.locator("#said")).to_contain_text("1 wait in the book")
    assert wallet.asked.count("eth_signTypedData_v4") == 1
    window.keyboard.press("Alt+x")
    expect(window.locator("#said")).to_contain_text("left the book")
    _approve(wallet, terms, PLENTY_MINOR)  # as the other tests find it


def test_a_restart_greys_the_prices_and_loses_nothing(windows: Windows, stack: Stack) -> None:
    """Must say that prices are old while the server is away, keep the signed order, and go on where the line broke."""
    windows.forgive("ERR_CONNECTION", "net::ERR", "Failed to load")
    window = windows.open()
    _open_as(window, "emitter")
    _fill(window, credits="1", price="8.88")
    window.locator("#review-button").click()
    expect(window.locator("#review")).to_be_visible()
    window.route("**/api/v1/orders", lambda route: route.abort())
    window.locator("#sign").click()
    expect(window.locator("#said")).to_contain_text("Nothing is lost")
    stack.stop()
    expect(window.locator("#market")).to_have_class("market stale")
    expect(window.locator("#line")).to_contain_text("These prices are old")
    stack.start()
    expect(window.locator("#line")).to_contain_text("Live", timeout=60_000)
    window.unroute("**/api/v1/orders")
    window.get_by_role("button", name="Send again").click()
    expect(window.locator("#said")).to_contain_text("1 wait in the book")
    expect(window.locator("#bids")).to_contain_text("8.88")
    window.keyboard.press("Alt+x")
    expect(window.locator("#said")).to_contain_text("left the book")


def test_a_gap_is_mended_by_a_snapshot(reader: Page) -> None:
    """Must notice a difference that does not join, and ask for the book anew from its beginning."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        told = [_book("snapshot", 10, bids=[["100000000", "5", 1, "0"]])]
        if len(asked) == 1:
            told.append(_book("delta", 14, previous=12, bids=[["101000000", "7", 1, "0"]]))
        else:
            told = [_book("snapshot", 20, bids=[["102000000", "9", 1, "0"]])]
        route.fulfill(status=200, content_type="text/event-stream", body="".join(told))

    reader.route(STREAM, answer)
    reader.goto(f"/market?batch={GROVE_BATCH}")
    expect(reader.locator("#best-bid")).to_have_text("102.00")
    expect(reader.locator("#bids tr:visible")).to_have_count(1)
    assert "after" not in asked[0]
    assert "after" not in asked[1]


def _open_as(page: Page, character: str) -> None:
    sign_in_as(page, character)
    page.goto(f"/market?batch={GROVE_BATCH}")
    expect(page.locator("#line")).to_contain_text("Live")


def _fill(page: Page, *, credits: str, price: str) -> None:
    page.locator("#credits").fill(credits)
    page.locator("#price").fill(price)


def _sign(page: Page) -> None:
    page.locator("#review-button").click()
    expect(page.locator("#review")).to_be_visible()
    page.locator("#sign").click()


def _approve(wallet: FakeWallet, terms: dict[str, Any], units: int) -> None:
    data = f"{APPROVE}{terms['exchange'][2:]:0>64}{units:064x}"
    wallet.answer(json.dumps({"method": "eth_sendTransaction", "params": [{"to": terms["payment"], "data": data}]}))


def _book(kind: str, sequence: int, **words: Any) -> str:
    told = {"channel": "book", "type": kind, "symbol": f"3/{PAYMENT}", "sequence": sequence, "timestamp": 0}
    data = json.dumps(told | {"bids": [], "asks": []} | words)
    return f"id: {sequence}\nevent: book\ndata: {data}\n\n"
