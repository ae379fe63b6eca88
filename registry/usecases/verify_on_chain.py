"""Compares a proof bundle with the chain: every read at one block, every refusal by the contract's own sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.domain.bundle import Bundle
from registry.domain.certificate import UseCase, country_of
from registry.domain.events import ZERO_HASH, Block
from registry.domain.report import ClaimStatus
from registry.domain.reversals import Status
from registry.domain.seals import SealKind
from registry.domain.units import ONE_CREDIT_KG
from registry.domain.verdict import Step, failed, not_checked, passed
from registry.errors import Refused
from registry.ports import ProofChain, ProofTools

CHAIN_STEPS = ("root", "contracts", "certificate", "standing", "provenance", "corrections", "supply")
Pairs = Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A bundle beside the chain at one block."""

    bundle: Bundle
    chain: ProofChain
    tools: ProofTools
    at: Block

    def call(self, contract: str, function: str, *args: object) -> Any:
        return self.chain.call(contract, function, *args, at=self.at.number)

    def number(self, key: str) -> int:
        return int(self.bundle.statement[key])


def steps_on_chain(bundle: Bundle, chain: ProofChain, tools: ProofTools) -> list[Step]:
    """The steps of CHAIN_STEPS at the newest block. Raises ChainUnavailable."""
    expected_chain = chain.chain_id  # asked first: a node of another chain has nothing to say
    reading = _Reading(bundle, chain, tools, chain.head())
    contracts = _contracts(reading, expected_chain)
    if contracts.outcome == "fail":
        reason = "the contracts are not those of the bundle, so their answers say nothing"
        skipped = [not_checked(name, f"Not checked: {reason}.") for name in CHAIN_STEPS[2:]]
        return [failed("root", f"No root can be read: {reason}."), contracts, *skipped]
    checks = {
        "certificate": _certificate,
        "standing": _standing,
        "provenance": _provenance,
        "corrections": _corrections,
        "supply": _supply,
    }
    rest = [_asked(name, check, reading) for name, check in checks.items()]
    return [_asked("root", _root, reading), contracts, *rest]


def _asked(name: str, check: Callable[[_Reading], Step], reading: _Reading) -> Step:
    try:
        return check(reading)
    except Refused as refusal:
        return failed(name, f"The chain refuses ({refusal.name}): {refusal.sentence}.", **refusal.facts)


def _contracts(reading: _Reading, chain_id: int) -> Step:
    found = {name: reading.chain.code_hash(name, reading.at.number) for name in reading.bundle.code_hashes}
    wrong = [name for name, code in found.items() if code != reading.bundle.code_hashes[name]]
    inputs = {name: f"{reading.bundle.addresses[name]} {code}" for name, code in found.items()}
    if wrong:
        name = wrong[0]
        expected = reading.bundle.code_hashes[name]
        return failed("contracts", f"The code of {name} hashes to {found[name]}, not {expected}.", **inputs)
    sentence = (
        f"All {len(found)} contracts stand on chain {chain_id} with the code that the bundle names; "
        "compare their addresses with those that the issuer publishes."
    )
    return passed("contracts", sentence, **inputs)


def _root(reading: _Reading) -> Step:
    seal, said = reading.bundle.seal, reading.bundle.statement
    found = reading.call("SealRegistry", "sealOf", int(seal["id"]))
    pairs: dict[str, tuple[object, object]] = {
        key: (str(found[key]), seal[key]) for key in ("size", "sequence", "sealer", "root", "previousRoot")
    }
    pairs["kind"] = (int(found["kind"]), int(SealKind.Certificate))
    pairs["block"] = (_block_of(reading, seal["transaction"], "Sealed", "seal", seal["id"]), seal["block"])
    fault = _first_difference(pairs)
    if fault is not None:
        return failed("root", f"Seal {seal['id']} has another {fault}.", **_inputs(pairs))
    leaf = reading.tools.canonical(said)
    proof = (int(seal["id"]), leaf, reading.bundle.index, list(reading.bundle.path))
    if reading.call("SealRegistry", "verify", *proof) is not True:
        return failed("root", f"The contract does not find the leaf under seal {seal['id']}.", **_inputs(pairs))
    depth = reading.at.number - int(seal["block"])
    sentence = f"Seal {seal['id']} holds the root and this leaf, {depth} blocks deep at block {reading.at.number}."
    return passed("root", sentence, **_inputs(pairs))


def _certificate(reading: _Reading) -> Step:
    said, number = reading.bundle.statement, reading.number("certificate")
    found = reading.call("RetirementCertificate", "certificate", number)
    batch = reading.call("CreditRegistry", "batchOf", reading.number("batch"))
    serials = (reading.number("batch"), reading.number("serialStart"), reading.number("serialEnd"))
    kept = ("batch", "kgStart", "kgEnd", "serialStart", "serialEnd", "retiredAt", "retiree", "detailsHash")
    pairs: dict[str, tuple[object, object]] = {key: (found[key], said[key]) for key in kept}
    pairs["kg"] = (found["kgEnd"] - found["kgStart"], said["kg"])
    pairs["beneficiary"] = (reading.call("RetirementCertificate", "ownerOf", number), said["beneficiary"])
    pairs["useCase"] = (UseCase(found["useCase"]).name, said["useCase"])
    pairs["serials"] = (reading.call("CreditRegistry", "serialText", *serials), said["serials"])
    pairs |= {key: (batch[key], said[key]) for key in ("project", "vintageStart", "vintageEnd", "reportHash")}
    pairs["country"] = (country_of(batch["country"]), said["country"])
    first = batch["serialStart"] + reading.number("kgStart") // ONE_CREDIT_KG
    pairs["first serial"] = (first, said["serialStart"])
    mined = _block_of(reading, said["transaction"], "CertificateIssued", "certificate", number)
    pairs["block"] = (mined, said["block"])
    fault = _first_difference(pairs)
    if fault is not None:
        return failed("certificate", f"On chain, certificate {number} has another {fault}.", **_inputs(pairs))
    return passed("certificate", f"Certificate {number} says the same on chain, field by field.", **_inputs(pairs))


def _standing(reading: _Reading) -> Step:
    """What may change after the seal: losses of the batch, portions, the footprint. It never makes a file false."""
    number = reading.number("certificate")
    found = reading.call("RetirementCertificate", "certificate", number)
    status, impaired_kg = reading.call("RetirementCertificate", "statusOf", number).values()
    bulk = reading.call("RetirementCertificate", "bulkOf", number)
    inputs = {
        "status": Status(status).words,
        "impairedKg": impaired_kg,
        "labels": found["labels"],
        "beyondFootprint": found["beyond"],
        "portions": bulk["size"],
        "portionsClaimedKg": bulk["claimedKg"],
    }
    return passed("standing", standing_sentence(Status(status), impaired_kg, reading.number("kg")), **inputs)


def standing_sentence(status: Status, impaired_kg: int, kg: int) -> str:
    """What losses of its batch mean for a certificate, for people."""
    if status is Status.Impaired:
        return f"Impaired: losses of the batch stand for {impaired_kg} of its {kg} kg, and are not made up for yet."
    if status is Status.MadeGood:
        return f"Made good: losses of the batch had hit a part of its {kg} kg, and were made up for since."
    return f"Intact: no loss of the batch touches its {kg} kg."


def _provenance(reading: _Reading) -> Step:
    report, report_hash = reading.bundle.report, reading.bundle.statement["reportHash"]
    claim = reading.call("VerificationOracle", "claimOf", report_hash)
    batch = reading.call("CreditRegistry", "batchOf", reading.number("batch"))
    evidence = reading.call("SealRegistry", "sealIdOf", int(SealKind.Evidence), report.data_root)
    pairs: dict[str, tuple[object, object]] = {
        "status": (ClaimStatus(claim["status"]).name, ClaimStatus.Finalised.name),
        "project": (claim["project"], report.project),
        "periodStart": (claim["periodStart"], report.period_start),
        "periodEnd": (claim["periodEnd"], report.period_end),
        "lowerBoundKg": (claim["lowerBoundKg"], report.lower_bound_kg),
        "dataRoot": (claim["dataRoot"], report.data_root),
        "batch's report": (batch["reportHash"], report_hash),
        "batch's data root": (batch["dataRoot"], report.data_root),
        "batch's methodology": (batch["methodology"], report.methodology),
        "evidence sealed": (evidence > 0, True),
    }
    pairs |= dict(_accreditations(reading))
    fault = _first_difference(pairs)
    if fault is not None:
        return failed("provenance", f"The chain knows the report with another {fault}.", **_inputs(pairs))
    sentence = f"The chain took the report by quorum, its readings are under seal {evidence}, and it opened the batch."
    return passed("provenance", sentence, **_inputs(pairs))


def _accreditations(reading: _Reading) -> Iterator[tuple[str, tuple[object, object]]]:
    """Who signed, as accredited now; who was removed since is left out: the quorum held when it was counted."""
    for entry in reading.bundle.attestations:
        found = reading.call("VerifierSet", "verifierOf", entry.signer)
        if found["organisation"] != ZERO_HASH:
            expected = f"{entry.organisation} {entry.layer.name}"
            layer = type(entry.layer)(found["layer"]).name
            yield f"verifier {entry.signer}", (f"{found['organisation']} {layer}", expected)


def _corrections(reading: _Reading) -> Step:
    number, seal = reading.number("certificate"), reading.bundle.seal["id"]
    later = reading.call("SealRegistry", "supersededBy", int(seal))
    if later:
        return failed("corrections", f"Seal {seal} was superseded by seal {later}.", supersededBy=later)
    found: Sequence[str] = reading.call("RetirementCertificate", "correctionsOf", number)
    if not found:
        return passed("corrections", "Nobody has appended a correction to the certificate's details.")
    listing = {f"correction {position}": value for position, value in enumerate(found, start=1)}
    sentence = f"The beneficiary appended {len(found)} corrected details; the newest is {found[-1]}."
    return passed("corrections", sentence, **listing)


def _supply(reading: _Reading) -> Step:
    batch = reading.number("batch")
    supply = reading.call("CarbonCredit", "supplyOf", batch)
    held = reading.call("CarbonCredit", "heldKg", batch)
    credits_kg = reading.call("CreditRegistry", "batchOf", batch)["credits"] * ONE_CREDIT_KG
    issued, retired, cancelled = (supply[key] for key in ("issuedKg", "retiredKg", "cancelledKg"))
    inputs = {"issuedKg": issued, "heldKg": held, "retiredKg": retired, "cancelledKg": cancelled}
    if issued != held + retired + cancelled or issued > credits_kg:
        sentence = f"Issued {issued} of {credits_kg} kg, but held {held}, retired {retired}, cancelled {cancelled}."
        return failed("supply", sentence, **inputs)
    if reading.number("kgEnd") > retired:
        sentence = f"Only {retired} kg of the batch are retired, the certificate reaches to {reading.number('kgEnd')}."
        return failed("supply", sentence, **inputs)
    sentence = f"Batch {batch}: issued {issued} kg = held {held} + retired {retired} + cancelled {cancelled}."
    return passed("supply", sentence, **inputs)


def _block_of(reading: _Reading, transaction: str, event: str, key: str, value: object) -> object:
    """The block of a transaction, if it holds this event about this thing; else a word that equals no block."""
    receipt = reading.chain.receipt(transaction)
    if receipt is None:
        return "unknown transaction"
    about = [entry for entry in receipt.events if entry.name == event and str(entry.arguments[key]) == str(value)]
    return receipt.block if about else f"transaction without {event}"


def _first_difference(pairs: Pairs) -> str | None:
    """The first value that differs, with both sides."""
    for key, (found, expected) in pairs.items():
        if str(found) != str(expected):
            return f"{key}: {found} on chain, {expected} in the file"
    return None


def _inputs(pairs: Pairs) -> dict[str, str]:
    return {key: str(found) for key, (found, _) in pairs.items()}
