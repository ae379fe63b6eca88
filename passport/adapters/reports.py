"""The reports of the passport room: built, proposed, released, sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from passport.adapters.report_figures import ReportFigures
from passport.adapters.report_files import report_files
from passport.adapters.report_store import ReportTable
from passport.domain.factors import FactorSet
from passport.domain.partners import Leaderboard
from passport.domain.reports.inventory import OffsetFigures, ReportOrder
from passport.domain.reports.kept import Format, KeptReport, ReportState
from passport.domain.totals import Totals
from passport.errors import ReportNotReleased
from passport.usecases.build_report import build_report
from passport.usecases.propose_report import propose_report
from passport.usecases.seal_report import seal_report
from registry.adapters.canonical_json import canonical
from registry.bootstrap import Registry
from registry.domain.roles import Principal
from registry.domain.seals import SealedRoot, SealKind
from registry.errors import InvalidInput
from registry.ports import TransactionSigner
from registry.usecases.seal_evidence import seal

SERVER = "the server"  # who seals in the background, in the audit log


class Reports:
    """A company's reports on an open registry."""

    def __init__(
        self,
        registry: Registry,
        *,
        totals: Callable[[str], Totals],
        leaderboard: Callable[[str], Leaderboard],
        factors_of: Callable[[str], FactorSet],
    ) -> None:
        self._registry = registry
        self.desk = report_desk(registry)
        self._figures = ReportFigures(
            registry.database, self.desk, totals=totals, leaderboard=leaderboard, factors_of=factors_of
        )

    def build(self, order: ReportOrder, tenant: str) -> Mapping[str, Any]:
        """The document of a report as the figures are now. Raises as `build_report` does."""
        return build_report(order, tenant, source=self._figures)

    def offsets(self, tenant: str) -> OffsetFigures:
        """Anchored offset certificates, counted and subtracted from nothing."""
        return self._figures.offsets(tenant)

    def gri(self, tenant: str, language: str = "en") -> Mapping[str, Any]:
        """The figures under the codes of GRI for this year, unreleased: what the call `report` answers."""
        year = self._present_year()
        frozen = self.desk.base_year(tenant)
        period = max(year, frozen.year) if frozen else year
        return self.build(ReportOrder("gri", language, period, tenant), tenant)

    def propose(self, order: ReportOrder, caller: Principal) -> KeptReport:
        """Makes the files of a report and proposes their release.

        Raises InvalidInput for a period that has not begun, and as `build_report`, `propose_report` do.
        """
        year = self._present_year()
        if order.period > year:
            raise InvalidInput("period", order.period, f"must not be after the present year, {year}")
        return propose_report(
            self.build(order, caller.tenant),
            caller=caller,
            now=self._registry.clock.now(),
            canonical=canonical,
            printer=report_files,
            desk=self.desk,
        )

    def _present_year(self) -> int:
        return datetime.fromtimestamp(self._registry.clock.now(), UTC).year

    def state(self, report: KeptReport) -> ReportState:
        """Where a report stands now."""
        approval = self._registry.approvals.find(report.tenant, report.approval)
        return report.state(approval.at(self._registry.clock.now()))

    def file(self, report_id: str, tenant: str, kind: Format) -> bytes:
        """A file of a released report. Raises CompanyReportUnknown, ReportNotReleased."""
        self.require_released(report_id, tenant)
        return self.desk.content(report_id, tenant, kind)

    def require_released(self, report_id: str, tenant: str) -> None:
        """Raises CompanyReportUnknown, ReportNotReleased."""
        if self.desk.find(report_id, tenant).released_at is None:
            raise ReportNotReleased(report_id)

    def seal_released(self) -> int:
        """Seals every report that was released and is not sealed, with the sealer's key; how many.

        Raises SealerKeyMissing, and as `seal_report` does.
        """
        waiting = self.desk.unsealed()
        signer = self._registry.sealer_key() if waiting else None
        for report_id, tenant in waiting:
            self.seal(report_id, tenant, SERVER, signer)
        return len(waiting)

    def seal(self, report_id: str, tenant: str, actor: str, signer: TransactionSigner | None = None) -> KeptReport:
        """Seals statement and files; only the statement is public evidence. Raises as `seal_report` does.

        With the sealer's key unless another is given.
        """
        key = signer or self._registry.sealer_key()

        def sealer(leaves: Sequence[bytes]) -> SealedRoot:
            uri = f"ipfs://{self._registry.evidence.put(leaves[0])}"
            store, outbox = self._registry.seals, self._registry.outbox
            return seal(SealKind.Report, leaves, uri, store=store, outbox=outbox, signer=key)

        return seal_report(
            report_id,
            tenant,
            actor=actor,
            now=self._registry.clock.now(),
            desk=self.desk,
            canonical=canonical,
            sealer=sealer,
            chain_id=self._registry.chain.chain_id,
            contract=self._registry.chain.address_of("SealRegistry"),
        )


def report_desk(registry: Registry) -> ReportTable:
    """Where reports are kept."""
    return ReportTable(registry.database, registry.approvals, registry.audit_log)
