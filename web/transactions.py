"""Looks at one transaction: from the node, and from the followed events while the node does not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.adapters.chain import ChainGateway
from registry.domain.events import ChainEvent
from registry.errors import CarbonixError, ChainUnavailable, NotFound
from web.events import EventReader


@dataclass(frozen=True, slots=True)
class TransactionView:
    """What is known of a transaction; `call` is empty and `gas_used` None if only its events are known.

    `refusal` is the contract's sentence of a transaction that was mined and reverted.
    """

    hash: str
    block: int | None
    time: int | None
    succeeded: bool | None
    gas_used: int | None
    sender: str | None
    receiver: str | None
    contract: str | None
    function: str | None
    arguments: Mapping[str, Any]
    events: Sequence[ChainEvent]
    refusal: str | None

    @property
    def pending(self) -> bool:
        """Known, and in no block yet."""
        return self.block is None


def look_at_transaction(transaction: str, chain: ChainGateway, events: EventReader) -> TransactionView:
    """The transaction. Raises NotFound("TransactionUnknown"), ChainUnavailable if no event of it is stored either."""
    try:
        return _from_node(transaction, chain)
    except ChainUnavailable:
        stored = events.of_transaction(transaction)
        if not stored:
            raise
        return _from_events(transaction, stored, events)


def _from_node(transaction: str, chain: ChainGateway) -> TransactionView:
    found, receipt = chain.transaction(transaction), chain.receipt(transaction)
    if found is None:
        raise NotFound("transaction", transaction, name="TransactionUnknown")
    return TransactionView(
        hash=transaction,
        block=receipt.block if receipt else None,
        time=receipt.time if receipt else None,
        succeeded=receipt.succeeded if receipt else None,
        gas_used=receipt.gas_used if receipt else None,
        sender=found["from"],
        receiver=found["to"],
        contract=found["contract"],
        function=found["function"],
        arguments=found["arguments"],
        events=receipt.events if receipt else (),
        refusal=_refusal(transaction, chain) if receipt and not receipt.succeeded else None,
    )


def _refusal(transaction: str, chain: ChainGateway) -> str:
    reason: CarbonixError = chain.reason(transaction)
    return f"{reason.name}: {reason.sentence}"


def _from_events(transaction: str, stored: Sequence[ChainEvent], events: EventReader) -> TransactionView:
    block = events.block(stored[0].block)
    return TransactionView(
        hash=transaction,
        block=stored[0].block,
        time=block.time if block else None,
        succeeded=True,
        gas_used=None,
        sender=None,
        receiver=None,
        contract=None,
        function=None,
        arguments={},
        events=stored,
        refusal=None,
    )
