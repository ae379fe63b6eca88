"""What the book can be told, and what it answers: plain values, so that a journal of commands is the whole state."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.orders import Side


@dataclass(frozen=True, slots=True, order=True)
class Market:
    """One batch of credits against one payment token: orders of different markets never meet."""

    batch: int
    payment: str


@dataclass(frozen=True, slots=True)
class Place:
    """A signed order enters. `credits` is what it may still fill, `price_minor` payment units per credit.

    `at_s` is the chain time of entry: the book has no clock, so time comes in with the command.
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


@dataclass(frozen=True, slots=True)
class Cancel:
    """An order leaves for ever: by its maker, or because the chain named it at fault (`reason` is the error's name)."""

    order: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """Credits of a match that failed through no fault of this order come back to the book."""

    order: str
    credits: int
    at_s: int


Command = Place | Cancel | Reopen


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command was taken up as number `sequence` of the journal."""

    order: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Traded:
    """Two orders met at the resting order's price. `number` counts the trades of the book from 1."""

    number: int
    market: Market
    buy: str
    sell: str
    credits: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The rest of an order left the book; `reason` is an error's name, or `Maker`."""

    order: str
    credits: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The command was refused and changed nothing. `facts` are the arguments of the error called `name`."""

    order: str
    name: str
    facts: tuple[tuple[str, str], ...]


Event = Accepted | Traded | Cancelled | Rejected
