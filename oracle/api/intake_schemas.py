"""What the intake's doors take and give, as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from oracle.adapters.device_documents import facts_of
from oracle.adapters.device_tables import IntakeProblemRow
from oracle.domain.device import Device
from oracle.domain.envelope import ID_PATTERN, LARGEST_MESSAGE_BYTES
from oracle.domain.intake import MessageReport, problem_facts
from registry.api.schema import Schema
from registry.domain.approvals import Approval

MOST_MESSAGES = 1_000
LARGEST_JSON_INTEGER = 2**53 - 1
Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$")]
Count = Annotated[int, Field(ge=0, le=LARGEST_JSON_INTEGER)]
Decimal = Annotated[str, Field(max_length=40)]


class MessageIn(Schema):
    """One message of a device; boots count from 1."""

    device: Id
    boot: Annotated[int, Field(ge=1, le=LARGEST_JSON_INTEGER)]
    counter: Count
    payload: Annotated[str, Field(max_length=LARGEST_MESSAGE_BYTES, description="a SenML pack (RFC 8428), as text")]
    key: Annotated[str, Field(max_length=64)] = ""
    signature: Annotated[str, Field(max_length=130, description="lower-case hex")] = ""


class PlaceIn(Schema):
    """Degrees, as decimal text."""

    latitude: Decimal
    longitude: Decimal


class ChannelIn(Schema):
    """A channel; its range in its own unit, as decimal text."""

    channel: Annotated[str, Field(max_length=16)]
    unit: Annotated[str, Field(max_length=16)]
    kind: Literal["instant", "interval", "register"]
    cadence_s: Count
    lowest: Decimal
    highest: Decimal
    accuracy_ppm: Count


class KeyIn(Schema):
    """A public key: 32 bytes as hex (ed25519), or an address (secp256k1)."""

    id: Id
    algorithm: Literal["ed25519", "secp256k1"]
    public: Annotated[str, Field(max_length=66)]


class DeviceIn(Schema):
    """A device to enrol."""

    id: Id
    feed: Literal["live", "historic", "simulated"]
    channels: Annotated[list[ChannelIn], Field(min_length=1, max_length=13)]
    project: Annotated[str | None, Field(max_length=39)] = None
    place: PlaceIn | None = None
    note: Annotated[str, Field(max_length=300)] = ""
    keys: Annotated[list[KeyIn], Field(default_factory=list, max_length=16)]


class CertificateIn(Schema):
    """A calibration certificate; times in Unix seconds, `document` its SHA-256 as hex."""

    channel: Annotated[str, Field(max_length=16)]
    number: Annotated[str, Field(max_length=300)]
    issuer: Annotated[str, Field(max_length=300)]
    calibrated_at: Count
    expires_at: Count
    accuracy_ppm: Count
    document: Annotated[str, Field(max_length=64)]


class AssignmentIn(Schema):
    """The project that a device's readings belong to from now on; none takes it out of its project."""

    project: Annotated[str | None, Field(max_length=39)] = None


class ProblemOut(Schema):
    """One refusal; row 0 is the message as a whole, others count its records from 1."""

    code: str
    row: int
    field: str
    value: str
    rule: str


class MessageOut(Schema):
    """What became of a message; when this is sent, what was accepted is durable."""

    device: str
    boot: int
    counter: int
    digest: str
    accepted: int
    duplicate: bool
    problems: list[ProblemOut]

    @classmethod
    def of(cls, report: MessageReport) -> Self:
        """The report as it is shown."""
        problems = []
        for one in report.problems:
            facts = problem_facts(one)
            said = {name: facts[name] for name in ("field", "value", "rule")}
            problems.append(ProblemOut(code=one.name, row=int(facts["row"]), **said))
        return cls(
            device=report.device,
            boot=report.boot,
            counter=report.counter,
            digest=report.digest,
            accepted=report.accepted,
            duplicate=report.duplicate,
            problems=problems,
        )


class TableOut(Schema):
    """What became of a table; `mended` counts decimal commas, `problems` are the first ones by line."""

    rows: int
    accepted: int
    refused: int
    mended: int
    problems: list[dict[str, str]]


class KeptProblemOut(Schema):
    """A refusal as it is kept; `alarm` where it points at a copied key."""

    device: str
    boot: int
    counter: int
    at_ms: int
    code: str
    row: int
    field: str
    value: str
    rule: str
    alarm: bool

    @classmethod
    def of(cls, kept: IntakeProblemRow) -> Self:
        """The row as it is shown."""
        said = {name: getattr(kept, name) for name in ("device", "boot", "counter", "code", "row", "field", "value")}
        return cls(at_ms=kept.at_ms, rule=kept.rule, alarm=kept.alarm, **said)


class ProposedOut(Schema):
    """A proposal that waits for a second person."""

    approval: str
    payload_hash: str
    expires_at: int

    @classmethod
    def of(cls, approval: Approval) -> Self:
        """The approval as it is shown."""
        return cls(approval=approval.id, payload_hash=approval.payload_hash, expires_at=approval.expires_at)


def device_shown(device: Device) -> dict[str, Any]:
    """A device's document, and whether it is in service."""
    return {**facts_of(device), "active": device.active}
