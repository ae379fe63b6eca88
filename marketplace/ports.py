"""What the use cases of the market need from outside: the chain at one block, a settler, and a store."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Protocol

from marketplace.domain.commands import Traded
from marketplace.domain.engine import Engine
from marketplace.domain.journal import Entry, Outcome, Record
from marketplace.domain.settlement import Settlement, SettlementBatch, TradeRecord
from marketplace.domain.signed_order import SignedOrder
from registry.domain.orders import Order


class ChainView(Protocol):
    """The chain as it stood at one block: every answer is of that block."""

    @property
    def block(self) -> int: ...
    @property
    def time_s(self) -> int: ...
    def signed_by(self, signer: str, digest: str, signature: str) -> bool:
        """True for the signer's key (ECDSA, low s) or for what its wallet accepts (ERC-1271)."""
        ...

    def tick_minor(self, payment: str) -> int:
        """Zero for a token that the exchange does not admit."""
        ...

    def batch_exists(self, batch: int) -> bool: ...
    def epoch_of(self, maker: str) -> int: ...
    def is_cancelled(self, order: str) -> bool: ...
    def filled_credits(self, order: str) -> int: ...
    def held_kg(self, holder: str, batch: int) -> int: ...
    def may_move_credits(self, holder: str) -> bool: ...
    def funds_minor(self, holder: str, payment: str) -> int: ...
    def allowance_minor(self, holder: str, payment: str) -> int: ...


class Exchange(Protocol):
    """The exchange contract, as far as orders need it."""

    @property
    def address(self) -> str: ...
    @property
    def credit_address(self) -> str: ...
    def view(self) -> ChainView:
        """The chain at its head of this moment."""
        ...

    def order_hash(self, order: Order) -> str:
        """EIP-712 digest of the order for this chain and this contract: what its maker signs."""
        ...

    def cancellation_digest(self, order_hash: str) -> str:
        """What a maker signs to withdraw an order from the book."""
        ...


class Settler(Protocol):
    """The operator's hand: sends a batch at most once and reads what became of it."""

    def last_batch_no(self) -> int: ...
    def settle(self, batch: SettlementBatch, orders: Sequence[SignedOrder]) -> Settlement:
        """Raises Refused if the chain refused the batch as a whole: then none of it took effect."""
        ...


class TradingDesk(Protocol):
    """The one writer of the market: numbers, makes durable, lets the engine decide, answers."""

    def submit(self, entry: Entry) -> Future[Outcome]:
        """The future outcome of an entry. Raises DeskBusy, DeskHalted; the future raises as the desk says."""
        ...

    def submit_all(self, entries: Sequence[Entry]) -> list[Future[Outcome]]:
        """The same for the entries of one call, which stay together in their order."""
        ...

    def book(self) -> AbstractContextManager[Engine]:
        """The engine standing still, for reading; be short."""
        ...

    def barrier(self) -> int:
        """Waits until the tables know all that was answered: the last record's number. Raises DeskBusy."""
        ...


class Projection(Protocol):
    """Tables that follow the journal. Each method is one transaction."""

    def cursor(self) -> int:
        """The number of the last record that the tables know."""
        ...

    def project(self, records: Sequence[Record]) -> None:
        """Adds records in order; those that the tables know already are passed by."""
        ...

    def outcome(self, number: int) -> Outcome:
        """What the sender of a record was told. Raises NotFound."""
        ...


class MarketStore(Protocol):
    """Orders and trades as the journal told them, and settlement batches. Each method is one transaction."""

    def order(self, order_hash: str) -> SignedOrder | None: ...
    def unsettled(self) -> list[Traded]: ...
    def trades(self, before: int | None, limit: int) -> list[TradeRecord]:
        """Newest first, numbers below `before`."""
        ...

    def open_batch(self) -> SettlementBatch | None:
        """The batch that was formed and whose outcome is not stored."""
        ...

    def form_batch(self, number: int, limit: int) -> SettlementBatch | None:
        """Takes the oldest trades that wait; None if none waits."""
        ...

    def count_refusal(self, batch: SettlementBatch) -> None: ...
    def dissolve(self, batch: SettlementBatch) -> None:
        """The trades wait again; the number belongs to somebody else."""
        ...

    def close_batch(self, settlement: Settlement) -> None: ...
