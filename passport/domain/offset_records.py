"""An offset record from its offer to the day its seal is final, and the alarm about one that was used before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from passport.domain.offsets import OffsetState, Serials
from registry.domain.approvals import ApprovalState
from registry.domain.seals import SealedRoot


class Waiting(StrEnum):
    """What a pending offset waits for, in order."""

    APPROVAL = "the approval of a second person"
    NULLIFIER = "its certificate to be marked as used on chain"
    SEAL = "its seal on chain"
    CONFIRMATIONS = "the confirmations of its seal"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class OffsetDraft:
    """A checked offset with its leaf, ready to be stored. `used_elsewhere`: the chain knows its nullifier already."""

    id: str
    tenant: str
    proposer: str
    at: int
    nullifier: str
    sha256: str
    cid: str
    document: bytes
    statement: Mapping[str, str]
    grams: int
    serials: Serials | None
    used_elsewhere: bool

    def payload(self) -> dict[str, object]:
        """What the second person agrees to: the record by its hash, and all that it says."""
        return payload_of(self.id, self.sha256, self.statement)


@dataclass(frozen=True, slots=True)
class OffsetRecord:
    """A stored offset and where it stands. `document` are the leaf's bytes; times are Unix seconds."""

    id: str
    tenant: str
    at: int
    proposer: str
    approval: str
    nullifier: str
    sha256: str
    document: bytes
    statement: Mapping[str, str]
    grams: int
    evidence_sequence: int
    state: OffsetState
    waiting_for: Waiting
    sealed: SealedRoot | None
    anchored_at: int | None


@dataclass(frozen=True, slots=True)
class OffsetAlarm:
    """A tenant offered what was used before; the fields `first_*` are shown to nobody of that tenant.

    `rule`: certificate (the same one), serials (some of the same tonnes), chain (another installation used it).
    """

    tenant: str
    nullifier: str
    rule: str
    at: int
    last_at: int
    attempts: int
    actor: str
    sent: Mapping[str, str]
    first_tenant: str | None
    first_offset: str | None


@dataclass(frozen=True, slots=True)
class OffsetTotals:
    """How much stands beside the gross footprint, in grams of CO2e; it is never taken off it."""

    anchored_count: int
    anchored_grams: int
    pending_count: int
    pending_grams: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The facts from which an offset's state follows."""

    refused: bool
    approval: ApprovalState
    nullified: bool
    root: str | None
    seal_id: int | None
    anchored_at: int | None


def standing(progress: Progress) -> tuple[OffsetState, Waiting]:
    """The state, and what it waits for. Anchored is only what was found final on chain."""
    if progress.refused:
        return OffsetState.REFUSED, Waiting.NOTHING
    if progress.anchored_at is not None:
        return OffsetState.ANCHORED, Waiting.NOTHING
    if progress.approval is ApprovalState.REJECTED:
        return OffsetState.REJECTED, Waiting.NOTHING
    if progress.approval is ApprovalState.EXPIRED:
        return OffsetState.EXPIRED, Waiting.NOTHING
    return OffsetState.PENDING, _next(progress)


def payload_of(offset_id: str, sha256: str, statement: Mapping[str, str]) -> dict[str, object]:
    """What an approval of kind offset holds."""
    return {"offset": offset_id, "sha256": sha256, "record": dict(statement)}


def _next(progress: Progress) -> Waiting:
    if progress.approval is not ApprovalState.APPROVED:
        return Waiting.APPROVAL
    if not progress.nullified:
        return Waiting.NULLIFIER
    return Waiting.SEAL if progress.seal_id is None else Waiting.CONFIRMATIONS
