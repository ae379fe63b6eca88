"""What the offset doors take and answer; call 5 of the specification keeps its own names and JSON numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr

from passport.domain.offset_records import OffsetAlarm, OffsetRecord, OffsetTotals
from passport.domain.offsets import NOTICE, Offset, read_offset
from registry.domain.merkle import leaf_hash

LONGEST_TEXT = 400
MOST_DIGITS = 40


def _no_truth(value: object) -> object:
    """A JSON true is no number, whatever Python thinks."""
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


Text = Annotated[StrictStr, Field(min_length=1, max_length=LONGEST_TEXT)]
Number = Annotated[Decimal, BeforeValidator(_no_truth), Field(max_digits=MOST_DIGITS)]


class OffsetIn(BaseModel):
    """A certificate as its holder sends it; the first five fields are the specification's."""

    model_config = ConfigDict(extra="forbid")

    offset_amount: Number
    offset_type: Text
    certificate_id: Text
    provider: Text
    cost: Number
    unit: Text = "tCO2e"
    currency: Text | None = None
    registry: Text | None = None
    project: Text | None = None
    vintage: StrictInt | None = None
    serial_range: Text | None = None

    def to_offset(self, year: int) -> Offset:
        """The checked offset. Raises InvalidInput."""
        return read_offset(**self.model_dump(), year=year)

    def texts(self) -> dict[str, str]:
        """All that was sent, as text: what a repetition under the same Idempotency-Key must say again."""
        return {name: str(value) for name, value in self.model_dump().items() if value is not None}


class SealOut(BaseModel):
    """Where the leaf stands on chain."""

    seal: str
    root: str
    transaction: str
    block: str


class OffsetOut(BaseModel):
    """An offset and where it stands; `waiting_for` names what is pending, `waiting_since` since when."""

    id: str
    status: str
    waiting_for: str
    waiting_since: int | None
    offset_amount: float
    unit: str
    offset_type: str
    certificate_id: str
    provider: str
    cost: float
    currency: str
    registry: str
    project: str
    vintage: str
    serial_range: str
    sha256: str
    leaf_hash: str
    nullifier: str
    approval: str
    evidence_sequence: int
    tags: list[str]
    seal: SealOut | None
    anchored_at: int | None
    verify: str
    notice: str

    @classmethod
    def of(cls, record: OffsetRecord) -> OffsetOut:
        said = record.statement
        sealed = record.sealed
        return cls(
            id=record.id,
            status=record.state.value,
            waiting_for=record.waiting_for.value,
            waiting_since=record.at if record.waiting_for else None,
            offset_amount=float(said["offsetAmount"]),
            unit=said["unit"],
            offset_type=said["offsetType"],
            certificate_id=said["certificateId"],
            provider=said["provider"],
            cost=float(said["cost"]),
            currency=said["currency"],
            registry=said["registry"],
            project=said["project"],
            vintage=said["vintage"],
            serial_range=said["serialRange"],
            sha256=record.sha256,
            leaf_hash="0x" + leaf_hash(record.document).hex(),
            nullifier=record.nullifier,
            approval=record.approval,
            evidence_sequence=record.evidence_sequence,
            tags=["carbon", "esg", "offset"],
            seal=None
            if sealed is None
            else SealOut(
                seal=str(sealed.seal_id), root=sealed.root, transaction=sealed.transaction, block=str(sealed.block)
            ),
            anchored_at=record.anchored_at,
            verify=f"/verify?q={record.sha256}",
            notice=NOTICE,
        )


class OffsetTotalsOut(BaseModel):
    """What stands beside the gross footprint; amounts in grams as text, for they can be large."""

    anchored_count: int
    anchored_grams: str
    pending_count: int
    pending_grams: str
    notice: str = NOTICE

    @classmethod
    def of(cls, totals: OffsetTotals) -> OffsetTotalsOut:
        return cls(
            anchored_count=totals.anchored_count,
            anchored_grams=str(totals.anchored_grams),
            pending_count=totals.pending_count,
            pending_grams=str(totals.pending_grams),
        )


class AlarmOut(BaseModel):
    """A certificate was offered that was used before: by whom of this company, how often, and by which rule."""

    nullifier: str
    rule: str
    at: int
    last_at: int
    attempts: int
    actor: str
    sent: dict[str, Any]

    @classmethod
    def of(cls, alarm: OffsetAlarm) -> AlarmOut:
        return cls(**_alarm(alarm))


class PlatformAlarmOut(AlarmOut):
    """The same for super admins: both companies are named."""

    tenant: str
    first_tenant: str | None
    first_offset: str | None

    @classmethod
    def of(cls, alarm: OffsetAlarm) -> PlatformAlarmOut:
        return cls(
            **_alarm(alarm), tenant=alarm.tenant, first_tenant=alarm.first_tenant, first_offset=alarm.first_offset
        )


def _alarm(alarm: OffsetAlarm) -> dict[str, Any]:
    return {
        "nullifier": alarm.nullifier,
        "rule": alarm.rule,
        "at": alarm.at,
        "last_at": alarm.last_at,
        "attempts": alarm.attempts,
        "actor": alarm.actor,
        "sent": dict(alarm.sent),
    }
