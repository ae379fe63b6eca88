"""A reference book written for plainness: one list, searched from the start at every step, rules read literally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.domain.commands import Criteria, Modify, OpenBatch, Place, Reopen, SelfTrade, Shrink, TimeInForce

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

    def apply(self, command: Any) -> list[Fill]:
        if getattr(command, "at_s", 0):
            self.entries = [e for e in self.entries if e.place.expiry_s > command.at_s]
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
        kept = [Entry(e.place, e.left, e.arrival) for e in self.entries]
        wanted, fills = left, list[Fill]()
        for entry in sorted(kept, key=lambda e: (e.place.price_minor * (1 if e.place.side else -1), e.arrival)):
            credits = min(left, entry.left)
            if left and entry in kept and self.may_trade(place, entry.place, credits):
                if again and place.tif is TimeInForce.POST:
                    return []
                left -= self.meet(place, entry, credits, kept, fills)
        if place.tif is TimeInForce.FOK and sum(fill[2] for fill in fills) < wanted:
            return []
        self.entries = kept
        if place.tif in (TimeInForce.GTC, TimeInForce.POST) and left >= max(place.min_fill, 1):
            self.arrivals += 1
            self.entries.append(Entry(place, left, self.arrivals))
        return fills

    def meet(self, place: Place, entry: Entry, credits: int, kept: list[Entry], fills: list[Fill]) -> int:
        """Credits that the newcomer loses by one meeting."""
        gone, lost = credits, credits
        if entry.place.maker == place.maker:
            mode = place.self_trade
            lost = {SelfTrade.CANCEL_OLDEST: 0, SelfTrade.DECREMENT: credits}.get(mode, 10**9)
            gone = {SelfTrade.CANCEL_NEWEST: 0, SelfTrade.DECREMENT: credits}.get(mode, 10**9)
        else:
            buy, sell = (entry.place, place) if place.side else (place, entry.place)
            fills.append((buy.order, sell.order, credits, entry.place.price_minor))
        entry.left -= gone
        if entry.left < max(entry.place.min_fill, 1):
            kept.remove(entry)
        return lost

    def may_trade(self, new: Place, old: Place, credits: int) -> bool:
        buy, sell = (old, new) if new.side else (new, old)
        batch, facts = sell.market.batch, self.facts.get(sell.market.batch)
        conforms = facts is not None and (buy.criteria or Criteria()).met_by(facts)
        fits = (buy.market.batch == batch) or (buy.market.batch == 0 and conforms)
        if new.side is old.side or not fits or buy.market.payment != sell.market.payment:
            return False
        whole = all(not p.all_or_none or credits == p.credits for p in (new, old))
        bound = new.taker in (None, old.maker) and old.taker in (None, new.maker)
        return buy.price_minor >= sell.price_minor and whole and bound and credits >= max(new.min_fill, old.min_fill)
