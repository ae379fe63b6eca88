"""Signed orders of invented makers, for tests that need no chain."""

from __future__ import annotations

from hashlib import sha256

from marketplace.domain.journal import Entry
from marketplace.domain.signed_order import SignedOrder
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import Order, Side

BAHT = "0x" + "ba" * 20
ANN, BEN = "0x" + "aa" * 20, "0x" + "bb" * 20
NOW_S, EXPIRY_S = 1_000, 2_000
PRICE = 250_000_000


def signed(
    side: Side,
    maker: str,
    credits: int,
    price: int = PRICE,
    salt: int = 1,
    batch: int = 1,
    expiry_s: int = EXPIRY_S,
) -> SignedOrder:
    """An order under a hash of its own."""
    order = Order(
        maker=maker,
        taker=ZERO_ADDRESS,
        recipient=ZERO_ADDRESS,
        batch=batch,
        payment=BAHT,
        side=side,
        credits=credits,
        price=price,
        expiry=expiry_s,
        epoch=0,
        max_fee_bps=45,
        flags=0,
        min_fill=0,
        salt=salt << 16,
        memo=ZERO_HASH,
    )
    return SignedOrder("0x" + sha256(repr(order).encode()).hexdigest(), order, "0x" + "22" * 65)


def placing(one: SignedOrder, key: str | None = None, account: str | None = None, at_s: int = NOW_S) -> Entry:
    """The entry that places it."""
    return Entry(one.placing(one.order.credits, at_s), one, key, account)


def sell(credits: int, price: int = PRICE, salt: int = 1, maker: str = ANN) -> SignedOrder:
    """An ask of Ann's."""
    return signed(Side.Sell, maker, credits, price, salt)


def buy(credits: int, price: int = PRICE, salt: int = 1, maker: str = BEN) -> SignedOrder:
    """A bid of Ben's."""
    return signed(Side.Buy, maker, credits, price, salt)
