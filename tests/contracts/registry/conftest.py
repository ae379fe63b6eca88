"""A registry whose oracle is an account, so that batches of any vintage can be opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import brownie
import pytest

from tests.contracts.conftest import METHODOLOGY, PROJECT, keccak, methodology_facts, project_facts

REPORT, DATA = keccak("report"), keccak("data")


@pytest.fixture(scope="module")
def book(module_isolation: None, admin: Any, operator: Any, absorber: Any) -> Any:
    """Not a demonstration: its serials begin with CNX-. The operator's account is its oracle."""
    access = admin.deploy(brownie.RegistryAccess, admin)
    registry = admin.deploy(brownie.CreditRegistry, access, operator, False)
    rule = admin.deploy(brownie.RenewablePower)
    registry.registerMethodology(METHODOLOGY, methodology_facts(rule), {"from": admin})
    registry.registerProject(PROJECT, "Solar plant", project_facts(absorber), {"from": admin})
    return registry


@pytest.fixture
def open_batch(book: Any, operator: Any) -> Callable[..., int]:
    """Opens a batch and returns its number; the vintage lasts a day and ends when told."""

    def opened(credits: int, vintage_end: int, project: int = PROJECT) -> int:
        arguments = (project, vintage_end - 86_400, vintage_end, credits, REPORT, DATA)
        return int(book.openBatch(*arguments, {"from": operator}).return_value)

    return opened
