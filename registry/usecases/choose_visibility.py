"""Sets what a certificate's page shows of its beneficiary; who can open the certificate's commitment may choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from registry.domain.certificate import certificate_in
from registry.domain.projection import Projection
from registry.domain.visibility import Shown, Visibility, opened


class VisibilityStore(Protocol):
    """Keeps the choices."""

    def keep(self, certificate: int, shown: Shown, now: int) -> None: ...


def choose_visibility(
    certificate: int,
    level: Visibility,
    details: Mapping[str, str],
    salt: str,
    *,
    ledger: Projection,
    store: VisibilityStore,
    now: int,
) -> Shown:
    """What is shown from now on; names are kept for a public certificate only, and forgotten with the next choice.

    Raises NotFound (CertificateUnknown), and InvalidInput for details and salt that do not open its newest hash.
    """
    shown = opened(certificate_in(ledger, certificate), level, details, salt)
    store.keep(certificate, shown, now)
    return shown
