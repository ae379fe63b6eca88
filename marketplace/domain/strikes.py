"""Counts what an account let fail: a trade that its maker could have kept and did not is a strike against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_STRIKES = 3  # one more, and the account's orders are refused
STRIKE_LASTS_S = 30 * 86_400

# Nobody is blamed for what time, the regulator or the exchange's own silence did.
EXCUSED = frozenset({"OrderExpired", "OrderOverfilled", "ERC7943InsufficientUnfrozenBalance"})


@dataclass(frozen=True, slots=True)
class Strike:
    """One failed trade that an account answers for; `reason` is the error's name, `at_s` chain time of the failure."""

    account: str
    order: str
    trade: int
    reason: str
    at_s: int


def deserved(reason: str, at_fault: frozenset[str]) -> frozenset[str]:
    """The orders of a failed trade whose makers are struck.

    Nobody where the error accuses both or neither (a paused ledger), nor where it is excused.
    """
    return at_fault if len(at_fault) == 1 and reason not in EXCUSED else frozenset()


def counting(strikes: Sequence[Strike], now_s: int) -> list[Strike]:
    """Those that still count at a chain time: thirty days each."""
    return [strike for strike in strikes if now_s - strike.at_s < STRIKE_LASTS_S]
