"""What a source verifier is given of a deployed contract, and what it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What a verifier says of a contract's sources."""

    VERIFIED = "verified"
    ALREADY_VERIFIED = "already verified"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SourceSubmission:
    """One deployed contract with all that compiles to it; `constructor_data` follows the creation code, 0x hex."""

    chain_id: int
    contract: str
    address: str
    source: str  # file in which the contract stands, e.g. contracts/CarbonCredit.sol
    compiler: str  # e.g. 0.8.28+commit.7893614a
    standard_input: str
    constructor_data: str
    creation_transaction: str

    @property
    def identifier(self) -> str:
        """File and name, as every verifier wants them: contracts/CarbonCredit.sol:CarbonCredit."""
        return f"{self.source}:{self.contract}"


@dataclass(frozen=True, slots=True)
class VerifierAnswer:
    """Where a submission stands; `reason` is the verifier's own words, `ticket` what to ask for while it is pending."""

    standing: Standing
    reason: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class VerifiedSource:
    """The last word on one contract."""

    contract: str
    address: str
    standing: Standing
    reason: str

    @property
    def holds(self) -> bool:
        """Whether a stranger can now read the sources at the verifier."""
        return self.standing in {Standing.VERIFIED, Standing.ALREADY_VERIFIED}
