"""Takes kilograms out of circulation for ever, once per set of salted details, and returns the certificate of it."""

from __future__ import annotations

from collections.abc import Mapping

from registry.domain.certificate import UseCase
from registry.domain.details import details_hash
from registry.domain.events import ZERO_HASH
from registry.domain.records import Certificate
from registry.errors import InvalidInput
from registry.ports import TransactionSigner, Transactor


def retire(
    outbox: Transactor,
    signer: TransactionSigner,
    batch: int,
    kg: int,
    beneficiary: str,
    details: Mapping[str, str],
    salt: str,
    use_case: UseCase,
) -> Certificate:
    """Retires `kg` kilograms of the signer's own credits; the certificate goes to `beneficiary`.

    The same details under the same salt retire once: asked again, the first certificate is returned. Raises Refused by
    the contract's name (InsufficientCredits, NotWholeCredits, ZeroKilograms, ...), InvalidInput for details or salt
    that cannot be committed to, and for a salt that already served another retirement.
    """
    commitment = details_hash(details, salt)
    retirement = {
        "beneficiary": beneficiary,
        "detailsHash": commitment,
        "useCase": int(use_case),
        "footprint": ZERO_HASH,
        "beyond": False,
    }
    arguments = (batch, signer.address, kg, retirement)
    receipt = outbox.transact(f"retire:{commitment}", signer, "CarbonCredit", "retire", *arguments)
    certificate = Certificate.of_event(receipt.event("CertificateIssued"))
    asked = (batch, kg, signer.address, beneficiary.lower(), int(use_case))
    retired = (certificate.batch, certificate.kg, certificate.retiree, certificate.beneficiary, certificate.use_case)
    if retired != asked:
        rule = f"served certificate {certificate.id} already, another retirement needs another salt"
        raise InvalidInput("salt", salt, rule)
    return certificate
