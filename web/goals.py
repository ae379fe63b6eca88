"""Goals of the first year beside what is there: measured and simulated figures in columns of their own, never added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oracle.errors import PlanUnknown
from registry.domain.projection import Projection
from web.formatting import credits_of
from web.front import Front

# The exchange's specification, section "Market" and "Verification".
TRADED_GOAL, INCOME_GOAL, INVESTED = "330,000 tCO2e", "6.2 million THB", "5 million THB"
ACCURACY = "91.8 % / 94.6 % / 96.9 %"  # the table of docs/spec/26: a quarter, a half, three quarters of the half-hours
RETURN_GOAL, PAYBACK_GOAL, ACCURACY_GOAL = "15 %", "3 years", "85 %, then 90 %"


@dataclass(frozen=True, slots=True)
class Standing:
    """A goal or an indicator; None stands for "not measured".

    `counted` rests on real readings or real trades only, `simulated` on what was invented; `why` is the key of a
    sentence in the page.
    """

    name: str
    goal: str | None
    counted: str | None
    simulated: str | None
    known: str
    why: str


def goals_of(front: Front, ledger: Projection) -> list[Standing]:
    """The exchange's targets of its first year. A demonstration sells nothing: its trades stand as simulated."""
    traded = f"{sum(trade.credits for trade in ledger.trades):,} tCO2e"
    fees = " + ".join(front.money(units, payment) for payment, units in sorted(ledger.fees.items())) or "0"
    is_invented = bool(front.notice)
    real, invented = (None, traded) if is_invented else (traded, None)
    earned, made_up = (None, fees) if is_invented else (fees, None)
    return [
        Standing("traded", TRADED_GOAL, real, invented, "verified", "sells-nothing" if is_invented else "on-chain"),
        Standing("income", INCOME_GOAL, earned, made_up, "verified", "fees-only"),
        Standing("invested", INVESTED, None, None, "measured", "no-books"),
        Standing("return", RETURN_GOAL, None, None, "measured", "no-books"),
        Standing("payback", PAYBACK_GOAL, None, None, "measured", "no-books"),
        Standing("accuracy", ACCURACY_GOAL, ACCURACY, None, "measured", "one-forest"),
    ]


def indicators_of(front: Front, ledger: Projection) -> list[Standing]:
    """What the environment gained, by whether a real reading stands behind it."""
    issued, retired = _sums(front, ledger, "issued_kg"), _sums(front, ledger, "retired_kg")
    projects = _projects(front, ledger)
    return [
        Standing("issued", None, _t(issued[False]), _t(issued[True]), "verified", "by-plan"),
        Standing("retired", None, _t(retired[False]), _t(retired[True]), "verified", "by-plan"),
        Standing("projects", None, f"{projects[False]:,}", f"{projects[True]:,}", "verified", "by-plan"),
    ]


def is_simulated(front: Front, project: int) -> bool:
    """True where the project's monitoring plan says that nothing, or not all, was measured."""
    try:
        return front.oracle.plans.plan(project).simulated
    except PlanUnknown:
        return False


def _sums(front: Front, ledger: Projection, what: str) -> Mapping[bool, int]:
    sums = {False: 0, True: 0}
    for batch, supply in ledger.supplies.items():
        sums[is_simulated(front, ledger.batches[batch].project)] += getattr(supply, what)
    return sums


def _projects(front: Front, ledger: Projection) -> Mapping[bool, int]:
    sums = {False: 0, True: 0}
    for project in ledger.projects:
        sums[is_simulated(front, project)] += 1
    return sums


def _t(kg: int) -> str:
    return f"{credits_of(kg)} tCO2e"
