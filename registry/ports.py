"""What the use cases of the ground floor need from the outside, as protocols."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from registry.domain.events import Block, ChainEvent, Receipt

# --- time -------------------------------------------------------------------------------------------------------------


class Clock(Protocol):
    """The wall clock. Deadlines never use it: they use the time of a block."""

    def now(self) -> int:
        """Unix seconds."""
        ...


# --- chain ------------------------------------------------------------------------------------------------------------


class ChainReader(Protocol):
    """Reads of the chain, each pinned to a block number."""

    @property
    def chain_id(self) -> int: ...

    def head(self) -> Block: ...

    def block(self, number: int) -> Block:
        """Raises BlockUnavailable if the node does not return it."""
        ...

    def events(self, first: int, last: int) -> list[ChainEvent]:
        """Events of our contracts in blocks first..last inclusive, in order of the chain."""
        ...

    def call(self, contract: str, function: str, *args: object, at: int) -> Any:
        """The function's answer at a block; structs as dict. Raises Refused with the contract's own error name."""
        ...

    def address_of(self, contract: str) -> str:
        """Address of a contract by its name in the deployment."""
        ...


class TransactionSigner(Protocol):
    """Somebody who holds a key."""

    @property
    def address(self) -> str: ...

    def sign_digest(self, digest: bytes) -> bytes: ...

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes: ...


class Transactor(Protocol):
    """Sends a transaction so that one intent has at most one effect."""

    def transact(self, intent: str, signer: TransactionSigner, contract: str, function: str, *args: object) -> Receipt:
        """The receipt of the intent, old or new. Raises Refused by the contract's error name, and leaves no trace then."""
        ...


class EventStore(Protocol):
    """What the follower keeps: the spine of blocks and the events that hang on it."""

    def tip(self) -> Block | None: ...

    def block(self, number: int) -> Block | None: ...

    def append(self, blocks: Sequence[Block], events: Iterable[ChainEvent]) -> None:
        """Stores blocks with their events, all or nothing."""
        ...

    def rewind(self, last_kept: int) -> None:
        """Forgets all blocks above `last_kept` and their events, all or nothing."""
        ...

    def events_after(self, block: int) -> Iterable[ChainEvent]: ...


# --- evidence ---------------------------------------------------------------------------------------------------------
