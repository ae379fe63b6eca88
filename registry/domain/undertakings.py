"""Records of what the law adds to a batch or a certificate: who must be served, what was promised, what is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExternalBlock:
    """The block of another registry behind a bridged batch; `standard` as in ICreditRegistry.sol."""

    batch: int
    namespace: str
    standard: int
    serial: str
    receipt_hash: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """A dispute of a claim; `verdict` is empty while the arbiter has not ruled."""

    report_hash: str
    challenger: str
    grounds_hash: str
    transaction: str
    verdict: str = ""
    reason_hash: str = ""


@dataclass(frozen=True, slots=True)
class MemberClaim:
    """What one member of a cooperative took."""

    index: int
    holder: str
    kg: int
    transaction: str


@dataclass(frozen=True, slots=True)
class Cooperative:
    """The claims of a batch: `total_kg` for `size` members, and who took theirs."""

    batch: int
    project: int
    root: str
    size: int
    total_kg: int
    claimed: tuple[MemberClaim, ...] = ()

    @property
    def claimed_kg(self) -> int:
        return sum(claim.kg for claim in self.claimed)


@dataclass(frozen=True, slots=True)
class BulkRetirement:
    """A certificate for many; `portions` are the certificates minted out of it, in the order of their kilograms."""

    certificate: int
    root: str
    size: int
    portions: tuple[int, ...] = ()
    claimed_kg: int = 0


@dataclass(frozen=True, slots=True)
class NamedFootprint:
    """A sealed footprint that retirements can name; its id is the leaf hash."""

    leaf_hash: str
    seal: int
    document_hash: str
    total_kg: int
    retired_kg: int = 0


@dataclass(frozen=True, slots=True)
class RetiredAgainst:
    """The footprint that a certificate names; `beyond` if it may exceed it."""

    footprint: str
    kg: int
    beyond: bool


@dataclass(frozen=True, slots=True)
class ForcedTransfer:
    """An announced movement without the holder's consent; `reason` as in IEnforcement.sol."""

    sender: str
    receiver: str
    batch: int
    kg: int
    reason: int
    document_hash: str
    ripe_at: int


@dataclass(frozen=True, slots=True)
class RemnantRound:
    """Kilograms that gather to whole credits."""

    round: int
    batch: int
    payment: str
    credits: int
    price_per_credit: int
    members: Mapping[str, int] = field(default_factory=dict)
    taker: str = ""
