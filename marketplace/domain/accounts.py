"""Who somebody is at the exchange: the name under which an account sends, and the wallets that it proved its own."""

from __future__ import annotations

from collections.abc import Iterable

from registry.domain.roles import Principal

ADDRESS_PREFIX = "0x"


def account_of(caller: Principal) -> str:
    """How the desk names whoever sent an entry; it is never published."""
    return f"{caller.tenant}/{caller.subject}"


def own_wallets(caller: Principal, linked: Iterable[str]) -> frozenset[str]:
    """Addresses that the caller proved to be its own: linked ones, and the one that it signed in with.

    An account may bear any name, even an address; only a wallet that signed in is a tenant of its own.
    """
    own = {wallet.lower() for wallet in linked}
    if caller.subject == caller.tenant and caller.subject.startswith(ADDRESS_PREFIX):
        own.add(caller.subject.lower())
    return frozenset(own)
