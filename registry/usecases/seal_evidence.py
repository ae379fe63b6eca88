"""Puts the Merkle root of leaves on chain, once for ever, and keeps every leaf so that it can be proved later."""

from __future__ import annotations

from collections.abc import Sequence

from registry.domain.seals import SealedRoot, SealKind
from registry.ports import SealStore, TransactionSigner, Transactor


def seal(
    kind: SealKind,
    leaves: Sequence[bytes],
    uri: str,
    *,
    store: SealStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> SealedRoot:
    """Seals the RFC 6962 root of the leaves (data, not hashes); the same leaves again return the same seal.

    The leaves are kept before anything is sent, so that a root on chain never lacks its leaves. `uri` says where the
    leaves can be fetched. Raises Refused by the contract's name: ZeroSize, RootSealed, AccessManagedUnauthorized.
    """
    root = store.keep(kind, leaves, uri)
    # A repeated call sends the arguments of the first one: the same intent must be the same transaction.
    arguments = (int(kind), root, len(leaves), store.uri_of(kind, root))
    receipt = outbox.transact(f"seal:{kind.word}:{root}", signer, "SealRegistry", "seal", *arguments)
    seal_id = int(receipt.event("Sealed").arguments["seal"])
    sealed = SealedRoot(seal_id, kind, root, len(leaves), receipt.transaction, receipt.block)
    store.record(sealed)
    return sealed
