"""Mints credits the only way there is: a registered project, sealed evidence, three attestations, one report.

Used by the tests of every room that need credits to exist. It sends its transactions by itself, so that a test's own
database and outbox stay as empty as the test found them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from hashlib import sha256

from eth_utils.crypto import keccak

from registry.adapters.chain import ChainGateway
from registry.adapters.chain_clock import DemonstrationClock
from registry.adapters.merkle_tree import MerkleTree
from registry.adapters.signer import LocalSigner
from registry.adapters.typed_data import attestation_digest, report_hash
from registry.domain.events import ZERO_HASH, Receipt
from registry.domain.report import Attestation, Layer, Report, ReportKind
from registry.domain.seals import SealKind
from tests.deployed import Characters, DeployedChain

METHODOLOGY = "T-VER-S-METH-01-01 v1"
RENEWABLE_POWER = 2
DAY_S = 86_400
PERIOD_START = 1_467_331_200  # 2016-07-01 00:00 UTC
PERIOD_DAYS = 100
FAR_FUTURE = 4_000_000_000
DAILY_CAP_KG = 1_000_000
READINGS = 4
RECEIPT_TIMEOUT_S = 30
MINED_POLL_S = 0.005


@dataclass(frozen=True, slots=True)
class IssuedCredits:
    """What stands on chain now; `kg` whole credits were minted to `owner`, `carried_kg` wait for the next period."""

    batch: int
    project: int
    kg: int
    carried_kg: int
    owner: LocalSigner
    report: Report
    report_hash: str
    attestations: tuple[Attestation, ...]
    submitted: Receipt
    receipt: Receipt


def issue_credits(
    chain: DeployedChain,
    characters: Characters,
    *,
    kg: int = 16_400,
    project: int = 101,
    owner: LocalSigner | None = None,
    name: str = "Roof of the demonstration",
    whole_tonne_only: bool = False,
) -> IssuedCredits:
    """One report of `kg` kilograms for a project, registered at first use; called again, the next period follows."""
    gateway, holder = chain.gateway, owner or characters.absorber
    prepare_project(gateway, characters, project, holder, name, whole_tonne_only)
    leaves = [f"reading {number} of {project} for {kg} kg".encode() for number in range(READINGS)]
    nonce = gateway.call("VerificationOracle", "nextNonce", project, at=gateway.head().number)
    leaves.append(f"nonce {nonce}".encode())
    root = "0x" + MerkleTree(leaves).root.hex()
    send(gateway, characters.sealer, "SealRegistry", "seal", int(SealKind.Evidence), root, len(leaves), "ipfs://test")
    report = draw_report(gateway, project, kg, root, len(leaves))
    attestations = attest(gateway, characters, report)
    send(gateway, characters.operator, "VerificationOracle", "heartbeat")
    opened = send(gateway, characters.operator, "VerificationOracle", "submit", report, for_chain(attestations))
    receipt = finalise(gateway, characters, opened.event("ReportSubmitted").arguments["reportHash"])
    final = receipt.event("ReportFinalised").arguments
    return IssuedCredits(
        batch=final["batch"],
        project=project,
        kg=final["mintedKg"],
        carried_kg=final["carriedKg"],
        owner=holder,
        report=report,
        report_hash=final["reportHash"],
        attestations=attestations,
        submitted=opened,
        receipt=receipt,
    )


def finalise(gateway: ChainGateway, characters: Characters, report_hash: str) -> Receipt:
    """Lets the window pass on the chain's clock; then a stranger makes the claim final."""
    claim = gateway.call("VerificationOracle", "claimOf", report_hash, at=gateway.head().number)
    DemonstrationClock(gateway).advance_to(claim["finalisableAt"])
    return send(gateway, characters.stranger, "VerificationOracle", "finalise", report_hash)


def lose_credits(chain: DeployedChain, characters: Characters, issued: IssuedCredits, kg: int) -> str:
    """Reports a loss of the batch, lets its window pass and makes it final; the report's hash."""
    gateway = chain.gateway
    leaf = f"a loss of {kg} kg of batch {issued.batch}".encode()
    root = "0x" + MerkleTree([leaf]).root.hex()
    send(gateway, characters.sealer, "SealRegistry", "seal", int(SealKind.Evidence), root, 1, "ipfs://test")
    gain = issued.report
    report = replace(
        draw_report(gateway, issued.project, kg, root, 1),
        kind=ReportKind.Loss,
        period_start=gain.period_start,
        period_end=gain.period_end,
        point_kg=kg,
    )
    words = for_chain(attest(gateway, characters, report))
    opened = send(gateway, characters.operator, "VerificationOracle", "submitLoss", report, words, issued.batch)
    report_hash: str = opened.event("ReportSubmitted").arguments["reportHash"]
    finalise(gateway, characters, report_hash)
    return report_hash


def prepare_project(
    gateway: ChainGateway,
    characters: Characters,
    project: int,
    owner: LocalSigner,
    name: str = "Roof of the demonstration",
    whole_tonne_only: bool = False,
) -> None:
    """Registers methodology and project and accredits the verifiers, each of it once."""
    newest = gateway.head().number
    methodology, known = methodology_id(), {event.name: event for event in gateway.events(0, newest)}
    if "MethodologyRegistered" not in known:
        rule = {
            "resolver": gateway.address_of("RenewablePower"), "validFrom": 1, "validUntil": FAR_FUTURE,
            "documentHash": digest("methodology"),
        }  # fmt: skip
        send(gateway, characters.registrar, "CreditRegistry", "registerMethodology", METHODOLOGY, rule)
    if "VerifierAccredited" not in known:
        accredit_verifiers(gateway, characters)
    projects = [e.arguments["project"] for e in gateway.events(0, newest) if e.name == "ProjectRegistered"]
    if project not in projects:
        facts = {
            "owner": owner.address, "organisation": digest("owner"), "methodology": methodology, "country": "0x5448",
            "kind": RENEWABLE_POWER, "wholeTonneOnly": whole_tonne_only, "dailyCapKg": DAILY_CAP_KG,
            "startsAt": PERIOD_START, "documentHash": digest(f"project {project}"),
        }  # fmt: skip
        send(gateway, characters.registrar, "CreditRegistry", "registerProject", project, name, facts)


def accredit_verifiers(gateway: ChainGateway, characters: Characters) -> None:
    """One verifier for each layer, each of an organisation of its own."""
    for layer, signer in verifiers(characters).items():
        accreditation = {
            "organisation": digest(layer.name), "methodologies": [], "countries": [],
            "layer": int(layer), "validUntil": FAR_FUTURE,
        }  # fmt: skip
        send(gateway, characters.registrar, "VerifierSet", "accredit", signer.address, accreditation)


def draw_report(gateway: ChainGateway, project: int, kg: int, root: str, size: int) -> Report:
    """A report of the next period that nothing speaks against."""
    newest = gateway.head()

    def ask(function: str, *args: object) -> int:
        return int(gateway.call("VerificationOracle", function, *args, at=newest.number))

    start = max(PERIOD_START, ask("lastPeriodEnd", project))
    return Report(
        kind=ReportKind.Gain,
        project=project,
        period_start=start,
        period_end=start + PERIOD_DAYS * DAY_S,
        methodology=methodology_id(),
        point_kg=kg + kg // 50,
        lower_bound_kg=kg,
        model_hash=digest("model"),
        data_root=root,
        data_size=size,
        claims_root=ZERO_HASH,
        claims_kg=0,
        config_digest=gateway.call("VerifierSet", "configDigest", at=newest.number),
        nonce=ask("nextNonce", project),
        deadline=newest.time + DAY_S,
    )


def attest(gateway: ChainGateway, characters: Characters, report: Report) -> tuple[Attestation, ...]:
    """The three layers sign, in order of their addresses."""
    at, hashed = gateway.address_of("VerifierSet"), report_hash(report)
    signed = []
    for layer, signer in verifiers(characters).items():
        signature = signer.sign_digest(attestation_digest(gateway.chain_id, at, hashed, layer, digest(layer.name)))
        signed.append(Attestation(signer.address, layer, digest(layer.name), "0x" + signature.hex()))
    return tuple(sorted(signed, key=lambda entry: entry.signer))


def send(gateway: ChainGateway, signer: LocalSigner, contract: str, function: str, *args: object) -> Receipt:
    """Simulates, signs, sends and waits. Raises Refused by the contract's name."""
    prepared = gateway.prepare(signer.address, contract, function, args)
    transaction = gateway.send_raw(signer.sign_transaction(prepared | {"nonce": gateway.nonce(signer.address)}))
    deadline = time.monotonic() + RECEIPT_TIMEOUT_S
    while time.monotonic() < deadline:
        receipt = gateway.receipt(transaction)
        if receipt is not None:
            assert receipt.succeeded, gateway.reason(transaction)
            return receipt
        time.sleep(MINED_POLL_S)
    raise TimeoutError(f"{transaction} was not mined within {RECEIPT_TIMEOUT_S} s")


def verifiers(characters: Characters) -> dict[Layer, LocalSigner]:
    return {Layer.Sensor: characters.sensor, Layer.Model: characters.model, Layer.Expert: characters.expert}


def methodology_id() -> str:
    return "0x" + keccak(text=METHODOLOGY).hex()


def digest(text: str) -> str:
    """A 32-byte stand-in for a document or an organisation."""
    return "0x" + sha256(text.encode()).hexdigest()


def for_chain(attestations: tuple[Attestation, ...]) -> list[dict[str, object]]:
    return [{"signer": a.signer, "layer": int(a.layer), "signature": a.signature} for a in attestations]
