"""What is said of a loss of verified carbon: how much, of which batch, how it was found, and if it is a simulation."""

from __future__ import annotations

from dataclasses import dataclass

from oracle.domain.readings import utc_text
from registry.domain.report import Report

LOSS_TYPE = "carbonix/loss-report/1"
METHOD_TYPE = "carbonix/loss-method/1"
SIMULATED = "SIMULATED: this loss did not happen; it is reported to show what the law does with one."


@dataclass(frozen=True, slots=True)
class LossStatement:
    """A loss of a batch, in kg; `upper_kg` is the conservative end, the most that was lost."""

    project: int
    batch: int
    vintage_start: int
    vintage_end: int
    point_kg: int
    upper_kg: int
    cause: str
    method: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class LossReport:
    """A report of kind loss with the documents behind it; `document` is the one leaf of its evidence."""

    report: Report
    report_hash: str
    batch: int
    document: bytes
    method: bytes


def loss_document(statement: LossStatement) -> dict[str, str]:
    """Everything that is claimed, as text for canonical JSON."""
    return {
        "type": LOSS_TYPE,
        "notice": SIMULATED if statement.simulated else "",
        "project": str(statement.project),
        "batch": str(statement.batch),
        "vintageStart": utc_text(statement.vintage_start),
        "vintageEnd": utc_text(statement.vintage_end),
        "pointKg": str(statement.point_kg),
        "upperKg": str(statement.upper_kg),
        "cause": statement.cause,
    }


def method_document(statement: LossStatement) -> dict[str, str]:
    """How the loss was found; its SHA-256 is the report's model hash."""
    notice = SIMULATED if statement.simulated else ""
    return {"type": METHOD_TYPE, "notice": notice, "method": statement.method}
