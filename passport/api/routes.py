"""The passport over HTTP: who is signed in reads the footprint of a product of their own company."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from passport.api.schemas import FootprintOut
from passport.bootstrap import Passport
from registry.api.security import require
from registry.domain.roles import Permission, Principal

Reader = Annotated[Principal, Depends(require(Permission.READ_PASSPORTS))]
ProductId = Annotated[str, Path(min_length=1, max_length=64)]


def passport_router(passport: Passport) -> APIRouter:
    """The calls of the passport room."""
    router = APIRouter(prefix="/api/scm/carbon", tags=["passport"])

    @router.get("/footprint/{product_id}", operation_id="getFootprint")
    def get_footprint(product_id: ProductId, caller: Reader) -> FootprintOut:
        """Gross footprint of one product, stage by stage; another company's product does not exist for the caller."""
        return FootprintOut.of(passport.assess(product_id, caller.tenant))

    return router
