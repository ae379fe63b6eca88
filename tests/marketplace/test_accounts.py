"""Facts about whose wallet is whose at the exchange: only what was proved counts, whatever an account is called."""

from __future__ import annotations

import pytest

from marketplace.domain.accounts import own_wallets
from registry.domain.roles import Principal

WALLET, LINKED = "0x" + "aB" * 20, "0x" + "Cd" * 20


@pytest.mark.parametrize(
    ("tenant", "subject", "own"),
    [
        (WALLET, WALLET, {WALLET.lower()}),  # a wallet that signed in by itself is a tenant of its own
        ("farm", WALLET, set()),  # an account that bears an address as its name
        (WALLET, "ann", set()),
        ("farm", "farm", set()),
    ],
)
def test_only_a_wallet_that_signed_in_is_its_own(tenant: str, subject: str, own: set[str]) -> None:
    """Must count the address that signed in beside those that were linked, and no name that looks like one."""
    caller = Principal(subject, tenant, frozenset())
    assert own_wallets(caller, []) == own
    assert own_wallets(caller, [LINKED]) == own | {LINKED.lower()}
