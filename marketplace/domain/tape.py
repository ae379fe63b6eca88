"""The tape and the orders as they are read back: values, filters that choose them, pages that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from marketplace.domain.candles import Print
from marketplace.domain.commands import Market
from marketplace.domain.fee import fee_minor
from registry.domain.orders import Side

OrderState = Literal["open", "closed", "canceled", "expired"]


@dataclass(frozen=True, slots=True)
class TapeTrade:
    """A trade of the book with both orders and both makers; `number` counts the trades, `sequence` names the step."""

    number: int
    sequence: int
    time_ms: int
    market: Market
    buy: str
    sell: str
    buyer: str
    seller: str
    credits: int
    price_minor: int
    buyer_took: bool
    block: bool

    @property
    def notional_minor(self) -> int:
        """What the buyer pays, in payment units."""
        return self.credits * self.price_minor

    @property
    def fee_minor(self) -> int:
        """45 basis points of it, from the seller's proceeds. Raises PriceOffTick off the tick."""
        return fee_minor(self.notional_minor)

    def printed(self) -> Print:
        """The trade as candles count it."""
        return Print(self.number, self.time_ms, self.credits, self.price_minor, self.block)


@dataclass(frozen=True, slots=True)
class TradeSettlement:
    """What is known of a trade's way to the chain; `error` is the name of what made it fail."""

    state: str
    number: int | None = None
    transaction: str | None = None
    block: int | None = None
    certificate: str | None = None
    error: str | None = None


MATCHED = TradeSettlement("matched")


@dataclass(frozen=True, slots=True)
class SettledTrade:
    """A trade with its settlement."""

    trade: TapeTrade
    settlement: TradeSettlement = MATCHED


@dataclass(frozen=True, slots=True)
class Fill:
    """One side of a trade: what an order of one's own did in it."""

    settled: SettledTrade
    side: Side

    @property
    def order(self) -> str:
        """The order of one's own."""
        return self.settled.trade.buy if self.side is Side.Buy else self.settled.trade.sell

    @property
    def took(self) -> bool:
        """True if this order came second and met the other one."""
        return self.settled.trade.buyer_took is (self.side is Side.Buy)

    @property
    def fee_minor(self) -> int:
        """What this side pays: the fee comes from the seller's proceeds."""
        return self.settled.trade.fee_minor if self.side is Side.Sell else 0


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose orders are one's own: those that the account sent, and those that one of its wallets signed."""

    account: str
    makers: tuple[str, ...] = ()


class OrderLine(NamedTuple):
    """An order that the book accepted, with what became of it until step `last_sequence`.

    `market.batch` is 0 for an attribute bid, whose criteria stand in `criteria`, word by word.
    """

    hash: str
    sequence: int
    time_ms: int
    maker: str
    account: str | None
    client_order_id: str | None
    market: Market
    side: Side
    kind: str
    tif: str
    taker: str | None
    criteria: tuple[tuple[str, str], ...]
    credits: int
    price_minor: int
    expiry_s: int
    filled: int
    remaining: int
    state: OrderState
    reason: str | None
    last_sequence: int
    last_time_ms: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter: None admits everything. Times in Unix milliseconds, `since_ms` inclusive, `until_ms` exclusive."""

    batch: int | None = None
    payment: str | None = None
    since_ms: int | None = None
    until_ms: int | None = None
    since_step: int | None = None  # exclusive: trades of later journal steps
    state: OrderState | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """At most `limit` rows behind the key `after`, in the direction of the listing."""

    limit: int
    after: int | None = None
    oldest_first: bool = False
