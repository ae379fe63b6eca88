"""What the engine can be told: plain values, so that a journal of commands is the whole state.

Credits are whole tonnes, prices payment units per credit, times Unix seconds of the chain. The engine has no clock:
time comes in with the command. What it answers stands in events.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from marketplace.domain.events import (
    Accepted,
    Cancelled,
    Event,
    Halted,
    Joined,
    Lifted,
    Market,
    Parted,
    Rejected,
    Rested,
    Resumed,
    Shrunk,
    Traded,
)
from registry.domain.orders import ANY_COUNTRY, SelfTrade, Side, TimeInForce

ANY_BATCH = 0


class OrderType(IntEnum):
    """A limit order waits at its price; a market order takes what is there, down to its signed worst price."""

    LIMIT = 0
    MARKET = 1


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which batches an attribute bid takes, as BatchCriteria.sol judges: 0 is any, years inclusive, labels all set."""

    kind: int = 0
    standard: int = 0
    country: str = ANY_COUNTRY
    vintage_from: int = 0
    vintage_to: int = 0
    labels: int = 0

    def met_by(self, facts: OpenBatch) -> bool:
        """Would the exchange settle this batch against an order with these criteria?"""
        return (
            self.kind in (0, facts.kind)
            and self.standard in (0, facts.standard)
            and self.country in (ANY_COUNTRY, facts.country)
            and self.vintage_from <= facts.vintage_year
            and (self.vintage_to == 0 or facts.vintage_year <= self.vintage_to)
            and self.labels & facts.labels == self.labels
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A signed order enters. `credits` is what it may still fill; market.batch 0 is an attribute bid with `criteria`.

    `at_s` is the chain time of entry, `expiry_s` exclusive. A market order must be IOC or FOK.
    """

    order: str
    maker: str
    market: Market
    side: Side
    credits: int
    price_minor: int
    expiry_s: int
    at_s: int
    taker: str | None = None
    min_fill: int = 0
    all_or_none: bool = False
    tif: TimeInForce = TimeInForce.GTC
    kind: OrderType = OrderType.LIMIT
    self_trade: SelfTrade = SelfTrade.CANCEL_NEWEST
    criteria: Criteria | None = None

    @property
    def batch(self) -> int:
        """The batch that is traded, or 0 for any that meets the criteria."""
        return self.market.batch

    @property
    def payment(self) -> str:
        """The payment token."""
        return self.market.payment


@dataclass(frozen=True, slots=True)
class Cancel:
    """An order leaves for ever: by its maker, or because the chain named it at fault (`reason` is the error's name)."""

    order: str
    reason: str


@dataclass(frozen=True, slots=True)
class CancelAll:
    """Every resting order of a maker leaves, oldest first."""

    maker: str
    reason: str


@dataclass(frozen=True, slots=True)
class Modify:
    """A resting order seeks `credits` from here on, never above what was signed; it goes to the back of its price."""

    order: str
    credits: int
    at_s: int = 0


@dataclass(frozen=True, slots=True)
class Replace:
    """An order leaves for ever and a newly signed one of the same maker enters, both or neither."""

    order: str
    place: Place


@dataclass(frozen=True, slots=True)
class Reopen:
    """Credits of a match that failed through no fault of this order come back to the book."""

    order: str
    credits: int
    at_s: int


@dataclass(frozen=True, slots=True)
class Shrink:
    """Backing left: a resting order seeks at most `credits` and keeps its place; with 0 it is gone."""

    order: str
    credits: int
    reason: str


@dataclass(frozen=True, slots=True)
class Expire:
    """Chain time has come to `at_s`: orders that are over leave, by expiry, then by arrival."""

    at_s: int


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """The facts of a batch, so that attribute bids find it; again when its labels change."""

    batch: int
    kind: int
    standard: int
    country: str
    vintage_year: int
    labels: int


@dataclass(frozen=True, slots=True)
class ListContract:
    """A standard contract: criteria under a name, with the delivery rule that its ticket prints."""

    code: str
    criteria: Criteria
    delivery_rule: str


@dataclass(frozen=True, slots=True)
class Halt:
    """No order enters or trades in a market, or in any (None); cancelling stays possible."""

    market: Market | None
    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A market, or the whole house (None), trades again."""

    market: Market | None


@dataclass(frozen=True, slots=True)
class SetCollar:
    """Prices outside [low, high] are refused; with `band_bps` the bounds move with the last trade. All 0 lifts it."""

    market: Market
    low_minor: int = 0
    high_minor: int = 0
    band_bps: int = 0


@dataclass(frozen=True, slots=True)
class SetLimits:
    """Limits for each maker; 0 is no limit. Orders that rest already stay."""

    max_orders_per_maker: int = 0
    max_credits_per_order: int = 0
    max_open_credits_per_maker: int = 0


@dataclass(frozen=True, slots=True)
class Kill:
    """The kill switch: everything halts and every resting order leaves, oldest first."""

    reason: str


Command = (
    Place
    | Cancel
    | CancelAll
    | Modify
    | Replace
    | Reopen
    | Shrink
    | Expire
    | OpenBatch
    | ListContract
    | Halt
    | Resume
    | SetCollar
    | SetLimits
    | Kill
)

__all__ = [
    "ANY_BATCH",
    "Accepted",
    "Cancel",
    "CancelAll",
    "Cancelled",
    "Command",
    "Criteria",
    "Event",
    "Expire",
    "Halt",
    "Halted",
    "Joined",
    "Kill",
    "Lifted",
    "ListContract",
    "Market",
    "Modify",
    "OpenBatch",
    "OrderType",
    "Parted",
    "Place",
    "Rejected",
    "Reopen",
    "Replace",
    "Rested",
    "Resume",
    "Resumed",
    "SelfTrade",
    "SetCollar",
    "SetLimits",
    "Shrink",
    "Shrunk",
    "Side",
    "TimeInForce",
    "Traded",
]
