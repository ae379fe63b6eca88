"""What the use cases of the market need from outside: the chain at one block, a settler, and a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from marketplace.domain.commands import Command, Traded
from marketplace.domain.settlement import Settlement, SettlementBatch, Step, TradeRecord
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


class MarketStore(Protocol):
    """Orders, the journal of the book, trades and settlement batches. Each method is one transaction."""

    def commands_after(self, sequence: int) -> list[Command]:
        """The journal behind that step, in order."""
        ...

    def enter(self, steps: Sequence[Step], signed: SignedOrder | None = None) -> None:
        """Raises BookMoved if the journal does not end right before the first step."""
        ...

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

    def close_batch(self, settlement: Settlement, steps: Sequence[Step]) -> None: ...
