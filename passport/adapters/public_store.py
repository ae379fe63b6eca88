"""Keeps GTINs and what each company lets somebody without an account see of its sealed passports."""

from __future__ import annotations

from sqlmodel import Session, col, select

from passport.adapters.product_store import ProductTable
from passport.adapters.risk_tables import DisclosureRow, GtinRow
from passport.adapters.tables import ProductRow
from passport.domain.disclosure import UNLESS_SET, Disclosure
from passport.errors import GtinTaken, GtinUnknown, PassportNotSealed, ProductUnknown
from passport.ports import PublishedPassport
from registry.adapters.database import Database


class PublicTable:
    """The public side of the products of all tenants."""

    def __init__(self, database: Database, products: ProductTable) -> None:
        self._database = database
        self._products = products

    def level(self, tenant: str) -> Disclosure:
        """What the tenant lets the public see."""
        with self._database.reading() as session:
            row = session.get(DisclosureRow, tenant)
        return UNLESS_SET if row is None else Disclosure(row.level)

    def set_level(self, session: Session, tenant: str, level: Disclosure, *, by: str, at: int) -> None:
        """Sets what the tenant lets the public see."""
        self._database.serialise(session, f"disclosure:{tenant}")
        session.merge(DisclosureRow(tenant=tenant, level=level.value, set_by=by, set_at=at))

    def give_gtin(self, session: Session, tenant: str, product_id: str, gtin: str) -> None:
        """Names the tenant's product by the GTIN, in place of the one that it had.

        Raises ProductUnknown, GtinTaken if the number names another product, whoever's.
        """
        product = session.get(ProductRow, product_id)
        if product is None or product.tenant != tenant:
            raise ProductUnknown(product_id)
        self._database.serialise(session, f"gtin:{gtin}")
        self._database.serialise(session, f"gtin-of:{product_id}")
        taken = session.get(GtinRow, gtin)
        if taken is not None:
            if taken.product_id != product_id:
                raise GtinTaken(gtin)
            return
        before = session.exec(select(GtinRow).where(GtinRow.product_id == product_id)).first()
        if before is not None:
            session.delete(before)
            session.flush()
        session.add(GtinRow(gtin=gtin, tenant=tenant, product_id=product_id))
        session.flush()

    def product_of(self, gtin: str) -> str:
        """The product that the GTIN names. Raises GtinUnknown, also where its company hides it."""
        with self._database.reading() as session:
            row = session.get(GtinRow, gtin)
            level = session.get(DisclosureRow, row.tenant) if row else None
        if row is None or (level is not None and level.level == Disclosure.Hidden):
            raise GtinUnknown(gtin)
        return row.product_id

    def gtin_of(self, product_id: str) -> str | None:
        """The GTIN of a product."""
        with self._database.reading() as session:
            return session.exec(select(GtinRow.gtin).where(GtinRow.product_id == product_id)).first()

    def passport(self, product_id: str) -> PublishedPassport:
        """The newest sealed passport, with what may be shown of it.

        Raises PassportNotSealed, also where its company hides it: both look the same from outside.
        """
        sealed = self._products.passport(product_id)
        with self._database.reading() as session:
            query = (
                select(ProductRow.tenant, DisclosureRow.level)
                .join(DisclosureRow, col(DisclosureRow.tenant) == ProductRow.tenant, isouter=True)
                .where(ProductRow.id == product_id)
            )
            tenant, level = session.exec(query).one()
        shown = Disclosure(level) if level else UNLESS_SET
        if not shown.shows_grade:
            raise PassportNotSealed(product_id)
        return PublishedPassport(sealed, tenant, shown)

    def passports(self) -> list[PublishedPassport]:
        """The newest sealed passport of every product that is not hidden, by product id."""
        with self._database.reading() as session:
            tenants = dict(session.exec(select(ProductRow.id, ProductRow.tenant)).all())
            levels = {row.tenant: Disclosure(row.level) for row in session.exec(select(DisclosureRow))}
        every = (
            PublishedPassport(one, tenants[one.product_id], levels.get(tenants[one.product_id], UNLESS_SET))
            for one in self._products.passports()
        )
        return [one for one in every if one.level.shows_grade]
