"""Anchors approved offsets: each certificate is used up on chain, then the records go under a root that is final."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from passport.ports import OffsetStore
from registry.domain.seals import SealedRoot, SealKind
from registry.errors import Refused
from registry.ports import ChainReader, TransactionSigner, Transactor

LeafSealer = Callable[[Sequence[bytes]], SealedRoot]


@dataclass(frozen=True, slots=True)
class Anchored:
    """What one run did."""

    nullified: int
    refused: int
    sealed: tuple[SealedRoot, ...]
    anchored: int


def anchor_offsets(
    *,
    store: OffsetStore,
    chain: ChainReader,
    outbox: Transactor,
    signer: TransactionSigner,
    sealer: LeafSealer,
    confirmations: int,
    now: int,
) -> Anchored:
    """One run; again, it goes on where the last one stopped, and a seal that a fork undid is sent again.

    A seal is final when the registry held it `confirmations` blocks deep. Raises Refused as the seal registry refuses
    (but NullifierUsed, which refuses one offset only), ChainUnavailable.
    """
    nullified, refused = _use_up(store, outbox, signer, now)
    sealed, anchored = [], 0
    for root, leaves in store.open_batches().items():
        stands = sealer(leaves)
        sealed.append(stands)
        final_at = _final(chain, stands, confirmations)
        if final_at is not None:
            anchored += store.anchor(root, final_at)
    return Anchored(nullified, refused, tuple(sealed), anchored)


def _use_up(store: OffsetStore, outbox: Transactor, signer: TransactionSigner, now: int) -> tuple[int, int]:
    nullified = refused = 0
    for offset in store.to_nullify():
        try:
            outbox.transact(f"nullify:{offset.nullifier}", signer, "SealRegistry", "nullify", offset.nullifier)
        except Refused as refusal:
            if refusal.name != "NullifierUsed":
                raise
            store.refuse(offset.id, now)
            refused += 1
        else:
            store.nullified(offset.id)
            nullified += 1
    return nullified, refused


def _final(chain: ChainReader, sealed: SealedRoot, confirmations: int) -> int | None:
    """The chain's time of the seal, if the registry held it so many blocks ago; None while it did not."""
    deep = chain.head().number - confirmations + 1
    if deep < sealed.block:
        return None
    if int(chain.call("SealRegistry", "sealIdOf", int(SealKind.Offset), sealed.root, at=deep)) != sealed.seal_id:
        return None
    return int(chain.call("SealRegistry", "sealOf", sealed.seal_id, at=deep)["sealedAt"])
