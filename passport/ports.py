"""What the use cases of the passport room need from outside: a store, canonical bytes, a seal, a chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from passport.domain.factor_changes import FactorChange
from passport.domain.partners import Partner
from passport.domain.product import Product
from passport.domain.supply import Record
from passport.domain.totals import ProductMasses, Totals
from registry.domain.events import Receipt
from registry.domain.seals import SealedRoot


@dataclass(frozen=True, slots=True)
class SealedPassport:
    """A passport whose leaf stands under a root on chain; `statement` is the leaf, `subject` its RFC 6962 leaf hash."""

    product_id: str
    subject: str
    leaf: bytes
    statement: dict[str, str]
    seal_id: int
    root: str
    transaction: str
    block: int


class ProductStore(Protocol):
    """Products and their sealed passports. Each method is one transaction."""

    def put(self, product: Product, tenant: str) -> None:
        """Stores or replaces a tenant's product. Raises ProductExists if the id is another tenant's."""
        ...

    def product(self, product_id: str, tenant: str | None = None) -> Product:
        """A product; with `tenant`, only that tenant's. Raises ProductUnknown."""
        ...

    def keep_passport(self, passport: SealedPassport) -> None:
        """Stores a sealed passport; twice the same is once."""
        ...

    def passport(self, product_id: str) -> SealedPassport:
        """The newest sealed passport of a product. Raises PassportNotSealed."""
        ...

    def passports(self) -> list[SealedPassport]:
        """The newest sealed passport of every product, by product id."""
        ...


class Recomputation(Protocol):
    """The masses of a product now; a sentence why it has none; None if there is no such product."""

    def __call__(self, product_id: str, /) -> ProductMasses | str | None: ...


class FootprintStore(Protocol):
    """Each product's last computed footprint. Each method is one transaction."""

    def is_fresh(self, tenant: str) -> bool:
        """True if no footprint of the tenant waits to be computed again."""
        ...

    def recompute(self, tenant: str, limit: int, compute: Recomputation) -> int:
        """Computes up to `limit` waiting footprints while the tenant's writers wait; how many there were."""
        ...

    def sums(self, tenant: str) -> Totals:
        """What the footprints add up to."""
        ...


class PartnerStore(Protocol):
    """Partners with what their shipments say of them."""

    def partners(self, tenant: str) -> Sequence[Partner]:
        """Every partner of the tenant."""
        ...

    def some(self, tenant: str, ids: Iterable[str]) -> Sequence[Partner]:
        """Those of the ids that are partners of the tenant."""
        ...


class FactorDesk(Protocol):
    """Where companies' own factor sets are made."""

    def checked(self, tenant: str, changes: Sequence[FactorChange]) -> tuple[str, str]:
        """Name and hash of the set that the changes would be put into. Raises InvalidInput as `changed_set` does."""
        ...


class CanonicalForm(Protocol):
    """RFC 8785."""

    def __call__(self, value: object, /) -> bytes: ...


class Sealer(Protocol):
    """Puts leaves under a root on chain as seal kind passport; the same leaves again are the same seal."""

    def __call__(self, leaves: Sequence[bytes], /) -> SealedRoot: ...


class Allotter(Protocol):
    """The certificate contract in the hand of a certificate's beneficiary."""

    def __call__(self, intent: str, certificate: int, subject: str, kg: int, /) -> Receipt: ...


class SupplyStore(Protocol):
    """A company's partners, warehouses, routes, shipments and storage events."""

    def put(self, record: Record, tenant: str, *, new: bool = False) -> bool:
        """Stores or replaces a record; True if there was none. Raises ReferenceUnknown, SupplyExists."""
        ...
