"""When a batch goes to the chain, and what a failed trade costs its maker."""

from __future__ import annotations

import pytest

from marketplace.domain.batching import GWEI, BatchPolicy, Due, Waiting, due, goes
from marketplace.domain.strikes import STRIKE_LASTS_S, Strike, counting, deserved

POLICY = BatchPolicy(most_matches=4, old_after_s=30, latest_s=900, dear_wei=50 * GWEI)
CHEAP, DEAR = 50 * GWEI, 50 * GWEI + 1


@pytest.mark.parametrize(
    ("trades", "waited_s", "base_fee_wei", "reason"),
    [
        (0, 10_000, 0, Due.WAITS),
        (1, 29, CHEAP, Due.WAITS),
        (1, 30, CHEAP, Due.OLD),
        (3, 0, CHEAP, Due.WAITS),
        (4, 0, CHEAP, Due.FULL),
        (9, 0, CHEAP, Due.FULL),
        (4, 0, DEAR, Due.DEAR),
        (1, 30, DEAR, Due.DEAR),
        (1, 29, DEAR, Due.WAITS),
        (1, 899, DEAR, Due.DEAR),
        (1, 900, DEAR, Due.OVERDUE),
    ],
)
def test_size_age_and_gas_price_decide_when_a_batch_goes(
    trades: int, waited_s: int, base_fee_wei: int, reason: Due
) -> None:
    """Must send full batches at once, small ones when old, none while gas is dear, and all before the latest time."""
    assert due(Waiting(trades, 1_000), 1_000 + waited_s, base_fee_wei, POLICY) is reason
    assert goes(reason) is (reason in (Due.FULL, Due.OLD, Due.OVERDUE))


@pytest.mark.parametrize(
    ("reason", "at_fault", "struck"),
    [
        ("ERC20InsufficientAllowance", {"0xb"}, {"0xb"}),
        ("OrderWasCancelled", {"0xa"}, {"0xa"}),
        ("OrderExpired", {"0xa"}, set()),
        ("OrderOverfilled", {"0xa"}, set()),
        ("ERC7943InsufficientUnfrozenBalance", {"0xa"}, set()),
        ("EnforcedPause", {"0xa", "0xb"}, set()),
    ],
)
def test_only_who_could_have_kept_its_word_is_struck(reason: str, at_fault: set[str], struck: set[str]) -> None:
    """Must strike the one order at fault, and nobody for time, a freeze or a fault of neither."""
    assert deserved(reason, frozenset(at_fault)) == struck


def test_a_strike_counts_for_thirty_days() -> None:
    """Must forget a strike at the second at which it ends."""
    strike = Strike("0xann", "0xa", 1, "OrderWasCancelled", 1_000)
    assert counting([strike], 1_000 + STRIKE_LASTS_S - 1) == [strike]
    assert counting([strike], 1_000 + STRIKE_LASTS_S) == []
