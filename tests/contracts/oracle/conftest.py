"""The quorum of the three layers stands accredited before every test of the oracle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.contracts.attestations import accredit_quorum, beat


@pytest.fixture(scope="module", autouse=True)
def quorum(deployed: Mapping[str, Any], project: int) -> None:
    accredit_quorum(deployed)
    beat(deployed)
