"""Sets what a certificate's page shows of its beneficiary: its own wallet says so, and opens its commitment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from registry.domain.certificate import certificate_in
from registry.domain.projection import Projection
from registry.domain.visibility import Shown, Visibility, opened
from registry.errors import InvalidInput


class VisibilityStore(Protocol):
    """Keeps the choices."""

    def keep(self, certificate: int, shown: Shown, now: int) -> None: ...


def choose_visibility(
    certificate: int,
    level: Visibility,
    details: Mapping[str, str],
    salt: str,
    *,
    wallets: frozenset[str],
    ledger: Projection,
    store: VisibilityStore,
    now: int,
) -> Shown:
    """What is shown from now on; names are kept for a public certificate only, and forgotten with the next choice.

    `wallets` are those that the caller proved to be its own: a public certificate tells everybody details and salt.
    Raises NotFound (CertificateUnknown), InvalidInput for a wallet that neither retired nor benefits, and for details
    and salt that do not open its newest hash.
    """
    stated = certificate_in(ledger, certificate)
    if not wallets & {stated.beneficiary, stated.retiree}:
        rule = f"sign in with the wallet that retired ({stated.retiree}) or benefits ({stated.beneficiary})"
        raise InvalidInput("wallet", ", ".join(sorted(wallets)) or "none", rule)
    shown = opened(stated, level, details, salt)
    store.keep(certificate, shown, now)
    return shown
