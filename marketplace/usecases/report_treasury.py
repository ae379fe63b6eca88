"""Reports what the treasury earned: the fees of every trade on chain beside the money that reached it."""

from __future__ import annotations

from marketplace.domain.treasury import TreasuryReport, report_fees
from marketplace.ports import FeeHistory


def report_treasury(*, history: FeeHistory, token: str) -> TreasuryReport:
    """All fees up to the newest followed block; `token` is the deployment's own payment token."""
    tip = history.tip()
    return report_fees(history.fee_events(), history.treasury(), tip.number if tip else 0, token)
