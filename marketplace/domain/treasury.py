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
    """Sums the trades of the exchange, and each payment token's transfers to the treasury in their transactions.

    `token` is the address of the deployment's own token, whose events bear the contract's name; a transfer of another
    token bears the token's address. Whatever else reached the treasury is no fee.
    """
    lines: dict[str, FeeLine] = {}
    arrived: dict[tuple[str, str], int] = {}
    trading: set[tuple[str, str]] = set()
    for event in (each for each in events if each.block <= block):
        if (event.contract, event.name) == ("CreditExchange", "Trade"):
            payment = event.arguments["payment"]
            trading.add((payment, event.transaction))
            lines[payment] = _with_trade(lines.get(payment, FeeLine(payment)), event)
        elif event.name == "Transfer" and event.arguments["to"] == treasury:
            paid = token if event.contract == "PaymentToken" else event.contract, event.transaction
            arrived[paid] = arrived.get(paid, 0) + event.arguments["value"]
    for payment, transaction in trading:
        line = lines[payment]
        received = line.received_minor + arrived.get((payment, transaction), 0)
        lines[payment] = replace(line, received_minor=received)
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
