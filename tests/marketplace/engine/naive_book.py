"""A reference book written for plainness: one list, searched from the start at every step, rules read literally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.domain.commands import (
    Criteria,
    Market,
    Modify,
    OpenBatch,
    Place,
    Reopen,
    SelfTrade,
    SetCollar,
    Shrink,
    TimeInForce,
)

Fill = tuple[str, str, int, int]


@dataclass
class Entry:
    place: Place
    left: int
    arrival: int


class NaiveBook:
    """Fills (buy, sell, credits, price) by docs/spec/30-engine.md; the engine has judged refusals before."""

    def __init__(self, facts: dict[int, OpenBatch]) -> None:
        self.facts, self.entries, self.places, self.arrivals = facts, list[Entry](), dict[str, Place](), 0
        self.collars, self.last, self.moved = dict[Market, SetCollar](), dict[Market, int](), list[Market]()
        self.meetings = 0

    def apply(self, command: Any) -> list[Fill]:
        fills = self.carry_out(command)
        while self.moved:
            fills += self.rematch(self.moved.pop(0))
        return fills

    def carry_out(self, command: Any) -> list[Fill]:
        if getattr(command, "at_s", 0):
            self.entries = [e for e in self.entries if e.place.expiry_s > command.at_s]
        if isinstance(command, SetCollar):
            self.collars[command.market] = command
            left_out = [
                e for e in self.entries if e.place.market == command.market and not self.inside(e.place, command.market)
            ]
            self.entries = [e for e in self.entries if e not in left_out]
            return self.rematch(command.market)
        if isinstance(command, Place):
            self.places[command.order] = command
            return self.enter(command, command.credits)
        mine = [e for e in self.entries if getattr(command, "order", None) == e.place.order]
        if isinstance(command, Shrink):
            for entry in mine:
                entry.left = min(entry.left, command.credits)
                if entry.left < max(entry.place.min_fill, entry.place.all_or_none * entry.place.credits, 1):
                    self.entries.remove(entry)
            return []
        self.entries = [e for e in self.entries if e not in mine and e.place.maker != getattr(command, "maker", None)]
        if isinstance(command, Modify) and mine:
            return self.enter(mine[0].place, command.credits)
        if isinstance(command, Reopen) and self.places[command.order].expiry_s > command.at_s:
            return self.enter(self.places[command.order], command.credits + sum(e.left for e in mine), again=True)
        return []

    def enter(self, place: Place, left: int, again: bool = False) -> list[Fill]:
        before, last, moved = self.copies(), dict(self.last), list(self.moved)
        wanted, fills, met = left, list[Fill](), self.meetings
        crossed = any(self.crosses(place, e.place) for e in self.entries)
        left_over = self.take(place, left, fills)
        fails = place.tif is TimeInForce.FOK and sum(fill[2] for fill in fills) < wanted
        # A post-only order that comes back takes nothing, be it of its own maker.
        if fails or (again and place.tif is TimeInForce.POST and self.meetings > met):
            self.entries, self.last, self.moved = before, last, moved
            return []
        if crossed and place.market.batch and not self.inside(place, place.market):
            return fills  # its own trades moved the band away from it
        if place.tif in (TimeInForce.GTC, TimeInForce.POST) and left_over >= max(place.min_fill, 1):
            self.arrivals += 1
            self.entries.append(Entry(place, left_over, self.arrivals))
        return fills

    def rematch(self, market: Market) -> list[Fill]:
        """Attribute bids take what a collar kept from them."""
        fills = list[Fill]()
        for bid in sorted(self.entries, key=lambda e: (-e.place.price_minor, e.arrival)):
            if bid in self.entries and bid.place.criteria is not None and self.inside(bid.place, market):
                bid.left = self.take(bid.place, bid.left, fills, market)
                if bid.left < max(bid.place.min_fill, 1):
                    self.entries.remove(bid)
        return fills

    def take(self, place: Place, left: int, fills: list[Fill], only: Market | None = None) -> int:
        """What is left of a newcomer after it has met everyone in turn."""
        for entry in sorted(self.entries, key=lambda e: (e.place.price_minor * (1 if e.place.side else -1), e.arrival)):
            there = only in (None, entry.place.market)
            if left > 0 and there and entry in self.entries and self.crosses(place, entry.place):
                credits = min(left, entry.left)
                market = entry.place.market if entry.place.market.batch else place.market
                if not self.inside(entry.place, market):
                    self.leave_behind(entry, market)
                elif self.may_trade(place, entry.place, credits):
                    left -= self.meet(place, entry, credits, fills)
        return left

    def meet(self, place: Place, entry: Entry, credits: int, fills: list[Fill]) -> int:
        """Credits that the newcomer loses by one meeting."""
        self.meetings += 1
        gone, lost = credits, credits
        if entry.place.maker == place.maker:
            mode = place.self_trade
            lost = {SelfTrade.CANCEL_OLDEST: 0, SelfTrade.DECREMENT: credits}.get(mode, 10**9)
            gone = {SelfTrade.CANCEL_NEWEST: 0, SelfTrade.DECREMENT: credits}.get(mode, 10**9)
        else:
            buy, sell = (entry.place, place) if place.side else (place, entry.place)
            fills.append((buy.order, sell.order, credits, entry.place.price_minor))
            if buy.taker is None and sell.taker is None:
                self.last[sell.market] = entry.place.price_minor
                self.moved += [sell.market] if self.collars.get(sell.market, SetCollar(sell.market)).band_bps else []
        entry.left -= gone
        if entry.left < max(entry.place.min_fill, 1):
            self.entries.remove(entry)
        return lost

    def crosses(self, new: Place, old: Place) -> bool:
        buy, sell = (old, new) if new.side else (new, old)
        facts = self.facts.get(sell.market.batch)
        conforms = facts is not None and (buy.criteria or Criteria()).met_by(facts)
        fits = buy.market.batch == sell.market.batch or (buy.market.batch == 0 and conforms)
        same = new.side is not old.side and buy.market.payment == sell.market.payment
        return same and fits and buy.price_minor >= sell.price_minor

    def may_trade(self, new: Place, old: Place, credits: int) -> bool:
        whole = all(not p.all_or_none or credits == p.credits for p in (new, old))
        bound = new.taker in (None, old.maker) and old.taker in (None, new.maker)
        return whole and bound and credits >= max(new.min_fill, old.min_fill)

    def bounds(self, market: Market) -> tuple[int, int]:
        collar, last = self.collars.get(market, SetCollar(market)), self.last.get(market, 0)
        low, high, reach = collar.low_minor, collar.high_minor or 10**18, last * collar.band_bps // 10_000
        return (max(low, last - reach), min(high, last + reach)) if collar.band_bps and last else (low, high)

    def inside(self, place: Place, market: Market) -> bool:
        """Is a price within the collar of a market?"""
        low, high = self.bounds(market)
        return low <= place.price_minor <= high

    def leave_behind(self, entry: Entry, market: Market) -> None:
        """An order on the wrong side of a collar leaves as it is met, unless it waits elsewhere."""
        low, high = self.bounds(market)
        wrong = entry.place.price_minor < low if entry.place.side else entry.place.price_minor > high
        if wrong and entry.place.criteria is None:
            self.entries.remove(entry)

    def copies(self) -> list[Entry]:
        return [Entry(e.place, e.left, e.arrival) for e in self.entries]
