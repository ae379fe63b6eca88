"""Retirements of a batch of 16,000 kg by the absorber for the emitter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.contracts.attestations import mint
from tests.contracts.ledger.conftest import statement


@pytest.fixture(scope="module")
def batch(deployed: Mapping[str, Any], project: int) -> int:
    return mint(deployed, project, 16_000)


@pytest.fixture
def retire(credit: Any, batch: int, absorber: Any, emitter: Any) -> Callable[[int], int]:
    """Retires so many kilograms and returns the certificate."""

    def retire_kg(kg: int) -> int:
        transaction = credit.retire(batch, absorber, kg, statement(emitter), {"from": absorber})
        return int(transaction.return_value)

    return retire_kg


@pytest.fixture
def certificate(retire: Callable[[int], int]) -> int:
    """A certificate of 2,500 kg; the emitter is its beneficiary."""
    return retire(2_500)
