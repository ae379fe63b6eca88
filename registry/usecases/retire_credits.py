"""Takes kilograms out of circulation for ever, once per set of salted details, and returns the certificate of it."""

from __future__ import annotations

from collections.abc import Mapping

from registry.domain.certificate import UseCase
from registry.domain.details import details_hash
from registry.domain.events import Receipt
from registry.domain.records import Certificate
from registry.errors import InvalidInput
from registry.ports import ChainReader, TransactionSigner, Transactor


def retire(
    outbox: Transactor,
    chain: ChainReader,
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
    retirement = {"beneficiary": beneficiary, "detailsHash": commitment, "useCase": int(use_case)}
    arguments = (batch, signer.address, kg, retirement)
    receipt = outbox.transact(f"retire:{commitment}", signer, "CarbonCredit", "retire", *arguments)
    certificate = _certificate(receipt, chain)
    asked = (batch, kg, signer.address, beneficiary.lower(), int(use_case))
    retired = (certificate.batch, certificate.kg, certificate.retiree, certificate.beneficiary, certificate.use_case)
    if retired != asked:
        rule = f"served certificate {certificate.id} already, another retirement needs another salt"
        raise InvalidInput("salt", salt, rule)
    return certificate


def _certificate(receipt: Receipt, chain: ChainReader) -> Certificate:
    issued = receipt.event("CertificateIssued").arguments
    facts = chain.call("RetirementCertificate", "certificate", issued["certificate"], at=receipt.block)
    return Certificate(
        id=issued["certificate"],
        batch=facts["batch"],
        kg_start=facts["kgStart"],
        kg_end=facts["kgEnd"],
        serial_start=facts["serialStart"],
        serial_end=facts["serialEnd"],
        retiree=facts["retiree"],
        beneficiary=issued["beneficiary"],
        details_hash=facts["detailsHash"],
        use_case=facts["useCase"],
        corrections=(),
        transaction=receipt.transaction,
        block=receipt.block,
    )
