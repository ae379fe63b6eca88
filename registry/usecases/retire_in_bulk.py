"""Retires for many beneficiaries at once: one retirement, one root over their portions, and each claims its own."""

from __future__ import annotations

from collections.abc import Mapping

from registry.domain.certificate import UseCase
from registry.domain.details import details_hash
from registry.domain.events import Receipt
from registry.domain.portions import PortionTree
from registry.domain.records import Certificate
from registry.ports import TransactionSigner, Transactor
from registry.usecases.retire_credits import retirement_terms


def retire_in_bulk(
    outbox: Transactor,
    signer: TransactionSigner,
    batch: int,
    tree: PortionTree,
    details: Mapping[str, str],
    salt: str,
    use_case: UseCase,
) -> Certificate:
    """Retires the sum of the portions from the signer's credits; the certificate for many goes to the signer.

    The same details under the same salt retire once. Raises Refused by the contract's name, and InvalidInput for
    details or salt that cannot be committed to.
    """
    commitment = details_hash(details, salt)
    terms = retirement_terms(signer.address, commitment, use_case)
    call = ("CarbonCredit", "retireInBulk", batch, signer.address, tree.total_kg, terms, tree.root, len(tree.portions))
    receipt = outbox.transact(f"retire:{commitment}", signer, *call)
    return Certificate.of_event(receipt.event("CertificateIssued"))


def claim_portion(
    outbox: Transactor, signer: TransactionSigner, certificate: int, tree: PortionTree, index: int
) -> Receipt:
    """The receipt with PortionClaimed: the beneficiary has a certificate of its own, whoever signs; once per portion.

    Raises Refused by the contract's name: PortionClaimedAlready, PortionNotInRoot, CertificateNotInBulk.
    """
    portion = tree.portions[index]
    call = ("RetirementCertificate", "claimPortion", certificate, portion, tree.path(index))
    return outbox.transact(f"portion:{certificate}:{index}", signer, *call)
