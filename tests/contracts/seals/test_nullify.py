"""An outside offset certificate is used once."""

from __future__ import annotations

from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused

NULLIFIER = keccak("provider, certificate 42")


def test_a_nullifier_is_recorded(seals, sealer):
    """Must remember it and say who wrote it."""
    transaction = seals.nullify(NULLIFIER, {"from": sealer})
    assert dict(transaction.events["CertificateNullified"]) == {"nullifier": NULLIFIER, "by": sealer}
    assert seals.isNullified(NULLIFIER)
    assert not seals.isNullified(keccak("another"))


def test_a_nullifier_is_used_once(seals, sealer):
    """Must refuse the same certificate for ever (L-10.4)."""
    seals.nullify(NULLIFIER, {"from": sealer})
    with refused("NullifierUsed", NULLIFIER):
        seals.nullify(NULLIFIER, {"from": sealer})


def test_an_empty_nullifier_is_refused(seals, sealer):
    """Must refuse zero, which stands for no certificate."""
    with refused("ZeroNullifier"):
        seals.nullify("0x" + "00" * 32, {"from": sealer})
