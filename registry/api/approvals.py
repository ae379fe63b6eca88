"""Doors to approvals: what waits in one's company, and the word of the second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from registry.api.governance_schemas import ApprovalOut, DecisionIn, ProposalIn
from registry.api.paging import LONGEST_PAGE, PAGE_LENGTH, link_next
from registry.api.security import registry_of, require
from registry.domain.approvals import PROPOSED_WITH, Approval, ApprovalKind, ApprovalState
from registry.domain.roles import Permission, Principal
from registry.errors import ApprovalUnknown
from registry.usecases.decide_change import decide_change
from registry.usecases.propose_change import propose_change

if TYPE_CHECKING:
    from registry.bootstrap import Registry

router = APIRouter(prefix="/api/v1/approvals", tags=["governance"])
Opened = Annotated["Registry", Depends(registry_of)]
Reader = Annotated[Principal, Depends(require(Permission.READ_APPROVALS))]
Requester = Annotated[Principal, Depends(require(Permission.REQUEST_ISSUANCE))]
Decider = Annotated[Principal, Depends(require(Permission.DECIDE_APPROVALS))]
ApprovalId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
After = Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$", description="the last id of the page before")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


@router.get("", operation_id="listApprovals")
def list_approvals(
    request: Request,
    response: Response,
    registry: Opened,
    caller: Reader,
    state: ApprovalState | None = None,
    after: After = None,
    limit: Limit = PAGE_LENGTH,
) -> list[ApprovalOut]:
    """The company's approvals that concern the caller, oldest first."""
    now = registry.clock.now()
    page = registry.approvals.of_tenant(caller.tenant, after=after, limit=limit)
    if page:
        link_next(request, response, page, limit, page[-1].id)
    shown = [approval for approval in page if concerns(caller, approval)]
    return [ApprovalOut.of(one, now) for one in shown if state in (None, one.at(now).state)]


@router.get("/{approval}", operation_id="showApproval")
def show_approval(approval: ApprovalId, registry: Opened, caller: Reader) -> ApprovalOut:
    """One approval with its payload."""
    found = registry.approvals.find(caller.tenant, approval)
    if not concerns(caller, found):
        raise ApprovalUnknown(approval)
    return ApprovalOut.of(found, registry.clock.now())


@router.post("", operation_id="proposeChange", status_code=201)
def propose(proposal: ProposalIn, registry: Opened, caller: Requester) -> ApprovalOut:
    """Asks for an issuance; the same request that waits already is the same approval."""
    now, payload = registry.clock.now(), proposal.payload.model_dump(by_alias=True)
    kind = ApprovalKind(proposal.kind)
    return ApprovalOut.of(propose_change(kind, payload, caller=caller, now=now, desk=registry.approvals), now)


@router.post("/{approval}/decision", operation_id="decideChange")
def decide(approval: ApprovalId, decision: DecisionIn, registry: Opened, caller: Decider) -> ApprovalOut:
    """Approves and carries out, or rejects; never by the one who proposed."""
    now = registry.clock.now()
    decided = decide_change(
        approval,
        approved=decision.approved,
        payload_hash=decision.payload_hash,
        reason=decision.reason,
        caller=caller,
        now=now,
        desk=registry.approvals,
    )
    return ApprovalOut.of(decided, now)


def concerns(caller: Principal, approval: Approval) -> bool:
    """Who decides or audits sees all of the company's; everybody else what they may propose themselves."""
    watches = caller.may(Permission.DECIDE_APPROVALS) or caller.may(Permission.READ_AUDIT)
    return watches or caller.may(PROPOSED_WITH[approval.kind])
