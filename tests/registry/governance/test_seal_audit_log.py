"""Facts about the sealed audit log: what stands on chain can be neither rewritten nor cut off unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.adapters.proof_tools import EthereumProofTools
from registry.bootstrap import Registry, assemble
from registry.cli import app
from registry.config import load_settings
from registry.domain.audit_entry import range_uri, sealed_ranges
from registry.domain.merkle import leaf_hash
from registry.domain.records import Seal
from registry.domain.seals import SealKind
from registry.errors import AuditLogBroken
from registry.usecases import audit_entries, seal_audit_log
from tests.deployed import DeployedChain
from tests.registry.governance.test_audit_log import forge, tell

CID = "bafkreib"


@pytest.fixture
def registry(deployed_chain: DeployedChain, tmp_path: Path) -> Iterator[Registry]:
    environment = {"CARBONIX_HOME": str(tmp_path), "CARBONIX_DEPLOYMENTS": str(deployed_chain.deployments_dir)}
    opened = assemble(replace(load_settings(environment), root=tmp_path), deployed_chain.gateway)
    opened.follow()
    yield opened
    opened.close()


def found(registry: Registry) -> tuple[bool, str]:
    """What the audit says of I-10."""
    (line,) = [finding for finding in registry.audit() if finding.name == audit_entries.INVARIANT]
    return line.holds, line.sentence


@pytest.mark.chain
def test_what_was_sealed_can_neither_be_rewritten_nor_cut_off(registry: Registry) -> None:
    """Must seal each entry once, find every change of a sealed one, and refuse to seal a log that does not hold."""
    assert registry.seal_audit_log() is None
    for _ in range(3):
        tell(registry.database)
    first = registry.seal_audit_log()
    tell(registry.database)
    second = registry.seal_audit_log()
    assert (first and first.size, second and second.size, registry.seal_audit_log()) == (3, 1, None)
    assert found(registry) == (True, "holds over 4 entries of the audit log under 2 seals")
    entry = registry.audit_log.entries("roastery")[1]
    leaf = seal_audit_log.leaves_of([entry], registry.chain, EthereumProofTools())[0]
    assert b"ann" not in leaf
    assert registry.seals.find(leaf_hash(leaf), SealKind.Evidence) is not None
    forge(registry.database, "DELETE FROM audit_entry WHERE seq = 4")
    assert registry.audit_log.verify() is None
    assert found(registry) == (False, "seal 2 holds entries 4 to 4, entry 4 is gone")
    forge(registry.database, "UPDATE audit_entry SET hash = '0x00' WHERE seq = 2")
    holds, sentence = found(registry)
    assert not holds
    assert "entry 2 of the audit log is missing or changed; seal 1 holds entries 1 to 3 under another root" in sentence
    with pytest.raises(AuditLogBroken) as refusal:
        registry.seal_audit_log()
    assert refusal.value.facts == {"seq": "2"}


@pytest.mark.chain
def test_a_company_is_told_of_its_own_entries_only(registry: Registry) -> None:
    """Must say that the log does not hold, and name the entry at fault only to the company whose entry it is."""
    for tenant in ("roastery", "mill", "roastery"):
        tell(registry.database, tenant=tenant)
    registry.seal_audit_log()
    registry.follow()
    tools = EthereumProofTools()

    def said_to(reader: str | None) -> str:
        ledger = registry.projection()
        told = audit_entries.audit_entries(registry.audit_log, ledger, registry.chain, tools, reader=reader)
        assert not told.holds
        return told.sentence

    forge(registry.database, "UPDATE audit_entry SET actor = 'eve' WHERE seq = 2")
    assert "entry 2 of the audit log is missing or changed" in said_to("mill")
    assert "entry 2 of the audit log is missing or changed" in said_to(None)
    assert "an entry of another company of the audit log is missing or changed" in said_to("roastery")
    assert "entry 2" not in said_to("roastery")
    forge(registry.database, "DELETE FROM audit_entry WHERE seq = 2")
    for reader in ("roastery", "mill"):
        assert "entry 2" not in said_to(reader)
    assert "entry 2 is gone" in said_to(None)
    assert "holds entries 1 to 3, an entry of any company is gone" in said_to("mill")


@pytest.mark.chain
def test_the_command_seals_what_is_new(deployed_chain: DeployedChain, tmp_path: Path) -> None:
    """Must seal the entry that a new account left, say so in words and in JSON, and seal nothing twice."""
    environment = {
        "CARBONIX_HOME": str(tmp_path),
        "CARBONIX_DEPLOYMENTS": str(deployed_chain.deployments_dir),
        "CARBONIX_RPC_URL": deployed_chain.rpc_url,
    }
    runner = CliRunner()
    assert runner.invoke(app, ["token", "ann", "--roles", "auditor"], env=environment).exit_code == 0
    done = runner.invoke(app, ["seal", "audit-log", "--json"], env=environment)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout).items() >= {"seal": "1", "entries": "1"}.items()
    again = runner.invoke(app, ["seal", "audit-log"], env=environment)
    assert again.stdout.strip() == "the audit log holds nothing that is not sealed"


@pytest.mark.parametrize(
    ("uri", "kind"),
    [
        (range_uri(CID, 1, 3), SealKind.Report),
        (f"ipfs://{CID}", SealKind.Evidence),
        (f"ipfs://{CID}#audit-log-0-3", SealKind.Evidence),
        (f"ipfs://{CID}#audit-log-1-3x", SealKind.Evidence),
        ("", SealKind.Evidence),
    ],
)
def test_other_seals_say_nothing_of_the_log(uri: str, kind: SealKind) -> None:
    """Must take only evidence whose address names a range."""
    seal = Seal(1, int(kind), "0x1", 3, 1, "0x0", "0x2", uri, "0x3", 9)
    assert sealed_ranges({1: seal}) == []
    named = replace(seal, kind=int(SealKind.Evidence), uri=range_uri(CID, 1, 3))
    assert [(one.first, one.last) for one in sealed_ranges({1: named})] == [(1, 3)]
