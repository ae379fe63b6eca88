"""Introduces the market's adapters to its use cases, on top of an open registry."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial

from marketplace.adapters.carry_over import carry_over
from marketplace.adapters.exchange_chain import ExchangeChain
from marketplace.adapters.journal_codec import records_of
from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.market_data import MarketData, open_market_data
from marketplace.adapters.market_data_fold import MarketDataTables
from marketplace.adapters.operator import Operator
from marketplace.adapters.order_store import OrderStore
from marketplace.adapters.projector import Projector
from marketplace.adapters.sequencer import Desk
from marketplace.adapters.snapshots import Snapshots
from marketplace.adapters.steady_memory import SteadyMemory
from marketplace.archive import JournalArchive
from marketplace.config import MarketSettings, journal_folder, market_settings_from_environment
from marketplace.domain.batching import BatchPolicy
from marketplace.domain.commands import Cancelled, Market
from marketplace.domain.engine import Engine
from marketplace.domain.fee import Quote
from marketplace.domain.settlement import Settlement, TradeRecord
from marketplace.domain.signed_order import SignedOrder
from marketplace.ordering import OrderRoom
from marketplace.settling import SettlementOffice
from marketplace.usecases.cancel_order import MakerWord
from marketplace.usecases.place_order import Placed, Sender
from marketplace.usecases.quote import quote
from marketplace.usecases.replay_journal import replay_journal
from marketplace.usecases.show_book import MarketView, show_book
from registry.adapters.chain_engines import DEV_CHAIN_ID
from registry.adapters.key_file import read_key
from registry.adapters.signer import dev_signer
from registry.bootstrap import Registry
from registry.config import Settings
from registry.domain.orders import Order
from registry.ports import TransactionSigner

DEVELOPMENT_OPERATOR = 4  # account of the development mnemonic that the deployment makes exchange operator


@dataclass(frozen=True)
class Marketplace:
    """The market of one process, ready to be asked; one property for each part, opened when it is first used.

    `operator` is None where no key of the exchange operator is at hand. Close it: the journal has one desk at a time.
    """

    registry: Registry
    exchange: ExchangeChain
    operator: Operator | None
    payment: str
    settle_every_s: int | None = None
    policy: BatchPolicy = field(default_factory=BatchPolicy)

    # --- parts -------------------------------------------------------------------------------------------------------

    @cached_property
    def desk(self) -> Desk:
        """The one writer of this market. Raises JournalTaken while another process has it, JournalDamaged."""
        folder = journal_folder(self.registry.settings)
        desk = Desk(JournalFiles(folder), Snapshots(folder), self.projector).open()

        def trades() -> int:
            with desk.book() as engine:
                return engine.trades

        try:
            carry_over(self.registry.database, desk.submit, trades)
        except BaseException:
            desk.close()
            raise
        desk.listen(SteadyMemory(desk.number).hear)
        return desk

    @cached_property
    def projector(self) -> Projector:
        """The tables that follow the journal; parts of the market that keep tables of their own are named here."""
        return Projector(self.registry.database, MarketDataTables())

    @cached_property
    def archive(self) -> JournalArchive:
        """The days of the journal: sealing, replaying, handing out."""
        return JournalArchive(self.registry)

    @cached_property
    def store(self) -> OrderStore:
        """Orders and trades as projected, and settlements."""
        return OrderStore(self.registry.database)

    @cached_property
    def settlement(self) -> SettlementOffice:
        """The way of trades to the chain, and what was found there."""
        return SettlementOffice(self, self.policy)

    @cached_property
    def data(self) -> MarketData:
        """The live feed and the tables of market data; the feed begins with the book as it stands."""
        wallets, clock = self.registry.wallets.of_account, self.registry.clock
        return open_market_data(self.desk, self.registry.database, wallets=wallets, clock=clock, payment=self.payment)

    @cached_property
    def orders(self) -> OrderRoom:
        """Where orders come in, change and leave."""
        return OrderRoom(self)

    def close(self) -> None:
        """Stores what waits and gives the journal back, if this process had it; the next use opens it again."""
        orders: OrderRoom | None = self.__dict__.pop("orders", None)
        if orders is not None:
            orders.close()
        self.__dict__.pop("data", None)
        desk: Desk | None = self.__dict__.pop("desk", None)
        if desk is not None:
            desk.close()

    # --- calls -------------------------------------------------------------------------------------------------------

    def sign(self, order: Order, signer: TransactionSigner) -> str:
        """The maker's signature over the order's hash, 0x hex."""
        return "0x" + signer.sign_digest(bytes.fromhex(self.exchange.order_hash(order)[2:])).hex()

    def place(self, order: Order, signature: str) -> Placed:
        """See `place_order`."""
        return self.orders.place(order, signature, Sender())

    def cancel(self, order_hash: str, signature: str) -> Cancelled:
        """See `cancel_order`."""
        return self.orders.cancel(order_hash, MakerWord(signature))

    def settle(self) -> list[Settlement]:
        """Settles every waiting trade, one batch after the other. See `SettlementOffice.settle`."""
        return self.settlement.settle()

    def book(self, batch: int, payment: str | None = None) -> MarketView:
        """One market; the payment token is the deployment's unless named."""
        view = self.exchange.view()
        with self.desk.book() as book:
            return show_book(Market(batch, payment or self.payment), book=book, view=view)

    def order(self, order_hash: str) -> SignedOrder | None:
        """A stored order by its hash."""
        self.desk.barrier()
        return self.store.order(order_hash)

    def trades(self, before: int | None = None, limit: int = 50) -> list[TradeRecord]:
        """Trades with their settlement, newest first, numbers below `before`."""
        self.desk.barrier()
        return self.store.trades(before, limit)

    def quote(self, credits: int, price_minor: int, payment: str | None = None) -> Quote:
        """See `quote`; the tick is read from the exchange."""
        return quote(credits, price_minor, payment=payment or self.payment, exchange=self.exchange)


def open_marketplace(registry: Registry, operator: TransactionSigner | None = None) -> Marketplace:
    """The market of an open registry. Without an operator given, the key comes from the settings.

    Raises InvalidInput if the key file does not hold a key, or others may read it.
    """
    exchange = ExchangeChain(registry.chain)
    settings = market_settings_from_environment()
    signer = operator or _operator_key(settings, exchange.chain_id)
    return Marketplace(
        registry=registry,
        exchange=exchange,
        operator=Operator(registry.outbox, signer, exchange) if signer else None,
        payment=registry.chain.address_of("PaymentToken"),
        settle_every_s=settings.settle_every_s,
        policy=settings.policy,
    )


def book_of_journal(settings: Settings) -> Engine:
    """The book as the journal tells it, read beside whoever writes it. Raises JournalDamaged."""
    folder = journal_folder(settings)
    files, snapshots = JournalFiles(folder), Snapshots(folder)
    return replay_journal(partial(snapshots.newest, snapshots.last), partial(records_of, files)).engine


def _operator_key(settings: MarketSettings, chain_id: int) -> TransactionSigner | None:
    if settings.operator_key_file is None:
        return dev_signer(DEVELOPMENT_OPERATOR) if chain_id == DEV_CHAIN_ID else None
    return read_key(settings.operator_key_file, "CARBONIX_OPERATOR_KEY_FILE")
