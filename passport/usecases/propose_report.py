"""Proposes a report for release: its files are made and hashed, and wait for the second person's word."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from passport.domain.reports.kept import Format, KeptReport
from passport.ports import CanonicalForm, ReportDesk, ReportPrinter
from registry.domain.roles import Permission, Principal

ID_DIGITS = 32


def propose_report(
    document: Mapping[str, Any],
    *,
    caller: Principal,
    now: int,
    canonical: CanonicalForm,
    printer: ReportPrinter,
    desk: ReportDesk,
) -> KeptReport:
    """The kept report; the same document of the same company is one report, proposed again if it was turned down.

    Raises NotAuthorised.
    """
    caller.check(Permission.EXPORT_REPORTS)
    files = printer(document)
    report = KeptReport(
        id=sha256(canonical([caller.tenant, _hash(files[Format.JSON])])).hexdigest()[:ID_DIGITS],
        tenant=caller.tenant,
        framework=document["framework"],
        language=document["language"],
        period=int(document["period"]),
        document=files[Format.JSON],
        files={kind.value: _hash(content) for kind, content in files.items()},
        proposer=caller.subject,
        proposed_at=now,
        approval="",
    )
    return desk.propose(report, files)


def _hash(content: bytes) -> str:
    return "0x" + sha256(content).hexdigest()
