"""An admin each deed of which waits a day, and the way around: schedule, wait, execute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import brownie
import pytest

from scripts.deploy import deploy_all

DELAY_S = 86_400
ADMIN, SEALER = 0, 4


@pytest.fixture(scope="module")
def slow(module_isolation: None, characters: Mapping[str, Any]) -> dict[str, Any]:
    """All contracts by name, whose admin waits a day."""
    return deploy_all(characters["admin"], characters, demonstration=True, window=0, delay_s=DELAY_S)


@pytest.fixture(scope="module")
def access(slow: Mapping[str, Any]) -> Any:
    return slow["RegistryAccess"]


def schedule(access: Any, call: str, caller: Any, target: Any = None) -> str:
    """The operation that this call is known by; it is scheduled for the earliest time."""
    target = target or access
    access.schedule(target, call, 0, {"from": caller})
    return str(access.hashOperation(caller, target, call))


def wait(seconds: int) -> None:
    brownie.chain.sleep(seconds)
    brownie.chain.mine()


def after_delay(access: Any, call: str, caller: Any, target: Any = None) -> Any:
    """The transaction that carries a call out after its day."""
    schedule(access, call, caller, target)
    wait(DELAY_S)
    return access.execute(target or access, call, {"from": caller})
