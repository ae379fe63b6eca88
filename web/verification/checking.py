"""Finds out what a stranger holds, and checks it against chain, seals and evidence: pass, fail or not checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from registry.adapters.proof_tools import node_at
from registry.domain.bundle_schema import CONTRACTS, FORMAT
from registry.domain.merkle import leaf_hash
from registry.domain.verdict import Outcome, Step, Verdict, failed, passed
from registry.errors import ChainUnavailable, InvalidInput
from registry.usecases.verify_bundle import LARGEST_BUNDLE_BYTES, verify_bundle
from web.front import Front
from web.reading import is_address, is_hash, read_hash
from web.verification.certificate import certificate_steps
from web.verification.hashes import hash_steps, leaf_step

BRACE = b"{"
LONGEST_NUMBER = 78  # digits of 2^256 - 1


@dataclass(frozen=True, slots=True)
class Link:
    """Where to read on."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the thing is, whether it holds, and every check of it."""

    subject: str
    outcome: Outcome
    sentence: str
    steps: Sequence[Step]
    links: Sequence[Link] = ()


def check_text(front: Front, text: str) -> Answer:
    """What was typed or pasted: a number, a hash, serials, or a bundle. Raises InvalidInput for anything else."""
    asked = text.strip()
    if not asked:
        raise InvalidInput("box", "", "type or paste something, or choose a file")
    if asked.startswith("{"):
        return check_bundle(front, asked.encode())
    if asked.isascii() and asked.isdigit():
        return _check_certificate(front, asked)
    if is_hash(asked):
        return _check_hash(front, read_hash("box", asked))
    if is_address(asked):
        where = "an address holds things but proves nothing; the explorer shows what it holds"
        raise InvalidInput("box", asked, where)
    return _check_serials(front, asked)


def check_document(front: Front, data: bytes) -> Answer:
    """A file, byte for byte: a proof bundle if it says so, else a document that may have been sealed or kept."""
    if FORMAT.encode() in data[:LARGEST_BUNDLE_BYTES] and data.lstrip().startswith(BRACE):
        return check_bundle(front, data)
    digest = "0x" + sha256(data).hexdigest()
    steps = hash_steps(front, digest)
    if not any(step.name == "leaf" for step in steps):  # sealed, but not kept here under its SHA-256
        leaf = leaf_step(front, "0x" + leaf_hash(data).hex())
        steps = [*([leaf] if leaf else []), *steps]
    subject = f"A document of {len(data):,} bytes"
    if not steps:
        sentence = "No document with exactly these bytes was sealed or kept here. One changed byte changes its hash."
        return Answer(subject, "fail", sentence, [failed("document", sentence, sha256=digest)])
    return _answer_of(subject, steps, "This document, byte for byte, is known here.")


def check_bundle(front: Front, data: bytes) -> Answer:
    """Every step of `carbonix verify --rpc`, and first whether the file speaks of this registry's contracts."""
    verdict = _verdict_of(front, data)
    ours = _same_contracts(front, data) if all(step.outcome == "pass" for step in verdict.steps[:2]) else None
    steps = [*verdict.steps[:2], ours, *verdict.steps[2:]] if ours else list(verdict.steps)
    foreign = ours is not None and ours.outcome == "fail"
    outcome: Outcome = "fail" if foreign or verdict.failed else "pass" if verdict.passed else "not checked"
    sentence = ours.sentence if ours and foreign else verdict.sentence
    links = []
    if outcome == "pass":
        number = front.tools.parse_canonical(data)["statement"]["certificate"]
        links = [Link(f"/c/{number}", f"certificate {number}")]
    return Answer("A proof bundle", outcome, sentence, steps, links)


def _verdict_of(front: Front, data: bytes) -> Verdict:
    """With the chain; without it if the node does not answer: then the outside steps stay unchecked."""
    try:
        return verify_bundle(data, tools=front.tools, open_chain=node_at(front.registry.chain.rpc_url))
    except ChainUnavailable:
        return verify_bundle(data, tools=front.tools)


def _same_contracts(front: Front, data: bytes) -> Step:
    """A stranger could deploy copies of our contracts: only the published addresses are this registry."""
    named = front.tools.parse_canonical(data)["contracts"]
    chain_id, deployment = front.registry.deployment.chain_id, front.registry.deployment
    ours = {name: deployment.address_of(name) for name in CONTRACTS}
    if named["chainId"] != str(chain_id):
        sentence = f"The file is of chain {named['chainId']}, this registry stands on chain {chain_id}."
        return failed("registry", sentence, **named["addresses"])
    wrong = [name for name in CONTRACTS if named["addresses"][name] != ours[name]]
    if wrong:
        sentence = f"The file names another {wrong[0]} than this registry's: it is of another registry."
        return failed("registry", sentence, **named["addresses"])
    return passed("registry", "The file speaks of this registry's own contracts.", **ours)


def _check_certificate(front: Front, text: str) -> Answer:
    if len(text) > LONGEST_NUMBER:
        raise InvalidInput("box", text, f"the number of a certificate has at most {LONGEST_NUMBER} digits")
    steps = certificate_steps(front, text)
    links = [Link(f"/c/{int(text)}", f"certificate {int(text)}")] if steps[0].outcome == "pass" else []
    return _answer_of(f"Certificate {text.lstrip('0') or '0'}", steps, "This certificate is genuine.", links)


def _check_hash(front: Front, asked: str) -> Answer:
    steps = hash_steps(front, asked)
    if not steps:
        sentence = "Nothing here has this hash: no transaction, seal, leaf, document, report or order."
        return Answer("A hash", "fail", sentence, [failed("search", sentence, hash=asked)])
    links = [Link(step.inputs["page"], "read on") for step in steps if "page" in step.inputs]
    return _answer_of("A hash", steps, "This hash is known here.", links)


def _check_serials(front: Front, asked: str) -> Answer:
    ledger = front.registry.projection()
    for certificate in ledger.certificates.values():
        statement = front.statement(certificate, ledger)
        if statement is not None and statement["serials"].upper() == asked.upper():
            return _check_certificate(front, str(certificate.id))
    kinds = "a certificate number, serials as printed, a hash of 64 hex digits, or a proof bundle"
    raise InvalidInput("box", asked, f"this is neither {kinds}, nor the serials of a certificate that exists")


def _answer_of(subject: str, steps: Sequence[Step], good: str, links: Sequence[Link] = ()) -> Answer:
    broken = [step for step in steps if step.outcome == "fail"]
    unchecked = [step.name for step in steps if step.outcome == "not checked"]
    if broken:
        return Answer(subject, "fail", broken[0].sentence, steps, links)
    if unchecked:
        sentence = f"Nothing speaks against it, but not everything was checked: {', '.join(unchecked)}."
        return Answer(subject, "not checked", sentence, steps, links)
    return Answer(subject, "pass", good, steps, links)
