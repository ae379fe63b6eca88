"""Fixtures of the ground floor's tests: the door to the deployed chain."""

from __future__ import annotations

import pytest

from registry.adapters.chain import ChainGateway
from tests.deployed import DeployedChain


@pytest.fixture
def gateway(deployed_chain: DeployedChain) -> ChainGateway:
    """The door to the deployed chain."""
    return deployed_chain.gateway
