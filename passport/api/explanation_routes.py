"""The calculation over HTTP: every line of a footprint, two methodologies side by side, what would change the grade."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from passport.adapters.methodologies import all_methodologies
from passport.api.explained import ComparisonOut, LineOut, MethodologyOut, SensitivityOut, explained
from passport.bootstrap import Passport
from passport.domain.comparison import compare
from registry.api.security import require
from registry.domain.roles import Permission, Principal

LONGEST_METHODOLOGY = 100
Reader = Annotated[Principal, Depends(require(Permission.READ_PASSPORTS))]
# A line names the shipment that it is of: who may not see the way sees no lines.
LineReader = Annotated[Principal, Depends(require(Permission.READ_TRANSPORT))]
BESIDE = [Depends(require(Permission.READ_PASSPORTS)), Depends(require(Permission.READ_SCOPES))]
ProductId = Annotated[str, Path(min_length=1, max_length=64)]
Method = Annotated[str | None, Query(max_length=LONGEST_METHODOLOGY, description="the owner's if left out")]
Against = Annotated[str | None, Query(max_length=LONGEST_METHODOLOGY, description="a second one, side by side")]


class ExplanationOut(BaseModel):
    """Amounts are exact text."""

    product_id: str
    methodology: str
    factor_set: str
    lines: list[LineOut]
    comparison: ComparisonOut | None
    sensitivity: SensitivityOut


def explanation_router(passport: Passport) -> APIRouter:
    """The doors to how a figure came about."""
    router = APIRouter(prefix="/api/v1", tags=["passport"])

    @router.get("/methodologies", operation_id="listMethodologies")
    def list_methodologies(_caller: Reader) -> list[MethodologyOut]:
        """Methodologies with their versions, boundaries, potentials and factor sets."""
        return [MethodologyOut.of(one) for one in all_methodologies().values()]

    @router.get("/footprints/{product_id}/explanation", operation_id="explainFootprint", dependencies=BESIDE)
    def explain(
        product_id: ProductId, caller: LineReader, methodology: Method = None, compare_with: Against = None
    ) -> ExplanationOut:
        """Each line with formula, inputs, factor and source; the difference to another methodology, line by line."""
        owner = passport.factors.methodology
        assessed = passport.assess_with(methodology or owner, product_id, caller.tenant)
        beside = None if compare_with is None else passport.assess_with(compare_with, product_id, caller.tenant)
        return ExplanationOut(
            product_id=product_id,
            methodology=assessed.methodology.identity,
            factor_set=assessed.factors.name,
            lines=explained(assessed),
            comparison=None if beside is None else ComparisonOut.of(compare(assessed, beside)),
            sensitivity=SensitivityOut.of(assessed),
        )

    return router
