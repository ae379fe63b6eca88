"""A market before every test of the exchange: 16 credits at the absorber, money at the emitter, both approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.contracts.attestations import mint
from tests.contracts.orders import UNIT

PURSE = 1_000_000 * UNIT


@pytest.fixture(scope="module")
def batch(deployed: Mapping[str, Any], project: int) -> int:
    return mint(deployed, project, 16_600)


@pytest.fixture(scope="module", autouse=True)
def market(batch: int, credit: Any, exchange: Any, token: Any, absorber: Any, emitter: Any, admin: Any) -> None:
    credit.setApprovalForAll(exchange, True, {"from": absorber})
    token.mint(emitter, PURSE, {"from": admin})
    token.approve(exchange, PURSE, {"from": emitter})
