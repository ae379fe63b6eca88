"""The account's door: what a signed-in wallet has, promised, traded and retired; nobody sees another's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from marketplace.api.order_schemas import AccountOut
from marketplace.api.schemas import Address
from marketplace.bootstrap import Marketplace
from registry.api.security import principal
from registry.domain.roles import Principal
from registry.errors import WalletUnknown

Caller = Annotated[Principal, Depends(principal)]
Wallet = Annotated[Address | None, Query(description="one of the caller's; left out where there is only one")]


def account_router(market: Marketplace) -> APIRouter:
    """`/account`."""
    router = APIRouter()

    @router.get("/account", operation_id="fetchAccount")
    def fetch_account(caller: Caller, wallet: Wallet = None) -> AccountOut:
        """Balances, approvals, open orders, fills and certificates of a wallet of the caller's, at one block."""
        own = sorted(market.orders.wallets_of(caller))
        asked = wallet or (own[0] if len(own) == 1 else "")
        if asked not in own:
            raise WalletUnknown(asked)
        return AccountOut.of(market.orders.account(asked))

    return router
