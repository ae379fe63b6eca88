"""The passport over HTTP: one product's footprint, the scopes of a whole company, and its figures as one number."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Path, Query, Request, Response, Security

from passport.adapters.answer_cache import Answer, AnswerCache
from passport.api.answers import answer_from, answer_of, reply
from passport.api.schemas import FootprintOut, HeldCertificateOut
from passport.api.scope_schemas import AggregateOut, KpiOut, ScopeOut
from passport.api.visible import visible, without_kpi
from passport.bootstrap import Passport
from passport.domain.factors import FactorSet
from passport.domain.statement import Assessment
from passport.domain.totals import Totals
from registry.api.security import BEARER, require, signed_in
from registry.domain.roles import Permission, Principal
from registry.errors import InvalidInput

SCOPE_AGE_S = 120
LONGEST_METHODOLOGY = 100
# Python computes on one thread at a time: one reader waits for the database while the other computes, and more would
# only take the turn from each other (measured: 4 readers answer half as many requests as 2).
READERS_AT_ONCE = 2
NO_AGE_S = 0  # one product's passport is computed at each request

Token = Annotated[object, Security(BEARER, scopes=[Permission.READ_PASSPORTS.value])]
AggregateReader = Annotated[Principal, Depends(require(Permission.READ_AGGREGATES))]
ScopeReader = Annotated[Principal, Depends(require(Permission.READ_SCOPES))]
KpiReader = Annotated[Principal, Depends(require(Permission.READ_ESG_KPI))]
Method = Annotated[
    str | None, Query(max_length=LONGEST_METHODOLOGY, description="identity of a methodology; the owner's if left out")
]
FactorSetName = Annotated[
    str | None, Query(max_length=LONGEST_METHODOLOGY, description="a factor set that an older passport names")
]
ProductId = Annotated[str, Path(min_length=1, max_length=64)]


def passport_router(passport: Passport) -> APIRouter:
    """The calls about footprints."""
    router = APIRouter(tags=["passport"])
    database, risk = passport.registry.database, passport.risk
    seats = CapacityLimiter(READERS_AT_ONCE)
    aggregates = AnswerCache(database, "aggregate", SCOPE_AGE_S)
    scopes = AnswerCache(database, "scope", SCOPE_AGE_S)
    kpis = AnswerCache(database, "kpi", SCOPE_AGE_S)

    @router.get("/api/scm/carbon/footprint/{product_id}", operation_id="getFootprint", response_model=FootprintOut)
    async def get_footprint(
        product_id: ProductId,
        request: Request,
        _described: Token,
        methodology: Method = None,
        factor_set: FactorSetName = None,
    ) -> Response:
        """Gross footprint of one product, stage by stage; another company's product does not exist for the caller."""
        return await to_thread.run_sync(answer, request, product_id, methodology, factor_set, limiter=seats)

    def answer(request: Request, product_id: str, methodology: str | None, factor_set: str | None) -> Response:
        with database.one_reading():  # the busiest call: one thread, one connection, one state of the data
            caller = signed_in(request)
            caller.check(Permission.READ_PASSPORTS)
            assessed = _assessed(passport, product_id, caller.tenant, methodology, factor_set)
            held = risk.held_certificates(caller.tenant, product_id)
        shown = FootprintOut.of(assessed).model_dump(mode="json")
        shown["certificates"] = [HeldCertificateOut.of(one, risk.today()).model_dump() for one in held]
        return reply(request, answer_of(visible(shown, caller)), NO_AGE_S)

    @router.get("/api/scm/carbon/footprint", operation_id="getAggregateFootprint", response_model=AggregateOut)
    def get_aggregate(caller: AggregateReader, request: Request) -> Response:
        """The footprint of the whole company as one number with its grade, for who may not see a single product."""

        def build() -> Answer:
            return answer_of(without_kpi(AggregateOut.of(*_figures(passport, caller.tenant)), caller))

        return reply(request, aggregates.answer(caller, (), build), SCOPE_AGE_S)

    @router.get("/api/scm/carbon/scope", operation_id="getScope", response_model=ScopeOut)
    def get_scope(caller: ScopeReader, request: Request) -> Response:
        """Scope 1, 2, 3 over the whole supply chain, gross; a product that cannot be assessed is counted apart."""

        def build() -> Answer:
            return answer_of(without_kpi(ScopeOut.of(*_figures(passport, caller.tenant)), caller))

        return reply(request, scopes.answer(caller, (), build), SCOPE_AGE_S)

    @router.get("/api/v1/kpi", operation_id="getKpi", response_model=KpiOut)
    def get_kpi(caller: KpiReader, request: Request) -> Response:
        """The executive's figures: the grade of the unit-weighted mean footprint, the total and its targets."""

        def build() -> Answer:
            return answer_from(
                KpiOut.of(*_figures(passport, caller.tenant), passport.reports.desk.base_year(caller.tenant))
            )

        return reply(request, kpis.answer(caller, (), build), SCOPE_AGE_S)

    return router


def _figures(passport: Passport, tenant: str) -> tuple[Totals, FactorSet]:
    return passport.totals(tenant), passport.factors_of(tenant)


def _assessed(
    passport: Passport, product_id: str, tenant: str, methodology: str | None, factor_set: str | None
) -> Assessment:
    """By what was asked for. Raises InvalidInput for both at once: a methodology brings its own factors."""
    if methodology is not None and factor_set is not None:
        raise InvalidInput(
            "factor_set", factor_set, "must not stand beside a methodology, which brings its own factors"
        )
    if factor_set is not None:
        return passport.assess_by(factor_set, product_id, tenant)
    if methodology is not None:
        return passport.assess_with(methodology, product_id, tenant)
    return passport.assess(product_id, tenant)
