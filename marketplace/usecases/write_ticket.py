"""Writes the ticket of an order before anyone signs it: nothing is stored, and the fee is the one to be charged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from marketplace.domain import ticket
from marketplace.domain.fee import quote
from marketplace.domain.ticket import Retirement, Ticket
from marketplace.errors import OrderFlags, PaymentNotListed
from marketplace.ports import Exchange
from registry.domain.details import details_hash
from registry.domain.orders import RETIRE_ON_SETTLEMENT, Order, Side


@dataclass(frozen=True, slots=True)
class RetirementWish:
    """Details of a retirement on settlement: text under keys of ASCII letters, and the salt that hides them."""

    details: Mapping[str, str]
    salt: str


def write_ticket(
    draft: Order, *, exchange: Exchange, wish: RetirementWish | None = None, rule_of_contract: str | None = None
) -> Ticket:
    """The draft with its maker's epoch of this moment and the hash of the wish, and what it moves at its limit.

    Raises ZeroCredits, PriceOffTick, PaymentNotListed; OrderFlags where a sell order is to retire, InvalidInput for
    details or a salt that cannot be committed to.
    """
    view = exchange.view()
    tick_minor = view.tick_minor(draft.payment)
    if tick_minor == 0:
        raise PaymentNotListed(payment=draft.payment)
    quoted = quote(draft.credits, draft.price, tick_minor)
    order = replace(draft, epoch=view.epoch_of(draft.maker))
    retirement = None
    if wish is not None:
        retirement = Retirement(details_hash(wish.details, wish.salt), wish.salt)
        order = replace(order, flags=order.flags | RETIRE_ON_SETTLEMENT, memo=retirement.details_hash)
    order_hash = exchange.order_hash(order)
    if order.side is Side.Sell and order.flags & RETIRE_ON_SETTLEMENT:
        raise OrderFlags(order=order_hash, flags=order.flags)
    return Ticket(
        order=order,
        order_hash=order_hash,
        quote=quoted,
        sentences=ticket.sentences_of(order, quoted),
        delivery_rule=ticket.delivery_rule(order, rule_of_contract),
        retirement=retirement,
    )
