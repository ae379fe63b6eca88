"""The followed chain as settlement reads it back: its blocks, the exchange's events, and fills at a block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import col, or_, select

from marketplace.adapters.token_arrivals import token_arrivals
from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.adapters.projection_store import ProjectionStore, event_of
from registry.adapters.tables import EventRow
from registry.domain.events import Block, ChainEvent


class ExchangeHistoryStore:
    """The follower's tables behind the port `ExchangeHistory`."""

    def __init__(self, database: Database, events: ProjectionStore, chain: ChainGateway) -> None:
        self._database, self._events, self._chain = database, events, chain

    def tip(self) -> Block | None:
        """The newest followed block."""
        return self._events.tip()

    def block(self, number: int) -> Block | None:
        """A followed block."""
        return self._events.block(number)

    def events_after(self, block: int) -> Iterator[ChainEvent]:
        """Events of all blocks above `block`, in order of the chain."""
        return self._events.events_after(block)

    def filled(self, orders: Sequence[str], block: int) -> dict[str, int]:
        """Whole credits of each order that the contract counts as filled at a block."""
        ask = self._chain.call
        return {order: int(ask("CreditExchange", "filledCredits", order, at=block)) for order in orders}

    def settled_outside(self, block: int) -> list[ChainEvent]:
        """Trades up to a block that makers settled by themselves: those of batch 0."""
        trades = select(EventRow).where(col(EventRow.contract) == "CreditExchange", col(EventRow.name) == "Trade")
        outside = trades.where(col(EventRow.arguments).contains('"batchNo":0,'), col(EventRow.block) <= block)
        with self._database.reading() as session:
            return [event_of(row) for row in session.exec(outside)]

    def fee_events(self) -> list[ChainEvent]:
        """Trades of the exchange and transfers of their payment tokens to the treasury, each in order of the chain."""
        treasury = self.treasury()
        trades = (col(EventRow.contract) == "CreditExchange") & (col(EventRow.name) == "Trade")
        arrivals = (col(EventRow.contract) == "PaymentToken") & (col(EventRow.name) == "Transfer")
        wanted = or_(trades, arrivals & col(EventRow.arguments).contains(f'"to":"{treasury}"'))
        order = (col(EventRow.block), col(EventRow.log_index))
        with self._database.reading() as session:
            found = [event_of(row) for row in session.exec(select(EventRow).where(wanted).order_by(*order))]
        return [*found, *self._of_other_tokens(found, treasury)]

    def _of_other_tokens(self, events: Sequence[ChainEvent], treasury: str) -> Iterator[ChainEvent]:
        """The follower knows the transfers of the deployment's own token; for another one the node is asked."""
        own, blocks = self._chain.address_of("PaymentToken"), dict[str, list[int]]()
        for event in events:
            if event.name == "Trade" and event.arguments["payment"] != own:
                blocks.setdefault(event.arguments["payment"], []).append(event.block)
        for token, traded in blocks.items():
            yield from token_arrivals(self._chain, token, treasury, min(traded), max(traded))

    def treasury(self) -> str:
        """Where the exchange sends its fees."""
        return str(self._chain.call("CreditExchange", "treasury", at=self._chain.head().number)).lower()
