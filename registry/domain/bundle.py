"""A proof bundle that has its exact form, as typed values, and the text that its issuer signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from registry.domain.bundle_schema import FORMAT
from registry.domain.events import ZERO_HASH
from registry.domain.records import Seal
from registry.domain.report import Attestation, Layer, Report, ReportKind
from registry.domain.seals import SealedLeaf
from registry.domain.struct import from_struct, to_struct

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The parts of a bundle; `statement` and `seal` keep their text, `unsigned` is everything but the issuer."""

    notice: str
    statement: Facts
    index: int
    size: int
    path: tuple[bytes, ...]
    seal: Facts
    chain_id: int
    addresses: Facts
    code_hashes: Facts
    report: Report
    attestations: tuple[Attestation, ...]
    issuer: str
    issuer_signature: bytes
    unsigned: Mapping[str, Any]


def read_bundle(document: Mapping[str, Any]) -> Bundle:
    """The bundle in a document without form faults."""
    contracts, inclusion = document["contracts"], document["inclusion"]
    return Bundle(
        notice=document["notice"],
        statement=document["statement"],
        index=int(inclusion["index"]),
        size=int(inclusion["size"]),
        path=tuple(bytes.fromhex(step[2:]) for step in inclusion["path"]),
        seal=document["seal"],
        chain_id=int(contracts["chainId"]),
        addresses=contracts["addresses"],
        code_hashes=contracts["codeHashes"],
        report=_read_report(document["report"]),
        attestations=tuple(_read_attestation(entry) for entry in document["attestations"]),
        issuer=document["issuer"]["address"],
        issuer_signature=bytes.fromhex(document["issuer"]["signature"][2:]),
        unsigned={key: value for key, value in document.items() if key != "issuer"},
    )


def issuer_text(unsigned_bytes: bytes) -> str:
    """What the issuer signs under EIP-191; the bytes are the canonical bundle without its issuer."""
    return f"{FORMAT}\n0x{sha256(unsigned_bytes).hexdigest()}"


def inclusion_part(leaf: SealedLeaf) -> dict[str, Any]:
    """The bundle's `inclusion`."""
    path = ["0x" + step.hex() for step in leaf.path]
    return {"index": str(leaf.index), "size": str(leaf.sealed.size), "path": path}


def seal_part(seal: Seal) -> dict[str, str]:
    """The bundle's `seal`."""
    return {
        "id": str(seal.id), "kind": "certificate", "root": seal.root, "size": str(seal.size),
        "sequence": str(seal.sequence), "previousRoot": seal.previous_root or ZERO_HASH, "sealer": seal.sealer,
        "transaction": seal.transaction, "block": str(seal.block),
    }  # fmt: skip


def report_part(report: Report) -> dict[str, str]:
    """The bundle's `report`: the fields under their Solidity names, the kind by name."""
    return {key: str(value) for key, value in to_struct(report).items()} | {"kind": report.kind.name}


def attestation_part(attestation: Attestation) -> dict[str, str]:
    """One of the bundle's `attestations`."""
    return {
        "signer": attestation.signer, "layer": attestation.layer.name,
        "organisation": attestation.organisation, "signature": attestation.signature,
    }  # fmt: skip


def _read_report(fields: Facts) -> Report:
    words = {key: text for key, text in fields.items() if key != "kind"}
    values: dict[str, Any] = {key: text if text.startswith("0x") else int(text) for key, text in words.items()}
    return from_struct(Report, values | {"kind": ReportKind[fields["kind"]]}, {"kind": ReportKind})


def _read_attestation(fields: Facts) -> Attestation:
    return Attestation(fields["signer"], Layer[fields["layer"]], fields["organisation"], fields["signature"])
