"""What the market's page shows before its script wakes: instruments, the book, the tape, and what a ticket needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from marketplace.adapters.market_feed import BookView
from marketplace.domain.candles import MS_PER_S
from marketplace.domain.commands import ListContract, Market
from marketplace.domain.depth import DepthLevel
from marketplace.domain.history import words_of
from marketplace.domain.tape import Chosen, Page, SettledTrade
from marketplace.domain.ticker import Ticker
from marketplace.domain.ticket import KINDS, STANDARDS
from registry.adapters.typed_data import EXCHANGE_NAME, ORDER_TYPE, VERSION
from registry.domain.labels import LABELS
from registry.domain.projection import Projection
from registry.domain.units import BPS, FEE_BPS
from web.formatting import money, utc
from web.front import Frame, Front
from web.sheets import Sheet

LEVELS_SHOWN, TRADES_SHOWN, MOST_INSTRUMENTS = 12, 30, 200
YEAR_DIGITS = 4
COLUMNS = ("what", "batch", "price", "amount", "orders", "time", "number", "side", "status", "transaction")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the exchange trades against and where: prices in minor units, `tick_minor` the smallest step of one."""

    payment: str
    decimals: int
    symbol: str
    tick_minor: int
    chain_id: int
    exchange: str
    credit: str

    def shown(self, minor: int | None) -> str:
        """An amount without its symbol: `180.00`; a dash where there is none."""
        return "–" if minor is None else money(minor, self.decimals, "").strip()

    def for_script(self) -> dict[str, object]:
        """The same, with the rest of what a signature needs; amounts as text, for scripts round large numbers."""
        signed = {"name": EXCHANGE_NAME, "version": VERSION, "type": ORDER_TYPE}
        return asdict(self) | {"tick_minor": str(self.tick_minor), "fee_bps": FEE_BPS, "bps": BPS, "signed": signed}


@dataclass(frozen=True, slots=True)
class Instrument:
    """A batch that can be traded, with its quotes in minor units."""

    batch: int
    project: str
    vintage: int
    bid_minor: int | None
    ask_minor: int | None
    last_minor: int | None
    halted: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """One market at one moment, and the others beside it."""

    terms: Terms
    instruments: Sequence[Instrument]
    chosen: Instrument
    book: BookView
    ticker: Ticker
    trades: Sequence[SettledTrade]
    contracts: Sequence[ListContract]

    @property
    def sheet(self) -> Sheet:
        """Levels and trades of the chosen market."""
        batch = self.chosen.batch
        told = [("bid", level) for level in self.book.bids] + [("ask", level) for level in self.book.asks]
        levels = [
            (side, batch, one.price_minor, one.credits, one.orders, None, None, None, None, None) for side, one in told
        ]
        facts = {"batch": str(batch), "payment": self.terms.payment, "symbol": self.terms.symbol, "feeBps": FEE_BPS}
        facts |= {"decimals": self.terms.decimals, "sequence": self.book.sequence}
        return Sheet(f"market-{batch}", COLUMNS, [*levels, *map(_trade_row, self.trades)], facts)

    @property
    def contracts_for_script(self) -> list[dict[str, object]]:
        """Standard contracts with their criteria and rule."""
        return [
            {"code": one.code, "rule": one.delivery_rule, "criteria": dict(words_of(one.criteria))}
            for one in self.contracts
        ]


def terms_of(front: Front) -> Terms:
    """What trades are made against. Raises ChainUnavailable at the first time, if the chain is away."""
    payment, decimals, symbol = front.payment
    exchange = front.market.exchange
    return Terms(
        payment=front.market.payment,
        decimals=decimals,
        symbol=symbol,
        tick_minor=exchange.view().tick_minor(payment),
        chain_id=exchange.chain_id,
        exchange=exchange.address,
        credit=exchange.credit_address,
    )


def floor_of(front: Front, frame: Frame, terms: Terms, batch: int | None, group_minor: int) -> Floor:
    """The market of a batch, or the one that traded last. `batch` must exist in the projection."""
    market = front.market
    views = {one.batch: market.data.feed.view(one, 1) for one in market.data.feed.markets()}
    trades = market.data.reads().trades(Chosen(batch), Page(TRADES_SHOWN))
    number = batch if batch is not None else _liveliest(trades, views, frame.ledger)
    if batch is None:
        trades = market.data.reads().trades(Chosen(number), Page(TRADES_SHOWN))
    instruments = [_instrument(frame.ledger, one, views.get(one)) for one in _numbers(frame.ledger, number)]
    chosen = next(one for one in instruments if one.batch == number)
    named = Market(number, terms.payment.lower())
    with market.desk.book() as engine:
        contracts = list(engine.contracts.values())
    ticker, _, _ = market.data.ticker(named)
    book = market.data.book(named, LEVELS_SHOWN, group_minor)
    return Floor(terms, instruments, chosen, book, ticker, trades, contracts)


def choices() -> dict[str, object]:
    """What an attribute bid may name."""
    return {"kinds": KINDS, "standards": STANDARDS, "labels": LABELS}


def reaching(levels: Sequence[DepthLevel]) -> list[tuple[DepthLevel, int]]:
    """Each level with the credits from the best price up to it."""
    total, found = 0, []
    for level in levels:
        total += level.credits
        found.append((level, total))
    return found


def _liveliest(trades: Sequence[SettledTrade], views: dict[int, BookView], ledger: Projection) -> int:
    standing = [batch for batch, view in views.items() if view.bids or view.asks]
    traded = [one.trade.market.batch for one in trades]
    return next((batch for batch in (*standing, *traded, *ledger.batches) if batch in ledger.batches), 0)


def _numbers(ledger: Projection, chosen: int) -> list[int]:
    newest = sorted(ledger.batches, reverse=True)[:MOST_INSTRUMENTS]
    return sorted({chosen, *newest})


def _instrument(ledger: Projection, number: int, view: BookView | None) -> Instrument:
    batch = ledger.batches.get(number)
    bid, ask = (view.quotes.bid, view.quotes.ask) if view else (None, None)
    return Instrument(
        batch=number,
        project=ledger.projects[batch.project].name if batch else "",
        vintage=int(utc(batch.vintage_start)[:YEAR_DIGITS]) if batch else 0,
        bid_minor=bid.price_minor if bid else None,
        ask_minor=ask.price_minor if ask else None,
        last_minor=view.quotes.last_minor if view else None,
        halted=bool(view and view.quotes.halted),
    )


def _trade_row(settled: SettledTrade) -> tuple[str | int | None, ...]:
    trade, way = settled.trade, settled.settlement
    side, at = "buy" if trade.buyer_took else "sell", utc(trade.time_ms // MS_PER_S)
    batch, orders = trade.market.batch, None
    told = ("trade", batch, trade.price_minor, trade.credits, orders, at, trade.number, side, way.state)
    return (*told, way.transaction)
