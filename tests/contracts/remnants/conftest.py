"""Three members with kilograms of one batch, a taker with money, and a round of two credits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.contracts.attestations import mint

PRICE = 400_000_000  # of a credit, 400.00 in units of six decimals
CREDITS = 2


@pytest.fixture(scope="module")
def remnants(deployed: Mapping[str, Any]) -> Any:
    return deployed["RemnantPool"]


@pytest.fixture(scope="module")
def batch(
    deployed: Mapping[str, Any], project: int, credit: Any, remnants: Any, absorber: Any, members: list[Any]
) -> int:
    """16,000 kg; 3,000 kg lie with each of the members, who let the pool move them."""
    number = mint(deployed, project, 16_000)
    for member in members:
        credit.safeTransferFrom(absorber, member, number, 3_000, b"", {"from": absorber})
        credit.setApprovalForAll(remnants, True, {"from": member})
    return number


@pytest.fixture(scope="module")
def members(absorber2: Any, guardian: Any, stranger: Any) -> list[Any]:
    return [absorber2, guardian, stranger]


@pytest.fixture(scope="module")
def taker(deployed: Mapping[str, Any], token: Any, remnants: Any, emitter: Any, admin: Any) -> Any:
    """The emitter, with money that the pool may take."""
    token.mint(emitter, 10 * PRICE, {"from": admin})
    token.approve(remnants, 10 * PRICE, {"from": emitter})
    return emitter


@pytest.fixture
def open_round(remnants: Any, batch: int, token: Any, members: list[Any]) -> Callable[..., int]:
    """Opens a round of two credits and answers its number."""

    def opened(payment: Any = token, price: int = PRICE) -> int:
        return int(remnants.openRound(batch, CREDITS, payment, price, {"from": members[0]}).return_value)

    return opened


@pytest.fixture
def full(remnants: Any, members: list[Any], open_round: Callable[..., int]) -> Callable[..., int]:
    """A round that 1,333 kg, 666 kg and 1 kg fill; takes the payment token and the price."""

    def filled(**terms: Any) -> int:
        number = open_round(**terms)
        for member, kg in zip(members, (1_333, 666, 1), strict=True):
            remnants.join(number, kg, {"from": member})
        return number

    return filled
