"""Risk, claims, months and benchmarks of the passport room, opened on a registry: one method for each door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from sqlmodel import Session, col, select

from passport.adapters.benchmark_store import BenchmarkTable
from passport.adapters.claim_store import CertificateTable, ClaimTable
from passport.adapters.factor_files import default_factors
from passport.adapters.generations import touch
from passport.adapters.history_store import HistoryTable
from passport.adapters.offset_tables import OffsetAlarmRow
from passport.adapters.risk_files import benchmark_rule, risk_weights, signal_rules
from passport.adapters.risk_store import RiskTable
from passport.adapters.supply_store import known_ids
from passport.adapters.tables import ProductRow
from passport.domain.alerts import Alert, AlertKind, of_claim, of_offset, of_own_figure, of_published
from passport.domain.benchmark import Release
from passport.domain.certificates import SubjectKind, SustainabilityCertificate, check_period
from passport.domain.factors import FactorSet
from passport.domain.greenwashing import Claim, Judgement, check_claim
from passport.domain.history import MonthKept
from passport.domain.partners import Rating
from passport.domain.risk import Score
from passport.domain.statement import Assessment
from passport.domain.supply import Kind
from passport.errors import BenchmarkNotReleased, ProductUnknown, SupplyUnknown
from passport.usecases.find_alerts import MOST_OF_A_KIND, AlertsFound, find_alerts, find_lowered_factors
from passport.usecases.find_falls import find_falls
from passport.usecases.find_spikes import find_spikes
from passport.usecases.judge_claims import judge_claims
from passport.usecases.release_benchmark import release_benchmark
from passport.usecases.score_product import score_product
from passport.usecases.score_risk import score_risk
from registry.bootstrap import Registry
from registry.domain.roles import Principal
from registry.errors import InvalidInput

MG_PER_KG = 1_000_000
PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Rooms:
    """What risk asks of the rest of the room: fresh footprints, ratings, an assessment, a tenant's factors."""

    refresh: Callable[[str], object]
    ratings: Callable[[str], Iterable[Rating]]
    assess: Callable[[str, str], Assessment]
    factors_of: Callable[[str], FactorSet]


@dataclass(frozen=True, slots=True)
class TenantRisk:
    """The scores by name, and how many products could not be scored."""

    scores: Mapping[str, Score]
    unassessed: int


@dataclass(frozen=True)
class RiskDesk:
    """Reads and writes of one installation; every call names its tenant."""

    registry: Registry
    rooms: Rooms

    # --- scores and alerts ---

    def scores(self, tenant: str) -> TenantRisk:
        """CRS, ERS and BRI over all products and partners, after every write that was committed."""
        self.rooms.refresh(tenant)
        scores = score_risk(tenant, figures=self._figures, ratings=self._ratings, weights=risk_weights())
        return TenantRisk(scores, self._figures.unassessed(tenant))

    def product_scores(self, product_id: str, tenant: str) -> Mapping[str, Score]:
        """The scores of one product alone. Raises ProductUnknown."""
        assessment = self.rooms.assess(product_id, tenant)
        figures, weights = self._figures, risk_weights()
        return score_product(assessment, tenant, figures=figures, ratings=self._ratings, weights=weights)

    def spikes(self, tenant: str) -> AlertsFound:
        """The emission spikes of the newest kept month."""
        return find_alerts([(AlertKind.Spike, self._spikes(tenant))])

    def alerts(self, tenant: str) -> AlertsFound:
        """Spikes, falls, claims, lowered factors, own figures and offset fraud of one tenant."""
        self.rooms.refresh(tenant)
        rules, base = signal_rules(), default_factors()
        falls = find_falls(tenant, history=self.history, least_fall_bp=rules.least_fall_bp)
        lowered = find_lowered_factors(self.rooms.factors_of(tenant), base, rules.least_factor_fall_bp)
        published = self._figures.published_below(tenant, rules.least_fall_bp, MOST_OF_A_KIND + 1)
        claims = (alert for judged in self._every_judged_claim(tenant) if (alert := of_claim(judged)))
        return find_alerts(
            [
                (AlertKind.OffsetFraud, self._offset_alarms(tenant)),
                (AlertKind.Claim, claims),
                (AlertKind.Published, (of_published(*one) for one in published)),
                (AlertKind.LoweredFactor, lowered),
                (AlertKind.OwnFigure, self._own_figures(tenant)),
                (AlertKind.Fall, falls),
                (AlertKind.Spike, self._spikes(tenant)),
            ]
        )

    def tenants(self, after: str, limit: int) -> list[str]:
        """Tenants that have products, in the order of their ids."""
        query = select(ProductRow.tenant).where(ProductRow.tenant > after).distinct()
        with self.registry.database.reading() as session:
            return list(session.exec(query.order_by(col(ProductRow.tenant)).limit(limit)))

    # --- months ---

    @cached_property
    def history(self) -> HistoryTable:
        """The kept months."""
        return HistoryTable(self.registry.database)

    def keep_month(self, tenant: str) -> tuple[str, int]:
        """Keeps the present month's footprints: (month, products). A month that is over cannot be written again."""
        self.rooms.refresh(tenant)
        now = self.registry.clock.now()
        month = month_of(now)
        return month, self.history.keep(tenant, month, now)

    def keep_every_month(self) -> dict[str, int]:
        """Keeps the present month of every tenant that has products: how many products each has."""
        return {tenant: self.keep_month(tenant)[1] for tenant in self._every_tenant()}

    def months(self, tenant: str, product_id: str) -> list[MonthKept]:
        """A product's kept months. Raises ProductUnknown."""
        with self.registry.database.reading() as session:
            _require_product(session, tenant, product_id)
        return self.history.months(tenant, product_id)

    def declare_cause(self, caller: Principal, product_id: str, month: str, cause: str, evidence: str) -> None:
        """Declares why a month's footprint changed. Raises MonthNotKept."""
        with self.registry.database.transaction() as session:
            self.history.declare(session, caller.tenant, product_id, month, cause, evidence)
            self._record(session, caller, "footprint.cause", f"{product_id}/{month}", cause=cause, evidence=evidence)

    # --- claims and certificates ---

    def put_claim(self, caller: Principal, claim: Claim) -> None:
        """Stores a claim. Raises InvalidInput, ProductUnknown."""
        check_claim(claim)
        with self.registry.database.transaction() as session:
            _require_product(session, caller.tenant, claim.product_id)
            self._claims.put(session, claim, caller.tenant, by=caller.subject, at=self.registry.clock.now())
            self._record(session, caller, "claim.made", claim.identity, product=claim.product_id, kind=claim.kind)

    def judged_claims(self, tenant: str, after: str = "", limit: int = MOST_OF_A_KIND) -> list[Judgement]:
        """Claims with how they stand today, in the order of their ids."""
        return list(
            judge_claims(
                self._claims.page(tenant, after, limit),
                tenant,
                self.today(),
                total_mg=lambda product_id: self._total_mg(product_id, tenant),
                history=self.history,
                certificates=self.certificates.of,
            )
        )

    @cached_property
    def certificates(self) -> CertificateTable:
        """The sustainability certificates."""
        return CertificateTable(self.registry.database)

    def held_certificates(self, tenant: str, product_id: str) -> list[SustainabilityCertificate]:
        """The sustainability certificates of a product."""
        return self.certificates.of(tenant, SubjectKind.Product, product_id)

    def put_certificate(self, caller: Principal, certificate: SustainabilityCertificate) -> None:
        """Stores a sustainability certificate. Raises InvalidInput, ProductUnknown, SupplyUnknown."""
        check_period(certificate)
        with self.registry.database.transaction() as session:
            if certificate.subject_kind is SubjectKind.Product:
                _require_product(session, caller.tenant, certificate.subject_id)
            elif not known_ids(session, Kind.Partners, caller.tenant, [certificate.subject_id]):
                raise SupplyUnknown(Kind.Partners, certificate.subject_id)
            self.certificates.put(session, certificate, caller.tenant)
            touch(session, caller.tenant)
            subject = f"{certificate.subject_kind} {certificate.subject_id}"
            facts = {"scheme": certificate.scheme, "number": certificate.number}
            self._record(session, caller, "certificate.recorded", certificate.identity, subject_of=subject, **facts)

    # --- benchmark ---

    def release_benchmark(self, caller: Principal) -> tuple[str, Release]:
        """Releases the present month's benchmark, or returns it as it was released."""
        for tenant in self._every_tenant():
            self.rooms.refresh(tenant)
        now = self.registry.clock.now()
        month, table = month_of(now), BenchmarkTable(self.registry.database)
        release = release_benchmark(month, default_factors().content_hash, source=table, rule=benchmark_rule())
        with self.registry.database.transaction() as session:
            kept = table.keep(session, month, release, now)
            self._record(session, caller, "benchmark.released", month, rule=benchmark_rule().name)
        return month, kept

    def benchmark(self) -> tuple[str, Release]:
        """The newest release. Raises BenchmarkNotReleased."""
        newest = BenchmarkTable(self.registry.database).newest()
        if newest is None:
            raise BenchmarkNotReleased
        return newest

    def benchmark_months(self, most: int) -> list[tuple[str, Release]]:
        """The newest released months, at most so many, the oldest of them first."""
        return BenchmarkTable(self.registry.database).months(most)

    def today(self) -> date:
        """The day by the registry's clock, UTC."""
        return datetime.fromtimestamp(self.registry.clock.now(), UTC).date()

    # --- inside ---

    @cached_property
    def _figures(self) -> RiskTable:
        return RiskTable(self.registry.database)

    @cached_property
    def _claims(self) -> ClaimTable:
        return ClaimTable(self.registry.database)

    def _ratings(self, tenant: str) -> list[Rating]:
        return list(self.rooms.ratings(tenant))

    def _spikes(self, tenant: str) -> Iterator[Alert]:
        return find_spikes(tenant, history=self.history, rule=signal_rules().spikes)

    def _offset_alarms(self, tenant: str) -> list[Alert]:
        row = OffsetAlarmRow
        query = select(row).where(row.tenant == tenant).order_by(col(row.last_at).desc()).limit(MOST_OF_A_KIND + 1)
        with self.registry.database.reading() as session:
            return [of_offset(one.nullifier, one.attempts) for one in session.exec(query)]

    def _every_judged_claim(self, tenant: str) -> Iterator[Judgement]:
        after = ""
        while page := self.judged_claims(tenant, after):
            yield from page
            after = page[-1].claim.identity

    def _own_figures(self, tenant: str) -> list[Alert]:
        factors, least = self.rooms.factors_of(tenant).manufacturing, signal_rules().least_own_figure_bp
        day = self.today().isoformat()
        found = self._figures.low_own_figures(tenant, factors, least, day, MOST_OF_A_KIND + 1)
        return [of_own_figure(*one) for one in found]

    def _total_mg(self, product_id: str, tenant: str) -> int | None:
        try:
            return round(self.rooms.assess(product_id, tenant).footprint.total_kg * MG_PER_KG)
        except (InvalidInput, ProductUnknown):
            return None

    def _every_tenant(self) -> Iterator[str]:
        after = ""
        while page := self.tenants(after, MOST_OF_A_KIND):
            yield from page
            after = page[-1]

    def _record(self, session: Session, caller: Principal, action: str, subject: str, **facts: object) -> None:
        now = self.registry.clock.now()
        who = {"tenant": caller.tenant, "actor": caller.subject}
        self.registry.audit_log.record(session, at=now, action=action, subject=subject, facts=facts, **who)


def month_of(seconds: int) -> str:
    """The month of a Unix second, UTC, as YYYY-MM."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m}"


def _require_product(session: Session, tenant: str, product_id: str) -> None:
    row = session.get(ProductRow, product_id)
    if row is None or row.tenant != tenant:
        raise ProductUnknown(product_id)
