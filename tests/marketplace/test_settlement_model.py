"""The settlement model by itself: what no walk may break, whatever the makers do."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pytest

from marketplace.domain.purses import UNLIMITED, Purses
from marketplace.domain.settlement_model import BatchTerms, Exchange, Rules
from registry.domain.orders import Order
from tests.marketplace.settlement_deck import MAKERS, TICK, Deck
from tests.marketplace.settlement_walk import Deed, Spoken, Stage, Walk

ACCOUNTS = (
    *MAKERS,
    "stranger",
    "treasury",
    "exchange_operator",
    "guardian",
    "admin",
    "registrar",
    "compliance",
    "exchange",
)
TREASURY, TOKEN = "treasury", "0xbaht"
STARTS_AT = 1_800_000_000
BATCH_KG = 70_000
PURSE = 10**10


def new_stage() -> Stage:
    """Accounts whose addresses are their names; two batches at the absorber, money at every maker, all approved."""
    purses = Purses(
        exchange="exchange",
        credits_kg={(batch, "absorber"): BATCH_KG for batch in (1, 2)},
        admits=frozenset(MAKERS),
        money_minor={(TOKEN, maker): PURSE for maker in MAKERS},
        allowed_minor={(TOKEN, maker): UNLIMITED for maker in MAKERS},
    )
    rules = Rules("exchange", TREASURY, "exchange_operator", "guardian", "admin", 86_400, {TOKEN: TICK})
    batches = {1: BatchTerms(2, 1, "0x5448", 2019), 2: BatchTerms(2, 1, "0x5448", 2021)}
    exchange = Exchange(rules, purses, batches, last_settled_at=STARTS_AT - 90_000)
    payments = {"baht": TOKEN, "unlisted": "0xunlisted"}
    return Stage({name: name for name in ACCOUNTS}, payments, exchange, STARTS_AT)


class Auditor:
    """Stands where the chain stands, and holds the model to the laws after each move."""

    def __init__(self) -> None:
        self.filled: dict[str, int] = {}
        self.batch_no = 0

    def sign(self, order: Order, signer: str) -> tuple[str, str]:
        return hashlib.sha256(repr(order).encode()).hexdigest(), signer

    def do(self, deed: Deed, now: int, expected: Spoken) -> None:
        if isinstance(expected, tuple):
            return
        trades = [facts for _, name, facts in expected if name == "Trade"]
        paid = [facts for _, name, facts in expected if name == "Transfer"]
        for trade, proceeds, fee in zip(trades, paid[::2], paid[1::2], strict=deed.function.startswith("settle")):
            assert trade["fee"] * 10_000 == trade["notional"] * 45
            assert proceeds["value"] + fee["value"] == trade["notional"] == trade["credits"] * trade["price"]
            assert fee["to"] == TREASURY

    def agree(self, walk: Walk, orders: Sequence[str]) -> None:
        purses = walk.exchange.purses
        for batch in (1, 2):
            held = sum(kg for (of, _), kg in purses.credits_kg.items() if of == batch)
            assert held + purses.retired_kg.get(batch, 0) == BATCH_KG
        assert sum(purses.money_minor.values()) == PURSE * len(MAKERS)
        assert min(*purses.money_minor.values(), *purses.credits_kg.values()) >= 0
        assert not [
            held for (_, holder), held in (purses.money_minor | purses.credits_kg).items() if holder == "exchange"
        ]
        for stated in walk.orders:
            assert self.filled.get(stated.hash, 0) <= walk.exchange.filled(stated.hash) <= stated.order.credits
        self.filled = dict(walk.exchange.fills)
        assert walk.exchange.last_batch_no in (self.batch_no, self.batch_no + 1)
        self.batch_no = walk.exchange.last_batch_no


@pytest.mark.parametrize("seed", range(20))
def test_a_walk_loses_nothing(seed: int) -> None:
    """Must conserve credits and money, charge exact fees, and fill no order beyond its words (L-9.2, L-9.3, L-9.8)."""
    walk = Walk(new_stage(), Auditor())
    Deck(walk, seed).play()
    assert walk.seen["match", "done"] > 10


def test_moves_replay_to_the_same_end() -> None:
    """Must reach the same exchange and the same book from the bare moves of a walk."""
    walk, again = Walk(new_stage(), Auditor()), Walk(new_stage(), Auditor())
    Deck(walk, seed=1).play()
    again.replay(walk.moves)
    assert again.exchange == walk.exchange
    assert again.book.digest() == walk.book.digest()
    assert again.seen == walk.seen


def test_a_refused_move_changes_nothing() -> None:
    """Must leave the exchange as it was where a batch is refused, and where each match fails but for the number."""
    walk = Walk(new_stage(), Auditor())
    walk.make("sign", "Sell", "absorber", 1, 5, 100 * TICK, {})
    walk.make("sign", "Buy", "emitter", 1, 5, 99 * TICK, {})
    before = walk.exchange
    walk.make("settle", "exchange_operator", 1, (1, 2), ((1, 0, 5, 100 * TICK),))
    assert walk.exchange == before
    walk.make("settle", "exchange_operator", 0, (1, 2), ((1, 0, 5, 100 * TICK),))
    assert walk.exchange == replace(before, last_batch_no=1)
    assert walk.seen["match", "PriceOutsideLimits"] == 1


def test_makers_disturb_neither_number_nor_clock() -> None:
    """Must settle a maker's own order at the counter-order's price, outside of all batches (L-9.6)."""
    walk = Walk(new_stage(), Auditor())
    walk.make("sign", "Sell", "absorber", 1, 5, 100 * TICK, {})
    walk.make("sign", "Buy", "emitter", 1, 5, 105 * TICK, {})
    before = walk.exchange
    walk.make("settle_own", "emitter", 2, 1, 3)
    walk.make("settle_own", "absorber", 1, 2, 2)
    after = walk.exchange
    assert (after.last_batch_no, after.last_settled_at) == (before.last_batch_no, before.last_settled_at)
    assert after.purses.minor(TOKEN, "emitter") == PURSE - 3 * 100 * TICK - 2 * 105 * TICK
    assert after.purses.kg(1, "emitter") == 5_000
