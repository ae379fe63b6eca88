"""What crosses the oracle room's HTTP doors; amounts are text, so that no reader's number type can bend them."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from oracle.domain.imports import ReadingsImport, ReadingsSummary
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.readings import Row, utc_text
from registry.api.schema import Schema
from registry.domain.report import Attestation, ReportKind
from registry.domain.struct import to_struct
from registry.errors import CarbonixError

MOST_READINGS = 50_000
Text = Annotated[str, StringConstraints(max_length=64)]


class ReadingIn(Schema):
    """One reading as the meter states it: mean power of the interval that begins at `time`."""

    model_config = ConfigDict(strict=True)

    meter: Text
    time: Text
    value: Text
    unit: Text

    def to_row(self, number: int) -> Row:
        """The row as received, under its place in the list, from 1."""
        return Row(number, self.time, self.value, self.unit)


ReadingsIn = Annotated[list[ReadingIn], Field(min_length=1, max_length=MOST_READINGS)]


class RefusedReadingOut(Schema):
    """One row that was left out, as a problem: the error's name, one sentence, and what broke which rule."""

    type: str
    code: str
    detail: str
    row: int
    field: str
    value: str
    rule: str

    @classmethod
    def of(cls, error: CarbonixError) -> RefusedReadingOut:
        """The problem of a refused reading."""
        facts = error.facts
        return cls(
            type=f"/problems/{error.name}",
            code=error.name,
            detail=error.sentence,
            row=int(facts["row"]),
            field=facts["field"],
            value=facts["value"],
            rule=facts["rule"],
        )


class ImportOut(Schema):
    """What became of the rows of one meter; `cid` names the kept bytes."""

    meter: str
    cid: str
    rows: int
    accepted: int
    refused: list[RefusedReadingOut]

    @classmethod
    def of(cls, imported: ReadingsImport) -> ImportOut:
        """The import as it is shown."""
        refused = [RefusedReadingOut.of(refusal) for refusal in imported.refused]
        return cls(
            meter=imported.meter, cid=imported.cid, rows=imported.rows, accepted=imported.accepted, refused=refused
        )


class SummaryOut(Schema):
    """What is stored of one meter of a project."""

    meter: str
    readings: int
    refused: int
    start: str
    end: str
    files: list[str]

    @classmethod
    def of(cls, summary: ReadingsSummary) -> SummaryOut:
        """The summary as it is shown."""
        return cls(
            meter=summary.meter,
            readings=summary.readings,
            refused=summary.refused,
            start=utc_text(summary.first_start_s),
            end=utc_text(summary.last_end_s),
            files=list(summary.files),
        )


class ProjectReadingsOut(Schema):
    """The meters of a project, with the notice that belongs to their figures."""

    project: str
    notice: str
    meters: list[SummaryOut]


class AttestationOut(Schema):
    """One verifier's word."""

    signer: str
    layer: str
    organisation: str
    signature: str

    @classmethod
    def of(cls, attestation: Attestation) -> AttestationOut:
        """The attestation with its layer by name."""
        return cls(
            signer=attestation.signer,
            layer=attestation.layer.name,
            organisation=attestation.organisation,
            signature=attestation.signature,
        )


class ReportOut(Schema):
    """A report as signed, the documents behind it, who attested it, and the transaction that carried it."""

    report_hash: str
    report: dict[str, str]
    document: dict[str, Any]
    model: dict[str, Any]
    files: list[str]
    attestations: list[AttestationOut]
    transaction: str | None

    @classmethod
    def of(cls, monitoring: MonitoringReport, attested: list[Attestation], transaction: str | None) -> ReportOut:
        """The stored report as it is shown."""
        fields = {name: str(value) for name, value in to_struct(monitoring.report).items()}
        return cls(
            report_hash=monitoring.report_hash,
            report=fields | {"kind": ReportKind(monitoring.report.kind).name},
            document=json.loads(monitoring.document),
            model=json.loads(monitoring.model),
            files=list(monitoring.files),
            attestations=[AttestationOut.of(attestation) for attestation in attested],
            transaction=transaction,
        )
