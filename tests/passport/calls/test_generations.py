"""Facts about generations: whoever writes tells every cache, in its own transaction."""

from __future__ import annotations

from sqlmodel import select

from passport.adapters.footprint_tables import FootprintRow
from passport.adapters.generations import generation_of, touch, touch_all
from passport.adapters.product_store import ProductTable
from registry.adapters.database import Database
from tests.passport.products import coffee


def generation(database: Database, tenant: str) -> int:
    with database.reading() as session:
        return generation_of(session, tenant)


def stale(database: Database, tenant: str) -> list[str]:
    query = select(FootprintRow.product_id).where(FootprintRow.tenant == tenant, FootprintRow.stale)
    with database.reading() as session:
        return sorted(session.exec(query).all())


def test_a_touch_counts_for_its_tenant_alone(database: Database) -> None:
    """Must raise the generation of the tenant that wrote and mark its products, and nobody else's."""
    assert generation(database, "one") == 0
    with database.transaction() as session:
        touch(session, "one", ["b", "a", "b"])
        touch(session, "one")
    assert (generation(database, "one"), generation(database, "other")) == (2, 0)
    assert (stale(database, "one"), stale(database, "other")) == (["a", "b"], [])


def test_a_write_that_is_undone_touches_nothing(database: Database) -> None:
    """Must belong to the writing transaction: what is rolled back was never told."""
    try:
        with database.transaction() as session:
            touch(session, "one", ["a"])
            raise OSError("disk")
    except OSError:
        pass
    assert generation(database, "one") == 0
    assert stale(database, "one") == []


def test_a_stored_product_is_marked(database: Database) -> None:
    """Must mark a product whenever it is stored, and every product when the tenant's method changed."""
    products = ProductTable(database)
    products.put(coffee(), "one")
    assert stale(database, "one") == ["premium-coffee-500g"]
    with database.transaction() as session:
        for row in session.exec(select(FootprintRow)):
            row.stale = False
    products.put(coffee(), "one")
    assert stale(database, "one") == ["premium-coffee-500g"]
    with database.transaction() as session:
        for row in session.exec(select(FootprintRow)):
            row.stale = False
    with database.transaction() as session:
        touch_all(session, "one")
    assert stale(database, "one") == ["premium-coffee-500g"]
    assert generation(database, "one") == 3


def test_products_from_before_the_table_are_marked(database: Database) -> None:
    """Must find the products that were stored before footprints had a table."""
    ProductTable(database).put(coffee(), "one")
    database.migrate_down("0009")
    database.migrate()
    assert stale(database, "one") == ["premium-coffee-500g"]
