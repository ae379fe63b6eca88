"""Answers the demonstration wallet of a page, for the character that is signed in and nobody else."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from registry.api.security import signed_in
from registry.errors import NotFound
from web.demonstration_wallet import DemonstrationWallet, key_of
from web.front import Front

LONGEST_METHOD, MOST_PARAMS = 60, 4


class WalletCall(BaseModel):
    """An EIP-1193 request."""

    method: str = Field(max_length=LONGEST_METHOD)
    params: list[Any] = Field(default_factory=list, max_length=MOST_PARAMS)


def demonstration_wallet_router(front: Front) -> APIRouter:
    """`/demonstration/wallet`: it exists only while the service runs its own demonstration chain."""
    router = APIRouter(include_in_schema=False)

    @router.post("/demonstration/wallet")
    def ask_wallet(request: Request, call: WalletCall) -> dict[str, Any]:
        signer = key_of(signed_in(request)) if front.is_demonstration else None
        if signer is None:
            raise NotFound("wallet", "demonstration")
        return {"result": DemonstrationWallet(front, signer).answer(call.method, call.params)}

    return router
