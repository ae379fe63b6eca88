"""The public picture of all markets, followed record by record: depth, tape and quotes, told as updates."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketplace.domain.commands import (
    ANY_BATCH,
    Cancelled,
    Event,
    Halted,
    Joined,
    Lifted,
    Market,
    Parted,
    Rested,
    Resumed,
    Shrunk,
    Traded,
)
from marketplace.domain.depth import Ladder
from marketplace.domain.feed import BookChange, Quotes, Recent, TapeChange, TapeEntry, Update
from marketplace.domain.journal import PoisonMark, Record
from marketplace.domain.standings import Standings
from marketplace.domain.tape import TapeTrade
from registry.domain.orders import Side


@dataclass(slots=True)
class Chain:
    """Where the chains of one market stand: the step of its last book change, its last trade, its last price."""

    book_sequence: int
    trade_number: int = 0
    last_minor: int | None = None
    told: Quotes | None = None
    recent: Recent = field(default_factory=lambda: Recent(0))


class Picture:
    """What everybody may see of the book after record `sequence`. Integers only; it changes itself."""

    def __init__(self, sequence: int = 0, time_ms: int = 0) -> None:
        self.sequence, self.time_ms = sequence, time_ms
        self.standings = Standings()
        self.halted: set[Market | None] = set()
        self._start = sequence
        self._chains: dict[Market, Chain] = {}

    def apply(self, record: Record) -> list[Update]:
        """Follows one record; the updates of the markets that it touched, in the order of the markets."""
        self.sequence, self.time_ms = record.number, record.time_ms
        if isinstance(record.entry, PoisonMark):
            return []
        tape: dict[Market, list[Traded]] = {}
        stood_still = set(self.halted)
        for event in record.events:
            self._follow(event)
            if isinstance(event, Traded):
                tape.setdefault(event.market, []).append(event)
        touched = {*self.standings.take_touched(), *tape, *self._turned(stood_still)}
        return [self._update(market, tape.get(market, [])) for market in sorted(touched)]

    def rest(self, rested: Rested) -> None:
        """An order stands in its market, an attribute bid in several; a private one is nobody else's business."""
        if rested.private:
            self.standings.leave(rested.order)
            return
        shared = rested.market.batch == ANY_BATCH
        markets = rested.markets if shared else (rested.market,)
        self.standings.rest(rested.order, rested.side, rested.price_minor, rested.credits, markets, shared=shared)

    def seal(self) -> None:
        """Everything so far is the beginning: it is in snapshots, not in updates."""
        self._start = self.sequence
        self.standings.take_touched()
        for ladder in self.standings.ladders.values():
            ladder.take_changes()

    def market_state(self, market: Market) -> tuple[Ladder, Chain]:
        """Ladder and chain of a market; of one that nobody knows, empty ones."""
        return self.standings.ladder(market), self._chain(market)

    def markets(self) -> list[Market]:
        """Every market that had an order or a trade since the beginning."""
        return sorted({*self.standings.ladders, *self._chains})

    def stands_still(self, market: Market) -> bool:
        """True if the market, or the whole house, is halted."""
        return None in self.halted or market in self.halted

    def quotes(self, market: Market) -> Quotes:
        """Best bid, best ask and last price."""
        ladder, known = self.standings.ladder(market), self._chains.get(market)
        last_minor = known.last_minor if known else None
        return Quotes(ladder.best(Side.Buy), ladder.best(Side.Sell), last_minor, self.stands_still(market))

    def last_print(self, trade: TapeTrade) -> None:
        """What the tape said of a market before the picture began; in order of the numbers."""
        chain = self._chain(trade.market, keep=True)
        chain.trade_number = trade.number
        chain.last_minor = chain.last_minor if trade.block else trade.price_minor

    def _follow(self, event: Event) -> None:
        match event:
            case Traded():
                self.standings.fill(event.buy, event.credits)
                self.standings.fill(event.sell, event.credits)
            case Rested():
                self.rest(event)
            case Joined():
                self.standings.extend(event.order, event.market)
            case Parted():
                self.standings.withdraw(event.order, event.market)
            case Shrunk():
                self.standings.fill(event.order, event.credits)
            case Lifted() | Cancelled():
                self.standings.leave(event.order)
            case Halted():
                self.halted.add(event.market)
            case Resumed():
                self.halted.discard(event.market)

    def _turned(self, stood_still: set[Market | None]) -> list[Market]:
        """Markets that were halted or resumed."""
        if stood_still == self.halted:
            return []
        return [
            market
            for market in self.markets()
            if (None in stood_still or market in stood_still) != self.stands_still(market)
        ]

    def _update(self, market: Market, trades: list[Traded]) -> Update:
        chain = self._chain(market, keep=True)
        changes = self.standings.ladder(market).take_changes()
        book = None
        if changes:
            book = BookChange(chain.book_sequence, self.sequence, changes)
            chain.book_sequence = self.sequence
        tape = None
        if trades:
            tape = TapeChange(chain.trade_number, tuple(self._entry(trade) for trade in trades))
            chain.trade_number = trades[-1].number
            chain.last_minor = next((t.price_minor for t in reversed(trades) if not t.block), chain.last_minor)
        quotes = self.quotes(market)
        update = Update(market, self.sequence, self.time_ms, book, tape, None if quotes == chain.told else quotes)
        chain.told = quotes
        chain.recent.keep(update)
        return update

    def _entry(self, trade: Traded) -> TapeEntry:
        return TapeEntry(
            trade.number,
            self.sequence,
            self.time_ms,
            trade.credits,
            trade.price_minor,
            buyer_took=trade.taker is not Side.Sell,
            block=trade.block,
        )

    def _chain(self, market: Market, *, keep: bool = False) -> Chain:
        chain = self._chains.get(market)
        if chain is None:
            chain = Chain(self._start, recent=Recent(self._start))
            if keep:
                self._chains[market] = chain
        return chain
