"""Wallets that act for an account, and what a person is shown before a signature changes anything about them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.domain.roles import Principal, Role

CHALLENGE_S = 300
SESSION_S = 3_600
SIGN_IN = "Sign in to CarboniX."
LONE_ROLES = frozenset({Role.NET_NEUTRAL})  # a wallet that belongs to no account trades for itself


class Purpose(StrEnum):
    """What a signed message is for; a message for one of them opens no other door."""

    SIGN_IN = "sign_in"
    LINK_WALLET = "link_wallet"
    UNLINK_WALLET = "unlink_wallet"
    ALLOW_DESTINATION = "allow_destination"
    REMOVE_DESTINATION = "remove_destination"


@dataclass(frozen=True, slots=True)
class WalletOwner:
    """The account that a wallet acts for, with the roles that it had when it linked the wallet."""

    tenant: str
    subject: str
    roles: frozenset[Role]


def statement_of(purpose: Purpose, caller: Principal | None, target: str) -> str:
    """What the wallet shows; it names account and address, so that the signature is good for nothing else."""
    if purpose is Purpose.SIGN_IN or caller is None:
        return SIGN_IN
    account = _ascii(f"{caller.subject} of {caller.tenant}")
    return {
        Purpose.LINK_WALLET: f"Link the wallet {target} to the account {account}.",
        Purpose.UNLINK_WALLET: f"Unlink the wallet {target} from the account {account}.",
        Purpose.ALLOW_DESTINATION: f"Allow {target} as a destination of the account {account}.",
        Purpose.REMOVE_DESTINATION: f"Remove {target} from the destinations of the account {account}.",
    }[purpose]


def principal_of(address: str, owner: WalletOwner | None) -> Principal:
    """Who a wallet signs in as: its account, or a trader of its own whose tenant is the address."""
    if owner is None:
        return Principal(address, address, LONE_ROLES)
    return Principal(owner.subject, owner.tenant, owner.roles)


def _ascii(name: str) -> str:
    """EIP-4361 allows ASCII only in a statement."""
    return name.encode("ascii", "backslashreplace").decode()
