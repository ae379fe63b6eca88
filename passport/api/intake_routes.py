"""Every door through which a company's data come in."""

from __future__ import annotations

from fastapi import APIRouter

from passport.api.epcis_routes import epcis_router
from passport.api.import_routes import import_router
from passport.api.product_routes import product_data_router
from passport.api.supply_routes import supply_router
from passport.bootstrap import Passport


def intake_router(passport: Passport) -> APIRouter:
    """Products, the supply chain, files, events."""
    router = APIRouter()
    for part in (product_data_router, supply_router, import_router, epcis_router):
        router.include_router(part(passport))
    return router
