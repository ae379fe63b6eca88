"""Tells whether a proof bundle is genuine, step by step, trusting only the root or the chain that the reader names.

It needs no database and no server: offline against a root, or against any node of the bundle's chain, or both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from registry.domain.bundle import Bundle, issuer_text, read_bundle
from registry.domain.bundle_schema import form_faults
from registry.domain.certificate import arithmetic_faults
from registry.domain.merkle import leaf_hash, verify_inclusion
from registry.domain.notices import notice_for
from registry.domain.report import Layer
from registry.domain.verdict import STEPS, Step, Verdict, failed, not_checked, passed
from registry.errors import CarbonixError, Refused
from registry.ports import ProofChain, ProofTools
from registry.usecases.verify_on_chain import CHAIN_STEPS, steps_on_chain

LARGEST_BUNDLE_BYTES = 1_000_000
OpenChain = Callable[[Bundle], ProofChain]


def verify_bundle(
    data: bytes, *, tools: ProofTools, root: str | None = None, open_chain: OpenChain | None = None
) -> Verdict:
    """Every step of the verification of a bundle's bytes.

    `root` is a Merkle root (0x hex) that the reader has from elsewhere; `open_chain` connects to a node by the
    addresses inside the bundle. Raises ChainUnavailable if that node does not answer or is on another chain.
    """
    form, bundle = _read(data, tools)
    if bundle is None:
        return Verdict((*form, *_skipped(STEPS[len(form) :], "the file cannot be read")))
    inside = [check(bundle, tools) for check in (_issuer, _report, _attestations, _serials, _inclusion)]
    given = _given_root(bundle, root)
    if open_chain is None:
        reason = "no chain was asked; give a node's address to check it"
        at_root = given or not_checked("root", "neither a root nor a chain was given to compare with")
        return Verdict((*form, *inside, at_root, *_skipped(CHAIN_STEPS[1:], reason)), bundle.notice)
    outside = steps_on_chain(bundle, open_chain(bundle), tools)
    at_root = given if given is not None and given.outcome == "fail" else outside[0]
    return Verdict((*form, *inside, at_root, *outside[1:]), bundle.notice)


def _read(data: bytes, tools: ProofTools) -> tuple[list[Step], Bundle | None]:
    if len(data) > LARGEST_BUNDLE_BYTES:
        sentence = f"The file has {len(data)} bytes, a bundle has at most {LARGEST_BUNDLE_BYTES}."
        return [failed("canonical", sentence)], None
    try:
        document = tools.parse_canonical(data)
    except CarbonixError as fault:
        return [failed("canonical", _sentence(fault), **fault.facts)], None
    first = passed("canonical", f"The file is canonical JSON, {len(data)} bytes; no other bytes say the same.")
    fault_sentence = next(form_faults(document), None)
    if fault_sentence is not None:
        return [first, failed("schema", f"The form is wrong: {fault_sentence}.")], None
    bundle = read_bundle(document)
    fault_sentence = next(_disagreements(bundle), None)
    if fault_sentence is not None:
        return [first, failed("schema", f"The parts disagree: {fault_sentence}.")], bundle
    return [first, passed("schema", "Every part is there, nothing else is, and they speak of one chain.")], bundle


def _disagreements(bundle: Bundle) -> Iterator[str]:
    """Where two parts of one bundle speak of different things."""
    said = bundle.statement
    if int(said["chainId"]) != bundle.chain_id:
        yield f"the statement is of chain {said['chainId']}, the contracts of chain {bundle.chain_id}"
    if said["contract"] != bundle.addresses["RetirementCertificate"]:
        yield f"the statement is of contract {said['contract']}, not {bundle.addresses['RetirementCertificate']}"
    if bundle.notice != notice_for(said["serials"]):
        yield "the notice is not the one that these serials carry"


def _issuer(bundle: Bundle, tools: ProofTools) -> Step:
    text = issuer_text(tools.canonical(bundle.unsigned))
    inputs = {"address": bundle.issuer, "sealer": bundle.seal["sealer"], "text": text}
    try:
        signer = tools.recover(tools.text_digest(text), bundle.issuer_signature)
    except Refused as refusal:
        return failed("issuer", _sentence(refusal), **inputs)
    if signer != bundle.issuer:
        return failed("issuer", f"{signer} signed this content, the file names {bundle.issuer}.", **inputs)
    if signer != bundle.seal["sealer"]:
        return failed("issuer", f"{signer} signed, but {bundle.seal['sealer']} sealed the root.", **inputs)
    return passed("issuer", f"The account that sealed the root, {signer}, signed every byte of this file.", **inputs)


def _report(bundle: Bundle, tools: ProofTools) -> Step:
    report, said = bundle.report, bundle.statement
    found = "0x" + tools.report_hash(report).hex()
    pairs = {
        "hash of the report": (found, said["reportHash"]),
        "project": (str(report.project), said["project"]),
        "start of the period": (str(report.period_start), said["vintageStart"]),
        "end of the period": (str(report.period_end), said["vintageEnd"]),
        "methodology": (report.methodology, tools.keccak(said["methodology"].encode())),
    }
    for what, (of_report, of_statement) in pairs.items():
        if of_report != of_statement:
            sentence = f"The {what} is {of_report} by the report, {of_statement} by the certificate."
            return failed("report", sentence, reportHash=found)
    if report.lower_bound_kg > report.point_kg:
        sentence = f"The lower bound {report.lower_bound_kg} kg is above the estimate {report.point_kg} kg."
        return failed("report", sentence, reportHash=found)
    sentence = f"The units come from this report: at least {report.lower_bound_kg} kg by {said['methodology']}."
    return passed("report", sentence, reportHash=found)


def _attestations(bundle: Bundle, tools: ProofTools) -> Step:
    inputs = {f"{entry.layer.name} signature": entry.signature for entry in bundle.attestations}
    fault = next(_attestation_faults(bundle, tools), None)
    if fault is not None:
        return failed("attestations", f"{fault}.", **inputs)
    signers = ", ".join(f"{entry.layer.name.lower()} {entry.signer}" for entry in bundle.attestations)
    return passed("attestations", f"Distinct organisations signed the report on all three layers: {signers}.", **inputs)


def _attestation_faults(bundle: Bundle, tools: ProofTools) -> Iterator[str]:
    report_hash, verifiers = tools.report_hash(bundle.report), bundle.addresses["VerifierSet"]
    signers = [entry.signer for entry in bundle.attestations]
    if sorted(set(signers)) != signers:
        yield "The signers are not in order, each once"
    if len({entry.organisation for entry in bundle.attestations}) != len(signers):
        yield "Two attestations come from one organisation"
    for layer in Layer:
        if layer not in {entry.layer for entry in bundle.attestations}:
            yield f"Nobody signed for the {layer.name.lower()} layer"
    for entry in bundle.attestations:
        digest = tools.attestation_digest(bundle.chain_id, verifiers, report_hash, entry.layer, entry.organisation)
        try:
            signer = tools.recover(digest, bytes.fromhex(entry.signature[2:]))
        except Refused as refusal:
            yield f"{entry.layer.name}: {refusal.sentence}"
            continue
        if signer != entry.signer:
            yield f"The {entry.layer.name.lower()} signature is that of {signer}, the file names {entry.signer}"


def _serials(bundle: Bundle, _tools: ProofTools) -> Step:
    said = bundle.statement
    inputs = {key: said[key] for key in ("kgStart", "kgEnd", "kg", "serialStart", "serialEnd", "serials")}
    fault = next(arithmetic_faults(said), None)
    if fault is not None:
        return failed("serials", f"The numbers contradict each other: {fault}.", **inputs)
    sentence = f"{said['kg']} kg are kilograms {said['kgStart']} to {said['kgEnd']}: {said['serials']}."
    return passed("serials", sentence, **inputs)


def _inclusion(bundle: Bundle, tools: ProofTools) -> Step:
    leaf, root = leaf_hash(tools.canonical(bundle.statement)), bundle.seal["root"]
    inputs = {"leaf": "0x" + leaf.hex(), "index": bundle.index, "size": bundle.size, "root": root}
    if bundle.seal["size"] != str(bundle.size):
        sentence = f"The proof is for {bundle.size} leaves, the seal for {bundle.seal['size']}."
        return failed("inclusion", sentence, **inputs)
    try:
        holds = verify_inclusion(leaf, bundle.index, bundle.size, bundle.path, bytes.fromhex(root[2:]))
    except Refused as refusal:
        return failed("inclusion", _sentence(refusal), **inputs)
    if not holds:
        return failed("inclusion", "The path from the certificate's leaf does not lead to the root.", **inputs)
    return passed("inclusion", f"The certificate is leaf {bundle.index} of {bundle.size} under {root}.", **inputs)


def _given_root(bundle: Bundle, root: str | None) -> Step | None:
    if root is None:
        return None
    found = bundle.seal["root"]
    if root.lower() != found:
        return failed("root", f"The bundle's root is {found}, you gave {root}.", given=root, found=found)
    return passed("root", f"The root is the one that you gave, {found}.", given=root, found=found)


def _skipped(names: tuple[str, ...], reason: str) -> Iterator[Step]:
    return (not_checked(name, f"Not checked: {reason}.") for name in names)


def _sentence(fault: CarbonixError) -> str:
    return f"{fault.sentence[:1].upper()}{fault.sentence[1:]}."
