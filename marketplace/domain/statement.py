"""A statement of account: every fill of a period, and what they add up to by payment token and batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from marketplace.domain.commands import Market
from marketplace.domain.tape import Fill
from registry.domain.orders import Side


@dataclass(frozen=True, slots=True)
class Sums:
    """Whole credits and payment units. Who sells receives the gross less the fee; who buys pays the gross, no fee."""

    fills: int = 0
    bought_credits: int = 0
    paid_minor: int = 0
    sold_credits: int = 0
    gross_minor: int = 0
    fees_minor: int = 0

    @property
    def received_minor(self) -> int:
        """What sales brought after the fee."""
        return self.gross_minor - self.fees_minor

    def with_fill(self, fill: Fill) -> Sums:
        """These sums and one more fill."""
        trade, fills = fill.settled.trade, self.fills + 1
        if fill.side is Side.Buy:
            bought, paid = self.bought_credits + trade.credits, self.paid_minor + trade.notional_minor
            return replace(self, fills=fills, bought_credits=bought, paid_minor=paid)
        return replace(
            self,
            fills=fills,
            sold_credits=self.sold_credits + trade.credits,
            gross_minor=self.gross_minor + trade.notional_minor,
            fees_minor=self.fees_minor + fill.fee_minor,
        )


@dataclass(frozen=True, slots=True, order=True)
class Heading:
    """What fills are added up under: only those of one state of settlement belong together."""

    market: Market
    state: str


@dataclass(slots=True)
class Statement:
    """Sums of one's fills in [since, until): what failed on chain stands apart, for it moved nothing."""

    since_ms: int
    until_ms: int
    sums: dict[Heading, Sums] = field(default_factory=dict)


def statement_of(since_ms: int, until_ms: int, fills: Iterable[Fill]) -> Statement:
    """The statement of fills, all of them one's own and of the period."""
    statement = Statement(since_ms, until_ms)
    for fill in fills:
        heading = Heading(fill.settled.trade.market, fill.settled.settlement.state)
        statement.sums[heading] = statement.sums.get(heading, Sums()).with_fill(fill)
    return statement
