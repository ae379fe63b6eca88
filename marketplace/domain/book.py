"""The order book: a deterministic machine that meets orders by price, then by time, at the resting order's price.

Integers only, no clock, no randomness, no I/O. It changes itself, for speed; the same commands give the same digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from marketplace.domain.commands import (
    Accepted,
    Cancel,
    Cancelled,
    Command,
    Event,
    Market,
    Place,
    Rejected,
    Reopen,
    Traded,
)
from marketplace.domain.levels import Levels, Resting
from registry.domain.orders import Side

OPPOSITE = {Side.Buy: Side.Sell, Side.Sell: Side.Buy}


class Book:
    """All markets. After each command no two resting orders could trade with each other.

    An order trades only in pieces that the exchange would settle: not below either minimum, an all-or-none order whole,
    a named taker only with that taker. An order that cannot meet another one passes it by and keeps its own place.
    """

    def __init__(self) -> None:
        self._sides: dict[tuple[Market, Side], Levels] = {}
        self._resting: dict[str, Resting] = {}
        self._known: dict[str, Place] = {}
        self._closed: set[str] = set()
        self.sequence = 0
        self.trades = 0

    def apply(self, command: Command) -> list[Event]:
        """Carries out one command. The first event is `Accepted`, or `Rejected` alone, and then nothing has changed."""
        rejected = self._refusal(command)
        if rejected:
            return [rejected]
        self.sequence += 1
        return [Accepted(command.order, self.sequence), *self._effects(command)]

    def _refusal(self, command: Command) -> Rejected | None:
        if isinstance(command, Place):
            return self._place_refusal(command)
        if command.order not in self._known:
            return _rejected(command.order, "OrderUnknown")
        if command.order in self._closed:
            return _rejected(command.order, "OrderWasCancelled")
        if isinstance(command, Reopen) and command.credits <= 0:
            return _rejected(command.order, "ZeroCredits")
        return None

    def _place_refusal(self, place: Place) -> Rejected | None:
        if place.order in self._known:
            return _rejected(place.order, "OrderDuplicated")
        if place.credits <= 0:
            return _rejected(place.order, "ZeroCredits")
        if place.at_s >= place.expiry_s:
            return _rejected(place.order, "OrderExpired", expiry=place.expiry_s, chainTime=place.at_s)
        if place.credits < place.min_fill:
            return _rejected(place.order, "OrderBelowMinimum", minFill=place.min_fill, asked=place.credits)
        return None

    def _effects(self, command: Command) -> Iterator[Event]:
        match command:
            case Place():
                self._known[command.order] = command
                yield from self._enter(Resting(command, command.credits), command.at_s)
            case Cancel():
                yield self._close(command.order, self._take_out(command.order), command.reason)
            case Reopen():
                credits = command.credits + self._take_out(command.order)
                yield from self._enter(Resting(self._known[command.order], credits), command.at_s)

    def _enter(self, newcomer: Resting, at_s: int) -> Iterator[Event]:
        """The newcomer meets the other side in priority; what is left rests at the back of its price."""
        place = newcomer.place
        if at_s >= place.expiry_s:
            yield self._close(place.order, newcomer.remaining, "OrderExpired")
            return
        for resting in self._levels(place.market, OPPOSITE[place.side]).crossing(place.price_minor):
            if at_s >= resting.place.expiry_s:
                yield self._close(resting.place.order, self._take_out(resting.place.order), "OrderExpired")
            elif may_trade(newcomer, resting):
                if resting.place.maker == place.maker:
                    yield self._close(place.order, newcomer.remaining, "SelfTrade")
                    return
                yield from self._trade(newcomer, resting)
            if newcomer.remaining == 0:
                return
        yield from self._rest(newcomer)

    def _trade(self, newcomer: Resting, resting: Resting) -> Iterator[Event]:
        credits = min(newcomer.remaining, resting.remaining)
        newcomer.remaining -= credits
        resting.remaining -= credits
        self.trades += 1
        pair = {newcomer.place.side: newcomer.place.order, resting.place.side: resting.place.order}
        yield Traded(
            self.trades, resting.place.market, pair[Side.Buy], pair[Side.Sell], credits, resting.place.price_minor
        )
        if resting.remaining < max(resting.place.min_fill, 1):
            self._take_out(resting.place.order)
            yield from self._drop_unfillable(resting)

    def _rest(self, newcomer: Resting) -> Iterator[Event]:
        if newcomer.remaining < newcomer.place.min_fill:
            yield from self._drop_unfillable(newcomer)
            return
        self._resting[newcomer.place.order] = newcomer
        self._levels(newcomer.place.market, newcomer.place.side).add(newcomer)

    def _drop_unfillable(self, rest: Resting) -> Iterator[Event]:
        """A rest below the order's own minimum can never settle: it leaves the book and says so."""
        if rest.remaining:
            yield self._close(rest.place.order, rest.remaining, "OrderBelowMinimum")

    def _close(self, order: str, credits: int, reason: str) -> Cancelled:
        self._closed.add(order)
        return Cancelled(order, credits, reason)

    def _take_out(self, order: str) -> int:
        resting = self._resting.pop(order, None)
        if resting is None:
            return 0
        self._levels(resting.place.market, resting.place.side).remove(resting.place)
        return resting.remaining

    def _levels(self, market: Market, side: Side) -> Levels:
        return self._sides.setdefault((market, side), Levels(side))

    def queue(self, market: Market, side: Side) -> tuple[tuple[Place, int], ...]:
        """Resting orders of one side in priority, each with the credits that it still seeks."""
        levels = self._sides.get((market, side), ())
        return tuple((resting.place, resting.remaining) for resting in levels)

    def resting_of(self, maker: str) -> tuple[tuple[Place, int], ...]:
        """The maker's resting orders, oldest first, with the credits that each still seeks."""
        return tuple((r.place, r.remaining) for r in self._resting.values() if r.place.maker == maker)

    def place_of(self, order: str) -> Place | None:
        """The command that brought an order in, or None if the book never saw it."""
        return self._known.get(order)

    def digest(self) -> str:
        """SHA-256 over everything that decides the future: two books with one digest answer alike."""
        state = hashlib.sha256(f"{self.sequence} {self.trades}\n".encode())
        for market, side in sorted(self._sides, key=lambda key: (key[0], key[1].value)):
            for place, remaining in self.queue(market, side):
                state.update(f"{market.batch} {market.payment} {side.value} {place.order} {remaining}\n".encode())
        for order in sorted(self._closed):
            state.update(f"closed {order}\n".encode())
        for order, place in sorted(self._known.items()):
            state.update(f"known {order} {place}\n".encode())
        return state.hexdigest()


def may_trade(one: Resting, other: Resting) -> bool:
    """Would the exchange settle the largest match of these two? Sides and prices are known to fit."""
    credits = min(one.remaining, other.remaining)
    return all(_admits(order.place, credits, counter.place.maker) for order, counter in ((one, other), (other, one)))


def _admits(place: Place, credits: int, counterparty: str) -> bool:
    if place.taker is not None and place.taker != counterparty:
        return False
    if place.all_or_none and credits != place.credits:
        return False
    return credits >= place.min_fill


def _rejected(order: str, name: str, **facts: int) -> Rejected:
    return Rejected(order, name, (("order", order), *((key, str(value)) for key, value in facts.items())))
