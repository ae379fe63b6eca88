"""A real chain with the real contracts, deployed through Brownie once per session and taken back after each test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry.adapters.brownie_process import brownie_command, brownie_program
from registry.adapters.chain import ChainGateway
from registry.adapters.chain_engines import ChainOptions
from registry.adapters.deployment import Deployment, load_deployment
from registry.adapters.embedded_chain import REPOSITORY, EmbeddedChain, open_chain
from registry.adapters.signer import LocalSigner, dev_signer

DEPLOY_TIMEOUT_S = 300
CHAIN_ID = 31337


@dataclass(frozen=True, slots=True)
class Characters:
    """The development accounts by the part that they play."""

    admin: LocalSigner
    registrar: LocalSigner
    operator: LocalSigner
    sealer: LocalSigner
    exchange_operator: LocalSigner
    sensor: LocalSigner
    model: LocalSigner
    expert: LocalSigner
    absorber: LocalSigner
    emitter: LocalSigner
    treasury: LocalSigner
    guardian: LocalSigner
    absorber2: LocalSigner
    stranger: LocalSigner
    compliance: LocalSigner
    arbiter: LocalSigner


@dataclass(frozen=True, slots=True)
class DeployedChain:
    """A running chain, what stands on it, and where its record lies."""

    engine: EmbeddedChain
    deployment: Deployment
    deployments_dir: Path

    @property
    def rpc_url(self) -> str:
        return self.engine.url

    @property
    def gateway(self) -> ChainGateway:
        """A new gateway to the chain."""
        return ChainGateway(self.rpc_url, self.deployment)


@pytest.fixture(scope="session")
def characters() -> Characters:
    """Who is who among the development accounts."""
    return Characters(*(dev_signer(index) for index in range(16)))


@pytest.fixture(scope="session")
def session_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedChain]:
    """Anvil with the contracts on it, for the whole session: use `deployed_chain` in tests."""
    if not Path(brownie_program(REPOSITORY)).exists():
        pytest.skip("the contracts cannot be deployed without Brownie: run `make install`")
    folder = tmp_path_factory.mktemp("deployments")
    with open_chain("anvil", options=ChainOptions(chain_id=CHAIN_ID)) as engine:
        _deploy(engine.port, folder)
        yield DeployedChain(engine, load_deployment(folder, CHAIN_ID), folder)


@pytest.fixture
def deployed_chain(session_deployment: DeployedChain) -> Iterator[DeployedChain]:
    """The deployed chain as it was right after the deployment; whatever the test does is undone."""
    before = session_deployment.engine.snapshot()
    yield session_deployment
    session_deployment.engine.revert(before)


def _deploy(port: int, folder: Path) -> None:
    with brownie_command(REPOSITORY, port) as prefix:
        command = [*prefix, brownie_program(REPOSITORY), "run", "scripts/deploy.py", "--network", "carbonix"]
        environment = os.environ | {"CARBONIX_DEPLOYMENTS": str(folder), "CARBONIX_ADMIN_DELAY_S": "0"}
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env=environment,
            capture_output=True,
            text=True,
            timeout=DEPLOY_TIMEOUT_S,
            check=False,
        )
    if done.returncode or not (folder / f"{CHAIN_ID}.json").is_file():
        pytest.fail(f"the deployment failed ({done.returncode}):\n{(done.stdout + done.stderr)[-3000:]}", pytrace=False)
