"""A reference book written for plainness: one list, searched from the start at every step."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.commands import Cancel, Command, Place, Reopen
from registry.domain.orders import Side

Fill = tuple[str, str, int, int]


@dataclass
class Entry:
    place: Place
    remaining: int
    arrival: int


class NaiveBook:
    """Fills (buy, sell, credits, price) by the rules of docs/spec/05-marketplace.md, read literally."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.places: dict[str, Place] = {}
        self.closed: set[str] = set()
        self.arrivals = 0

    def apply(self, command: Command) -> list[Fill]:
        if isinstance(command, Place):
            self.places[command.order] = command
            return self.enter(command, command.credits, command.at_s)
        rest = sum(e.remaining for e in self.entries if e.place.order == command.order)
        self.entries = [e for e in self.entries if e.place.order != command.order]
        if isinstance(command, Cancel):
            self.closed.add(command.order)
            return []
        assert isinstance(command, Reopen)
        return self.enter(self.places[command.order], rest + command.credits, command.at_s)

    def enter(self, place: Place, remaining: int, at_s: int) -> list[Fill]:
        fills: list[Fill] = []
        if at_s >= place.expiry_s:
            self.closed.add(place.order)
            return fills
        for entry in sorted(self.entries, key=lambda e: (self.badness(e), e.arrival)):
            if not self.crosses(place, entry.place) or remaining == 0:
                continue
            if at_s >= entry.place.expiry_s:
                self.close(entry)
                continue
            credits = min(remaining, entry.remaining)
            if not (self.admits(place, entry.place, credits) and self.admits(entry.place, place, credits)):
                continue
            if entry.place.maker == place.maker:
                self.closed.add(place.order)
                return fills
            buy, sell = (place, entry.place) if place.side is Side.Buy else (entry.place, place)
            fills.append((buy.order, sell.order, credits, entry.place.price_minor))
            remaining -= credits
            entry.remaining -= credits
            if entry.remaining == 0:
                self.entries.remove(entry)
            elif entry.remaining < entry.place.min_fill:
                self.close(entry)
        self.arrivals += 1
        if remaining >= max(place.min_fill, 1):
            self.entries.append(Entry(place, remaining, self.arrivals))
        elif remaining:
            self.closed.add(place.order)
        return fills

    def close(self, entry: Entry) -> None:
        self.entries.remove(entry)
        self.closed.add(entry.place.order)

    @staticmethod
    def badness(entry: Entry) -> int:
        return entry.place.price_minor if entry.place.side is Side.Sell else -entry.place.price_minor

    @staticmethod
    def crosses(newcomer: Place, resting: Place) -> bool:
        if newcomer.market != resting.market or newcomer.side is resting.side:
            return False
        buy, sell = (newcomer, resting) if newcomer.side is Side.Buy else (resting, newcomer)
        return buy.price_minor >= sell.price_minor

    @staticmethod
    def admits(place: Place, counter: Place, credits: int) -> bool:
        whole = not place.all_or_none or credits == place.credits
        return whole and credits >= place.min_fill and place.taker in (None, counter.maker)
