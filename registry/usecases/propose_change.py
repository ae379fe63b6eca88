"""Proposes a change that two people must agree to; nothing is carried out before another person has decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain.approvals import PROPOSED_WITH, Approval, ApprovalKind
from registry.domain.roles import Principal
from registry.ports import ApprovalDesk


def propose_change(
    kind: ApprovalKind, payload: Mapping[str, Any], *, caller: Principal, now: int, desk: ApprovalDesk
) -> Approval:
    """The pending approval; the same payload that waits already is the same approval.

    Raises NotAuthorised if the caller's roles may not propose this kind, NotCanonical, InvalidInput.
    """
    caller.check(PROPOSED_WITH[kind])
    return desk.open(kind=kind, tenant=caller.tenant, proposer=caller.subject, payload=payload, at=now)
