"""Settlement over HTTP: the operator settles; tickets, fees, strikes and what did not reconcile are for anyone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from marketplace.api.schemas import Address
from marketplace.api.settlement_schemas import (
    ReconciliationOut,
    SettlementOut,
    StrikesOut,
    TicketBody,
    TicketOut,
    TreasuryOut,
)
from marketplace.settling import SettlementOffice
from registry.api.security import require
from registry.domain.roles import Permission

LONGEST_PAGE = 200
SettleMatches = Depends(require(Permission.SETTLE_MATCHES))
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


def settlement_router(settling: SettlementOffice) -> APIRouter:
    """All doors of settlement; refusals become problem documents under the error's name."""
    router = APIRouter(tags=["settlement"])

    @router.post("/settlements", operation_id="settleMatches", dependencies=[SettleMatches])
    def settle_matches() -> list[SettlementOut]:
        """Settles every waiting trade on chain and brings open batches on; an empty list if nothing moved."""
        return [SettlementOut.of(settlement) for settlement in settling.settle()]

    @router.get("/reconciliation", operation_id="showReconciliation")
    def show_reconciliation(limit: Limit = 50) -> ReconciliationOut:
        """Whether the chain's fills are the book's, block by block, and every difference by its name."""
        return ReconciliationOut.of(settling.reconciled_to(), settling.differences(limit))

    @router.get("/treasury", operation_id="showTreasury")
    def show_treasury() -> TreasuryOut:
        """The sum of all fees on chain, beside what reached the treasury."""
        return TreasuryOut.of(settling.treasury())

    @router.get("/accounts/{account}/strikes", operation_id="listStrikes")
    def list_strikes(account: Annotated[Address, Path()]) -> StrikesOut:
        """Failed trades that an account answers for and that still count."""
        return StrikesOut.of(account, settling.strikes(account))

    @router.post("/tickets", operation_id="writeTicket")
    def write_ticket(body: TicketBody) -> TicketOut:
        """The order to sign, its fee and net before anyone signs, and what will be delivered; nothing is stored."""
        return TicketOut.of(settling.ticket(body))

    return router
