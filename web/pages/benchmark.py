"""Companies side by side as groups, with their group sizes, and the published Industry Carbon Index with its method."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from passport.adapters.factor_files import default_factors
from passport.adapters.risk_files import benchmark_rule
from passport.api.benchmark_schemas import BenchmarkOut, HeatMapOut, IndexRowOut
from passport.domain.benchmark import Release
from passport.errors import BenchmarkNotReleased
from registry.domain.roles import Permission, Principal
from web.asking import asked
from web.front import Front
from web.languages import translated
from web.pages.index_chart import drawn
from web.session import require_caller
from web.sheets import Cell, Sheet

SEE_OTHER = 303
MOST_MONTHS = 36
CELLS = ("group", "companies", "mean_kg", "scope_1_kg", "scope_2_kg", "scope_3_kg", "silence")
INDEX = ("month", "group", "index", "grade", "silence")


def benchmark_page_router(front: Front) -> APIRouter:
    """`/benchmark` for who may look across companies, `/index` for everybody."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/benchmark")
    def show_benchmark(request: Request) -> Response:
        _platform(request)
        rule, newest = benchmark_rule(), _newest(front)
        released = None if newest is None else BenchmarkOut.of(*newest, rule, default_factors())
        heat = None if newest is None else HeatMapOut.of(*newest)
        rows: list[tuple[Cell, ...]] = [] if released is None else [_cell(one) for one in released.cells]
        sheet = Sheet("benchmark", CELLS, rows, {"month": newest[0] if newest else None, "rule": rule.name})
        return front.answer("benchmark.html", front.frame(), sheet, released=released, heat=heat, rule=rule)

    @router.post("/benchmark")
    def release(request: Request) -> Response:
        front.passport.risk.release_benchmark(_platform(request))
        return RedirectResponse(asked().at("/benchmark"), SEE_OTHER)

    @router.get("/index")
    def show_index() -> Response:
        months = front.passport.risk.benchmark_months(MOST_MONTHS)
        rows = [_row(month, IndexRowOut.of(cell, default_factors())) for month, one in months for cell in one.cells]
        rule, factors = benchmark_rule(), default_factors()
        facts = {"rule": rule.name, "leastCompanies": rule.least_companies, "factorSet": factors.name}
        return front.answer(
            "index.html",
            front.frame(),
            Sheet("carbon-index", INDEX, rows, facts),
            newest=months[-1] if months else None,
            rows=[IndexRowOut.of(cell, factors) for cell in months[-1][1].cells] if months else [],
            lines=drawn(months),
            months=[month for month, _ in months],
            rule=rule,
            factors=factors,
        )

    return router


def _platform(request: Request) -> Principal:
    here = translated("Groups of companies side by side; no answer shows a single company.")
    return require_caller(request, Permission.BENCHMARK_TENANTS, here=here)


def _newest(front: Front) -> tuple[str, Release] | None:
    try:
        return front.passport.risk.benchmark()
    except BenchmarkNotReleased:
        return None


def _cell(cell: object) -> tuple[Cell, ...]:
    return tuple(getattr(cell, name) for name in CELLS)


def _row(month: str, row: IndexRowOut) -> tuple[Cell, ...]:
    return month, row.group, row.index, row.grade, row.silence
