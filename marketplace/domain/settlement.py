"""The batch of trades that goes to the chain, and what the chain answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.domain.commands import Traded

MATCHES_PER_BATCH = 16  # a match may use 1,000,000 gas: sixteen of them fit into a block of 30,000,000


@dataclass(frozen=True, slots=True)
class SettlementBatch:
    """Trades that go to the chain together under one number. `attempt` counts the refusals that left it unsent."""

    number: int
    attempt: int
    trades: tuple[Traded, ...]

    @property
    def intent(self) -> str:
        """Name in the outbox: a batch is one intent, sent at most once; refused as a whole, it gets a new name."""
        return f"settle:{self.number}" + (f":{self.attempt}" if self.attempt else "")


@dataclass(frozen=True, slots=True)
class Settled:
    """A trade that moved credits and money; amounts in minor units."""

    notional_minor: int
    fee_minor: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A trade that the chain refused, alone, by the decoded name of its error."""

    name: str
    facts: Mapping[str, str]
    sentence: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of each trade of a batch, in the batch's order."""

    batch: SettlementBatch
    transaction: str
    block: int
    chain_time_s: int
    outcomes: tuple[Settled | Failed, ...]

    @property
    def fee_minor(self) -> int:
        """Fees that reached the treasury, all payment tokens together."""
        return sum(outcome.fee_minor for outcome in self.outcomes if isinstance(outcome, Settled))


@dataclass(frozen=True, slots=True)
class TradeRecord:
    """A trade with what is known of its settlement; `outcome` is None while it waits."""

    trade: Traded
    batch_no: int | None
    transaction: str | None
    block: int | None
    outcome: Settled | Failed | None
