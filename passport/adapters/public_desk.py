"""The public side of the passport room, opened on a registry: GTINs, what is shown, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from passport.adapters.claim_store import CertificateTable
from passport.adapters.generations import touch
from passport.adapters.product_store import ProductTable
from passport.adapters.public_store import PublicTable
from passport.domain.digital_link import DigitalLink
from passport.domain.disclosure import Disclosure
from passport.ports import PublishedPassport, SealedPassport
from passport.usecases.assign_gtin import assign_gtin
from passport.usecases.show_public_passport import PublicPassport, show_public_passport
from registry.bootstrap import Registry
from registry.domain.roles import Principal

MOST_VERSIONS = 20


@dataclass(frozen=True)
class PublicDesk:
    """What somebody without an account sees, and what companies decide about it."""

    registry: Registry
    products: ProductTable

    @cached_property
    def table(self) -> PublicTable:
        """GTINs and levels."""
        return PublicTable(self.registry.database, self.products)

    def passport(self, product_id: str) -> PublicPassport:
        """What is public of a product. Raises PassportNotSealed, also where its company hides it."""
        day = datetime.fromtimestamp(self.registry.clock.now(), UTC).date()
        certificates = CertificateTable(self.registry.database)
        return show_public_passport(product_id, day, public=self.table, certificates=certificates.of)

    def passports(self) -> list[PublishedPassport]:
        """Every sealed passport that is not hidden, by product id."""
        return self.table.passports()

    def versions(self, product_id: str) -> list[SealedPassport]:
        """The sealed passports of a product, the newest first, at most MOST_VERSIONS; what is shown, the level says."""
        return self.products.passports_of(product_id, MOST_VERSIONS)

    def publishes_figures(self, product_id: str) -> bool:
        """True if the product's company shows totals: then a sealed passport becomes evidence for everybody."""
        return self.table.level(self.products.tenant_of(product_id)).shows_total

    def product_of(self, link: DigitalLink) -> str:
        """The product that a GS1 Digital Link names. Raises GtinUnknown."""
        return self.table.product_of(link.gtin)

    def assign_gtin(self, caller: Principal, product_id: str, text: str) -> str:
        """The GTIN as 14 digits. Raises InvalidInput, ProductUnknown, GtinTaken."""

        def keep(tenant: str, product: str, gtin: str) -> None:
            with self.registry.database.transaction() as session:
                self.table.give_gtin(session, tenant, product, gtin)
                touch(session, tenant)
                now = self.registry.clock.now()
                who = {"tenant": tenant, "actor": caller.subject}
                facts = {"gtin": gtin}
                self.registry.audit_log.record(
                    session, at=now, action="product.gtin", subject=product, facts=facts, **who
                )

        return assign_gtin(product_id, caller.tenant, text, keeper=keep)

    def set_level(self, caller: Principal, level: Disclosure) -> None:
        """Sets what the caller's company lets the public see, from the next request on."""
        now = self.registry.clock.now()
        with self.registry.database.transaction() as session:
            self.table.set_level(session, caller.tenant, level, by=caller.subject, at=now)
            touch(session, caller.tenant)
            who = {"tenant": caller.tenant, "actor": caller.subject}
            facts = {"level": level.value}
            self.registry.audit_log.record(
                session, at=now, action="disclosure.set", subject=caller.tenant, facts=facts, **who
            )
