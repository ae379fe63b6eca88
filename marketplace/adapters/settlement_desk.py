"""What settlement tells the book: each word through the journal, under a key of its own, so that it acts once."""

from __future__ import annotations

from marketplace.domain.commands import Cancel, Reopen, Shrink
from marketplace.domain.journal import Entry
from marketplace.errors import refusal_of
from marketplace.ports import TradingDesk

ACCOUNT = "settlement"
GONE = frozenset({"OrderWasCancelled", "OrderUnknown", "OrderExpired", "OrderNotResting"})


class DeskOfSettlement:
    """The market's desk behind the port `SettlementDesk`."""

    def __init__(self, desk: TradingDesk) -> None:
        self._desk = desk

    def catch_up(self) -> None:
        """Waits until the tables know every trade that was answered. Raises DeskBusy."""
        self._desk.barrier()

    def withdraw(self, order: str, reason: str, trade: int) -> None:
        """The order leaves for ever, because it let this trade fail."""
        self._say(Cancel(order, reason), f"trade:{trade}:{order}")

    def reopen(self, order: str, credits: int, at_s: int, trade: int) -> None:
        """Credits of this failed trade come back, at the back of their price."""
        self._say(Reopen(order, credits, at_s), f"trade:{trade}:{order}")

    def shrink(self, order: str, credits: int, reason: str) -> None:
        """At most so many credits of the order are left in the book. Said again it changes nothing."""
        self._say(Shrink(order, credits, reason), None)

    def _say(self, command: Cancel | Reopen | Shrink, key: str | None) -> None:
        """An order that left the book meanwhile, filled, by its maker or an earlier failure, stays as it is."""
        outcome = self._desk.submit(Entry(command, client_order_id=key, account=ACCOUNT)).result()
        refused = outcome.rejected
        if refused is not None and refused.name not in GONE:
            raise refusal_of(refused.name, dict(refused.facts))
