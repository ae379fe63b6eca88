"""A report as it is kept: its document, its files, and how far it came on its way to a seal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.approvals import Approval, ApprovalState

LEAF_TYPE = "carbonix/report-seal/1"
RELEASE_TYPE = "carbonix/report-release/1"


class Format(StrEnum):
    """The files of a report, in the order of their leaves."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


class ReportState(StrEnum):
    WAITING = "waiting"
    REJECTED = "rejected"
    EXPIRED = "expired"
    RELEASED = "released"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class KeptReport:
    """`document` is canonical JSON, `files` the SHA-256 of each file (0x hex); times are Unix seconds."""

    id: str
    tenant: str
    framework: str
    language: str
    period: int
    document: bytes
    files: Mapping[str, str]
    proposer: str
    proposed_at: int
    approval: str
    released_at: int | None = None
    statement: bytes | None = None
    seal_id: int | None = None
    root: str | None = None

    def state(self, approval: Approval) -> ReportState:
        """Where it stands; `approval` is its own, as of now."""
        if self.seal_id is not None:
            return ReportState.SEALED
        if self.released_at is not None:
            return ReportState.RELEASED
        if approval.state is ApprovalState.REJECTED:
            return ReportState.REJECTED
        return ReportState.EXPIRED if approval.state is ApprovalState.EXPIRED else ReportState.WAITING


def release_payload(report: KeptReport) -> dict[str, object]:
    """What two people agree to: exactly these files."""
    return {
        "type": RELEASE_TYPE,
        "report": report.id,
        "framework": report.framework,
        "language": report.language,
        "period": str(report.period),
        "files": dict(report.files),
    }


def statement_of(report: KeptReport, *, chain_id: int, contract: str) -> dict[str, str]:
    """The first leaf: which files were issued. It names no company: who holds a file finds it by the file's hash."""
    hashes = {f"{kind}Sha256": report.files[kind] for kind in Format}
    return hashes | {
        "type": LEAF_TYPE,
        "chainId": str(chain_id),
        "contract": contract,
        "kind": "report",
        "report": report.id,
        "framework": report.framework,
        "language": report.language,
        "period": str(report.period),
        "releasedAt": str(report.released_at),
    }
