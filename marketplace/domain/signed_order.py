"""An order with its maker's signature, and the command by which it enters the book."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.commands import Criteria, Market, OrderType, Place
from registry.domain.events import ZERO_ADDRESS
from registry.domain.orders import ALL_OR_NONE, Order, instructions_of

ANYTHING = Criteria()


@dataclass(frozen=True, slots=True)
class SignedOrder:
    """An order with its hash (EIP-712 digest) and its maker's signature, both as 0x hex."""

    hash: str
    order: Order
    signature: str

    def placing(self, credits: int, at_s: int) -> Place:
        """The engine's command for the `credits` that the chain has not filled, at a chain time.

        Raises OrderInstructions if the salt says what no order can say.
        """
        order, told = self.order, instructions_of(self.order.salt)
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
            tif=told.tif,
            kind=OrderType.MARKET if told.market else OrderType.LIMIT,
            self_trade=told.self_trade,
            criteria=self.criteria,
        )

    @property
    def criteria(self) -> Criteria | None:
        """What an order without a batch of its own accepts; None for an order of one batch."""
        order = self.order
        if order.batch:
            return None
        if not order.has_criteria:
            return ANYTHING
        years = (order.vintage_from, order.vintage_to)
        return Criteria(order.kind, order.standard, order.country, *years, order.labels)
