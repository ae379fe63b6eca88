"""What the engine answers: one named tuple per event, because a tuple is the cheapest value that cannot be changed."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from registry.domain.orders import Side


class Market(NamedTuple):
    """One batch of credits against one payment token: orders of different markets never meet."""

    batch: int
    payment: str


class Accepted(NamedTuple):
    """The command was taken up as number `sequence`; `order` is empty where it concerns no single order."""

    order: str
    sequence: int


class Traded(NamedTuple):
    """Two orders met at the resting order's price. `number` counts the trades from 1.

    `market` names the batch that is delivered, also to an attribute bid. `taker` is the newcomer's side, None where a
    journal did not say; a `block` was agreed beforehand between two named parties.
    """

    number: int
    market: Market
    buy: str
    sell: str
    credits: int
    price_minor: int
    taker: Side | None = None
    block: bool = False


class Rested(NamedTuple):
    """So many credits of an order wait at the back of their price.

    An attribute bid (`market.batch` 0) waits in all of `markets` at once. A `private` one waits for its named taker.
    """

    order: str
    market: Market
    side: Side
    credits: int
    price_minor: int
    private: bool = False
    markets: tuple[Market, ...] = ()


class Joined(NamedTuple):
    """An attribute bid that rests waits in one more market: its first ask came, or the batch's labels changed."""

    order: str
    market: Market


class Parted(NamedTuple):
    """An attribute bid that rests no longer waits in a market: the batch's labels changed."""

    order: str
    market: Market


class Lifted(NamedTuple):
    """So many resting credits were taken off their price to enter again within the same command."""

    order: str
    credits: int


class Shrunk(NamedTuple):
    """An order seeks so many credits less, and keeps its place; `reason` is an error's name."""

    order: str
    credits: int
    reason: str


class Cancelled(NamedTuple):
    """The rest of an order left the book; `reason` is an error's name, or `Maker`."""

    order: str
    credits: int
    reason: str


class Rejected(NamedTuple):
    """The command was refused and changed nothing. `facts` are the arguments of the error called `name`."""

    order: str
    name: str
    facts: tuple[tuple[str, str], ...]


class Halted(NamedTuple):
    """A market, or the whole house (None), stands still."""

    market: Market | None
    reason: str


class Resumed(NamedTuple):
    """A market, or the whole house (None), trades again."""

    market: Market | None


Event = Accepted | Traded | Rested | Joined | Parted | Lifted | Shrunk | Cancelled | Rejected | Halted | Resumed

# An event before it is named: its class, then all its members. To name one costs more than most matches do.
Raw = tuple[Any, ...]


def named(raw: Raw) -> Event:
    """The event of its class and members."""
    return cast(Event, tuple.__new__(raw[0], raw[1:]))
