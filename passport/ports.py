"""What the use cases of the passport room need from outside: a store, canonical bytes, a seal, a chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from passport.domain.benchmark import Contribution, Earlier, Release
from passport.domain.certificates import SubjectKind, SustainabilityCertificate
from passport.domain.disclosure import Disclosure
from passport.domain.epcis_events import CapturedEvent
from passport.domain.factor_changes import FactorChange
from passport.domain.history import MonthKept
from passport.domain.import_preview import Known
from passport.domain.intake import Fault, Intake
from passport.domain.offset_records import OffsetDraft, OffsetRecord
from passport.domain.partners import Partner, Rating
from passport.domain.product import Product
from passport.domain.reports.inventory import BaseYear, Inventory, Shares
from passport.domain.reports.kept import KeptReport
from passport.domain.reports.standards import Framework
from passport.domain.risk import RiskWeights, Signal
from passport.domain.supply import Kind, Record
from passport.domain.totals import KnownFootprint, ProductMasses, Totals
from registry.domain.audit_entry import Author
from registry.domain.events import Receipt
from registry.domain.idempotency import IdempotentRequest
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

    def put(self, product: Product, tenant: str, *, new: bool = False, author: Author | None = None) -> None:
        """Stores or replaces a tenant's product; an author is told to the audit log with it.

        Raises ProductExists if the id is another tenant's, SupplyExists where it had to be `new` and is not.
        """
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

    def page(self, tenant: str, *, grade: str | None, after: str, limit: int) -> Sequence[KnownFootprint]:
        """At most `limit` products with an id beyond `after`; of one grade, of none (an empty text), or all (None)."""
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

    def put(self, record: Record, tenant: str, *, new: bool = False, author: Author | None = None) -> bool:
        """Stores or replaces a record; True if there was none. An author is told to the audit log with it.

        Raises ReferenceUnknown, SupplyExists.
        """
        ...


# --- risk, benchmarks and the public side -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishedPassport:
    """A sealed passport with its tenant and what that tenant lets the public see of it."""

    sealed: SealedPassport
    tenant: str
    level: Disclosure


class RiskFigures(Protocol):
    """Signals over the computed footprints of a tenant."""

    def product_signals(self, tenant: str, weights: RiskWeights, /) -> tuple[Signal, Signal]:
        """Grades and shares of scope 3 of all products, weighted by their units."""
        ...

    def unassessed(self, tenant: str, /) -> int:
        """How many products have no footprint that could be scored."""
        ...

    def partner_shipments(self, tenant: str, product_id: str, /) -> Mapping[str, int]:
        """How many of a product's shipments each partner carried."""
        ...


class PartnerRatings(Protocol):
    """The ratings of a tenant's partners."""

    def __call__(self, tenant: str, /) -> Sequence[Rating]: ...


class FootprintHistory(Protocol):
    """Months of footprints as they stood."""

    def keep(self, tenant: str, month: str, at: int, /) -> int:
        """Writes the month of each product; again is the newest figure. Returns how many products it has."""
        ...

    def products(self, tenant: str, /) -> Iterator[list[MonthKept]]:
        """The kept months of each product, oldest first, product by product."""
        ...

    def months(self, tenant: str, product_id: str, /) -> list[MonthKept]:
        """The kept months of one product, oldest first."""
        ...

    def newest_month(self, tenant: str, /) -> str | None:
        """The last month that was kept for the tenant."""
        ...


class PublicSide(Protocol):
    """Sealed passports as far as their companies show them."""

    def passport(self, product_id: str, /) -> PublishedPassport:
        """Raises PassportNotSealed, also where its company hides it."""
        ...

    def product_of(self, gtin: str, /) -> str:
        """Raises GtinUnknown, also where its company hides it."""
        ...

    def gtin_of(self, product_id: str, /) -> str | None: ...


class CertificateReader(Protocol):
    """Sustainability certificates of one product or partner."""

    def __call__(self, tenant: str, kind: SubjectKind, subject_id: str, /) -> Sequence[SustainabilityCertificate]: ...


class GtinKeeper(Protocol):
    """Stores that a GTIN of 14 digits names a tenant's product."""

    def __call__(self, tenant: str, product_id: str, gtin: str, /) -> None:
        """Raises ProductUnknown, GtinTaken."""
        ...


class BenchmarkSource(Protocol):
    """What companies contribute, and what was released before."""

    def released(self, month: str, /) -> Release | None: ...

    def contributions(self, factor_set_hash: str, /) -> Sequence[Contribution]:
        """By company and category, of the products that were computed with this factor set."""
        ...

    def earlier(self, month: str, /) -> Earlier:
        """What the releases before this month fixed."""


# --- reports ----------------------------------------------------------------------------------------------------------


class ReportSource(Protocol):
    """What a report is made from."""

    def framework(self, identity: str) -> Framework:
        """Raises InvalidInput."""
        ...

    def words(self, language: str) -> Mapping[str, str]:
        """Raises InvalidInput."""
        ...

    def inventory(self, tenant: str) -> Inventory:
        """The company's figures as they are now."""
        ...

    def base_year(self, tenant: str) -> BaseYear | None:
        """The frozen base year; None before the first released report."""
        ...

    def shares(self, tenant: str) -> Shares:
        """What may remain of the base year in 2030 and in 2050."""
        ...


class ReportPrinter(Protocol):
    """Makes every file of a report from its document, in the order of `Format`; the same document, the same bytes."""

    def __call__(self, document: Mapping[str, Any], /) -> Mapping[Any, bytes]: ...


class ReportDesk(Protocol):
    """Reports of all companies. Each method is one transaction; another company's report does not exist."""

    def propose(self, report: KeptReport, files: Mapping[Any, bytes]) -> KeptReport:
        """Keeps the report with its files and opens the approval of its release."""
        ...

    def find(self, report_id: str, tenant: str) -> KeptReport:
        """Raises CompanyReportUnknown."""
        ...

    def content(self, report_id: str, tenant: str, kind: str) -> bytes:
        """One file, byte for byte. Raises CompanyReportUnknown."""
        ...

    def keep_seal(self, report: KeptReport, actor: str, at: int) -> None:
        """Remembers statement and seal of a report, and who had it sealed when (Unix seconds)."""
        ...


class RecordReader(Protocol):
    """The doors: fields of a kind become a record, or every fault that they have."""

    def __call__(self, kind: Kind, content: Mapping[str, object], row: int, /) -> Record | Product | list[Fault]: ...


class OffsetStore(Protocol):
    """Offset records of all tenants and the alarms about them. Each method is one transaction."""

    def answered(self, request: IdempotentRequest) -> OffsetRecord | None:
        """What the same request led to before. Raises IdempotencyKeyReused."""
        ...

    def taken(self, draft: OffsetDraft) -> bool:
        """True if the certificate, or one of its serials, is recorded already."""
        ...

    def add(self, draft: OffsetDraft, request: IdempotentRequest | None) -> OffsetRecord | None:
        """Stores, proposes and chains the offset; None and an alarm if it is taken. Raises IdempotencyKeyReused."""
        ...

    def to_nullify(self) -> list[OffsetRecord]:
        """Approved offsets whose certificate is not marked as used on chain yet."""
        ...

    def nullified(self, offset_id: str) -> None: ...

    def refuse(self, offset_id: str, at: int) -> None:
        """The chain knew the certificate from elsewhere: the offset is refused, an alarm is raised."""
        ...

    def open_batches(self) -> Mapping[str, Sequence[bytes]]:
        """Roots (0x hex) whose offsets are not anchored yet, each with its leaves in order; assigns new ones first."""
        ...

    def anchor(self, root: str, at: int) -> int:
        """Marks the offsets under a final seal as anchored at `at` (Unix seconds); how many."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """Who staged which file when (Unix seconds); `file_sha256` names its bytes, `profile` how it was read."""

    import_id: str
    tenant: str
    actor: str
    at: int
    profile: str
    file_sha256: str


class ImportStore(Protocol):
    """Files that wait for somebody's yes. Each method is one transaction."""

    def known(self, intake: Intake, tenant: str) -> Known:
        """What the company keeps of that which the file speaks of."""
        ...

    def keep(self, staged: StagedFile, intake: Intake, report: Mapping[str, object]) -> None:
        """Keeps the good rows and the report until they are committed or dropped."""
        ...

    def commit_staged(self, import_id: str, tenant: str, actor: str, at: int) -> Mapping[str, object]:
        """Writes the good rows, all of them or none, and tells the audit log; the report.

        Raises ImportUnknown, ImportClosed, ImportOutdated, ProductExists.
        """
        ...


@dataclass(frozen=True, slots=True)
class Captured:
    """What became of good events: stored, known before, and the storage events that they gave or took back."""

    stored: int
    known: int
    storage_events: int
    withdrawn: int

    def document(self) -> dict[str, object]:
        """As a report shows it."""
        return {
            "stored": self.stored,
            "known": self.known,
            "storage_events": self.storage_events,
            "withdrawn": self.withdrawn,
        }


class EventStore(Protocol):
    """Captured EPCIS events of a company."""

    def capture(self, events: Sequence[CapturedEvent], tenant: str, *, author: Author | None = None) -> Captured:
        """Stores the events that are new, and what they say of storage, in one transaction; tells the author's deed."""
        ...
