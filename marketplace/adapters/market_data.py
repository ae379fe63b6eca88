"""Market data of one process: the live feed over the desk, the tables over the database, and who owns what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from marketplace.adapters.market_data_reads import MarketDataReads
from marketplace.adapters.market_feed import BookView, MarketFeed
from marketplace.adapters.picture_of_book import picture_of
from marketplace.adapters.sequencer import Desk
from marketplace.domain.accounts import account_of, own_wallets
from marketplace.domain.candles import MS_PER_S, Candle, Timeframe
from marketplace.domain.commands import Market
from marketplace.domain.feed import MOST_PRINTS_QUEUED, TapeChange, TapeEntry
from marketplace.domain.picture import Picture
from marketplace.domain.statement import Statement, statement_of
from marketplace.domain.tape import Chosen, Owner, Page, TapeTrade
from marketplace.domain.ticker import WINDOW_S, Ticker, ticker_of
from marketplace.errors import DeskBusy
from registry.adapters.database import Database
from registry.domain.roles import Principal
from registry.ports import Clock

Wallets = Callable[[Principal], list[str]]


class MarketData:
    """What the doors of market data ask. `number` is the desk's last record, `barrier` waits for the tables."""

    def __init__(
        self,
        feed: MarketFeed,
        reads: MarketDataReads,
        *,
        number: Callable[[], int],
        barrier: Callable[[], int],
        wallets: Wallets,
        clock: Clock,
        payment: str,
    ) -> None:
        self.feed = feed
        self._reads = reads
        self._number = number
        self._barrier = barrier
        self._wallets = wallets
        self._clock = clock
        self.payment = payment

    def reads(self) -> MarketDataReads:
        """The tables, with all that was answered before; under a heavy load as far as they are."""
        with suppress(DeskBusy):
            self._barrier()
        return self._reads

    def market(self, batch: int, payment: str | None) -> Market:
        """The market of a batch; the payment token is the deployment's unless named."""
        return Market(batch, (payment or self.payment).lower())

    def book(self, market: Market, limit: int, group_minor: int) -> BookView:
        """Depth of a market, with all that was answered before."""
        self.feed.wait_for(self._number())
        return self.feed.view(market, limit, group_minor)

    def ticker(self, market: Market) -> tuple[Ticker, int, bool]:
        """The ticker, the moment in Unix milliseconds, and whether the market stands still."""
        now_s, since_ms = self._window()
        page = Page(WINDOW_S // Timeframe.M1 + 1, oldest_first=True)
        minutes = self.reads().candles(market, Timeframe.M1, Chosen(since_ms=since_ms), page)
        ticker, halted = self._ticker(market, minutes)
        return ticker, now_s * MS_PER_S, halted

    def tickers(self) -> tuple[list[tuple[Market, Ticker, bool]], int]:
        """The ticker of every market and whether it stands still; the moment in Unix milliseconds."""
        now_s, since_ms = self._window()
        minutes = self.reads().minutes(since_ms)
        markets = self.feed.markets()
        return [(one, *self._ticker(one, minutes.get(one, ()))) for one in markets], now_s * MS_PER_S

    def _window(self) -> tuple[int, int]:
        """Now in Unix seconds, and the start of the day before it in milliseconds, at a whole minute."""
        now_s = self._clock.now()
        return now_s, Timeframe.M1.start_s(now_s - WINDOW_S) * MS_PER_S

    def _ticker(self, market: Market, minutes: Sequence[Candle]) -> tuple[Ticker, bool]:
        quotes = self.feed.view(market, 1).quotes
        return ticker_of(minutes, quotes.last_minor, quotes.bid, quotes.ask), quotes.halted

    def owner(self, caller: Principal) -> Owner:
        """The caller's account with its wallets; a wallet that signed in by itself is its own account."""
        return Owner(account_of(caller), tuple(sorted(own_wallets(caller, self._wallets(caller)))))

    def statement(self, owner: Owner, since_ms: int, until_ms: int) -> Statement:
        """The sums of one's fills in [since, until)."""
        chosen = Chosen(since_ms=since_ms, until_ms=until_ms)
        pieces = self.reads().all_fills(owner, chosen, oldest_first=True)
        return statement_of(since_ms, until_ms, (fill for piece in pieces for fill in piece))

    def missed_trades(self, market: Market, after_step: int, last_number: int) -> TapeChange | None:
        """Trades of later steps than that, up to a number; of more than the queue holds the newest, the rest named."""
        reads = self.reads()
        chosen = Chosen(market.batch, market.payment, since_step=after_step)
        newest = reads.trades(chosen, Page(MOST_PRINTS_QUEUED, last_number + 1))
        if not newest:
            return None
        entries = tuple(entry_of(settled.trade) for settled in reversed(newest))
        first = reads.trades(chosen, Page(1, oldest_first=True))[0].trade.number
        before = reads.trades(Chosen(market.batch, market.payment), Page(1, first))
        lost = None
        if first < entries[0].number:
            below = reads.trades(chosen, Page(1, entries[0].number))[0].trade.number
            lost = (first, below)
        return TapeChange(before[0].trade.number if before else 0, entries, lost)


def open_market_data(desk: Desk, database: Database, *, wallets: Wallets, clock: Clock, payment: str) -> MarketData:
    """Market data over an open desk, from the book as it stands."""
    reads = MarketDataReads(database)

    def picture() -> Picture:
        with desk.book() as engine:
            made = picture_of(engine, desk.number, clock.now() * MS_PER_S)
        desk.barrier()  # the desk goes on while the tables come up, and the tape is read as far as the book was
        for trade in reads.last_trades(made.sequence):
            made.last_print(trade)
        made.seal()
        return made

    feed = MarketFeed(picture)
    desk.listen(feed.hear)
    feed.start()
    return MarketData(
        feed,
        reads,
        number=lambda: desk.number,
        barrier=desk.barrier,
        wallets=wallets,
        clock=clock,
        payment=payment,
    )


def entry_of(trade: TapeTrade) -> TapeEntry:
    """A trade of the table as the stream tells it."""
    return TapeEntry(
        trade.number, trade.sequence, trade.time_ms, trade.credits, trade.price_minor, trade.buyer_took, trade.block
    )
