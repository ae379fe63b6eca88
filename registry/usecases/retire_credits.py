"""Takes kilograms out of circulation for ever, once per set of salted details, and returns the certificate of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.domain.certificate import UseCase
from registry.domain.details import details_hash
from registry.domain.events import ZERO_HASH
from registry.domain.merkle import leaf_hash
from registry.domain.records import Certificate
from registry.domain.seals import SealedLeaf
from registry.errors import InvalidInput
from registry.ports import TransactionSigner, Transactor


@dataclass(frozen=True, slots=True)
class NamedFootprint:
    """The sealed footprint that a retirement is made against; `beyond` says openly that it may exceed it."""

    leaf: SealedLeaf
    beyond: bool = False


def retire(
    outbox: Transactor,
    signer: TransactionSigner,
    batch: int,
    kg: int,
    beneficiary: str,
    details: Mapping[str, str],
    salt: str,
    use_case: UseCase,
    footprint: NamedFootprint | None = None,
) -> Certificate:
    """Retires `kg` kilograms of the signer's own credits; the certificate goes to `beneficiary`.

    The same details under the same salt retire once: asked again, the first certificate is returned. Raises Refused by
    the contract's name (InsufficientCredits, NotWholeCredits, ZeroKilograms, OverOffset, ...), InvalidInput for details
    or salt that cannot be committed to, and for a salt that already served another retirement.
    """
    commitment = details_hash(details, salt)
    arguments = (batch, signer.address, kg, retirement_terms(beneficiary, commitment, use_case, footprint))
    call: tuple[object, ...] = ("retire", *arguments)
    if footprint is not None:
        call = ("retireAgainst", *arguments, footprint_proof(footprint.leaf))
    receipt = outbox.transact(f"retire:{commitment}", signer, "CarbonCredit", *call)  # type: ignore[arg-type]
    certificate = Certificate.of_event(receipt.event("CertificateIssued"))
    asked = (batch, kg, signer.address, beneficiary.lower(), int(use_case))
    retired = (certificate.batch, certificate.kg, certificate.retiree, certificate.beneficiary, certificate.use_case)
    if retired != asked:
        rule = f"served certificate {certificate.id} already, another retirement needs another salt"
        raise InvalidInput("salt", salt, rule)
    return certificate


def retirement_terms(
    beneficiary: str, commitment: str, use_case: UseCase, footprint: NamedFootprint | None = None
) -> dict[str, object]:
    """What the retiring party states, as IRetirementCertificate.Retirement."""
    return {
        "beneficiary": beneficiary,
        "detailsHash": commitment,
        "useCase": int(use_case),
        "footprint": "0x" + leaf_hash(footprint.leaf.data).hex() if footprint else ZERO_HASH,
        "beyond": footprint is not None and footprint.beyond,
    }


def footprint_proof(leaf: SealedLeaf) -> dict[str, object]:
    """The leaf and its way to the sealed root, as IRetirementCertificate.FootprintProof."""
    path = ["0x" + step.hex() for step in leaf.path]
    return {"seal": leaf.sealed.seal_id, "leaf": "0x" + leaf.data.hex(), "index": leaf.index, "path": path}
