"""Introduces the market's adapters to its use cases, on top of an open registry."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from marketplace.adapters.exchange_chain import ExchangeChain
from marketplace.adapters.operator import Operator
from marketplace.adapters.order_store import OrderStore
from marketplace.config import MarketSettings, market_settings_from_environment
from marketplace.domain.commands import Cancelled, Market
from marketplace.domain.fee import Quote
from marketplace.domain.settlement import Settlement, TradeRecord
from marketplace.domain.signed_order import SignedOrder
from marketplace.errors import OperatorKeyMissing
from marketplace.usecases.cancel_order import cancel_order
from marketplace.usecases.keep_book import BookKeeper
from marketplace.usecases.place_order import Placed, place_order
from marketplace.usecases.quote import quote
from marketplace.usecases.settle_matches import settle_matches
from marketplace.usecases.show_book import MarketView, show_book
from registry.adapters.chain_engines import DEV_CHAIN_ID
from registry.adapters.key_file import read_key
from registry.adapters.signer import dev_signer
from registry.bootstrap import Registry
from registry.domain.orders import Order
from registry.ports import TransactionSigner

DEVELOPMENT_OPERATOR = 4  # account of the development mnemonic that the deployment makes exchange operator


@dataclass(frozen=True, slots=True)
class Marketplace:
    """The market, ready to be asked. `operator` is None where no key of the exchange operator is at hand."""

    exchange: ExchangeChain
    store: OrderStore
    keeper: BookKeeper
    operator: Operator | None
    payment: str
    _settling: Lock = field(default_factory=Lock, repr=False)

    def sign(self, order: Order, signer: TransactionSigner) -> str:
        """The maker's signature over the order's hash, 0x hex."""
        return "0x" + signer.sign_digest(bytes.fromhex(self.exchange.order_hash(order)[2:])).hex()

    def place(self, order: Order, signature: str) -> Placed:
        """See `place_order`."""
        return place_order(order, signature, keeper=self.keeper, store=self.store, exchange=self.exchange)

    def cancel(self, order_hash: str, signature: str) -> Cancelled:
        """See `cancel_order`."""
        return cancel_order(order_hash, signature, keeper=self.keeper, store=self.store, exchange=self.exchange)

    def settle(self) -> list[Settlement]:
        """Settles until no trade waits, one batch after the other. See `settle_matches`."""
        if self.operator is None:
            raise OperatorKeyMissing(self.exchange.chain_id)
        settlements: list[Settlement] = []
        with self._settling:
            while settled := settle_matches(keeper=self.keeper, store=self.store, settler=self.operator):
                settlements.append(settled)
        return settlements

    def book(self, batch: int, payment: str | None = None) -> MarketView:
        """One market; the payment token is the deployment's unless named."""
        return show_book(Market(batch, payment or self.payment), keeper=self.keeper, view=self.exchange.view())

    def order(self, order_hash: str) -> SignedOrder | None:
        """A stored order by its hash."""
        return self.store.order(order_hash)

    def trades(self, before: int | None = None, limit: int = 50) -> list[TradeRecord]:
        """Trades with their settlement, newest first, numbers below `before`."""
        return self.store.trades(before, limit)

    def quote(self, credits: int, price_minor: int, payment: str | None = None) -> Quote:
        """See `quote`; the tick is read from the exchange."""
        return quote(credits, price_minor, payment=payment or self.payment, exchange=self.exchange)


def open_marketplace(registry: Registry, operator: TransactionSigner | None = None) -> Marketplace:
    """The market of an open registry. Without an operator given, the key comes from the settings.

    Raises InvalidInput if the key file does not hold a key, or others may read it.
    """
    exchange, store = ExchangeChain(registry.chain), OrderStore(registry.database)
    signer = operator or _operator_key(market_settings_from_environment(), exchange.chain_id)
    return Marketplace(
        exchange=exchange,
        store=store,
        keeper=BookKeeper(store),
        operator=Operator(registry.outbox, signer, exchange) if signer else None,
        payment=registry.chain.address_of("PaymentToken"),
    )


def _operator_key(settings: MarketSettings, chain_id: int) -> TransactionSigner | None:
    if settings.operator_key_file is None:
        return dev_signer(DEVELOPMENT_OPERATOR) if chain_id == DEV_CHAIN_ID else None
    return read_key(settings.operator_key_file, "CARBONIX_OPERATOR_KEY_FILE")
