"""Finds what a 32-byte hash belongs to, and checks what can be checked of it against the chain."""

from __future__ import annotations

from collections.abc import Iterator

from passport.domain.offsets import NOTICE
from registry.adapters.evidence_index import EvidenceIndex
from registry.domain.merkle import leaf_hash, verify_inclusion
from registry.domain.projection import Projection
from registry.domain.seals import SealedLeaf
from registry.domain.verdict import Step, failed, not_checked, passed
from registry.errors import CarbonixError, ChainUnavailable
from registry.usecases.look_up_hash import Found, look_up_hash
from web.formatting import utc
from web.front import Front


def hash_steps(front: Front, asked: str) -> list[Step]:
    """One step for each thing that carries this hash (lower-case 0x hex); none if nothing does."""
    leaf = leaf_step(front, asked) or _leaf_of_document(front, asked) or _leaf_of_private_document(front, asked)
    return [
        *([leaf] if leaf else []),
        *_offset(front, asked),
        *_transaction(front, asked),
        *_records(front, asked),
    ]


def leaf_step(front: Front, asked: str) -> Step | None:
    """The leaf with this RFC 6962 hash: its path is walked to the root, and the root is read from the chain."""
    leaf = front.registry.seals.find(bytes.fromhex(asked[2:]))
    if leaf is None:
        return None
    inputs: dict[str, object] = {
        "leaf": asked,
        "index": leaf.index,
        "size": leaf.sealed.size,
        "root": leaf.sealed.root,
        "path": " ".join("0x" + step.hex() for step in leaf.path) or "empty: the leaf is the whole tree",
        "page": f"/explorer/tx/{leaf.sealed.transaction}",
    }
    where = f"leaf {leaf.index} of {leaf.sealed.size} under {leaf.sealed.kind.word} seal {leaf.sealed.seal_id}"
    root = bytes.fromhex(leaf.sealed.root[2:])
    if not verify_inclusion(bytes.fromhex(asked[2:]), leaf.index, leaf.sealed.size, leaf.path, root):
        return failed("leaf", f"This should be {where}, but its path does not lead to the root.", **inputs)
    return _against_chain(front, leaf, where, inputs)


def _leaf_of_document(front: Front, asked: str) -> Step | None:
    """The leaf of a document that is known by its SHA-256: the tree hashes the same bytes with a prefix."""
    evidence = front.registry.evidence
    cid = EvidenceIndex(evidence, front.registry.database).find(asked)
    if cid is None:
        return None
    try:
        data = evidence.get(cid)
    except CarbonixError:  # it is lost or corrupt: nothing can be said of its leaf
        return None
    return leaf_step(front, "0x" + leaf_hash(data).hex())


def _leaf_of_private_document(front: Front, asked: str) -> Step | None:
    """The leaf of a document that its company keeps to itself: its place is told, its content is not."""
    leaf = front.registry.seals.find_document(asked)
    return None if leaf is None else leaf_step(front, "0x" + leaf_hash(leaf.data).hex())


def _offset(front: Front, asked: str) -> Iterator[Step]:
    """An offset record says how far it came: what waits or was refused counts for nothing."""
    offset = front.passport.offsets.table.by_hash(asked)
    if offset is None:
        return
    if offset.anchored_at is not None:
        since = f"final since {utc(offset.anchored_at)}"
        yield passed("offset", f"This is an anchored offset record, {since}. {NOTICE}", hash=asked)
    elif offset.waiting_for:
        yield not_checked("offset", f"This offset record is pending, it waits for {offset.waiting_for}. {NOTICE}")
    else:
        yield failed("offset", f"This offset record was {offset.state}: it counts for nothing.", hash=asked)


def _against_chain(front: Front, leaf: SealedLeaf, where: str, inputs: dict[str, object]) -> Step:
    chain = front.registry.chain
    try:
        at = chain.head().number
        on_chain = chain.call("SealRegistry", "sealOf", leaf.sealed.seal_id, at=at)["root"]
    except ChainUnavailable:
        return not_checked("leaf", f"This is {where} by our records; the chain does not answer now.")
    if on_chain != leaf.sealed.root:
        return failed("leaf", f"This should be {where}, but the chain holds another root.", **inputs)
    return passed("leaf", f"This is {where}; the chain holds that root at block {at}.", **inputs)


def _transaction(front: Front, asked: str) -> Iterator[Step]:
    page = f"/explorer/tx/{asked}"
    try:
        receipt = front.registry.chain.receipt(asked)
    except ChainUnavailable:
        if front.events.of_transaction(asked):
            yield not_checked("transaction", "We followed this transaction; the chain does not answer now.")
        return
    if receipt is None:
        return
    if receipt.succeeded:
        names = ", ".join(dict.fromkeys(event.name for event in receipt.events)) or "no event of ours"
        sentence = f"This transaction succeeded in block {receipt.block}: {names}."
        yield passed("transaction", sentence, page=page, block=receipt.block, gas=receipt.gas_used)
    else:
        yield failed("transaction", f"This transaction was undone in block {receipt.block}.", page=page)


def _records(front: Front, asked: str) -> Iterator[Step]:
    """What the projection and the evidence store know; the leaf has a step of its own that also checks it."""
    ledger = front.registry.projection()
    documents = EvidenceIndex(front.registry.evidence, front.registry.database)
    for found in look_up_hash(asked, ledger=ledger, seals=front.registry.seals, documents=documents):
        if found.kind not in ("leaf", "sealed document"):
            page = _page_of(found, ledger)
            yield passed(found.kind, found.sentence, hash=asked, **({"page": page} if page else {}))
    for trade in ledger.trades:
        if asked in (trade.buy_order, trade.sell_order):
            sentence = f"This order traded {trade.credits} credits of batch {trade.batch} in block {trade.block}."
            yield passed("order", sentence, page=f"/explorer/tx/{trade.transaction}")


def _page_of(found: Found, ledger: Projection) -> str | None:
    if found.kind == "seal":
        return f"/explorer/seals#seal-{found.identity}"
    if found.kind == "certificate":
        return f"/c/{found.identity}"
    if found.kind == "report":
        return f"/explorer/tx/{ledger.claims[found.identity].transaction}"
    return f"/api/v1/evidence/{found.identity}" if found.kind == "document" else None
