"""Approvals: who proposes never decides, what was decided is what is carried out, and nothing waits for ever."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from registry.domain.roles import Permission
from registry.errors import ApprovalDecided, ApprovalExpired, InvalidInput, PayloadDiffers, SelfApproval

PENDING_S = 14 * 24 * 3600
LONGEST_REASON = 1_000


class ApprovalKind(StrEnum):
    """What needs two people."""

    FACTOR_OVERRIDE = "factor_override"
    OFFSET = "offset"
    REPORT_RELEASE = "report_release"
    ISSUANCE_REQUEST = "issuance_request"
    DEVICE_ENROLMENT = "device_enrolment"
    MODEL_VERSION = "model_version"


class ApprovalState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


# Who may propose a change of each kind; to decide needs Permission.DECIDE_APPROVALS, whatever the kind.
PROPOSED_WITH: Mapping[ApprovalKind, Permission] = {
    ApprovalKind.FACTOR_OVERRIDE: Permission.CONFIGURE_FACTORS,
    ApprovalKind.OFFSET: Permission.MANAGE_ESG,
    ApprovalKind.REPORT_RELEASE: Permission.EXPORT_REPORTS,
    ApprovalKind.ISSUANCE_REQUEST: Permission.REQUEST_ISSUANCE,
    ApprovalKind.DEVICE_ENROLMENT: Permission.ENROL_DEVICES,
    ApprovalKind.MODEL_VERSION: Permission.PROPOSE_MODELS,
}


@dataclass(frozen=True, slots=True)
class Approval:
    """A change under its payload's hash. `payload` is canonical JSON; times are Unix seconds."""

    id: str
    tenant: str
    kind: ApprovalKind
    proposer: str
    proposed_at: int
    expires_at: int
    payload: str
    payload_hash: str
    state: ApprovalState = ApprovalState.PENDING
    decider: str | None = None
    decided_at: int | None = None
    reason: str | None = None

    def at(self, now: int) -> Approval:
        """The approval as it stands at `now`: one that nobody decided in time is expired."""
        if self.state is ApprovalState.PENDING and now >= self.expires_at:
            return replace(self, state=ApprovalState.EXPIRED)
        return self


@dataclass(frozen=True, slots=True)
class Decision:
    """The word of the second person on the payload with this hash."""

    decider: str
    approved: bool
    payload_hash: str
    reason: str


def decide(approval: Approval, decision: Decision, now: int) -> Approval:
    """The decided approval.

    Raises ApprovalDecided, ApprovalExpired, SelfApproval (in whatever case the name is written), PayloadDiffers if the
    decider looked at another payload, InvalidInput for a rejection without a reason.
    """
    standing = approval.at(now)
    if standing.state is ApprovalState.EXPIRED:
        raise ApprovalExpired(approval.id, approval.expires_at)
    if standing.state is not ApprovalState.PENDING:
        raise ApprovalDecided(approval.id, standing.state)
    if same_person(approval.proposer, decision.decider):
        raise SelfApproval(approval.id, approval.proposer)
    require_payload(approval, decision.payload_hash)
    _require_reason(decision)
    state = ApprovalState.APPROVED if decision.approved else ApprovalState.REJECTED
    return replace(approval, state=state, decider=decision.decider, decided_at=now, reason=decision.reason)


def require_payload(approval: Approval, payload_hash: str) -> None:
    """Raises PayloadDiffers if another payload is at hand than the one that was proposed."""
    if payload_hash != approval.payload_hash:
        raise PayloadDiffers(approval.id, approval.payload_hash, payload_hash)


def same_person(one: str, other: str) -> bool:
    """True if two names are one name but for case, width of letters and blanks around it (NFKC, case-folded)."""
    left, right = (unicodedata.normalize("NFKC", name).strip().casefold() for name in (one, other))
    return left == right


def _require_reason(decision: Decision) -> None:
    if len(decision.reason) > LONGEST_REASON:
        raise InvalidInput("reason", decision.reason, f"must be at most {LONGEST_REASON} characters")
    if not "".join(decision.reason.split()).isprintable():
        raise InvalidInput("reason", ascii(decision.reason), "must be printable text")
    if not decision.approved and not decision.reason.strip():
        raise InvalidInput("reason", decision.reason, "a rejection says why")
