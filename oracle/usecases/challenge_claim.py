"""Disputes a claim in its window, with the bond that its contract asks and grounds that everybody can read."""

from __future__ import annotations

from hashlib import sha256

from registry.domain.events import Receipt
from registry.ports import ChainReader, EvidenceStore, TransactionSigner, Transactor


def challenge_claim(
    report_hash: str,
    grounds: bytes,
    *,
    chain: ChainReader,
    evidence: EvidenceStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> Receipt:
    """The receipt with ClaimChallenged. The grounds are kept as evidence under their SHA-256; the bond goes along.

    The same grounds challenge once. Raises Refused by the contract's names: WindowClosed, UnexpectedClaimStatus,
    ClaimUnknown, BondWrong.
    """
    evidence.put(grounds)
    digest = document_hash(grounds)
    bond_wei = chain.call("VerificationOracle", "bond", at=chain.head().number)
    call = ("VerificationOracle", "challenge", report_hash, digest)
    return outbox.transact(f"challenge:{report_hash}:{digest}", signer, *call, value_wei=bond_wei)


def document_hash(document: bytes) -> str:
    """SHA-256 as 0x hex: the name of grounds and reasons on chain."""
    return "0x" + sha256(document).hexdigest()
