"""The door to the audit log: a company reads its own entries, in order, and nobody writes any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from registry.api.governance_schemas import AuditEntryOut
from registry.api.paging import LONGEST_PAGE, PAGE_LENGTH, link_next
from registry.api.security import registry_of, require
from registry.domain.roles import Permission, Principal

if TYPE_CHECKING:
    from registry.bootstrap import Registry

router = APIRouter(prefix="/api/v1/audit-log", tags=["governance"])
Opened = Annotated["Registry", Depends(registry_of)]
Reader = Annotated[Principal, Depends(require(Permission.READ_AUDIT))]
After = Annotated[int, Query(ge=0, lt=2**63, description="the last number of the page before")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


@router.get("", operation_id="readAuditLog")
def read_audit_log(
    request: Request, response: Response, registry: Opened, caller: Reader, after: After = 0, limit: Limit = PAGE_LENGTH
) -> list[AuditEntryOut]:
    """The company's entries above `after`, oldest first; numbers that are missing are other companies'."""
    page = registry.audit_log.entries(caller.tenant, after, limit)
    if page:
        link_next(request, response, page, limit, str(page[-1].seq))
    return [AuditEntryOut.of(entry) for entry in page]
