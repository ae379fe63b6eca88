"""A company's footprints product by product over HTTP: what was graded how, and what could not be computed and why."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from passport.bootstrap import Passport
from passport.domain.rounding import rounded
from passport.domain.totals import MG_PER_KG, KnownFootprint
from registry.api.paging import link_next
from registry.api.security import require
from registry.domain.roles import Permission, Principal

PAGE, LONGEST_PAGE = 50, 500
KG_DECIMALS = 3
WITHOUT = "none"

Reader = Annotated[Principal, Depends(require(Permission.READ_PASSPORTS))]
Grade = Annotated[
    str | None, Query(max_length=12, description=f"only this grade; `{WITHOUT}` for products without a footprint")
]
After = Annotated[str, Query(max_length=64, description="the last product of the page before")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


class KnownFootprintOut(BaseModel):
    """One product; kilograms of one unit are decimal text, null where `fault` says why there are none."""

    product_id: str
    category: str | None = None
    total_kg: str | None = None
    grade: str | None = None
    basis: str | None = None
    units: int | None = None
    methodology: str | None = None
    factor_set: str | None = None
    fault: str | None = None

    @classmethod
    def of(cls, known: KnownFootprint) -> Self:
        masses = known.masses
        if masses is None:
            return cls(product_id=known.product_id, fault=known.fault)
        return cls(
            product_id=known.product_id,
            category=masses.category,
            total_kg=format(rounded(Fraction(sum(masses.unit_mg), MG_PER_KG), KG_DECIMALS), "f"),
            grade=masses.grade,
            basis=masses.basis,
            units=masses.units,
            methodology=masses.methodology,
            factor_set=masses.factor_set,
        )


def footprint_list_router(passport: Passport) -> APIRouter:
    """`/api/v1/footprints`."""
    router = APIRouter(prefix="/api/v1", tags=["passport"])

    @router.get("/footprints", operation_id="listFootprints")
    def list_footprints(
        caller: Reader,
        request: Request,
        response: Response,
        grade: Grade = None,
        after: After = "",
        limit: Limit = PAGE,
    ) -> list[KnownFootprintOut]:
        """Products in the order of their ids with grade and kilograms of one unit."""
        wanted = "" if grade == WITHOUT else grade
        page = passport.footprints(caller.tenant, wanted, after, limit)
        if page:
            link_next(request, response, page, limit, page[-1].product_id)
        return [KnownFootprintOut.of(known) for known in page]

    return router
