"""Facts about the commands on claims: each does its verb with the key that it is given, and says what happened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from oracle.cli import app
from registry.adapters.signer import dev_signer
from tests.oracle.conftest import Room

pytestmark = pytest.mark.chain

OPERATOR, STRANGER, ARBITER = "2", "13", "15"


def run(room: Room, *words: str) -> Result:
    settings = room.registry.settings
    environment = {
        "CARBONIX_HOME": str(settings.home),
        "CARBONIX_DEPLOYMENTS": str(settings.deployments_dir),
        "CARBONIX_RPC_URL": room.chain.rpc_url,
    }
    return CliRunner().invoke(app, ["claim", *words], env=environment)


def test_a_claim_is_disputed_decided_and_carried_out_by_commands(room: Room, tmp_path: Path) -> None:
    """Must challenge, reject, pay the bond, refuse to release, and mint after the window."""
    monitoring = room.reported()
    room.submitted(monitoring)
    report_hash, paper = monitoring.report_hash, tmp_path / "paper.txt"
    paper.write_text("the meter was changed")
    assert "ClaimChallenged" in run(room, "challenge", report_hash, str(paper), "--key", STRANGER).output
    assert "ChallengeRejected" in run(room, "rule", report_hash, str(paper), "--reject", "--key", ARBITER).output
    assert "BondsWithdrawn" in run(room, "bonds", report_hash, "--key", "12").output
    stands = run(room, "release", report_hash, "--key", STRANGER)
    assert (stands.exit_code, "ClaimStands" in stands.output) == (2, True)
    room.clock.advance_to(room.oracle.claim(report_hash)["finalisableAt"])
    assert "CreditsIssued" in run(room, "finalise", report_hash, "--key", STRANGER).output
    (shown,) = json.loads(run(room, "show", "--json").stdout)
    assert (shown["reportHash"], shown["status"], shown["mintedKg"]) == (report_hash, "Finalised", "1000")


def test_a_heartbeat_is_sent_by_the_operator_only(room: Room, tmp_path: Path) -> None:
    """Must take a key file as well as an account, say when none is due, and refuse a stranger by name."""
    refused = run(room, "heartbeat", "--key", STRANGER)
    assert (refused.exit_code, "AccessManagedUnauthorized" in refused.output) == (2, True)
    file = tmp_path / "operator.key"
    file.touch(mode=0o600)
    file.write_text(dev_signer(int(OPERATOR))._private_key.hex())
    assert "Heartbeat" in run(room, "heartbeat", "--key", str(file)).output
    assert "nothing to send" in run(room, "heartbeat", "--key", OPERATOR).output
    assert run(room, "heartbeat", "--key", "nobody").exit_code == 2
