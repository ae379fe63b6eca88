"""Pays out the bonds that belong to an account."""

from __future__ import annotations

from registry.domain.events import Receipt
from registry.ports import TransactionSigner, Transactor


def withdraw_bonds(reference: str, *, outbox: Transactor, signer: TransactionSigner) -> Receipt:
    """The receipt with BondsWithdrawn; a reference, such as the report's hash, pays out once.

    Raises Refused("NoBonds").
    """
    return outbox.transact(f"bonds:{signer.address}:{reference}", signer, "VerificationOracle", "withdrawBonds")
