"""Adds up the fees that the chain says were taken: the sum of its trades beside what reached the treasury."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from registry.domain.events import ChainEvent
from registry.domain.units import BPS, FEE_BPS


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One payment token, amounts in its minor units; `received_minor` is what the treasury got in those trades."""

    payment: str
    trades: int = 0
    credits: int = 0
    notional_minor: int = 0
    fee_minor: int = 0
    received_minor: int = 0

    @property
    def adds_up(self) -> bool:
        """True if fees are exactly 45 basis points of the notional and all of them arrived (I-7)."""
        exact = Fraction(self.notional_minor * FEE_BPS, BPS)
        return exact == self.fee_minor == self.received_minor


@dataclass(frozen=True, slots=True)
class TreasuryReport:
    """All fees of the chain up to and with `block`, a line for each payment token."""

    treasury: str
    block: int
    lines: tuple[FeeLine, ...]

    @property
    def adds_up(self) -> bool:
        """True if every line does."""
        return all(line.adds_up for line in self.lines)


def report_fees(events: Iterable[ChainEvent], treasury: str, block: int, token: str) -> TreasuryReport:
    """Sums the trades of the exchange, and the payment token's transfers to the treasury in their transactions.

    `events` are in the order of the chain. `token` is the address of the one payment token whose transfers are among
    them; of another token only what its trades say is known, and then the line does not add up.
    """
    lines: dict[str, FeeLine] = {}
    arrived: dict[str, int] = {}
    trading: set[str] = set()
    for event in (each for each in events if each.block <= block):
        if (event.contract, event.name) == ("CreditExchange", "Trade"):
            trading.add(event.transaction)
            payment = event.arguments["payment"]
            lines[payment] = _with_trade(lines.get(payment, FeeLine(payment)), event)
        elif (event.contract, event.name) == ("PaymentToken", "Transfer") and event.arguments["to"] == treasury:
            arrived[event.transaction] = arrived.get(event.transaction, 0) + event.arguments["value"]
    if token in lines:
        received = sum(minor for transaction, minor in arrived.items() if transaction in trading)
        lines[token] = replace(lines[token], received_minor=received)
    return TreasuryReport(treasury, block, tuple(lines[payment] for payment in sorted(lines)))


def _with_trade(line: FeeLine, event: ChainEvent) -> FeeLine:
    told = event.arguments
    return replace(
        line,
        trades=line.trades + 1,
        credits=line.credits + told["credits"],
        notional_minor=line.notional_minor + told["notional"],
        fee_minor=line.fee_minor + told["fee"],
    )
