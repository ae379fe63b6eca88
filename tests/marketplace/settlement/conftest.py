"""A market on a chain of its own, whose blocks a test may take back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.bootstrap import open_marketplace
from registry.adapters.chain_engines import ChainOptions
from registry.adapters.embedded_chain import open_chain
from registry.bootstrap import assemble
from registry.config import load_settings
from tests.deployed import CHAIN_ID, DeployedChain
from tests.marketplace.conftest import Stage, Trading

CONFIRMATIONS = 24
DEEPEST_TESTED = 20


@pytest.fixture
def young_trading(stage: Stage, tmp_path: Path) -> Iterator[Trading]:
    """A market that waits for 24 confirmations, on a young chain with the state of the stage's.

    Beyond five hundred blocks anvil puts states on disk, in the background; a reorganisation down to one that is not
    there yet empties the chain.
    """
    with open_chain("anvil", options=ChainOptions(chain_id=CHAIN_ID)) as engine:
        engine.call("anvil_loadState", stage.chain.engine.call("anvil_dumpState"))
        engine.call("anvil_mine", hex(2 * DEEPEST_TESTED))
        chain = DeployedChain(engine, stage.chain.deployment, stage.chain.deployments_dir)
        environment = {
            "CARBONIX_HOME": str(tmp_path),
            "CARBONIX_DEPLOYMENTS": str(chain.deployments_dir),
            "CARBONIX_CONFIRMATIONS": str(CONFIRMATIONS),
        }
        registry = assemble(load_settings(environment), chain.gateway)
        trading = Trading(Stage(chain, stage.characters, stage.batch), registry, open_marketplace(registry))
        yield trading
        trading.market.close()
        registry.close()
