"""Across companies, for super admins alone: benchmark, heat map, Industry Carbon Index, and signs of greenwashing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from passport.adapters.factor_files import default_factors
from passport.adapters.risk_files import benchmark_rule
from passport.api.benchmark_schemas import BenchmarkOut, CompanyAlertsOut, HeatMapOut, IndexOut, IndexRowOut
from passport.bootstrap import Passport
from registry.api.paging import link_next
from registry.api.security import require
from registry.domain.roles import Permission, Principal

COMPANIES_PER_PAGE = 20
Platform = Annotated[Principal, Depends(require(Permission.BENCHMARK_TENANTS))]
After = Annotated[str, Query(max_length=64, pattern=r"^[^\x00-\x1f]*$")]
Limit = Annotated[int, Query(ge=1, le=COMPANIES_PER_PAGE)]


def benchmark_router(passport: Passport) -> APIRouter:
    """The calls that look across companies; only groups leave them, but for the search for fraud."""
    router = APIRouter(prefix="/api/v1", tags=["platform"])

    @router.post("/benchmark/releases", operation_id="releaseBenchmark")
    def release_benchmark(caller: Platform) -> BenchmarkOut:
        """Releases this month's benchmark; once released, a month never changes."""
        month, release = passport.risk.release_benchmark(caller)
        return BenchmarkOut.of(month, release, benchmark_rule(), default_factors())

    @router.get("/benchmark", operation_id="getBenchmark")
    def get_benchmark(_caller: Platform) -> BenchmarkOut:
        """The newest release: groups of five companies and more, none of which is dominant."""
        month, release = passport.risk.benchmark()
        return BenchmarkOut.of(month, release, benchmark_rule(), default_factors())

    @router.get("/benchmark/heat-map", operation_id="getHeatMap")
    def get_heat_map(_caller: Platform) -> HeatMapOut:
        """FMCG, Pharma, Luxury and the other groups, each scope in percent of the hottest group."""
        return HeatMapOut.of(*passport.risk.benchmark())

    @router.get("/benchmark/index", operation_id="getCarbonIndex")
    def get_index(_caller: Platform) -> IndexOut:
        """The Industry Carbon Index: 100 is a group's first released month, and a grade like a rating."""
        month, release = passport.risk.benchmark()
        return IndexOut(month=month, rows=[IndexRowOut.of(cell, default_factors()) for cell in release.cells])

    @router.get("/platform/alerts", operation_id="getPlatformAlerts")
    def get_platform_alerts(
        _caller: Platform, request: Request, response: Response, after: After = "", limit: Limit = COMPANIES_PER_PAGE
    ) -> list[CompanyAlertsOut]:
        """Offset fraud and signs of greenwashing, company by company; companies without any are not listed."""
        page = passport.risk.tenants(after, limit)
        link_next(request, response, page, limit, page[-1] if page else "")
        found = ((tenant, passport.risk.alerts(tenant)) for tenant in page)
        return [CompanyAlertsOut.of(tenant, alerts) for tenant, alerts in found if alerts.alerts]

    return router
