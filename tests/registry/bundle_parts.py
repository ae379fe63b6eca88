"""Builds genuine proof bundles without a chain: real keys, real signatures, a real tree; and takes them apart again."""

from __future__ import annotations

from typing import Any

from registry.adapters.merkle_tree import MerkleTree
from registry.adapters.proof_tools import EthereumProofTools
from registry.adapters.signer import LocalSigner, dev_signer
from registry.domain.bundle import attestation_part, issuer_text, report_part
from registry.domain.bundle_schema import CONTRACTS, FORMAT
from registry.domain.events import ZERO_HASH
from registry.domain.notices import notice_for
from registry.domain.report import Attestation, Layer, Report, ReportKind

TOOLS = EthereumProofTools()
CHAIN_ID = 31337
SEALER = dev_signer(3)
METHODOLOGY = "T-VER-S-METH-01-01 v1"
ADDRESSES = {name: "0x" + f"{number:02x}" * 20 for number, name in enumerate(CONTRACTS, start=17)}
INDEX, SIZE = 2, 5


def word(number: int) -> str:
    return "0x" + f"{number:064x}"


REPORT = Report(
    kind=ReportKind.Gain,
    project=101,
    period_start=1467331200,
    period_end=1476403200,
    methodology=TOOLS.keccak(METHODOLOGY.encode()),
    point_kg=1634,
    lower_bound_kg=1601,
    model_hash=word(1),
    data_root=word(2),
    data_size=10000,
    claims_root=ZERO_HASH,
    claims_kg=0,
    config_digest=word(3),
    nonce=0,
    deadline=1800000000,
)


def attestations(report: Report = REPORT) -> list[Attestation]:
    """Sensor, model and expert sign, each for an organisation of its own; in order of their addresses."""
    signers = {Layer.Sensor: dev_signer(5), Layer.Model: dev_signer(6), Layer.Expert: dev_signer(7)}
    signed = [_attestation(report, layer, signer, word(100 + layer)) for layer, signer in signers.items()]
    return sorted(signed, key=lambda entry: entry.signer)


def statement(**changes: str) -> dict[str, str]:
    """Certificate 7: the first 750 kg of a batch whose first tonne is serial 1."""
    return {
        "type": "carbonix/certificate/1", "chainId": str(CHAIN_ID), "contract": ADDRESSES["RetirementCertificate"],
        "kind": "certificate", "certificate": "7", "batch": "1", "project": "101", "projectName": "Roof in Chiang Mai",
        "country": "TH", "methodology": METHODOLOGY, "vintageStart": "1467331200", "vintageEnd": "1476403200",
        "kgStart": "0", "kgEnd": "750", "kg": "750", "serialStart": "1", "serialEnd": "1",
        "serials": "CNX-TH-101-2016-1-1", "retiree": dev_signer(9).address, "beneficiary": dev_signer(9).address,
        "retiredAt": "1700000000", "useCase": "Voluntary", "detailsHash": word(9),
        "reportHash": "0x" + TOOLS.report_hash(REPORT).hex(), "transaction": word(10), "block": "41",
    } | changes  # fmt: skip


def unsigned_bundle(said: dict[str, str] | None = None) -> dict[str, Any]:
    """A bundle without its issuer: the statement is leaf 2 of 5."""
    said = said or statement()
    tree = MerkleTree([TOOLS.canonical(said if at == INDEX else {"other": str(at)}) for at in range(SIZE)])
    return {
        "format": FORMAT,
        "notice": notice_for(said["serials"]),
        "statement": said,
        "inclusion": {
            "index": str(INDEX), "size": str(SIZE), "path": ["0x" + step.hex() for step in tree.proof(INDEX)],
        },
        "seal": {
            "id": "3", "kind": "certificate", "root": "0x" + tree.root.hex(), "size": str(SIZE), "sequence": "1",
            "previousRoot": ZERO_HASH, "sealer": SEALER.address, "transaction": word(11), "block": "42",
        },
        "contracts": {
            "chainId": str(CHAIN_ID),
            "addresses": ADDRESSES,
            "codeHashes": {name: word(number) for number, name in enumerate(CONTRACTS, start=50)},
        },
        "report": report_part(REPORT),
        "attestations": [attestation_part(entry) for entry in attestations()],
    }  # fmt: skip


def sign(unsigned: dict[str, Any], signer: LocalSigner = SEALER) -> bytes:
    """The bundle's bytes, signed by the issuer."""
    signature = "0x" + signer.sign_text(issuer_text(TOOLS.canonical(unsigned))).hex()
    return TOOLS.canonical(unsigned | {"issuer": {"address": signer.address, "signature": signature}})


def root_of(data: bytes) -> str:
    return str(TOOLS.parse_canonical(data)["seal"]["root"])


def _attestation(report: Report, layer: Layer, signer: LocalSigner, organisation: str) -> Attestation:
    verifiers = ADDRESSES["VerifierSet"]
    digest = TOOLS.attestation_digest(CHAIN_ID, verifiers, TOOLS.report_hash(report), layer, organisation)
    return Attestation(signer.address, layer, organisation, "0x" + signer.sign_digest(digest).hex())
