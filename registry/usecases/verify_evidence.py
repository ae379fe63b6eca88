"""Verifies a tenant's evidence from end to end: content, chain, signatures, time-stamps and seals, each as one step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from registry.domain.cid import Cid
from registry.domain.evidence_chain import EvidenceItem, EvidenceMark, breaks, hash_of, head_text, statement_of
from registry.domain.merkle import leaf_hash, rows_of
from registry.domain.seals import SealedRoot, SealKind
from registry.domain.verdict import Step, Verdict, failed, not_checked, passed
from registry.errors import CarbonixError, ChainUnavailable
from registry.ports import ChainReader, EvidenceChainStore, EvidenceStore, ProofTools, SealStore, TimeStamper

MOST_FAULTS_TOLD = 5


def verify_evidence(
    tenant: str,
    *,
    store: EvidenceChainStore,
    evidence: EvidenceStore,
    seals: SealStore,
    chain: ChainReader,
    tools: ProofTools,
    stamper: TimeStamper | None,
) -> Verdict:
    """The steps content, chain, signatures, time-stamps, seals; nothing is changed. A tenant without evidence passes.

    What cannot be checked now (no authority's root, no node) is a step of its own word, never a pass.
    """
    items, marks = store.items(tenant), store.marks(tenant)
    count = len(items)
    by_sequence = {item.sequence: item for item in items}
    return Verdict(
        (
            _step("content", list(_content_faults(items, evidence)), f"Each item hashes to its name; items: {count}."),
            _step("chain", list(breaks(items, tools.canonical)), f"Each item names the one before it; items: {count}."),
            _step("signatures", list(_signature_faults(marks, by_sequence, tools)), _held("signed", items, marks)),
            _stamps(marks, by_sequence, tools, stamper),
            _sealed(items, marks, seals, chain, tools),
        )
    )


def _step(name: str, faults: Sequence[str], good: str) -> Step:
    if not faults:
        return passed(name, good)
    more = f"; and {len(faults) - MOST_FAULTS_TOLD} more" if len(faults) > MOST_FAULTS_TOLD else ""
    return failed(name, "; ".join(faults[:MOST_FAULTS_TOLD]) + more + ".", faults=len(faults))


def _content_faults(items: Sequence[EvidenceItem], evidence: EvidenceStore) -> Iterator[str]:
    for item in items:
        try:
            data = evidence.get(Cid(item.content.cid))
        except CarbonixError as error:
            yield f"item {item.sequence}: {error.sentence}"
            continue
        found = "0x" + sha256(data).hexdigest()
        if found != item.content.sha256:
            yield f"item {item.sequence} names SHA-256 {item.content.sha256}, its content has {found}"


def _held(word: str, items: Sequence[EvidenceItem], marks: Sequence[EvidenceMark]) -> str:
    last = marks[-1].sequence if marks else 0
    return f"{last} of {len(items)} items are held; {word} heads: {len(marks)}."


def _signature_faults(
    marks: Sequence[EvidenceMark], items: dict[int, EvidenceItem], tools: ProofTools
) -> Iterator[str]:
    for mark in marks:
        item = items.get(mark.sequence)
        if item is None or hash_of(item, tools.canonical) != mark.hash:
            yield f"the signed head {mark.sequence} is not the chain's: it was {mark.hash}"
            continue
        try:
            signer = tools.recover(tools.text_digest(head_text(mark.hash)), bytes.fromhex(mark.signature[2:]))
        except (CarbonixError, ValueError) as fault:
            yield f"head {mark.sequence}: {fault}"
            continue
        if signer != mark.signer:
            yield f"head {mark.sequence} was signed by {signer}, not by {mark.signer}"


def _stamps(
    marks: Sequence[EvidenceMark], items: dict[int, EvidenceItem], tools: ProofTools, stamper: TimeStamper | None
) -> Step:
    stamped = [(mark, mark.token) for mark in marks if mark.token is not None]
    if stamper is None:
        return not_checked("time-stamps", f"{len(stamped)} are kept; no authority's roots are set to check them.")
    faults = list(_stamp_faults(stamped, items, tools, stamper))
    if faults or len(stamped) == len(marks):
        return _step("time-stamps", faults, _held("stamped", list(items.values()), [mark for mark, _ in stamped]))
    return not_checked("time-stamps", f"{len(stamped)} of {len(marks)} heads are stamped, the others are pending.")


def _stamp_faults(
    stamped: Sequence[tuple[EvidenceMark, bytes]],
    items: dict[int, EvidenceItem],
    tools: ProofTools,
    stamper: TimeStamper,
) -> Iterator[str]:
    for mark, token in stamped:
        item = items.get(mark.sequence)
        try:
            stamp = stamper.check(token, tools.canonical(statement_of(item)) if item else b"")
        except CarbonixError as error:
            yield f"head {mark.sequence}: {error.sentence}"
            continue
        if stamp.time != mark.token_time:
            yield f"head {mark.sequence} is kept as stamped at {mark.token_time}, the token says {stamp.time}"


def _sealed(
    items: Sequence[EvidenceItem],
    marks: Sequence[EvidenceMark],
    seals: SealStore,
    chain: ChainReader,
    tools: ProofTools,
) -> Step:
    """Each item's leaf stands in the tree of a root that the chain holds; what no seal holds yet is not checked."""
    trees = {root: seals.leaf_hashes(SealKind.Evidence, root) for root in {mark.root for mark in marks} if root}
    standing = {root: tree for root, tree in trees.items() if tree is not None}
    held = max((mark.sequence for mark in marks if mark.root in standing), default=0)
    known = {leaf for _, leaves in standing.values() for leaf in leaves}
    leaves = [(item.sequence, leaf_hash(tools.canonical(statement_of(item)))) for item in items]
    missing = [sequence for sequence, leaf in leaves if sequence <= held and leaf not in known]
    if missing:
        return failed("seals", f"Item {missing[0]} has no leaf under a seal on chain.", missing=len(missing))
    try:
        faults = list(_seal_faults(standing, chain))
    except ChainUnavailable as error:
        return not_checked("seals", f"The chain does not answer now: {error.sentence}.")
    if not faults and marks and held < marks[-1].sequence:
        return not_checked("seals", f"Items 1 to {held} are sealed, those up to {marks[-1].sequence} wait for it.")
    return _step("seals", faults, f"{held} of {len(items)} items stand under roots that the chain holds.")


def _seal_faults(trees: Mapping[str, tuple[SealedRoot, Sequence[bytes]]], chain: ChainReader) -> Iterator[str]:
    at = chain.head().number
    for root, (sealed, leaves) in trees.items():
        found = "0x" + rows_of(leaves)[-1][0].hex()
        if found != root:
            yield f"the leaves of seal {sealed.seal_id} have the root {found}, expected {root}"
        on_chain = chain.call("SealRegistry", "sealOf", sealed.seal_id, at=at)["root"]
        if on_chain != root:
            yield f"seal {sealed.seal_id} holds {on_chain}, expected {root}"
