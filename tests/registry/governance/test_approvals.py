"""Facts about approvals: two people, one payload, one decision, one deed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from itertools import product
from typing import Any

import pytest
from sqlmodel import Session

from registry.adapters.approvals import Approvals, payload_hash_of, payload_of
from registry.adapters.audit_log import AuditLog
from registry.adapters.canonical_json import NotCanonical
from registry.adapters.database import Database
from registry.adapters.governance_tables import UserRow
from registry.domain.approvals import PENDING_S, PROPOSED_WITH, Approval, ApprovalKind, ApprovalState
from registry.domain.roles import MATRIX, Permission, Principal, Role
from registry.errors import (
    ApprovalDecided,
    ApprovalExpired,
    ApprovalUnknown,
    InvalidInput,
    NotAuthorised,
    PayloadDiffers,
    SelfApproval,
)
from registry.usecases.decide_change import decide_change
from registry.usecases.propose_change import propose_change

NOW = 1_700_000_000
PAYLOAD = {"certificate": "VCS-1", "kilograms": "1000"}
ANN = Principal("ann", "roastery", frozenset({Role.COMPANY_ADMIN}))
BEN = Principal("ben", "roastery", frozenset({Role.COMPLIANCE}))
MALLORY = Principal("mallory", "mill", frozenset({Role.COMPANY_ADMIN, Role.COMPLIANCE, Role.SUPER_ADMIN}))


@pytest.fixture
def desk(database: Database) -> Approvals:
    return Approvals(database, AuditLog(database))


def proposed(desk: Approvals, caller: Principal = ANN, **payload: Any) -> Approval:
    return propose_change(ApprovalKind.OFFSET, PAYLOAD | payload, caller=caller, now=NOW, desk=desk)


def decided(desk: Approvals, approval: Approval, caller: Principal = BEN, **changed: Any) -> Approval:
    said: dict[str, Any] = {"approved": True, "payload_hash": approval.payload_hash, "reason": "", "now": NOW + 1}
    return decide_change(approval.id, caller=caller, desk=desk, **(said | changed))


def test_two_people_change_something_once(desk: Approvals, database: Database) -> None:
    """Must keep what was proposed, carry it out when another person agrees, and tell the audit log of both."""
    done: list[Approval] = []
    desk.when_approved(ApprovalKind.OFFSET, lambda _session, approval: done.append(approval))
    waiting = proposed(desk)
    assert (waiting.state, payload_of(waiting), done) == (ApprovalState.PENDING, PAYLOAD, [])
    agreed = decided(desk, waiting)
    assert (agreed.state, agreed.decider, agreed.decided_at) == (ApprovalState.APPROVED, "ben", NOW + 1)
    assert done == [agreed]
    assert desk.find("roastery", waiting.id) == agreed
    log = AuditLog(database).entries("roastery")
    assert [(entry.actor, entry.action) for entry in log] == [
        ("ann", "approval.proposed"),
        ("ben", "approval.approved"),
    ]
    assert {entry.facts["payloadHash"] for entry in log} == {payload_hash_of(PAYLOAD)}


@pytest.mark.parametrize("name", ["ann", "ANN", " Ann ", "\uff41nn"])
def test_who_proposes_never_decides(desk: Approvals, name: str) -> None:
    """Must refuse the proposer under every way to write the name, whatever other roles are held."""
    waiting = proposed(desk)
    with pytest.raises(SelfApproval) as refusal:
        decided(desk, waiting, Principal(name, "roastery", frozenset(Role)))
    assert refusal.value.facts == {"approval": waiting.id, "proposer": "ann"}
    assert desk.find("roastery", waiting.id) == waiting


def test_a_change_is_decided_once(desk: Approvals) -> None:
    """Must refuse a second decision and carry nothing out again."""
    done: list[Approval] = []
    desk.when_approved(ApprovalKind.OFFSET, lambda _session, approval: done.append(approval))
    waiting = proposed(desk)
    decided(desk, waiting)
    with pytest.raises(ApprovalDecided) as refusal:
        decided(desk, waiting, approved=False, reason="late doubt")
    assert refusal.value.facts["state"] == "approved"
    assert len(done) == 1


def test_of_two_deciders_at_once_one_decides(desk: Approvals) -> None:
    """Must carry a change out once, and tell the other that it is decided."""
    done: list[Approval] = []
    desk.when_approved(ApprovalKind.OFFSET, lambda _session, approval: done.append(approval))
    waiting = proposed(desk)

    def says(number: int) -> str:
        try:
            return decided(desk, waiting, Principal(f"decider-{number}", "roastery", BEN.roles)).state
        except ApprovalDecided as refusal:
            return refusal.name

    with ThreadPoolExecutor(4) as pool:
        words = sorted(pool.map(says, range(4)))
    assert words == ["ApprovalDecided"] * 3 + ["approved"]
    assert len(done) == 1


def test_nobody_decides_too_late(desk: Approvals) -> None:
    """Must take a decision one second before the end and refuse it at the end."""
    last, late = proposed(desk), proposed(desk, certificate="VCS-2")
    assert decided(desk, last, now=NOW + PENDING_S - 1).state is ApprovalState.APPROVED
    with pytest.raises(ApprovalExpired):
        decided(desk, late, now=NOW + PENDING_S)
    assert desk.find("roastery", late.id).at(NOW + PENDING_S).state is ApprovalState.EXPIRED


def test_the_decision_is_on_what_was_proposed(desk: Approvals) -> None:
    """Must refuse a decider who looked at another payload."""
    waiting = proposed(desk)
    with pytest.raises(PayloadDiffers):
        decided(desk, waiting, payload_hash=payload_hash_of({**PAYLOAD, "kilograms": "1"}))


def test_a_rejection_says_why_and_carries_nothing_out(desk: Approvals) -> None:
    """Must refuse a bare no, run the handler of rejections, and never that of approvals."""
    seen: list[str] = []
    desk.when_approved(ApprovalKind.OFFSET, lambda _session, approval: seen.append("approved"))
    desk.when_rejected(ApprovalKind.OFFSET, lambda _session, approval: seen.append(approval.reason or ""))
    waiting = proposed(desk)
    with pytest.raises(InvalidInput):
        decided(desk, waiting, approved=False, reason=" ")
    for unprintable in ("a\x00b", "\ud800", "x" * 1_001):
        with pytest.raises(InvalidInput):
            decided(desk, waiting, reason=unprintable)
    rejected = decided(desk, waiting, approved=False, reason="ไม่ใช่ของเรา\nnot ours")
    assert (rejected.state, seen) == (ApprovalState.REJECTED, ["ไม่ใช่ของเรา\nnot ours"])


def test_a_deed_that_fails_undoes_the_decision(desk: Approvals, database: Database) -> None:
    """Must leave approval, log and deed as they were when the handler raises."""

    def fails(session: Session, _approval: Approval) -> None:
        session.add(UserRow(tenant="roastery", subject="half", roles="", active=True, changed_at=NOW))
        session.flush()
        raise RuntimeError

    desk.when_approved(ApprovalKind.OFFSET, fails)
    waiting = proposed(desk)
    with pytest.raises(RuntimeError):
        decided(desk, waiting)
    assert desk.find("roastery", waiting.id) == waiting
    assert len(AuditLog(database).entries("roastery")) == 1
    with database.reading() as session:
        assert session.get(UserRow, ("roastery", "half")) is None


def test_another_company_sees_no_approval(desk: Approvals) -> None:
    """Must answer another tenant as if the approval did not exist, whoever asks."""
    waiting = proposed(desk)
    with pytest.raises(ApprovalUnknown):
        decided(desk, waiting, MALLORY)
    with pytest.raises(ApprovalUnknown):
        desk.find("mill", waiting.id)
    with pytest.raises(ApprovalUnknown):
        desk.of_tenant("mill", after=waiting.id)
    assert desk.of_tenant("mill") == []


def test_the_same_payload_waits_once(desk: Approvals) -> None:
    """Must return the waiting approval for a repeated proposal, and a new one to another tenant or after a decision."""
    first = proposed(desk)
    assert proposed(desk) == first
    assert proposed(desk, MALLORY).id != first.id
    decided(desk, first, approved=False, reason="no")
    assert proposed(desk).id != first.id


def test_agreement_is_to_exactly_the_payload(desk: Approvals, database: Database) -> None:
    """Must find an agreement by tenant, kind and payload, and no other."""
    waiting = proposed(desk)
    with database.reading() as session:
        assert not desk.approved(session, "roastery", ApprovalKind.OFFSET, PAYLOAD)
    decided(desk, waiting)
    with database.reading() as session:
        assert desk.approved(session, "roastery", ApprovalKind.OFFSET, dict(reversed(PAYLOAD.items())))
        assert not desk.approved(session, "mill", ApprovalKind.OFFSET, PAYLOAD)
        assert not desk.approved(session, "roastery", ApprovalKind.REPORT_RELEASE, PAYLOAD)
        assert not desk.approved(session, "roastery", ApprovalKind.OFFSET, PAYLOAD | {"kilograms": "1001"})


def test_pages_hold_each_approval_once(desk: Approvals) -> None:
    """Must page by the last id, also among proposals of the same second."""
    known = {proposed(desk, certificate=f"VCS-{n}").id for n in range(5)}
    seen: list[str] = []
    while page := desk.of_tenant("roastery", after=seen[-1] if seen else None, limit=2):
        seen += [approval.id for approval in page]
    assert (len(seen), set(seen)) == (5, known)


def test_the_matrix_says_who_proposes(sqlite: Database) -> None:
    """Must let exactly the roles of the kind's permission propose it, and keep nothing of the others."""
    desk = Approvals(sqlite, AuditLog(sqlite))
    for kind, role in product(ApprovalKind, Role):
        caller = Principal("ann", f"{kind}-{role}", frozenset({role}))
        allowed = role in MATRIX[PROPOSED_WITH[kind]]
        with nullcontext() if allowed else pytest.raises(NotAuthorised):
            propose_change(kind, PAYLOAD, caller=caller, now=NOW, desk=desk)
        assert bool(desk.of_tenant(caller.tenant)) == allowed


def test_who_may_not_decide_does_not(desk: Approvals) -> None:
    """Must refuse a role without the permission to decide."""
    waiting = proposed(desk)
    with pytest.raises(NotAuthorised) as refusal:
        decided(
            desk, waiting, Principal("carl", "roastery", frozenset(set(Role) - MATRIX[Permission.DECIDE_APPROVALS]))
        )
    assert refusal.value.facts["permission"] == Permission.DECIDE_APPROVALS


def test_what_cannot_be_hashed_is_not_proposed(desk: Approvals) -> None:
    """Must refuse a payload without a canonical form, and one that is too large."""
    with pytest.raises(NotCanonical):
        proposed(desk, kilograms=float("nan"))
    with pytest.raises(InvalidInput):
        proposed(desk, note="x" * 200_001)
