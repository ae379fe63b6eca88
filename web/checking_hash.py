"""Finds what a 32-byte hash belongs to: a transaction, a seal, a sealed leaf, a kept document, a report, an order."""

from __future__ import annotations

from collections.abc import Iterator

from registry.adapters.evidence_index import EvidenceIndex
from registry.domain.merkle import verify_inclusion
from registry.domain.seals import SealedLeaf
from registry.domain.verdict import Step, failed, not_checked, passed
from registry.errors import ChainUnavailable
from web.front import Front


def hash_steps(front: Front, asked: str) -> list[Step]:
    """One step for each thing that carries this hash; none if nothing does."""
    return [*_transaction(front, asked), *_records(front, asked), *_document(front, asked)]


def leaf_step(front: Front, asked: str) -> Step | None:
    """The leaf with this RFC 6962 hash: its path is walked to the root, and the root is read from the chain."""
    leaf = front.registry.seals.find(bytes.fromhex(asked[2:]))
    if leaf is None:
        return None
    root = bytes.fromhex(leaf.sealed.root[2:])
    inputs = {
        "leaf": asked,
        "index": leaf.index,
        "size": leaf.sealed.size,
        "root": leaf.sealed.root,
        "path": " ".join("0x" + step.hex() for step in leaf.path) or "empty: the leaf is the whole tree",
        "page": f"/explorer/tx/{leaf.sealed.transaction}",
    }
    kind, seal = leaf.sealed.kind.word, leaf.sealed.seal_id
    where = f"leaf {leaf.index} of {leaf.sealed.size} under {kind} seal {seal}"
    if not verify_inclusion(bytes.fromhex(asked[2:]), leaf.index, leaf.sealed.size, leaf.path, root):
        return failed("leaf", f"This should be {where}, but its path does not lead to the root.", **inputs)
    return _against_chain(front, leaf, where, inputs)


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
    try:
        receipt = front.registry.chain.receipt(asked)
    except ChainUnavailable as fault:
        if front.events.of_transaction(asked):
            yield not_checked("transaction", f"We followed this transaction; the chain does not answer now: {fault}.")
        return
    if receipt is None:
        return
    page = f"/explorer/tx/{asked}"
    if receipt.succeeded:
        names = ", ".join(dict.fromkeys(event.name for event in receipt.events)) or "no event of ours"
        sentence = f"This transaction succeeded in block {receipt.block}: {names}."
        yield passed("transaction", sentence, page=page, block=receipt.block, gas=receipt.gas_used)
    else:
        yield failed("transaction", f"This transaction was undone in block {receipt.block}.", page=page)


def _records(front: Front, asked: str) -> Iterator[Step]:
    ledger = front.registry.projection()
    for seal in ledger.seals.values():
        if seal.root == asked:
            sentence = f"This is the root of seal {seal.id}, over {seal.size:,} leaves, in block {seal.block}."
            yield passed("seal", sentence, page=f"/explorer/tx/{seal.transaction}", sealer=seal.sealer, uri=seal.uri)
    for certificate in ledger.certificates.values():
        if asked in (certificate.details_hash, *certificate.corrections):
            sentence = f"This commits to the details of certificate {certificate.id}; the details stay off chain."
            yield passed("details", sentence, page=f"/c/{certificate.id}")
    for claim in ledger.claims.values():
        if asked == claim.report_hash:
            sentence = f"This is a report of project {claim.report.project if claim.report else 'unknown'}."
            yield passed("report", sentence, page=f"/explorer/tx/{claim.transaction}")
        elif claim.report is not None and asked == claim.report.model_hash:
            sentence = f"This is the methodology document behind report {claim.report_hash}."
            yield passed("methodology", sentence, page=f"/explorer/tx/{claim.transaction}")
    for trade in ledger.trades:
        if asked in (trade.buy_order, trade.sell_order):
            sentence = f"This order traded {trade.credits} credits of batch {trade.batch} in block {trade.block}."
            yield passed("order", sentence, page=f"/explorer/tx/{trade.transaction}")


def _document(front: Front, asked: str) -> Iterator[Step]:
    evidence = front.registry.evidence
    cid = evidence.find(asked) if isinstance(evidence, EvidenceIndex) else None
    if cid is not None:
        sentence = f"A document with this SHA-256 is kept as evidence, under {cid}."
        yield passed("evidence", sentence, sha256=asked, cid=cid)
