"""The system comes up only where its contracts stand, and never mixes two chains."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.adapters.database import Database
from registry.adapters.embedded_chain import EmbeddedChain
from registry.adapters.projection_store import ProjectionStore
from registry.config import Settings, load_settings
from registry.domain.events import Block
from tests.deployed import DeployedChain
from web.cli import app
from web.errors import DeploymentDiffers, NothingDeployed
from web.system.running import running_system

pytestmark = pytest.mark.chain


def settings_of(home: Path, deployments: Path, **changes: str) -> Settings:
    return load_settings({"CARBONIX_HOME": str(home), "CARBONIX_DEPLOYMENTS": str(deployments)} | changes)


def test_a_running_system_is_at_the_chains_head(deployed_chain: DeployedChain, tmp_path: Path) -> None:
    """Must open the registry, restore and follow to the head, and tell what takes long."""
    told: list[str] = []
    settings = settings_of(tmp_path, deployed_chain.deployments_dir, CARBONIX_RPC_URL=deployed_chain.rpc_url)
    with running_system(settings, say=told.append) as registry:
        tip = registry.events.tip()
        assert tip is not None
        assert tip.number == registry.chain.head().number
    assert told[-1] == "following the chain"


def test_a_node_without_our_contracts_is_refused(chain: EmbeddedChain, tmp_path: Path) -> None:
    """Must say what to run, and deploy nothing on a chain that is not ours to write."""
    settings = settings_of(tmp_path, tmp_path, CARBONIX_RPC_URL=chain.url)
    with pytest.raises(NothingDeployed, match="make demo"), running_system(settings):
        pass


def test_serve_without_a_deployment_says_what_to_do(tmp_path: Path) -> None:
    """Must end with 2 and the sentence that names `make demo`, from a fresh embedded chain too."""
    environment = {"CARBONIX_HOME": str(tmp_path), "CARBONIX_DEPLOYMENTS": str(tmp_path)}
    answer = CliRunner().invoke(app, ["serve"], env=environment)
    assert answer.exit_code == 2
    assert "NothingDeployed: " in answer.output
    assert "make demo" in answer.output


def test_a_lost_chain_is_not_mixed_with_its_old_database(tmp_path: Path) -> None:
    """Must refuse to deploy beside a database that followed another chain, and name the way out."""
    database = Database(settings_of(tmp_path, tmp_path).database_url)
    database.migrate()
    ProjectionStore(database).append([Block(7, "0x" + "1" * 64, "0x" + "2" * 64, 1)], [])
    database.close()
    with (
        pytest.raises(DeploymentDiffers, match="make clean") as refusal,
        running_system(settings_of(tmp_path, tmp_path)),
    ):
        pass
    assert refusal.value.facts["storedBlock"] == "7"


def test_a_record_of_other_code_does_not_count(deployed_chain: DeployedChain, tmp_path: Path) -> None:
    """Must not accept a record whose code is not on the chain."""
    record = json.loads((deployed_chain.deployments_dir / "31337.json").read_text())
    record["contracts"]["CarbonCredit"]["runtimeCodeHash"] = "0x" + "0" * 64
    (tmp_path / "31337.json").write_text(json.dumps(record))
    settings = settings_of(tmp_path / "home", tmp_path, CARBONIX_RPC_URL=deployed_chain.rpc_url)
    with pytest.raises(NothingDeployed), running_system(settings):
        pass
