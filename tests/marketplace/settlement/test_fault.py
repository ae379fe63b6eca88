"""Who is to blame for a failed match."""

from __future__ import annotations

import pytest

from marketplace.domain.fault import orders_at_fault

BUY, SELL = "0xb", "0xa"


@pytest.mark.parametrize(
    ("name", "facts", "orders"),
    [
        ("OrderExpired", {"order": "0xb"}, {"0xb"}),
        ("InvalidSignature", {"order": "0xa", "maker": "ann"}, {"0xa"}),
        ("ERC20InsufficientAllowance", {"spender": "exchange"}, {"0xb"}),
        ("ERC20InsufficientBalance", {"sender": "bob"}, {"0xb"}),
        ("ERC1155MissingApprovalForAll", {"owner": "ann"}, {"0xa"}),
        ("InsufficientCredits", {"holder": "ann"}, {"0xa"}),
        ("ERC7943InsufficientUnfrozenBalance", {"account": "ann"}, {"0xa"}),
        ("EnforcedPause", {}, {"0xa", "0xb"}),
        ("Reverted", {}, {"0xa", "0xb"}),
        ("OrderExpired", {"order": "0xc"}, {"0xa", "0xb"}),
    ],
)
def test_the_error_tells_whose_order_leaves(name: str, facts: dict[str, str], orders: set[str]) -> None:
    """Must accuse the named order, else the side whose duty failed, else both."""
    assert orders_at_fault(name, facts, BUY, SELL) == orders
