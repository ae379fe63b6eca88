"""Facts about opening the registry: settings are checked, the pieces fit, and the command line says what it found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.adapters.tables import EventRow
from registry.bootstrap import Registry, open_registry, running_chain
from registry.cli import app
from registry.config import Settings, load_settings
from registry.errors import InvalidInput
from tests.deployed import Characters, DeployedChain
from tests.issue_credits import issue_credits

SEAL = ("SealRegistry", "seal", 0, "0x" + "ab" * 32, 1, "")


@pytest.fixture
def environment(deployed_chain: DeployedChain, tmp_path: Path) -> Mapping[str, str]:
    """What the environment of a service on the deployed chain says."""
    return {
        "CARBONIX_HOME": str(tmp_path / "home"),
        "CARBONIX_RPC_URL": deployed_chain.rpc_url,
        "CARBONIX_DEPLOYMENTS": str(deployed_chain.deployments_dir),
    }


@pytest.fixture
def settings(environment: Mapping[str, str]) -> Settings:
    return load_settings(environment)


def opened(settings: Settings) -> Registry:
    assert settings.rpc_url is not None
    return open_registry(settings, settings.rpc_url)


def test_settings_have_defaults_and_are_checked() -> None:
    """Must stand on the embedded chain and SQLite by default, and refuse an engine or a port that does not exist."""
    found = load_settings({"CARBONIX_HOME": "/somewhere"})
    assert (found.rpc_url, found.chain_engine, found.port, found.host) == (None, "anvil", 8000, "127.0.0.1")
    assert found.database_url == "sqlite:////somewhere/carbonix.db"
    for name, value in (("CARBONIX_CHAIN_ENGINE", "geth"), ("CARBONIX_PORT", "80000"), ("CARBONIX_PORT", "٨")):
        with pytest.raises(InvalidInput) as refusal:
            load_settings({name: value})
        assert (refusal.value.facts["field"], refusal.value.facts["value"]) == (name, value)


def test_the_registry_opens_twice_on_the_same_ground(settings: Settings, characters: Characters) -> None:
    """Must find, when opened again, the events, intents and receipts of the first time."""
    first = opened(settings)
    receipt = first.outbox.transact("seal", characters.sealer, *SEAL)
    first.follow()
    digest = first.projection().digest()
    first.close()
    second = opened(settings)
    assert second.projection().digest() == digest
    assert second.outbox.transact("seal", characters.sealer, *SEAL) == receipt
    assert second.follow().appended == 0
    assert [seal.root for seal in second.projection().seals.values()] == [SEAL[3]]


def test_a_projection_follows_a_lost_tail(
    settings: Settings, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must forget what the chain forgot, and know it again once the outbox restored it."""
    registry = opened(settings)
    before = deployed_chain.engine.snapshot()
    registry.outbox.transact("seal", characters.sealer, *SEAL)
    registry.follow()
    with_seal = registry.projection()
    deployed_chain.engine.revert(before)
    registry.follow()
    assert (len(with_seal.seals), len(registry.projection().seals)) == (1, 0)
    registry.outbox.restore()
    registry.follow()
    assert registry.projection().seals[1].root == with_seal.seals[1].root


def test_one_step_at_a_time_reaches_the_head(settings: Settings) -> None:
    """Must go on from where the last step ended."""
    registry = opened(settings)
    assert registry.follow(10).appended == 10
    assert registry.follow(1_000).behind == 0
    assert registry.events.tip() == registry.chain.head()


def test_the_configured_node_is_used_as_it_is(settings: Settings) -> None:
    """Must not start a chain of its own where a node is configured."""
    with running_chain(settings) as url:
        assert url == settings.rpc_url


def test_the_audit_command_prints_every_invariant(
    environment: Mapping[str, str], deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must exit with 0 and print a line for each invariant that holds, and exit with 1 once a row was changed."""
    issue_credits(deployed_chain, characters)
    runner = CliRunner()
    done = runner.invoke(app, ["audit", "--json"], env=dict(environment))
    assert done.exit_code == 0, done.output
    assert {line["name"]: line["holds"] for line in json.loads(done.stdout)} == dict.fromkeys(
        (f"I-{number}" for number in (*range(1, 11), 13, 14, 15, 16)), True
    )
    registry = opened(load_settings(environment))
    with registry.database.transaction() as session:
        row = session.get_one(EventRow, (registry.projection().batches[1].block, 0))
        row.arguments = "{}"
        row.name = "Unheard"
        session.add(row)
    changed = runner.invoke(app, ["audit"], env=dict(environment))
    assert changed.exit_code == 1
    assert "NO" in changed.stdout


def test_the_status_command_names_chain_and_contracts(
    environment: Mapping[str, str], deployed_chain: DeployedChain
) -> None:
    """Must print chain, head and addresses, and exit with 2 and one sentence where nothing is deployed."""
    runner = CliRunner()
    done = runner.invoke(app, ["chain", "status", "--json"], env=dict(environment))
    found = json.loads(done.stdout)
    assert (found["chainId"], found["block"]) == ("31337", str(deployed_chain.gateway.head().number))
    assert found["CarbonCredit"] == deployed_chain.deployment.address_of("CarbonCredit")
    nowhere = {**environment, "CARBONIX_DEPLOYMENTS": environment["CARBONIX_HOME"]}
    missing = runner.invoke(app, ["chain", "status"], env=nowhere)
    assert missing.exit_code == 2
    assert "has no deployment" in missing.output


def test_migrate_is_safe_to_repeat(tmp_path: Path) -> None:
    """Must bring an empty home to the newest form, twice."""
    for _ in range(2):
        assert CliRunner().invoke(app, ["migrate"], env={"CARBONIX_HOME": str(tmp_path)}).exit_code == 0
