"""What a maker reads before it signs: the order, what it moves at its limit, the fee, and what will be delivered."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.fee import Quote
from registry.domain.events import ZERO_ADDRESS
from registry.domain.labels import label_names
from registry.domain.orders import ALL_OR_NONE, ANY_COUNTRY, RETIRE_ON_SETTLEMENT, Order, Side
from registry.domain.units import BPS, FEE_BPS

KINDS = {1: "forestry", 2: "renewable energy", 3: "methane", 4: "energy efficiency"}
STANDARDS = {1: "CarboniX", 2: "T-VER", 3: "Premium T-VER", 4: "Verra", 5: "Gold Standard"}


@dataclass(frozen=True, slots=True)
class Retirement:
    """A purchase that retires: the hash that goes on chain, and the salt that opens it, which only the buyer keeps."""

    details_hash: str
    salt: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """An order to sign under `order_hash`; `quote` is a fill of the whole order at its limit."""

    order: Order
    order_hash: str
    quote: Quote
    sentences: tuple[str, ...]
    delivery_rule: str
    retirement: Retirement | None


def delivery_rule(order: Order, rule_of_contract: str | None = None) -> str:
    """What the buyer receives, in one sentence; a standard contract brings its own."""
    if rule_of_contract is not None:
        return rule_of_contract
    if order.batch:
        return f"Delivered are whole credits of batch {order.batch} and of no other."
    asked = ", ".join(criteria_words(order)) or "no criteria: any batch"
    return f"Delivered are whole credits of the batch of the matched ask, which must meet: {asked}."


def criteria_words(order: Order) -> list[str]:
    """The criteria of an attribute bid, one phrase each."""
    words = []
    if order.kind:
        words.append(KINDS.get(order.kind, f"kind {order.kind}"))
    if order.standard:
        words.append(STANDARDS.get(order.standard, f"standard {order.standard}"))
    if order.country != ANY_COUNTRY:
        words.append("country " + bytes.fromhex(order.country[2:]).decode("ascii", "replace"))
    if order.vintage_from:
        words.append(f"vintage {order.vintage_from} or later")
    if order.vintage_to:
        words.append(f"vintage {order.vintage_to} or earlier")
    return words + [f"label {name}" for name in label_names(order.labels)]


def sentences_of(order: Order, quote: Quote) -> tuple[str, ...]:
    """Plain sentences of what signing does; amounts in units of the payment token."""
    percent = f"{FEE_BPS * 100 // BPS}.{FEE_BPS * 100 % BPS:04d}".rstrip("0")
    share = f"{FEE_BPS} basis points ({percent} %) of the notional"
    fee = f"The fee is {share}, {quote.fee_minor} units, from the seller's proceeds."
    if order.side is Side.Sell:
        told = [
            f"You sell {quote.credits} credits at {quote.price_minor} units each or more.",
            fee,
            f"You receive {quote.seller_receives_minor} units or more.",
        ]
    else:
        told = [
            f"You buy {quote.credits} credits at {quote.price_minor} units each or less.",
            f"You pay {quote.buyer_pays_minor} units or less; the fee is within.",
            fee,
        ]
    if order.flags & RETIRE_ON_SETTLEMENT:
        whom = order.maker if order.recipient == ZERO_ADDRESS else order.recipient
        told.append(f"The credits retire in the same transaction; the certificate goes to {whom} and cannot be moved.")
    if order.taker != ZERO_ADDRESS:
        told.append(f"Only {order.taker} can trade with this order: a block.")
    if order.flags & ALL_OR_NONE:
        told.append("It trades whole or not at all.")
    return tuple(told)
