"""Trades on their way to the chain: the batch that carries them, their states, and what the chain answered.

    matched -> submitted -> mined -> final | failed

A trade is matched when the book made it, submitted when its batch is stored and sent, mined when a block holds it, and
final or failed when that block lies under the confirmations of the deployment. A reorganisation leads from mined back
to submitted; from final and failed nothing leads away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace.domain.commands import Traded

MATCHES_PER_BATCH = 16  # a match may use 1,000,000 gas: sixteen of them fit into a block of 30,000,000


class TradeState(StrEnum):
    """Where a trade is on its way."""

    MATCHED = "matched"
    SUBMITTED = "submitted"
    MINED = "mined"
    FINAL = "final"
    FAILED = "failed"


class BatchState(StrEnum):
    """Where a batch is; a dissolved one never took effect and its trades went on under another number."""

    SUBMITTED = "submitted"
    MINED = "mined"
    FINAL = "final"
    DISSOLVED = "dissolved"


@dataclass(frozen=True, slots=True)
class SettlementBatch:
    """Trades that go to the chain together under one number. `attempt` counts the names that came before this one."""

    number: int
    attempt: int
    trades: tuple[Traded, ...]

    @property
    def intent(self) -> str:
        """Name in the outbox: a batch is one intent, sent at most once; refused as a whole, it gets a new name."""
        return _intent(self.number, self.attempt)

    @property
    def earlier_intents(self) -> tuple[str, ...]:
        """The names that came before: a reorganisation may let one of them succeed after all."""
        return tuple(_intent(self.number, attempt) for attempt in range(self.attempt))


def _intent(number: int, attempt: int) -> str:
    return f"settle:{number}" + (f":{attempt}" if attempt else "")


@dataclass(frozen=True, slots=True)
class Settled:
    """A trade that moved credits and money; amounts in minor units. `certificate` where it retired on settlement."""

    notional_minor: int
    fee_minor: int
    certificate: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A trade that the chain refused, alone, by the decoded name of its error."""

    name: str
    facts: Mapping[str, str]
    sentence: str


Result = Settled | Failed


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of each trade of a batch, in the batch's order, by the block that holds it now."""

    batch: SettlementBatch
    transaction: str
    block: int
    chain_time_s: int
    outcomes: tuple[Result, ...]

    @property
    def fee_minor(self) -> int:
        """Fees that reached the treasury, all payment tokens together."""
        return sum(outcome.fee_minor for outcome in self.outcomes if isinstance(outcome, Settled))

    def failures(self) -> list[tuple[Traded, Failed]]:
        """The trades that failed, each with its reason."""
        pairs = zip(self.batch.trades, self.outcomes, strict=True)
        return [(trade, outcome) for trade, outcome in pairs if isinstance(outcome, Failed)]


@dataclass(frozen=True, slots=True)
class PendingBatch:
    """A batch whose outcome is not final: where its transaction was last seen, if anywhere."""

    batch: SettlementBatch
    state: BatchState
    transaction: str | None
    block: int | None

    def seen_as(self, settlement: Settlement) -> bool:
        """True if the chain still says what was noted."""
        return (self.transaction, self.block) == (settlement.transaction, settlement.block)


@dataclass(frozen=True, slots=True)
class TradeRecord:
    """A trade with what is known of its settlement; `outcome` is None until a block holds it."""

    trade: Traded
    batch_no: int | None
    transaction: str | None
    block: int | None
    outcome: Result | None
    state: TradeState = TradeState.MATCHED
