"""The market's page can be read by everybody, as data too; a stranger has no wallet of ours and no account's page."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from marketplace.domain.batching import Due, Waiting, due
from marketplace.domain.fee import quote
from registry.adapters.signer import dev_signer
from registry.adapters.typed_data import order_digest
from registry.domain.orders import Order, Side
from registry.errors import InvalidInput
from tests.web.html_page import Page
from tests.web.told import Told
from web.app import create_app
from web.demonstration import READERS
from web.demonstration_wallet import DemonstrationWallet, key_of
from web.market_floor import terms_of
from web.system.settling import DEMONSTRATION_LOOKS_S, settling_itself

pytestmark = pytest.mark.chain
HANDED = re.compile(r'<script type="application/json" id="market-terms"[^>]*>(.*?)</script>', re.DOTALL)
EMITTER = 9


def test_the_public_reads_the_market(browser: TestClient, told: Told) -> None:
    """Must show instruments, quotes, book, tape and the fee, and say that nothing was traded where nothing was."""
    page = Page(browser.get("/market").text)
    words = page.words()
    assert page.complaints() == []
    assert f"Batch {told.issued.batch}" in words
    assert "Nobody offers or bids yet." in words
    assert "Nothing was traded here yet." in words
    assert "Fee 0.45 %, from the seller" in words
    assert "Sign in to trade" in words


def test_the_same_data_comes_as_json_and_csv(browser: TestClient, told: Told) -> None:
    """Must name batch, payment and fee beside the rows."""
    answer = browser.get(f"/market?batch={told.issued.batch}&format=json").json()
    assert (answer["batch"], answer["feeBps"], answer["rows"]) == (str(told.issued.batch), 45, [])
    lines = browser.get("/market?format=csv").text.splitlines()
    assert lines[0].startswith("what,batch,price,amount")


@pytest.mark.parametrize(
    ("query", "status"), [("batch=999", 404), ("batch=x", 422), ("frame=2h", 422), ("group=7", 422), ("batch=0", 422)]
)
def test_a_wrong_address_is_a_sentence(browser: TestClient, query: str, status: int) -> None:
    """Must answer with a page that says what is wrong."""
    answer = browser.get(f"/market?{query}")
    assert answer.status_code == status
    assert Page(answer.text).complaints() == []


def test_what_is_handed_over_can_be_signed(browser: TestClient, told: Told) -> None:
    """Must name the chain, the exchange, and the order's type as the contract hashes it; amounts as text."""
    found = HANDED.search(browser.get("/market").text)
    assert found is not None
    handed = json.loads(found[1])
    assert handed["exchange"] == told.registry.chain.address_of("CreditExchange")
    assert handed["signed"]["type"].startswith("Order(address maker,")
    assert handed["tick_minor"] == "10000"
    assert (handed["signedIn"], handed["mayTrade"], handed["demonstrationWallet"]) == (False, False, False)
    assert handed["wallets"] == []


def test_an_account_is_ones_own(browser: TestClient, told: Told) -> None:
    """Must send a stranger to the door, and show a trader what is theirs."""
    assert browser.get("/account").status_code == 401
    answer = browser.get("/account", headers=told.token())
    assert answer.status_code == 200
    assert Page(answer.text).complaints() == []
    assert "No wallet belongs to this account yet." in answer.text


def test_a_stranger_has_no_wallet_of_ours(browser: TestClient, told: Told) -> None:
    """Must not sign for nobody, nor for an account that is no character of the demonstration."""
    call = {"method": "eth_requestAccounts"}
    assert browser.post("/demonstration/wallet", json=call).status_code == 401
    assert browser.post("/demonstration/wallet", json=call, headers=told.token()).status_code == 404


def test_the_demonstration_wallet_signs_orders_of_this_exchange_only(browser: TestClient, told: Told) -> None:
    """Must give the signature that the exchange recovers, and refuse other contracts, accounts, chains and calls."""
    front = browser.app.state.front  # type: ignore[attr-defined]
    signer = key_of(READERS["emitter"].principal)
    assert signer is not None
    assert signer.address == dev_signer(EMITTER).address
    wallet, terms = DemonstrationWallet(front, signer), terms_of(front).for_script()
    order = _order(signer.address, told)
    typed = _typed(order, terms)
    digest = order_digest(told.registry.chain.chain_id, str(terms["exchange"]), order)
    signed = wallet.answer("eth_signTypedData_v4", [signer.address, json.dumps(typed)])
    assert signed == "0x" + signer.sign_digest(digest).hex()
    epoch_of = "0x582805d9" + signer.address[2:].rjust(64, "0")
    asked = [{"to": terms["exchange"], "data": epoch_of}, "latest"]
    assert int(wallet.answer("eth_call", asked), 16) == front.market.exchange.view().epoch_of(signer.address)
    foreign = {**typed, "domain": {**typed["domain"], "verifyingContract": "0x" + "ab" * 20}}
    spend = {"from": signer.address, "to": terms["payment"], "data": "0xa9059cbb" + "00" * 64}
    refused: tuple[tuple[str, list[object]], ...] = (
        ("eth_signTypedData_v4", [signer.address, json.dumps(foreign)]),
        ("eth_signTypedData_v4", ["0x" + "ab" * 20, json.dumps(typed)]),
        ("eth_signTypedData_v4", [signer.address, "{"]),
        ("wallet_switchEthereumChain", [{"chainId": "0x1"}]),
        ("eth_sendTransaction", [spend]),
        ("eth_call", [{"to": terms["exchange"], "data": "0x582805d9" + "ab" * 32}, "latest"]),
        ("eth_call", [{"to": terms["payment"], "data": epoch_of}, "latest"]),
        ("eth_sign", []),
        ("personal_sign", []),
    )
    for method, params in refused:
        with pytest.raises(InvalidInput):
            wallet.answer(method, params)


def test_a_quote_needs_no_rounding() -> None:
    """Must be the sums that the browser's test reads from the page: 3 at 151.50 and 3 at 152.50."""
    assert quote(3, 151_500_000).fee_minor == 2_045_250
    assert quote(3, 152_500_000).seller_receives_minor == 455_441_250


def _order(maker: str, told: Told) -> Order:
    zero = "0x" + "00" * 20
    market = {"batch": told.issued.batch, "payment": told.registry.chain.address_of("PaymentToken"), "side": Side.Buy}
    rest = {"credits": 2, "price": 10**8, "expiry": 2**40, "epoch": 0, "max_fee_bps": 45, "flags": 0, "salt": 1 << 16}
    return Order(maker=maker, taker=zero, recipient=zero, memo="0x" + "00" * 32, min_fill=0, **market, **rest)  # type: ignore[arg-type]


def _typed(order: Order, terms: dict[str, object]) -> dict[str, dict[str, object]]:
    """What web/islands/market/order.ts hands to a wallet."""
    signed = terms["signed"]
    assert isinstance(signed, dict)
    pairs = [pair.split(" ") for pair in signed["type"][len("Order(") : -1].split(",")]
    snake = {name: re.sub("([A-Z])", lambda big: "_" + big[1].lower(), name) for _, name in pairs}
    message = {name: getattr(order, snake[name]) for _, name in pairs}
    domain_types = ("string name", "string version", "uint256 chainId", "address verifyingContract")
    return {
        "types": {
            "EIP712Domain": [dict(zip(("type", "name"), one.split(" "), strict=True)) for one in domain_types],
            "Order": [{"name": name, "type": kind} for kind, name in pairs],
        },
        "primaryType": "Order",  # type: ignore[dict-item]
        "domain": {
            "name": signed["name"],
            "version": signed["version"],
            "chainId": terms["chain_id"],
            "verifyingContract": terms["exchange"],
        },
        "message": message,
    }


def test_the_demonstration_wallet_refuses_what_no_type_holds(browser: TestClient) -> None:
    """Must name a value that its type cannot hold as a wrong field, not as a fault of ours."""
    front = browser.app.state.front  # type: ignore[attr-defined]
    signer = key_of(READERS["emitter"].principal)
    assert signer is not None
    domain = {"chainId": front.registry.chain.chain_id, "verifyingContract": front.market.exchange.address}
    types = {"A": [{"name": "x", "type": "uint8"}]}
    document = json.dumps({"domain": domain, "types": types, "primaryType": "A", "message": {"x": 999}})
    with pytest.raises(InvalidInput, match="params"):
        DemonstrationWallet(front, signer).answer("eth_signTypedData_v4", [signer.address, document])


def test_a_served_demonstration_settles_by_itself(told: Told) -> None:
    """Must look often and send what waits at once, unless an installation said how often; the story's server never."""
    assert create_app(told.registry, follow=False).state.market.settle_every_s is None
    market = create_app(told.registry, follow=False, simulate=True).state.market
    assert market.settle_every_s == DEMONSTRATION_LOOKS_S
    now_s = 1_700_000_000
    assert due(Waiting(1, now_s), now_s, 0, market.policy) is Due.OLD
    assert due(Waiting(1, now_s), now_s, market.policy.dear_wei + 1, market.policy) is Due.DEAR
    asked = replace(market, settle_every_s=0)
    assert settling_itself(asked) is asked
