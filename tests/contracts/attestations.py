"""Builds monitoring reports and EIP-712 attestations of real verifiers, signed with the keys of the dev mnemonic."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from functools import cache
from typing import Any

from brownie import VerifierSet, chain
from brownie._config import CONFIG
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_account.signers.local import LocalAccount

from registry.domain.external_serial import vintage_of

DEV_MNEMONIC = "test test test test test test test test test test test junk"
REGISTRAR, OPERATOR, SEALER, SENSOR, MODEL, EXPERT = 1, 2, 3, 5, 6, 7  # positions among the dev accounts
SENSOR_LAYER, MODEL_LAYER, EXPERT_LAYER = 0, 1, 2
EVIDENCE = 3  # ISealRegistry.Kind.Evidence
GAIN, LOSS, IMMOBILISATION = 0, 1, 2
NATIVE, BRIDGED = 1, 2  # ICreditRegistry.Origin
DAY_S = 86_400
ZERO32 = "0x" + "00" * 32

REPORT_TYPE = [
    {"name": name, "type": kind}
    for kind, name in (
        ("uint8", "kind"),
        ("uint128", "project"),
        ("uint64", "periodStart"),
        ("uint64", "periodEnd"),
        ("bytes32", "methodology"),
        ("uint64", "pointKg"),
        ("uint64", "lowerBoundKg"),
        ("bytes32", "modelHash"),
        ("bytes32", "dataRoot"),
        ("uint64", "dataSize"),
        ("bytes32", "claimsRoot"),
        ("uint64", "claimsKg"),
        ("bytes32", "configDigest"),
        ("uint64", "nonce"),
        ("uint64", "deadline"),
    )
]
ATTESTATION_TYPE = [
    {"name": "reportHash", "type": "bytes32"},
    {"name": "layer", "type": "uint8"},
    {"name": "organisation", "type": "bytes32"},
]


Attestations = list[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """Fields in the order of the Solidity struct."""

    kind: int
    project: int
    period_start: int
    period_end: int
    methodology: str
    point_kg: int
    lower_bound_kg: int
    model_hash: str
    data_root: str
    data_size: int
    claims_root: str
    claims_kg: int
    config_digest: str
    nonce: int
    deadline: int


@dataclass(frozen=True, slots=True)
class Signer:
    """A verifier: the dev account whose key signs, its layer, the address of its wallet, its employer if shared."""

    key: int
    layer: int
    wallet: str | None = None
    employer: str | None = None

    @property
    def address(self) -> str:
        return self.wallet or dev_account(self.key).address

    @property
    def organisation(self) -> str:
        return self.employer or hash_of(f"organisation of {self.address}")


QUORUM = (Signer(SENSOR, SENSOR_LAYER), Signer(MODEL, MODEL_LAYER), Signer(EXPERT, EXPERT_LAYER))


@cache
def dev_account(index: int) -> LocalAccount:
    Account.enable_unaudited_hdwallet_features()
    return Account.from_mnemonic(DEV_MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}")


def hash_of(text: str) -> str:
    return "0x" + hashlib.sha256(text.encode()).hexdigest()


def chain_time() -> int:
    return int(chain[-1].timestamp)


def domain_of(contract: Any, name: str) -> dict[str, Any]:
    return {"name": name, "version": "1", "chainId": chain.id, "verifyingContract": str(contract.address)}


# ---- accreditation


def accredit(deployed: Mapping[str, Any], signer: Signer, **changes: Any) -> Any:
    """Accredits a verifier for a year, with any methodology and country in scope unless told otherwise."""
    facts = {
        "organisation": signer.organisation,
        "methodologies": [],
        "countries": [],
        "layer": signer.layer,
        "valid_until": chain_time() + 365 * DAY_S,
    } | changes
    by = {"from": dev_account(REGISTRAR).address}
    return deployed["VerifierSet"].accredit(signer.address, tuple(facts.values()), by)


def accredit_quorum(deployed: Mapping[str, Any], signers: Iterable[Signer] = QUORUM) -> None:
    """Accredits those of the signers that are not accredited yet."""
    for signer in signers:
        if int(deployed["VerifierSet"].verifierOf(signer.address)[4]) == 0:
            accredit(deployed, signer)


# ---- reports


def build_report(
    deployed: Mapping[str, Any], project: int = 101, lower_bound_kg: int = 16_600, **changes: Any
) -> Report:
    """A report that the oracle accepts, for the next period, its evidence sealed; `changes` spoil single fields."""
    oracle, registry = deployed["VerificationOracle"], deployed["CreditRegistry"]
    facts = registry.projectOf(project).dict()
    point_kg = changes.pop("point_kg", lower_bound_kg)
    start = max(int(oracle.lastPeriodEnd(project)), int(facts["startsAt"]))
    nonce = int(oracle.nextNonce(project))
    report = Report(
        kind=GAIN,
        project=project,
        period_start=start,
        period_end=start + -(-point_kg // int(facts["dailyCapKg"])) * DAY_S,
        methodology=str(facts["methodology"]),
        point_kg=point_kg,
        lower_bound_kg=lower_bound_kg,
        model_hash=hash_of("methodology and parameters"),
        data_root=hash_of(f"readings of {project}, report {nonce}"),
        data_size=32_840,
        claims_root=ZERO32,
        claims_kg=0,
        config_digest=str(deployed["VerifierSet"].configDigest()),
        nonce=nonce,
        deadline=chain_time() + DAY_S,
    )
    seal_readings(deployed, report)
    return replace(report, **changes)


def build_loss(deployed: Mapping[str, Any], batch: int, lost_kg: int, **changes: Any) -> Report:
    """A report that `batch` lost at most so much, over its vintage."""
    facts = deployed["CreditRegistry"].batchOf(batch).dict()
    of_batch = {"kind": LOSS, "period_start": int(facts["vintageStart"]), "period_end": int(facts["vintageEnd"])}
    if facts["origin"] == BRIDGED:
        of_batch["model_hash"] = str(facts["reportHash"])
    return build_report(deployed, int(facts["project"]), lost_kg, **(of_batch | changes))


def build_immobilisation(
    deployed: Mapping[str, Any], taken: tuple[int, str, str], credits: int, project: int = 101, **changes: Any
) -> Report:
    """A report that `taken`, a block of so many credits, is immobilised where it was issued, over its vintage."""
    start, end = vintage_of(*taken[:2]) or (0, 0)
    of_block = {
        "kind": IMMOBILISATION,
        "period_start": start,
        "period_end": end,
        "model_hash": str(deployed["CreditRegistry"].blockHash(taken)),
    }
    return build_report(deployed, project, credits * 1_000, **(of_block | changes))


def seal_readings(deployed: Mapping[str, Any], report: Report) -> None:
    """Seals the report's data root as evidence, once."""
    seals = deployed["SealRegistry"]
    if int(seals.sealIdOf(EVIDENCE, report.data_root)) == 0:
        by = {"from": dev_account(SEALER).address}
        seals.seal(EVIDENCE, report.data_root, report.data_size, "ipfs://readings", by)


def report_hash(oracle: Any, report: Report) -> str:
    """EIP-712 struct hash of the report, by eth_account."""
    message = {field["name"]: value for field, value in zip(REPORT_TYPE, astuple(report), strict=True)}
    domain = domain_of(oracle, "CarboniX VerificationOracle")
    return "0x" + bytes(encode_typed_data(domain, {"Report": REPORT_TYPE}, message).body).hex()


# ---- attestations


def attest(oracle: Any, report: Report, signers: Iterable[Signer] = QUORUM, verifiers: Any = None) -> Attestations:
    """Attestations over the report, ordered by signer as the oracle demands; under its verifier set or another."""
    ordered = sorted(signers, key=lambda signer: int(signer.address, 16))
    return [(signer.address, signer.layer, sign_report(oracle, report, signer, verifiers)) for signer in ordered]


def sign_report(oracle: Any, report: Report, signer: Signer, verifiers: Any = None) -> str:
    message = {"reportHash": report_hash(oracle, report), "layer": signer.layer, "organisation": signer.organisation}
    domain = domain_of(verifiers or VerifierSet.at(oracle.verifiers()), "CarboniX VerifierSet")
    signable = encode_typed_data(domain, {"Attestation": ATTESTATION_TYPE}, message)
    return "0x" + bytes(dev_account(signer.key).sign_message(signable).signature).hex()


def beat(deployed: Mapping[str, Any]) -> None:
    """The operator says that the oracle is alive."""
    deployed["VerificationOracle"].heartbeat({"from": dev_account(OPERATOR).address})


def submit(deployed: Mapping[str, Any], report: Report, attestations: Attestations | None = None) -> Any:
    """Submits the report with the attestations of the quorum, or with those given; returns the transaction."""
    return _send(deployed, "submit", report, attestations)


def submit_loss(
    deployed: Mapping[str, Any], report: Report, batch: int, attestations: Attestations | None = None
) -> Any:
    """Submits the loss of a batch; returns the transaction."""
    return _send(deployed, "submitLoss", report, attestations, batch)


def submit_immobilisation(
    deployed: Mapping[str, Any],
    report: Report,
    taken: tuple[int, str, str],
    hint: int = 0,
    attestations: Attestations | None = None,
) -> Any:
    """Submits a block (standard, serial, receipt hash) that is immobilised elsewhere; returns the transaction."""
    return _send(deployed, "submitImmobilisation", report, attestations, taken, hint)


def _send(
    deployed: Mapping[str, Any], verb: str, report: Report, attestations: Attestations | None, *subject: Any
) -> Any:
    oracle = deployed["VerificationOracle"]
    signed = attest(oracle, report) if attestations is None else attestations
    return getattr(oracle, verb)(astuple(report), signed, *subject, {"from": dev_account(OPERATOR).address})


def try_submit(
    deployed: Mapping[str, Any], report: Report, attestations: Attestations | None = None, *subject: Any
) -> Any:
    """Asks the chain what a submission would answer: the same refusal as a transaction, without the trace of one.

    The kind of the report decides the verb; `subject` is the batch that lost, or the block and its hint.
    """
    verb = ("submit", "submitLoss", "submitImmobilisation")[report.kind]
    return try_verb(deployed, verb, report, attestations, *subject)


def try_verb(
    deployed: Mapping[str, Any], verb: str, report: Report, attestations: Attestations | None = None, *subject: Any
) -> Any:
    """The same under a verb that need not fit the report."""
    if CONFIG.argv["coverage"]:  # which is counted from traces
        return _send(deployed, verb, report, attestations, *subject)
    oracle = deployed["VerificationOracle"]
    signed = attest(oracle, report) if attestations is None else attestations
    return getattr(oracle, verb).call(astuple(report), signed, *subject, {"from": dev_account(OPERATOR).address})


def mint(deployed: Mapping[str, Any], project: int = 101, kg: int = 16_600) -> int:
    """Mints through the oracle (window of zero), accrediting the quorum first; returns the batch."""
    accredit_quorum(deployed)
    transaction = submit(deployed, build_report(deployed, project, kg))
    return int(transaction.events["ReportFinalised"]["batch"])
