"""What crosses the doors of governance: approvals, the audit log, users; times are Unix seconds as text."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from registry.adapters.approvals import payload_of
from registry.api.schema import Schema
from registry.domain.approvals import LONGEST_REASON, Approval
from registry.domain.audit_entry import AuditEntry
from registry.domain.roles import MATRIX, Principal, Role
from registry.domain.users import User

LONGEST_NOTE = 1_000
Hash = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]


class IssuanceRequestIn(Schema):
    """What an issuance request asks for: the report under whose hash the oracle would mint, and how much."""

    project: Annotated[str, Field(pattern=r"^[0-9]{1,39}$")]
    report_hash: Hash
    kilograms: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")]
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class ProposalIn(Schema):
    """A change that has no door of its own; factor sets, offsets and reports are proposed where they are written."""

    kind: Literal["issuance_request"]
    payload: IssuanceRequestIn


class DecisionIn(Schema):
    """The second person's word; `payloadHash` is that of the payload which they looked at."""

    approved: bool
    payload_hash: Hash
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""


class ApprovalOut(Schema):
    """A proposed change and what became of it."""

    id: str
    kind: str
    state: str
    proposer: str
    proposed_at: str
    expires_at: str
    payload: dict[str, Any]
    payload_hash: str
    decider: str | None
    decided_at: str | None
    reason: str | None

    @classmethod
    def of(cls, approval: Approval, now: int) -> ApprovalOut:
        standing = approval.at(now)
        return cls(
            id=standing.id,
            kind=standing.kind,
            state=standing.state,
            proposer=standing.proposer,
            proposed_at=str(standing.proposed_at),
            expires_at=str(standing.expires_at),
            payload=payload_of(standing),
            payload_hash=standing.payload_hash,
            decider=standing.decider,
            decided_at=None if standing.decided_at is None else str(standing.decided_at),
            reason=standing.reason,
        )


class AuditEntryOut(Schema):
    """An entry of the audit log; `previousHash` is that of the entry before, whoever's it is."""

    seq: str
    at: str
    actor: str
    action: str
    subject: str
    facts: dict[str, str]
    previous_hash: str
    hash: str

    @classmethod
    def of(cls, entry: AuditEntry) -> AuditEntryOut:
        return cls(
            seq=str(entry.seq),
            at=str(entry.at),
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            facts=dict(entry.facts),
            previous_hash=entry.previous_hash,
            hash=entry.hash,
        )


class UserIn(Schema):
    """Roles and standing of a person; no role at all is a person who may do nothing."""

    roles: list[Role]
    active: bool = True


class UserOut(Schema):
    """A person of the tenant."""

    subject: str
    roles: list[str]
    active: bool

    @classmethod
    def of(cls, user: User) -> UserOut:
        return cls(subject=user.subject, roles=sorted(user.roles), active=user.active)


class CallerOut(Schema):
    """Who the bearer of the token is here, and what that opens."""

    subject: str
    tenant: str
    roles: list[str]
    permissions: list[str]

    @classmethod
    def of(cls, caller: Principal) -> CallerOut:
        permissions = [permission.value for permission in MATRIX if caller.may(permission)]
        return cls(
            subject=caller.subject, tenant=caller.tenant, roles=sorted(caller.roles), permissions=sorted(permissions)
        )
