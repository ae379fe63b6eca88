"""The monitored report that verifiers sign, and their attestations; fields and order as in IVerificationOracle.sol."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ReportKind(IntEnum):
    Gain = 0
    Loss = 1
    Immobilisation = 2


class ClaimStatus(IntEnum):
    """Where the claim of a report stands; Void and Finalised are ends."""

    Unknown = 0
    Open = 1
    Challenged = 2
    Finalised = 3
    Void = 4


class VoidCause(IntEnum):
    Upheld = 0
    ArbiterSilent = 1
    SignerRevoked = 2
    Expired = 3


class Layer(IntEnum):
    Sensor = 0
    Model = 1
    Expert = 2


@dataclass(frozen=True, slots=True)
class Report:
    """What was monitored. Times are Unix seconds, the period is half-open; masses are kg of CO2e; hashes are 0x hex."""

    kind: ReportKind
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
class Attestation:
    """One signer's word on a report; `signature` is r, s, v: 65 bytes as 0x hex."""

    signer: str
    layer: Layer
    organisation: str
    signature: str
