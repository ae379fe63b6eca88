"""An order with its maker's signature, and the command by which it enters the book."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.commands import Market, Place
from registry.domain.events import ZERO_ADDRESS
from registry.domain.orders import ALL_OR_NONE, Order


@dataclass(frozen=True, slots=True)
class SignedOrder:
    """An order with its hash (EIP-712 digest) and its maker's signature, both as 0x hex."""

    hash: str
    order: Order
    signature: str

    def placing(self, credits: int, at_s: int) -> Place:
        """The book's command for the `credits` that the chain has not filled, at a chain time."""
        order = self.order
        return Place(
            order=self.hash,
            maker=order.maker,
            market=Market(order.batch, order.payment),
            side=order.side,
            credits=credits,
            price_minor=order.price,
            expiry_s=order.expiry,
            at_s=at_s,
            taker=None if order.taker == ZERO_ADDRESS else order.taker,
            min_fill=order.min_fill,
            all_or_none=bool(order.flags & ALL_OR_NONE),
        )
