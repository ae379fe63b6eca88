"""Finds the key that signs proof bundles: the sealer's. On the development chain the well-known keys are at hand."""

from __future__ import annotations

from registry.adapters.signer import DEV_ACCOUNTS, LocalSigner, dev_signer
from registry.bootstrap import EMBEDDED_CHAIN_ID
from registry.domain.certificate import certificate_in
from registry.domain.merkle import leaf_hash
from registry.domain.projection import Projection
from registry.domain.seals import SealKind
from registry.errors import NotFound
from registry.usecases.state_certificate import state_certificate
from web.front import Front


def issuer_of_certificate(front: Front, certificate: int, ledger: Projection) -> LocalSigner:
    """The key that sealed the certificate's statement.

    Raises NotFound: CertificateUnknown, CertificateNotSealed, SealerKeyMissing.
    """
    certificate_in(ledger, certificate)
    statement = state_certificate(certificate, ledger=ledger, chain=front.registry.chain)
    leaf = front.registry.seals.find(leaf_hash(front.tools.canonical(statement)), SealKind.Certificate)
    if leaf is None or leaf.sealed.seal_id not in ledger.seals:
        raise NotFound("seal that holds certificate", certificate, name="CertificateNotSealed")
    sealer = ledger.seals[leaf.sealed.seal_id].sealer
    if front.registry.deployment.chain_id == EMBEDDED_CHAIN_ID:
        for index in range(DEV_ACCOUNTS):
            if dev_signer(index).address == sealer:
                return dev_signer(index)
    raise NotFound("key at hand of the sealer", sealer, name="SealerKeyMissing")
