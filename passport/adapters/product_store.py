"""Keeps products and sealed passports in the database."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import text
from sqlmodel import Session, col, select

from passport.adapters.generations import hold_writers, touch
from passport.adapters.product_document import document_of, parse_product, stored_product
from passport.adapters.supply_store import journeys_of
from passport.adapters.tables import PassportRow, ProductRow
from passport.domain.product import Product
from passport.domain.supply import Kind
from passport.errors import PassportNotSealed, ProductExists, ProductUnknown, SupplyExists
from passport.ports import SealedPassport
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.domain.audit_entry import Author

_REPLACE = text(
    "INSERT INTO product (id, tenant, document) VALUES (:id, :tenant, :document)"
    " ON CONFLICT (id) DO UPDATE SET document = excluded.document WHERE product.tenant = excluded.tenant"
)
_ADD = text("INSERT INTO product (id, tenant, document) VALUES (:id, :tenant, :document) ON CONFLICT (id) DO NOTHING")
_PRODUCT = text("SELECT tenant, document FROM product WHERE id = :id")


class ProductTable:
    """The product store over the database."""

    def __init__(self, database: Database) -> None:
        self._database, self._log = database, AuditLog(database)

    def put(self, product: Product, tenant: str, *, new: bool = False, author: Author | None = None) -> None:
        """Stores or replaces a tenant's product.

        Raises ProductExists if the id is another tenant's, SupplyExists where it had to be `new` and is not.
        """
        key = product.product_id
        row = {"id": key, "tenant": tenant, "document": json.dumps(document_of(product), ensure_ascii=False)}
        with self._database.transaction() as session:
            hold_writers(session, tenant)
            connection = session.connection()
            if connection.execute(_ADD if new else _REPLACE, row).rowcount == 0:
                found = connection.execute(_PRODUCT, {"id": key}).first()
                own = found is not None and found.tenant == tenant
                raise SupplyExists(Kind.Products, key) if own else ProductExists(key)
            touch(session, tenant, [key])
            if author is not None:
                action = "products.created" if new else "products.put"
                self._log.record(session, at=author.at, tenant=tenant, actor=author.subject, action=action, subject=key)

    def product(self, product_id: str, tenant: str | None = None) -> Product:
        """A product with the lines and events that its company recorded of it; with `tenant`, only that tenant's.

        Raises ProductUnknown.
        """
        with self._database.reading() as session:
            row = session.connection().execute(_PRODUCT, {"id": product_id}).first()
            if row is None or (tenant is not None and row.tenant != tenant):
                raise ProductUnknown(product_id)
            recorded = journeys_of(session, product_id, row.tenant)
        product = stored_product(json.loads(row.document))
        stays, shipments = product.stays + recorded.stays, product.shipments + recorded.shipments
        return replace(product, stays=stays, shipments=shipments)

    def tenant_of(self, product_id: str) -> str:
        """Whose product it is. Raises ProductUnknown."""
        with self._database.reading() as session:
            row = session.get(ProductRow, product_id)
        if row is None:
            raise ProductUnknown(product_id)
        return row.tenant

    def document(self, product_id: str, tenant: str) -> Product:
        """A tenant's product as it was sent, without what was recorded beside it. Raises ProductUnknown."""
        with self._database.reading() as session:
            row = session.get(ProductRow, product_id)
        if row is None or row.tenant != tenant:
            raise ProductUnknown(product_id)
        return parse_product(row.document.encode())

    def page(self, tenant: str, *, after: str, limit: int) -> list[Product]:
        """At most `limit` of a tenant's products, as they were sent, with an id beyond `after`, in the order of ids."""
        owned = (ProductRow.tenant == tenant, ProductRow.id > after)
        query = select(ProductRow).where(*owned).order_by(col(ProductRow.id)).limit(limit)
        with self._database.reading() as session:
            return [parse_product(row.document.encode()) for row in session.exec(query)]

    def keep_passport(self, passport: SealedPassport) -> None:
        """Stores a sealed passport; twice the same is once."""
        row = PassportRow(
            subject=passport.subject,
            product=passport.product_id,
            leaf=passport.leaf,
            seal_id=passport.seal_id,
            root=passport.root,
            transaction=passport.transaction,
            block=passport.block,
        )
        with self._database.transaction() as session:
            session.merge(row)

    def passport(self, product_id: str) -> SealedPassport:
        """The newest sealed passport of a product. Raises PassportNotSealed."""
        with self._database.reading() as session:
            row = _newest(session, product_id)
        if row is None:
            raise PassportNotSealed(product_id)
        return _sealed(row)

    def passports_of(self, product_id: str, most: int) -> list[SealedPassport]:
        """The sealed passports of a product, the newest first, at most so many."""
        query = select(PassportRow).where(PassportRow.product == product_id)
        query = query.order_by(col(PassportRow.seal_id).desc(), col(PassportRow.subject)).limit(most)
        with self._database.reading() as session:
            return [_sealed(row) for row in session.exec(query)]

    def passports(self) -> list[SealedPassport]:
        """The newest sealed passport of every product, by product id."""
        order = (col(PassportRow.product), col(PassportRow.seal_id))
        with self._database.reading() as session:
            rows = session.exec(select(PassportRow).order_by(*order)).all()
        newest = {row.product: _sealed(row) for row in rows}
        return list(newest.values())


def _newest(session: Session, product_id: str) -> PassportRow | None:
    query = select(PassportRow).where(PassportRow.product == product_id).order_by(col(PassportRow.seal_id).desc())
    return session.exec(query.limit(1)).first()


def _sealed(row: PassportRow) -> SealedPassport:
    return SealedPassport(
        product_id=row.product,
        subject=row.subject,
        leaf=row.leaf,
        statement=json.loads(row.leaf),
        seal_id=row.seal_id,
        root=row.root,
        transaction=row.transaction,
        block=row.block,
    )
