"""Holds evidence chains where they stand: heads are signed and time-stamped, items go under a root on chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from registry.domain.evidence_chain import EvidenceItem, EvidenceMark, head_text, statement_of
from registry.domain.seals import SealedRoot
from registry.errors import CarbonixError
from registry.ports import EvidenceChainStore, TextSigner, TimeStamper

Canonical = Callable[[object], bytes]
RootSealer = Callable[[Sequence[EvidenceItem]], SealedRoot]


@dataclass(frozen=True, slots=True)
class Marked:
    """What one run did; `pending` says why a time-stamp is still missing, or is empty."""

    signed: int
    stamped: int
    sealed: tuple[SealedRoot, ...]
    pending: str


def mark_evidence(
    *,
    store: EvidenceChainStore,
    signer: TextSigner,
    stamper: TimeStamper | None,
    sealer: RootSealer,
    canonical: Canonical,
    now: int,
) -> Marked:
    """Signs, stamps and seals what is new; again, it does nothing. Without an authority the stamps stay pending.

    An authority that is away does not stop the seal. Raises Refused as the seal registry refuses, ChainUnavailable.
    """
    heads = store.unmarked_heads()
    for head in heads:
        signature = "0x" + signer.sign_text(head_text(head.hash)).hex()
        store.add_mark(EvidenceMark(head.tenant, head.sequence, head.hash, now, signer.address, signature))
    stamped, pending = _stamp(store, stamper, canonical)
    sealed = tuple(sealer(items) for items in store.open_roots().values())
    return Marked(len(heads), stamped, sealed, pending)


def _stamp(store: EvidenceChainStore, stamper: TimeStamper | None, canonical: Canonical) -> tuple[int, str]:
    """How many marks were stamped, and why the others were not."""
    waiting, stamped = store.unstamped(), 0
    if stamper is None:
        return 0, "no time-stamp authority is set (CARBONIX_TSA_URL)" if waiting else ""
    for mark, item in waiting:
        try:
            stamp = stamper.stamp(canonical(statement_of(item)))
        except CarbonixError as error:  # the next run asks again; an authority that is away is away for all of them
            return stamped, error.sentence
        store.keep_stamp(mark, stamp)
        stamped += 1
    return stamped, ""
