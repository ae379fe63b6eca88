"""Builds the application: mounts the rooms' doors and the pages, and follows the chain while it runs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from marketplace.api.journal_routes import journal_router
from marketplace.api.order_door import hot_routes
from marketplace.api.routes import market_router
from marketplace.bootstrap import open_marketplace
from oracle.api.boundary_routes import boundary_router
from oracle.api.inspection_routes import inspection_router
from oracle.api.intake_routes import telemetry_router
from oracle.api.lake_routes import lake_router
from oracle.api.model_routes import model_router
from oracle.api.node_routes import node_router
from oracle.api.routes import oracle_router
from oracle.bootstrap import open_oracle
from passport.api.benchmark_routes import benchmark_router
from passport.api.explanation_routes import explanation_router
from passport.api.factor_routes import factor_router
from passport.api.footprint_list import footprint_list_router
from passport.api.intake_routes import intake_router
from passport.api.offset_routes import offset_router
from passport.api.partner_routes import partner_router
from passport.api.public_routes import public_router
from passport.api.report_call import report_call_router
from passport.api.report_routes import report_router
from passport.api.risk_routes import risk_router
from passport.api.routes import passport_router
from passport.bootstrap import open_passport
from registry.api.approvals import router as approvals_router
from registry.api.audit_log import router as audit_log_router
from registry.api.evidence_chain import router as evidence_router
from registry.api.problems import PROBLEM_ANSWERS, Answer, install
from registry.api.proofs import router as proofs_router
from registry.api.sign_in import router as sign_in_router
from registry.api.users import router as users_router
from registry.api.webhooks import router as webhooks_router
from registry.bootstrap import Registry
from web.api.batches import batches_router
from web.api.health import health_router, service_version
from web.api.monitoring import monitoring_router
from web.api.node_relay import relay_router
from web.asking import LanguagePaths
from web.compressing import CompressedPages
from web.front import HERE, Front
from web.head import HeadAnswers
from web.headers import SecureAnswers
from web.pages.account import account_router
from web.pages.administration import administration_router
from web.pages.batches import batches_page_router
from web.pages.benchmark import benchmark_page_router
from web.pages.certificate import certificate_router
from web.pages.changes import changes_router
from web.pages.compliance import compliance_router
from web.pages.dashboard import dashboard_router
from web.pages.demonstration_wallet import demonstration_wallet_router
from web.pages.developers import developers_router
from web.pages.executive import executive_router
from web.pages.explored import explored_router
from web.pages.explorer import explorer_router
from web.pages.failures import failure_answer
from web.pages.home import home_router
from web.pages.market import market_page_router
from web.pages.monitoring import monitoring_page_router
from web.pages.product import product_router
from web.pages.project import project_router
from web.pages.projects import projects_router
from web.pages.records import records_router
from web.pages.reference import reference_router
from web.pages.retirement import retirement_router
from web.pages.sign_in import sign_in_page_router
from web.pages.verify import verify_router
from web.pages.webhooks import webhooks_page_router
from web.pages.workbench import workbench_router
from web.session import SessionCookies
from web.static_files import StaticAnswers
from web.system.anchoring import Anchorer
from web.system.day_sealing import seal_days
from web.system.settling import BackgroundSettlement, settling_itself
from web.system.simulated_air import SimulatedAir
from web.system.webhook_post import WebhookPost

RECURSION_LIMIT = 1_000
Run = Callable[[], Coroutine[Any, Any, None]]
PAGES = (
    home_router,
    sign_in_page_router,
    administration_router,
    changes_router,
    records_router,
    developers_router,
    webhooks_page_router,
    demonstration_wallet_router,
    market_page_router,
    account_router,
    verify_router,
    certificate_router,
    retirement_router,
    product_router,
    projects_router,
    project_router,
    batches_page_router,
    explorer_router,
    explored_router,
    monitoring_page_router,
    workbench_router,
    dashboard_router,
    executive_router,
    compliance_router,
    benchmark_page_router,
)
GROUND_DOORS = (
    proofs_router,
    approvals_router,
    audit_log_router,
    users_router,
    sign_in_router,
    evidence_router,
    webhooks_router,
)
PASSPORT_DOORS = (
    passport_router,
    partner_router,
    footprint_list_router,
    report_call_router,
    explanation_router,
    offset_router,
    factor_router,
    intake_router,
    risk_router,
    benchmark_router,
    report_router,
    public_router,
)


def create_app(registry: Registry, *, follow: bool = True, simulate: bool = False) -> FastAPI:
    """The application on an open registry; with `follow` it follows the chain and anchors while it runs.

    With `simulate` the SIMULATED station of a demonstration speaks, and trades settle by themselves, as no story does.
    """
    bound_recursion()
    oracle, market = open_oracle(registry), open_marketplace(registry)
    market = settling_itself(market) if simulate else market
    front = Front(registry, open_passport(registry), oracle, market)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        settling = BackgroundSettlement(market, market.settle_every_s or 0)
        watched = (front.follower.run, Anchorer(front.passport).run, market.orders.run)
        runs: list[Run] = [*watched, settling.run, partial(seal_days, market), WebhookPost(registry).run]
        runs += [SimulatedAir(front).run] if simulate else []
        tasks = [asyncio.create_task(run()) for run in runs if follow]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # A step that was under way on a thread ends before the journal is given back.
        await asyncio.get_running_loop().shutdown_default_executor()
        market.close()

    app = FastAPI(
        title="CarboniX",
        version=service_version(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        responses=PROBLEM_ANSWERS,
    )
    app.state.registry, app.state.front, app.state.market = registry, front, market
    _put_around(app, failure_answer(front))
    app.router.routes[:0] = hot_routes(market)
    app.mount("/static", StaticAnswers(directory=HERE / "static"), name="static")
    for page in PAGES:
        app.include_router(page(front))
    for fronts_door in (batches_router, monitoring_router, relay_router):
        app.include_router(fronts_door(front))
    for ground in GROUND_DOORS:
        app.include_router(ground)
    app.include_router(health_router(front))
    for passport_door in PASSPORT_DOORS:
        app.include_router(passport_door(front.passport))
    app.include_router(oracle_router(oracle))
    app.include_router(node_router(oracle))
    app.include_router(boundary_router(oracle))
    app.include_router(lake_router(oracle))
    app.include_router(telemetry_router(oracle))
    app.include_router(model_router(oracle))
    app.include_router(inspection_router(oracle))
    for rooms_door in (market_router, journal_router):
        app.include_router(rooms_door(market))
    app.include_router(reference_router(front, app))
    return app


def _put_around(app: FastAPI, refuse: Answer) -> None:
    """What every request goes through, and how each part of it says no."""
    install(app, refuse)
    # The last is the outermost.
    app.add_middleware(CompressedPages)
    app.add_middleware(SessionCookies, refuse=refuse)
    app.add_middleware(SecureAnswers, refuse=refuse)
    for outer in (HeadAnswers, LanguagePaths):
        app.add_middleware(outer)


def bound_recursion() -> None:
    """Takes back Python's own limit, which py_ecc raises to 100,000 when it is imported.

    Above the C stack's depth a JSON text of nothing but brackets, sent by anybody, would end the process.
    """
    sys.setrecursionlimit(RECURSION_LIMIT)
