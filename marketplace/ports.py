"""What the use cases of the market need from outside: the chain at one block, a settler, and a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Protocol

from marketplace.domain.backing import Bound, Demand
from marketplace.domain.batching import Waiting
from marketplace.domain.commands import OpenBatch, Place, Traded
from marketplace.domain.desk_state import DeskState
from marketplace.domain.engine import Engine
from marketplace.domain.journal import Entry, Numbered, Outcome, Record, Told
from marketplace.domain.reconciliation import Difference, Fill
from marketplace.domain.settlement import Failed, PendingBatch, Settlement, SettlementBatch, TradeRecord
from marketplace.domain.signed_order import SignedOrder
from marketplace.domain.strikes import Strike
from registry.domain.events import Block, ChainEvent
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


class OrderView(ChainView, Protocol):
    """What orders ask of one block beyond that; each question goes to the node once per block."""

    def frozen_kg(self, holder: str, batch: int) -> int: ...
    def batch_facts(self, batch: int) -> OpenBatch: ...
    def last_batch_no(self) -> int: ...
    @property
    def cancelled(self) -> AbstractSet[str]:
        """Orders that their makers withdrew on chain."""
        ...

    @property
    def epochs(self) -> Mapping[str, int]:
        """Epochs of makers that ever raised theirs."""
        ...

    @property
    def labelled(self) -> Mapping[int, int]:
        """Labels of batches that ever got some."""
        ...


class OrderChain(Protocol):
    """The exchange as orders see it."""

    @property
    def chain_id(self) -> int: ...
    @property
    def address(self) -> str: ...
    @property
    def credit_address(self) -> str: ...
    def view(self) -> OrderView:
        """A block that is the head, or was a moment ago."""
        ...

    def renewed(self, watching: bool = False) -> OrderView:
        """The head of this moment; with `watching` the caller promises to come again soon."""
        ...

    def digest(self, order: Order) -> bytes:
        """EIP-712 digest."""
        ...

    def signed_by_key(self, digest: bytes, signature: bytes, maker: str) -> bool:
        """True if the maker's own key signed; a wallet is asked by the view."""
        ...

    def text_digest(self, text: str) -> bytes:
        """EIP-191 digest of what a maker says to the market."""
        ...


class OpenTrades(Protocol):
    """Trades that wait for the chain, as the tables know them."""

    def bounds(self, last_batch_no: int) -> list[Bound]:
        """Both sides of each, but for settlements up to that number, which the chain has decided."""
        ...

    def maker_of(self, order: str) -> str: ...


class Backing(Protocol):
    """What each maker has promised."""

    def reserve(self, demand: Demand, available: int, instead_of: str | None = None) -> int | None:
        """Sets the demand aside if it is covered: then None; else the units that would be needed."""
        ...

    def release(self, order: str) -> None: ...
    def resting(self, maker: str) -> list[tuple[Place, int]]:
        """Open orders with what they still seek, oldest first."""
        ...

    def bound(self, maker: str) -> list[Bound]: ...
    def refresh(self, last_batch_no: int) -> None:
        """Reads open trades anew. Raises DeskBusy."""
        ...


class AccountRecords(Protocol):
    """What tables and followed chain know of one wallet."""

    def batches_of(self, wallet: str) -> Sequence[int]:
        """Batches of which the wallet holds something."""
        ...

    def fills_of(self, wallet: str, limit: int) -> Sequence[TradeRecord]:
        """The wallet's newest trades, newest first."""
        ...

    def certificates_of(self, wallet: str) -> Sequence[int]: ...


class TradingDesk(Protocol):
    """The one writer of the market: numbers, makes durable, lets the engine decide, answers."""

    def submit(self, entry: Entry) -> Future[Outcome]:
        """The future outcome of an entry. Raises DeskBusy, DeskHalted; the future raises as the desk says."""
        ...

    def submit_all(self, entries: Sequence[Entry]) -> list[Future[Outcome]]:
        """The same for the entries of one call, which stay together in their order."""
        ...

    def submit_together(self, entries: Sequence[Entry]) -> Future[Sequence[Told]]:
        """The same with one future for all of them: it holds outcomes and refusals, and raises nothing."""
        ...

    def book(self) -> AbstractContextManager[Engine]:
        """The engine standing still, for reading; be short."""
        ...

    def listen(self, callback: Callable[[Record], None]) -> Callable[[], None]:
        """Calls back with every record once it is durable; the answer ends it."""
        ...

    def barrier(self) -> int:
        """Waits until the tables know all that was answered: the last record's number. Raises DeskBusy."""
        ...


class NumberedDesk(TradingDesk, Protocol):
    """A desk that says how far it has come."""

    @property
    def number(self) -> int:
        """The number of the last record."""
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


class DayRecords(Protocol):
    """The records of a day, or of a part of it, wherever they are kept; they can be read again and again."""

    @property
    def day(self) -> str:
        """The UTC day, YYYY-MM-DD."""
        ...

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    def start(self) -> DeskState:
        """The state before the first record."""
        ...

    def public(self, first: int, last: int) -> Iterator[bytes]:
        """What everybody may read of the records `first` to `last`: the leaves of their root."""
        ...

    def records(self, first: int, last: int) -> Iterator[Numbered]: ...


class MarketStore(Protocol):
    """Orders and trades as the journal told them. Each method is one transaction."""

    def order(self, order_hash: str) -> SignedOrder | None: ...
    def unsettled(self) -> list[Traded]: ...
    def trades(self, before: int | None, limit: int) -> list[TradeRecord]:
        """Newest first, numbers below `before`."""
        ...


# --- settlement -------------------------------------------------------------------------------------------------------


class Settler(Protocol):
    """The operator's hand: sends a batch at most once and reads what became of it."""

    def last_batch_no(self) -> int: ...
    def time_s(self) -> int:
        """Chain time at the head."""
        ...

    def base_fee_wei(self) -> int: ...
    def settle(self, batch: SettlementBatch, orders: Sequence[SignedOrder]) -> Settlement:
        """The batch as a block holds it now, sent or sent again if none does.

        Raises Refused if the chain refused the batch as a whole: then none of it took effect.
        """
        ...

    def is_final(self, batch: SettlementBatch) -> bool: ...
    def is_used(self, batch: SettlementBatch) -> bool:
        """True if a block holds a transaction under the batch's name, also a reverted one."""
        ...


class SettlementDesk(Protocol):
    """What settlement tells the book. Each word with a trade's number acts once, however often it is said."""

    def catch_up(self) -> None:
        """Waits until every trade that was answered can be read."""
        ...

    def withdraw(self, order: str, reason: str, trade: int) -> None: ...
    def reopen(self, order: str, credits: int, at_s: int, trade: int) -> None: ...
    def shrink(self, order: str, credits: int, reason: str) -> None: ...


class SettlementBook(Protocol):
    """Every trade's way to the chain. Each method is one transaction."""

    def take_in(self, at_s: int) -> int: ...
    def waiting(self) -> Waiting: ...
    def form(self, next_on_chain: int, limit: int, at_s: int) -> SettlementBatch | None:
        """A stored batch of the oldest trades that wait; None if none waits."""
        ...

    def pending(self) -> list[PendingBatch]:
        """Batches that are not final, in the order of their numbers."""
        ...

    def count_refusal(self, batch: SettlementBatch) -> None: ...
    def dissolve(self, batch: SettlementBatch) -> None: ...
    def note_mined(self, settlement: Settlement) -> None: ...
    def note_final(self, settlement: Settlement, strikes: Sequence[Strike]) -> None: ...
    def uncompensated(self) -> list[tuple[Traded, Failed, int]]:
        """Failed trades that the book has not heard of, each with the chain time of its failure."""
        ...

    def note_compensated(self, number: int) -> None: ...
    def order(self, order_hash: str) -> SignedOrder | None: ...


class ExchangeHistory(Protocol):
    """The followed chain, and the contract's fills at a block."""

    def tip(self) -> Block | None: ...
    def block(self, number: int) -> Block | None: ...
    def events_after(self, block: int) -> Iterable[ChainEvent]: ...
    def filled(self, orders: Sequence[str], block: int) -> dict[str, int]: ...
    def settled_outside(self, block: int) -> list[ChainEvent]:
        """Trades up to a block that makers settled by themselves."""
        ...


class FeeHistory(Protocol):
    """What the chain tells of fees."""

    def tip(self) -> Block | None: ...
    def fee_events(self) -> list[ChainEvent]: ...
    def treasury(self) -> str: ...


class ReconciliationBook(Protocol):
    """Which blocks were compared, and what differed. Each method is one transaction."""

    def last(self) -> Block | None: ...
    def forget(self, first: int) -> None: ...
    def note_reconciled(self, blocks: Sequence[Block], differences: Sequence[Difference]) -> None: ...
    def fills(self, first: int, last: int) -> dict[int, list[Fill]]: ...
    def is_unread(self, number: int) -> bool: ...
    def filled(self, orders: Sequence[str], block: int) -> dict[str, int]: ...
    def left_of(self, orders: Sequence[str], filled: Mapping[str, int]) -> dict[str, int]: ...
