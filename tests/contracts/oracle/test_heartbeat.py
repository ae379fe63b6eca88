"""A stale oracle submits nothing; it stops neither finalising, challenging nor retiring."""

from __future__ import annotations

import pytest
from brownie import chain

from tests.contracts.attestations import (
    GAIN,
    IMMOBILISATION,
    LOSS,
    attest,
    beat,
    build_immobilisation,
    build_loss,
    build_report,
    hash_of,
    submit,
    try_submit,
)
from tests.contracts.oracle.claims import HEARTBEAT_S, PATIENT, challenge, finalise_late, open_claim, rule, wait_until
from tests.contracts.oracle.test_immobilisation import BLOCK
from tests.contracts.refusals import refused

pytestmark = PATIENT


def test_the_operator_says_that_the_oracle_is_alive(oracle, operator):
    """Must record the chain's time and the operator."""
    transaction = oracle.heartbeat({"from": operator})
    assert tuple(transaction.events["Heartbeat"].values()) == (operator, transaction.timestamp)
    assert (oracle.lastHeartbeat(), oracle.heartbeatS()) == (transaction.timestamp, HEARTBEAT_S)


@pytest.mark.parametrize("who", ["stranger", "admin", "expert", "registrar", "arbiter"])
def test_nobody_else_says_so(oracle, characters, who):
    """Must refuse everyone but the operator (L-1.1)."""
    with refused("AccessManagedUnauthorized", characters[who].address):
        oracle.heartbeat({"from": characters[who]})


@pytest.mark.parametrize("kind", [GAIN, LOSS, IMMOBILISATION])
def test_a_stale_oracle_submits_nothing(deployed, oracle, registry, registrar, project, kind):
    """Must refuse each kind of report at the second at which the last heartbeat no longer counts (L-3.5)."""
    finalise_late(oracle, open_claim(deployed))
    registry.registerProject(102, "Another plant", registry.projectOf(project), {"from": registrar})
    beaten_at = oracle.lastHeartbeat()
    chain.mine(timestamp=beaten_at + HEARTBEAT_S)
    report, *subject = {
        GAIN: lambda: (build_report(deployed),),
        LOSS: lambda: (build_loss(deployed, 1, 1_000), 1),
        IMMOBILISATION: lambda: (build_immobilisation(deployed, BLOCK, 16, project=102), BLOCK, 0),
    }[kind]()
    with refused("OracleStale", beaten_at, HEARTBEAT_S, ...):
        try_submit(deployed, report, None, *subject)

    beat(deployed)
    try_submit(deployed, report, None, *subject)


def test_a_stale_oracle_stops_nothing_else(deployed, oracle, credit, absorber, stranger):
    """Must challenge, rule, finalise and retire long after the last heartbeat (L-3.5)."""
    claim = open_claim(deployed)
    challenge(oracle, claim, stranger)
    wait_until(oracle.lastHeartbeat() + 2 * HEARTBEAT_S)
    rule(oracle, claim, upheld=False)
    finalise_late(oracle, claim)
    credit.retire(1, absorber, 500, (absorber, hash_of("details"), 0, "0x" + "00" * 32, False), {"from": absorber})
    assert credit.supplyOf(1)[1] == 500


def test_a_young_heartbeat_counts(deployed, oracle):
    """Must accept a report in the last minutes of a heartbeat (L-3.5)."""
    report = build_report(deployed)
    beat(deployed)
    signed = attest(oracle, report)
    wait_until(oracle.lastHeartbeat() + HEARTBEAT_S - 600)
    submit(deployed, report, signed)
    assert oracle.nextNonce(report.project) == 1
