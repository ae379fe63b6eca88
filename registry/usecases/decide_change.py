"""Decides a proposed change: the second person's word and what follows from it are one transaction."""

from __future__ import annotations

from functools import partial

from registry.domain.approvals import Approval, Decision, decide
from registry.domain.roles import Permission, Principal
from registry.ports import ApprovalDesk


def decide_change(
    approval_id: str,
    *,
    approved: bool,
    payload_hash: str,
    reason: str,
    caller: Principal,
    now: int,
    desk: ApprovalDesk,
) -> Approval:
    """The decided approval; if it is approved, its change was carried out.

    `payload_hash` is that of the payload which the decider looked at. Raises NotAuthorised, ApprovalUnknown (another
    tenant's too), as `decide` does, and as the change's own rules do; nothing is decided then.
    """
    caller.check(Permission.DECIDE_APPROVALS)
    decision = Decision(caller.subject, approved, payload_hash, reason)
    return desk.settle(caller.tenant, approval_id, partial(decide, decision=decision, now=now))
