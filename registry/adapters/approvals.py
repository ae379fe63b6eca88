"""Keeps approvals, and carries out what was approved inside the transaction of the decision."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.adapters.audit_log import AuditLog
from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.adapters.governance_tables import ApprovalRow
from registry.domain.approvals import PENDING_S, Approval, ApprovalKind, ApprovalState
from registry.errors import ApprovalUnknown, InvalidInput

LONGEST_PAGE = 200
LARGEST_PAYLOAD_CHARACTERS = 200_000
ID_DIGITS = 32

ApprovalHandler = Callable[[Session, Approval], None]


class Approvals:
    """Proposals of all tenants over the database; rooms register what follows a decision, once, when they open."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log
        self._handlers: dict[tuple[ApprovalKind, ApprovalState], ApprovalHandler] = {}

    def when_approved(self, kind: ApprovalKind, handler: ApprovalHandler) -> None:
        """Runs `handler(session, approval)` in the transaction of each approval; if it raises, nothing is decided."""
        self._handlers[kind, ApprovalState.APPROVED] = handler

    def when_rejected(self, kind: ApprovalKind, handler: ApprovalHandler) -> None:
        """The same for each rejection."""
        self._handlers[kind, ApprovalState.REJECTED] = handler

    def propose(
        self, session: Session, *, kind: ApprovalKind, tenant: str, proposer: str, payload: Mapping[str, Any], at: int
    ) -> Approval:
        """A pending approval in the caller's transaction; the same payload that waits already is the same approval.

        The caller has checked that the proposer may (`PROPOSED_WITH[kind]`). The payload is a JSON object that says
        all that will be carried out. Raises NotCanonical, and InvalidInput for a payload that is too large.
        """
        text = _payload_text(payload)
        payload_hash = _hash(text)
        self._database.serialise(session, f"approvals:{tenant}")
        waiting = self._waiting(session, tenant, kind, payload_hash, at)
        if waiting is not None:
            return waiting
        ordinal = _count(session, tenant)
        identity = [tenant, kind.value, payload_hash, proposer, str(at), str(ordinal)]
        approval = Approval(
            id=sha256(canonical(identity)).hexdigest()[:ID_DIGITS],
            tenant=tenant,
            kind=kind,
            proposer=proposer,
            proposed_at=at,
            expires_at=at + PENDING_S,
            payload=text,
            payload_hash=payload_hash,
        )
        session.add(_row(approval))
        session.flush()
        self._record(session, "approval.proposed", proposer, at, approval)
        return approval

    def open(self, *, kind: ApprovalKind, tenant: str, proposer: str, payload: Mapping[str, Any], at: int) -> Approval:
        """`propose` in a transaction of its own."""
        with self._database.transaction() as session:
            return self.propose(session, kind=kind, tenant=tenant, proposer=proposer, payload=payload, at=at)

    def settle(self, tenant: str, approval_id: str, decided: Callable[[Approval], Approval]) -> Approval:
        """In one transaction: decides, carries out, tells the audit log.

        Raises ApprovalUnknown if the tenant has none of this id, whatever `decided` raises, and whatever the handler
        of the kind raises; then nothing has changed.
        """
        with self._database.transaction() as session:
            self._database.serialise(session, f"approvals:{tenant}")
            row = _find(session, tenant, approval_id)
            approval = decided(_approval(row))
            row.state, row.reason = approval.state.value, approval.reason
            row.decider, row.decided_at = approval.decider, approval.decided_at
            session.add(row)
            session.flush()
            handler = self._handlers.get((approval.kind, approval.state))
            if handler is not None:
                handler(session, approval)
            at = approval.decided_at or approval.proposed_at
            self._record(session, f"approval.{approval.state.value}", str(approval.decider), at, approval)
            return approval

    def find(self, tenant: str, approval_id: str) -> Approval:
        """A tenant's approval, as it was written last. Raises ApprovalUnknown."""
        with self._database.reading() as session:
            return _approval(_find(session, tenant, approval_id))

    def approved(self, session: Session, tenant: str, kind: ApprovalKind, payload: Mapping[str, Any]) -> bool:
        """True if two people of the tenant agreed to exactly this payload."""
        query = select(ApprovalRow.id).where(
            ApprovalRow.tenant == tenant,
            ApprovalRow.kind == kind.value,
            ApprovalRow.payload_hash == payload_hash_of(payload),
            ApprovalRow.state == ApprovalState.APPROVED.value,
        )
        return session.exec(query.limit(1)).first() is not None

    def of_tenant(self, tenant: str, *, after: str | None = None, limit: int = LONGEST_PAGE) -> list[Approval]:
        """A tenant's approvals, oldest first; `after` is the id of the last one of the page before.

        Raises ApprovalUnknown for an `after` that the tenant does not have.
        """
        query = select(ApprovalRow).where(ApprovalRow.tenant == tenant)
        query = query.order_by(col(ApprovalRow.proposed_at), col(ApprovalRow.id)).limit(min(limit, LONGEST_PAGE))
        with self._database.reading() as session:
            if after is not None:
                last = _find(session, tenant, after)
                later = col(ApprovalRow.proposed_at) > last.proposed_at
                beside = (col(ApprovalRow.proposed_at) == last.proposed_at) & (col(ApprovalRow.id) > last.id)
                query = query.where(later | beside)
            return [_approval(row) for row in session.exec(query)]

    def newest(self, tenant: str, *, before: str | None, limit: int) -> list[Approval]:
        """A tenant's approvals, newest first; `before` is the id of the last one of the page before.

        Raises ApprovalUnknown for a `before` that the tenant does not have.
        """
        query = select(ApprovalRow).where(ApprovalRow.tenant == tenant)
        order = (col(ApprovalRow.proposed_at).desc(), col(ApprovalRow.id).desc())
        with self._database.reading() as session:
            if before is not None:
                last = _find(session, tenant, before)
                earlier = col(ApprovalRow.proposed_at) < last.proposed_at
                beside = (col(ApprovalRow.proposed_at) == last.proposed_at) & (col(ApprovalRow.id) < last.id)
                query = query.where(earlier | beside)
            return [_approval(row) for row in session.exec(query.order_by(*order).limit(min(limit, LONGEST_PAGE)))]

    def _waiting(
        self, session: Session, tenant: str, kind: ApprovalKind, payload_hash: str, at: int
    ) -> Approval | None:
        query = select(ApprovalRow).where(
            ApprovalRow.tenant == tenant,
            ApprovalRow.kind == kind.value,
            ApprovalRow.payload_hash == payload_hash,
            ApprovalRow.state == ApprovalState.PENDING.value,
            col(ApprovalRow.expires_at) > at,
        )
        row = session.exec(query.limit(1)).first()
        return None if row is None else _approval(row)

    def _record(self, session: Session, action: str, actor: str, at: int, approval: Approval) -> None:
        facts = {"kind": approval.kind.value, "payloadHash": approval.payload_hash}
        self._log.record(
            session, at=at, tenant=approval.tenant, actor=actor, action=action, subject=approval.id, facts=facts
        )


def payload_hash_of(payload: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical payload, as 0x hex. Raises NotCanonical."""
    return _hash(canonical(dict(payload)).decode())


def payload_of(approval: Approval) -> dict[str, Any]:
    """What was proposed, as it was sent."""
    payload: dict[str, Any] = json.loads(approval.payload)
    return payload


def _payload_text(payload: Mapping[str, Any]) -> str:
    text = canonical(dict(payload)).decode()
    if len(text) > LARGEST_PAYLOAD_CHARACTERS:
        raise InvalidInput("payload", f"{len(text)} characters", f"must be at most {LARGEST_PAYLOAD_CHARACTERS}")
    return text


def _hash(text: str) -> str:
    return "0x" + sha256(text.encode()).hexdigest()


def _count(session: Session, tenant: str) -> int:
    return session.exec(select(func.count()).select_from(ApprovalRow).where(ApprovalRow.tenant == tenant)).one()


def _find(session: Session, tenant: str, approval_id: str) -> ApprovalRow:
    row = session.get(ApprovalRow, approval_id)
    if row is None or row.tenant != tenant:
        raise ApprovalUnknown(approval_id)
    return row


def _row(approval: Approval) -> ApprovalRow:
    return ApprovalRow(
        id=approval.id,
        tenant=approval.tenant,
        kind=approval.kind.value,
        proposer=approval.proposer,
        proposed_at=approval.proposed_at,
        expires_at=approval.expires_at,
        payload=approval.payload,
        payload_hash=approval.payload_hash,
        state=approval.state.value,
    )


def _approval(row: ApprovalRow) -> Approval:
    return Approval(
        id=row.id,
        tenant=row.tenant,
        kind=ApprovalKind(row.kind),
        proposer=row.proposer,
        proposed_at=row.proposed_at,
        expires_at=row.expires_at,
        payload=row.payload,
        payload_hash=row.payload_hash,
        state=ApprovalState(row.state),
        decider=row.decider,
        decided_at=row.decided_at,
        reason=row.reason,
    )
