"""Finds out what a stranger holds, and checks it against chain, seals and evidence: pass, fail or not checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from passport.domain.digital_link import GTIN_DIGITS
from registry.adapters.proof_tools import node_at
from registry.domain.bundle_schema import CONTRACTS, FORMAT
from registry.domain.merkle import leaf_hash
from registry.domain.verdict import Outcome, Step, Verdict, failed, passed
from registry.errors import ChainUnavailable, InvalidInput
from registry.usecases.verify_bundle import LARGEST_BUNDLE_BYTES, verify_bundle
from web.front import Front
from web.reading import is_address, is_hash, read_address, read_hash
from web.verification.certificate import certificate_steps
from web.verification.hashes import hash_steps, leaf_step
from web.verification.holdings import BATCH, address_steps, batch_steps
from web.verification.products import product_of, product_steps
from web.verification.serials import certificate_of_serials, read_serials, serial_steps

BRACE = b"{"
LONGEST_NUMBER = 78  # digits of 2^256 - 1
KNOWN = "This is known here."


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
    certificate: int | None = None  # whose proof bundle a browser can fetch and check by itself


def check_text(front: Front, text: str) -> Answer:
    """What was typed or pasted: a number, a hash, serials, or a bundle. Raises InvalidInput for anything else."""
    asked = text.strip()
    if not asked:
        raise InvalidInput("box", "", "type or paste something, or choose a file")
    if asked.startswith("{"):
        return check_bundle(front, asked.encode())
    if asked.isascii() and asked.isdigit():
        return _check_number(front, asked)
    if is_hash(asked):
        return _check_hash(front, read_hash("box", asked))
    if is_address(asked):
        return _answer_of("An address", address_steps(front, read_address("box", asked)), KNOWN, _explored(asked))
    batch = BATCH.fullmatch(asked)
    if batch is not None:
        number = int(batch.group(1))
        return _answer_of(f"Batch {number}", batch_steps(front, number), "This batch's sums agree.", _batch(number))
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


def _check_number(front: Front, text: str) -> Answer:
    """A certificate of this number; without one, a GTIN that names a product here."""
    if len(text) in GTIN_DIGITS and int(text) not in front.registry.projection().certificates:
        product = product_of(front, text)
        if product is not None:
            links = [Link(f"/p/{product}", "the product's passport")]
            return _answer_of(f"GTIN {text}", product_steps(front, text, product), KNOWN, links)
    return _check_certificate(front, text)


def _explored(address: str) -> list[Link]:
    return [Link(f"/explorer/address/{address.lower()}", "what it holds and did")]


def _batch(number: int) -> list[Link]:
    return [Link(f"/batches/{number}", f"batch {number}")]


def _check_certificate(front: Front, text: str) -> Answer:
    if len(text) > LONGEST_NUMBER:
        raise InvalidInput("box", text, f"the number of a certificate has at most {LONGEST_NUMBER} digits")
    steps = certificate_steps(front, text)
    exists = steps[0].outcome == "pass"
    links = [Link(f"/c/{int(text)}", f"certificate {int(text)}")] if exists else []
    answer = _answer_of(f"Certificate {text.lstrip('0') or '0'}", steps, "This certificate is genuine.", links)
    return replace(answer, certificate=int(text) if exists else None)


def _check_hash(front: Front, asked: str) -> Answer:
    steps = hash_steps(front, asked)
    if not steps:
        sentence = "Nothing here has this hash: no transaction, seal, leaf, document, report or order."
        return Answer("A hash", "fail", sentence, [failed("search", sentence, hash=asked)])
    links = [Link(step.inputs["page"], "read on") for step in steps if "page" in step.inputs]
    return _answer_of("A hash", steps, "This hash is known here.", links)


def _check_serials(front: Front, asked: str) -> Answer:
    """Serials as a certificate prints them are that certificate; any others of a batch say what became of them."""
    found = read_serials(asked)
    if found is None:
        kinds = "a certificate number, serials as printed, a batch, a hash of 64 hex digits, an address, a GTIN"
        raise InvalidInput("box", asked, f"this is neither {kinds}, nor a proof bundle")
    number = certificate_of_serials(front, asked)
    if number is not None:
        return _check_certificate(front, str(number))
    return _answer_of(f"Serials {asked.upper()}", serial_steps(front, found), KNOWN)


def _answer_of(subject: str, steps: Sequence[Step], good: str, links: Sequence[Link] = ()) -> Answer:
    broken = [step for step in steps if step.outcome == "fail"]
    unchecked = [step.name for step in steps if step.outcome == "not checked"]
    if broken:
        return Answer(subject, "fail", broken[0].sentence, steps, links)
    if unchecked:
        sentence = f"Nothing speaks against it, but not everything was checked: {', '.join(unchecked)}."
        return Answer(subject, "not checked", sentence, steps, links)
    return Answer(subject, "pass", good, steps, links)
