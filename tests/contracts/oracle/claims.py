"""Opens claims, disputes them, and lets the chain's time pass, under the settings that `scripts/deploy.py` deploys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from brownie import accounts, chain

from tests.contracts.attestations import (
    DAY_S,
    Report,
    beat,
    build_report,
    chain_time,
    hash_of,
    report_hash,
    submit,
)

WINDOW_S = 3_600
PATIENT = pytest.mark.window(WINDOW_S)  # of a module: its deployment waits so long
RULING_S = 3 * DAY_S
LIFETIME_S = 30 * DAY_S
HEARTBEAT_S = DAY_S
BOND = 10**17
GROUNDS, REASON = hash_of("grounds"), hash_of("reason")
OPEN, CHALLENGED, FINALISED, VOID = 1, 2, 3, 4
UPHELD, ARBITER_SILENT, SIGNER_REVOKED, EXPIRED = 0, 1, 2, 3
ARBITER = 15  # position among the dev accounts


@dataclass(frozen=True, slots=True)
class Opened:
    """A claim as its submission opened it."""

    hash: str
    report: Report
    transaction: Any

    @property
    def finalisable_at(self) -> int:
        return int(self.transaction.events["ReportSubmitted"]["finalisableAt"])


def open_claim(deployed: Mapping[str, Any], project: int = 101, kg: int = 16_600, **changes: Any) -> Opened:
    """Submits the next report of the project, whose window then is open."""
    beat(deployed)
    report = build_report(deployed, project, kg, **changes)
    return Opened(report_hash(deployed["VerificationOracle"], report), report, submit(deployed, report))


def wait(seconds: int) -> None:
    """Mines a block so much later."""
    chain.sleep(seconds)
    chain.mine()


def wait_until(time_s: int) -> None:
    """Mines a block at this time, or now if it has passed."""
    wait(max(0, time_s - chain_time()))


def challenge(oracle: Any, claim: Opened, by: Any) -> Any:
    return oracle.challenge(claim.hash, GROUNDS, {"from": by, "value": BOND})


def rule(oracle: Any, claim: Opened, upheld: bool) -> Any:
    return oracle.rule(claim.hash, upheld, REASON, {"from": accounts[ARBITER]})


def finalise_late(oracle: Any, claim: Opened) -> Any:
    """Waits for the end of the window and finalises as nobody in particular."""
    wait_until(int(oracle.claimOf(claim.hash).dict()["finalisableAt"]))
    return oracle.finalise(claim.hash, {"from": accounts[13]})


def status_of(oracle: Any, claim: Opened) -> int:
    return int(oracle.claimOf(claim.hash).dict()["status"])
