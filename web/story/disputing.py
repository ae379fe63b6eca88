"""A stranger disputes a claim with a bond, the arbiter rejects it, and the bond goes to the project's owner."""

from __future__ import annotations

from decimal import Decimal

from oracle.domain.monitoring_report import MonitoringReport
from registry.adapters.canonical_json import canonical
from registry.domain.report import ClaimStatus
from web.story.record import Chapter, verified
from web.story.stage import Stage

THOUGHT_S = 600  # that the arbiter takes
WEI_PER_ETHER = 10**18
GROUNDS = {
    "type": "carbonix/challenge-grounds/1",
    "grounds": "The readings show output at hours at which the sun does not shine in Thailand.",
    "notice": "SIMULATED: an invented dispute, to show what a challenge does.",
}
REASON = {
    "type": "carbonix/ruling/1",
    "reason": "The report says that the inverter stands in another time zone and that its place is an assumption.",
    "notice": "SIMULATED: an invented ruling, to show what an arbiter does.",
}


def dispute_a_claim(stage: Stage, monitoring: MonitoringReport) -> Chapter:
    """Challenges the claim inside its window, lets the arbiter take ten minutes, and pays the bond out."""
    stage.say("disputing a claim")
    cast, oracle, report_hash = stage.cast, stage.oracle, monitoring.report_hash
    challenged = oracle.challenge(report_hash, canonical(GROUNDS), cast.stranger)
    if oracle.claim(report_hash)["status"] == ClaimStatus.Challenged:
        stage.clock.advance_to(challenged.time + THOUGHT_S)
    ruled = oracle.rule(report_hash, canonical(REASON), cast.arbiter, upheld=False)
    paid = oracle.withdraw_bonds(report_hash, cast.inverter_owner)
    bond = Decimal(paid.event("BondsWithdrawn").arguments["amount"]) / WEI_PER_ETHER
    return Chapter(
        "A challenge, and a ruling",
        "SIMULATED dispute: a stranger challenged the claim of project 101 with a bond. The arbiter took ten minutes, "
        "by which the chain's clock was moved, and rejected it: the bond went to the project's owner, and the window "
        "became longer by the time that the challenge took.",
        (
            verified("bond, ether of the demonstration chain", f"{bond.normalize():f}"),
            verified("verdict", "rejected"),
            verified("bond paid to", "the owner of project 101"),
        ),
        {
            "claim challenged": challenged.transaction,
            "challenge rejected": ruled.transaction,
            "bond paid out": paid.transaction,
        },
    )
