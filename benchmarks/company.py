"""Fills a database with an invented company: products, a shipment for each, partners, and their true footprints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from passport.adapters.factor_files import default_factors
from passport.adapters.product_document import document_of
from passport.domain.product import Product, Shipment
from passport.domain.statement import assess
from passport.domain.totals import ProductMasses, masses_of
from registry.adapters.database import Database

TENANT = "benchmark"
PARTNERS = 1_000
TEMPLATES = 500  # products that differ in what matters; the others differ in name only, so that their sums are known
ROWS_PER_INSERT = 20_000
CATEGORIES = ("F&B", "Electronics", "Fashion", "Healthcare", "Industrial", "Agriculture", "Energy")
MODES = ("road", "rail", "sea", "air")
PRODUCTS = "INSERT INTO product (id, tenant, document) VALUES (:id, :tenant, :document)"
SHIPMENTS = (
    "INSERT INTO shipment (tenant, id, product_id, partner_id, carrier, mode, distance_m, points, weight_g, quantity,"
    " late, quality, source) VALUES (:tenant, :id, :id, :partner_id, 'Invented', :mode, :distance_m, '[]', :weight_g,"
    " :quantity, :late, '[]', 'benchmark')"
)
FOOTPRINTS = (
    "INSERT INTO product_footprint (tenant, product_id, stale, category, industry, methodology, factor_set,"
    " factor_set_hash, units, scope1_mg, scope2_mg, scope3_mg, all1_mg, all2_mg, all3_mg, grade, basis, fault)"
    " VALUES (:tenant, :id, false, :category, '', :methodology, :factor_set, :factor_set_hash, :units, :one, :two,"
    " :three, :all_one, :all_two, :all_three, :grade, :basis, '')"
)
PARTNER_ROWS = (
    "INSERT INTO partner (tenant, id, name, country, trust_score, violations, kyc_status)"
    " VALUES (:tenant, :id, :id, 'TH', :trust, :violations, 'verified')"
)


def fill(database: Database, products: int) -> None:
    """One shipment for each product; the tables are analysed at the end, as a server's own housekeeping would."""
    made = [_made(number) for number in range(min(TEMPLATES, products))]
    with database.transaction() as session:
        session.connection().execute(text(PARTNER_ROWS), list(_partners()))
    for begin in range(0, products, ROWS_PER_INSERT):
        numbers = range(begin, min(begin + ROWS_PER_INSERT, products))
        with database.transaction() as session:
            connection = session.connection()
            connection.execute(text(PRODUCTS), [_product(number, made) for number in numbers])
            connection.execute(text(SHIPMENTS), [_shipment(number, made) for number in numbers])
            connection.execute(text(FOOTPRINTS), [_footprint(number, made) for number in numbers])
    with database.transaction() as session:
        session.connection().execute(text("ANALYZE"))


def product_id(number: int) -> str:
    """The id of a product of the company."""
    return f"product-{number:07d}"


def _made(number: int) -> tuple[Product, Shipment, ProductMasses]:
    leg = Shipment(
        shipment_id="own",
        carrier="",
        mode=MODES[number % len(MODES)],
        distance_km=Decimal(100 + number),
        weight_kg=Decimal(10 + number % 90),
        quantity=10,
    )
    product = Product("own", "own", CATEGORIES[number % len(CATEGORIES)], "", "", "invented for a benchmark")
    masses = masses_of(assess(replace(product, shipments=(leg,)), default_factors()))
    assert masses is not None
    return product, leg, masses


def _product(number: int, made: list[Any]) -> dict[str, Any]:
    product = replace(made[number % len(made)][0], product_id=product_id(number), name=f"Product {number}")
    return {"id": product_id(number), "tenant": TENANT, "document": json.dumps(document_of(product))}


def _shipment(number: int, made: list[Any]) -> dict[str, Any]:
    leg = made[number % len(made)][1]
    return {
        "tenant": TENANT,
        "id": product_id(number),
        "partner_id": f"partner-{number % PARTNERS:04d}",
        "mode": leg.mode,
        "distance_m": int(leg.distance_km * 1000),
        "weight_g": int(leg.weight_kg * 1000),
        "quantity": leg.quantity,
        "late": number % 17 == 0,
    }


def _footprint(number: int, made: list[Any]) -> dict[str, Any]:
    product, _, masses = made[number % len(made)]
    names = ("one", "two", "three", "all_one", "all_two", "all_three")
    return dict(zip(names, (*masses.unit_mg, *masses.all_mg), strict=True)) | {
        "tenant": TENANT,
        "id": product_id(number),
        "category": product.category,
        "methodology": masses.methodology,
        "factor_set": masses.factor_set,
        "factor_set_hash": masses.factor_set_hash,
        "units": masses.units,
        "grade": masses.grade,
        "basis": masses.basis,
    }


def _partners() -> Iterator[dict[str, Any]]:
    for number in range(PARTNERS):
        yield {
            "tenant": TENANT,
            "id": f"partner-{number:04d}",
            "trust": str(number % 101),
            "violations": number % 4,
        }
