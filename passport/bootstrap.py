"""Introduces the adapters of the passport room to its use cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from passport.adapters.event_store import EventTable
from passport.adapters.factor_files import default_factors
from passport.adapters.factor_sets import FactorSets
from passport.adapters.footprint_table import FootprintTable
from passport.adapters.import_store import ImportTable
from passport.adapters.methodologies import methodology_named
from passport.adapters.offset_desk import OffsetDesk, open_offsets
from passport.adapters.partner_table import PartnerTable
from passport.adapters.product_store import ProductTable
from passport.adapters.public_desk import PublicDesk
from passport.adapters.reports import Reports, report_desk
from passport.adapters.risk_desk import RiskDesk, Rooms
from passport.adapters.supply_store import SupplyTable
from passport.domain.board import Board
from passport.domain.factors import FactorSet
from passport.domain.journey import Journey
from passport.domain.partners import Comparison, Leaderboard
from passport.domain.product import Product
from passport.domain.statement import Assessment
from passport.domain.totals import KnownFootprint, Totals
from passport.ports import SealedPassport
from passport.usecases.add_up_footprints import add_up_footprints
from passport.usecases.allot_kilograms import allot_kilograms
from passport.usecases.assess_product import assess_product
from passport.usecases.build_board import build_board
from passport.usecases.compare_partners import compare_partners
from passport.usecases.list_footprints import list_footprints
from passport.usecases.rank_partners import rank_partners
from passport.usecases.register_product import register_product
from passport.usecases.seal_passport import leaves_of, seal_passport
from passport.usecases.trace_journey import trace_journey
from registry.adapters.canonical_json import canonical
from registry.bootstrap import Registry
from registry.domain.approvals import ApprovalKind
from registry.domain.audit_entry import Author
from registry.domain.events import Receipt
from registry.domain.merkle import leaf_hash
from registry.domain.roles import Principal
from registry.domain.seals import SealedLeaf, SealedRoot, SealKind
from registry.errors import NotFound
from registry.ports import TransactionSigner
from registry.usecases.seal_evidence import seal

if TYPE_CHECKING:
    from anyio import CapacityLimiter

FILES_AT_ONCE = 2  # a file may keep its reader busy for a minute
UNPUBLISHED = "urn:carbonix:unpublished"  # the leaf stays with its company: the seal proves it to whom they hand it


@dataclass(frozen=True)  # no slots: the parts of the room are opened at first use and kept
class Passport:
    """The passport room on an open registry."""

    registry: Registry
    products: ProductTable
    factors: FactorSet
    factor_sets: FactorSets

    def factors_of(self, tenant: str) -> FactorSet:
        """The set that a company's footprints are computed with now: its own newest, else the default one."""
        return self.factor_sets.of(tenant)

    @property
    def supply(self) -> SupplyTable:
        """Partners, warehouses, routes, shipments and storage events."""
        return SupplyTable(self.registry.database)

    @cached_property
    def reports(self) -> Reports:
        """What a company reports, from its figures to the sealed file."""
        return Reports(self.registry, totals=self.totals, leaderboard=self.leaderboard, factors_of=self.factors_of)

    @property
    def events(self) -> EventTable:
        """Captured EPCIS events."""
        return EventTable(self.registry.database)

    @property
    def imports(self) -> ImportTable:
        """Files that wait for their commit."""
        return ImportTable(self.registry.database, self.registry.audit_log)

    @cached_property
    def file_seats(self) -> CapacityLimiter:
        """Seats of files that are judged, for every door: more wait without a thread of those that answer everybody."""
        from anyio import CapacityLimiter

        return CapacityLimiter(FILES_AT_ONCE)

    def author(self, subject: str) -> Author:
        """Who writes now, for the audit log."""
        return Author(subject, self.registry.clock.now())

    def register(self, product: Product, tenant: str, *, new: bool = False, author: Author | None = None) -> Assessment:
        """Stores a tenant's product. Raises as `register_product` does."""
        factors = self.factors_of(tenant)
        return register_product(product, tenant, store=self.products, factors=factors, new=new, author=author)

    def assess(self, product_id: str, tenant: str | None = None) -> Assessment:
        """The footprint of a stored product by its company's factors; with `tenant`, only of that company's.

        Raises ProductUnknown.
        """
        factors = self.factors_of(tenant or self.products.tenant_of(product_id))
        return assess_product(product_id, store=self.products, factors=factors, tenant=tenant)

    def assess_by(self, factor_set: str, product_id: str, tenant: str) -> Assessment:
        """The footprint by the set that an old passport names. Raises FactorSetUnknown, ProductUnknown."""
        factors = self.factor_sets.named(factor_set, tenant)
        return assess_product(product_id, store=self.products, factors=factors, tenant=tenant)

    def assess_with(self, methodology: str, product_id: str, tenant: str) -> Assessment:
        """The footprint by a methodology; the owner's is computed by the company's own factors.

        Raises FootprintMethodUnknown, GwpMixed, ProductUnknown, and as `footprint_of` does.
        """
        method = methodology_named(methodology)
        if method.identity == self.factors.methodology:
            return self.assess(product_id, tenant)
        return assess_product(product_id, store=self.products, factors=method, tenant=tenant)

    @property
    def offsets(self) -> OffsetDesk:
        """Offset certificates, beside the footprints and never in them."""
        return open_offsets(self.registry)

    def totals(self, tenant: str) -> Totals:
        """What the footprints of a whole company add up to, after every write that was committed."""
        return add_up_footprints(tenant, store=FootprintTable(self.registry.database), assess=self.assess)

    def footprints(self, tenant: str, grade: str | None, after: str, limit: int) -> Sequence[KnownFootprint]:
        """A page of a company's footprints, as `list_footprints` gives it."""
        store = FootprintTable(self.registry.database)
        return list_footprints(tenant, grade=grade, after=after, limit=limit, store=store, assess=self.assess)

    def leaderboard(self, tenant: str) -> Leaderboard:
        """A company's partners, the best first."""
        return rank_partners(tenant, store=PartnerTable(self.registry.database))

    def compare_partners(self, tenant: str, ids: Sequence[str]) -> Comparison:
        """Partners side by side. Raises as `compare_partners` does."""
        return compare_partners(tenant, ids, store=PartnerTable(self.registry.database))

    @cached_property
    def risk(self) -> RiskDesk:
        """Scores, alerts, months, claims, sustainability certificates and benchmarks."""
        rooms = Rooms(
            refresh=self.totals,
            ratings=lambda tenant: self.leaderboard(tenant).ratings,
            assess=self.assess,
            factors_of=self.factors_of,
        )
        return RiskDesk(self.registry, rooms)

    @cached_property
    def public(self) -> PublicDesk:
        """What somebody without an account sees."""
        return PublicDesk(self.registry, self.products)

    def journey(self, sealed: SealedPassport) -> Journey | None:
        """The way behind a sealed passport, as `trace_journey` gives it."""
        tenant = self.products.tenant_of(sealed.product_id)

        def by_set(factor_set: str, product_id: str) -> Assessment:
            return self.assess_by(factor_set, product_id, tenant)

        return trace_journey(sealed, assess=by_set, canonical=canonical)

    def board(self, caller: Principal) -> Board:
        """What a board is shown of the caller's company. Raises NotAuthorised."""
        return build_board(
            caller,
            totals=self.totals,
            factors_of=self.factors_of,
            base_year=self.reports.desk.base_year,
            offsets=self.reports.offsets,
            scores=lambda tenant: self.risk.scores(tenant).scores,
            leaderboard=self.leaderboard,
        )

    def seal(self, product_id: str, signer: TransactionSigner) -> SealedPassport:
        """Seals the product's passport with the sealer's key. Raises as `seal_passport` does."""

        def sealer(leaves: Sequence[bytes]) -> SealedRoot:
            store, outbox = self.registry.seals, self.registry.outbox
            published = self.public.publishes_figures(product_id)
            uri = f"ipfs://{self.registry.evidence.put(leaves[0])}" if published else UNPUBLISHED
            return seal(SealKind.Passport, leaves, uri, store=store, outbox=outbox, signer=signer)

        return seal_passport(
            product_id,
            store=self.products,
            factors=self.factors_of(self.products.tenant_of(product_id)),
            canonical=canonical,
            sealer=sealer,
            chain_id=self.registry.chain.chain_id,
            contract=self.registry.chain.address_of("SealRegistry"),
        )

    def footprint(self, product_id: str) -> SealedLeaf:
        """The sealed footprint leaf of a product's newest passport: what a retirement names and must not exceed.

        Raises PassportNotSealed, and NotFound("FootprintUnknown") for a footprint below a kilogram.
        """
        passport = self.products.passport(product_id)
        leaves = leaves_of(passport.leaf, passport.statement)
        found = self.registry.seals.find(leaf_hash(leaves[-1]), SealKind.Passport) if len(leaves) > 1 else None
        if found is None:
            raise NotFound("sealed footprint of product", product_id, name="FootprintUnknown")
        return found

    def allot(
        self, certificate: int, product_id: str, kg: int, signer: TransactionSigner, *, reference: str = "1"
    ) -> Receipt:
        """Allots kilograms of a certificate with its beneficiary's key. Raises as `allot_kilograms` does."""

        def allotter(intent: str, certificate: int, subject: str, kg: int) -> Receipt:
            call = ("RetirementCertificate", "allot", certificate, subject, kg)
            return self.registry.outbox.transact(intent, signer, *call)

        return allot_kilograms(certificate, product_id, kg, reference, store=self.products, allotter=allotter)


def open_passport(registry: Registry) -> Passport:
    """The passport room with the default factor set, and what follows in it from an approval."""
    sets = FactorSets(registry.database, registry.audit_log)
    registry.approvals.when_approved(ApprovalKind.FACTOR_OVERRIDE, sets.carry_out)
    desk = report_desk(registry)
    registry.approvals.when_approved(ApprovalKind.REPORT_RELEASE, desk.release)
    registry.seals.look_in("reports", desk.sealed_content)
    registry.seals.look_in("offsets", open_offsets(registry).table.content_of)
    return Passport(registry, ProductTable(registry.database), default_factors(), sets)
