"""Says when waiting trades go to the chain: full batches at once, small ones when old, none while gas is dear."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from marketplace.domain.settlement import MATCHES_PER_BATCH

GWEI = 10**9


class Due(StrEnum):
    """Why a batch is sent, or that it waits."""

    FULL = "full"
    OLD = "old"
    OVERDUE = "overdue"  # waited so long that the gas price no longer counts
    WAITS = "waits"
    DEAR = "dear"  # would be sent if gas were cheaper


@dataclass(frozen=True, slots=True)
class BatchPolicy:
    """`most_matches` fill a batch; `old_after_s` sends a smaller one; above `dear_wei` a gas both wait, to `latest_s`.

    Seconds are of chain time, since the market first saw the oldest waiting trade.
    """

    most_matches: int = MATCHES_PER_BATCH
    old_after_s: int = 30
    latest_s: int = 900
    dear_wei: int = 100 * GWEI


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many trades wait, and the chain time at which the oldest of them was first seen."""

    trades: int
    oldest_s: int


def due(waiting: Waiting, now_s: int, base_fee_wei: int, policy: BatchPolicy) -> Due:
    """What the policy says at a chain time and a base fee in wei per gas."""
    if waiting.trades == 0:
        return Due.WAITS
    waited_s = now_s - waiting.oldest_s
    if waited_s >= policy.latest_s:
        return Due.OVERDUE
    full = waiting.trades >= policy.most_matches
    if not full and waited_s < policy.old_after_s:
        return Due.WAITS
    if base_fee_wei > policy.dear_wei:
        return Due.DEAR
    return Due.FULL if full else Due.OLD


def goes(reason: Due) -> bool:
    """True where a batch is to be sent."""
    return reason in (Due.FULL, Due.OLD, Due.OVERDUE)
