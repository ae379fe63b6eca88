"""The intake over HTTP: devices and people send readings, people propose devices, and see what was refused."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.datastructures import UploadFile

from oracle.adapters.device_book import LONGEST_PAGE
from oracle.adapters.telemetry_csv import LARGEST_FILE_BYTES
from oracle.api.intake_schemas import (
    MOST_MESSAGES,
    AssignmentIn,
    CertificateIn,
    DeviceIn,
    KeptProblemOut,
    KeyIn,
    MessageIn,
    MessageOut,
    ProposedOut,
    TableOut,
    device_shown,
)
from oracle.bootstrap import Oracle
from oracle.domain.device_changes import Action
from oracle.domain.envelope import ID_PATTERN, Door, at_door, envelope_of
from oracle.domain.message_refusals import MessageUnreadable
from registry.api.security import require
from registry.domain.roles import Permission, Principal

ACCEPTED = 202
TABLES_AT_ONCE = 2
PART = "file"
_FILE = {"type": "string", "format": "binary", "description": "CSV in UTF-8: time, channel, value, unit"}
_FORM = {"schema": {"type": "object", "required": [PART], "properties": {PART: _FILE}}}
MULTIPART = {"requestBody": {"required": True, "content": {"multipart/form-data": _FORM}}}
Sender = Annotated[Principal, Depends(require(Permission.SEND_READINGS))]
Enroller = Annotated[Principal, Depends(require(Permission.ENROL_DEVICES))]
DeviceId = Annotated[str, Path(pattern=f"^{ID_PATTERN}$")]
KeyId = Annotated[str, Path(pattern=f"^{ID_PATTERN}$")]


def telemetry_router(oracle: Oracle) -> APIRouter:
    """Telemetry and devices."""
    router = APIRouter(prefix="/api/v1", tags=["intake"])
    _telemetry(router, oracle)
    _devices(router, oracle)
    return router


def _telemetry(router: APIRouter, oracle: Oracle) -> None:
    seats = CapacityLimiter(TABLES_AT_ONCE)

    @router.post("/telemetry", operation_id="sendTelemetry")
    def send_telemetry(body: list[MessageIn], caller: Sender) -> list[MessageOut]:
        """Takes messages in; the answer comes once what is accepted is durable, and may be asked for again."""
        if len(body) > MOST_MESSAGES:
            raise MessageUnreadable("body", f"{len(body)} messages", f"at most {MOST_MESSAGES} at once")
        messages = [at_door(_envelope(caller.tenant, one), Door.HTTP, account=True) for one in body]
        return [MessageOut.of(report) for report in oracle.intake.accept(messages)]

    @router.post("/telemetry/{device}/table", operation_id="sendTelemetryTable", openapi_extra=MULTIPART)
    async def send_table(device: DeviceId, request: Request, caller: Sender) -> TableOut:
        """Takes a CSV table of one device in, good rows for good; bad rows are listed by line."""
        content = await _received(request)
        report = await to_thread.run_sync(oracle.intake.accept_table, caller.tenant, device, content, limiter=seats)
        said = {name: getattr(report, name) for name in ("rows", "accepted", "refused", "mended")}
        return TableOut(**said, problems=[dict(one) for one in report.problems])

    @router.get("/telemetry/problems", operation_id="listTelemetryProblems")
    def list_problems(
        caller: Sender, device: Annotated[str | None, Query(max_length=64)] = None
    ) -> list[KeptProblemOut]:
        """What was refused last, the newest first."""
        return [KeptProblemOut.of(one) for one in oracle.intake.guard.problems(caller.tenant, device=device)]


def _devices(router: APIRouter, oracle: Oracle) -> None:
    def proposed(caller: Principal, action: Action, **said: Any) -> ProposedOut:
        return ProposedOut.of(oracle.intake.propose({"action": action.value, **said}, caller))

    @router.post("/devices", status_code=ACCEPTED, operation_id="enrolDevice")
    def enrol(body: DeviceIn, caller: Enroller) -> ProposedOut:
        """Proposes a device; it is in service when another person has agreed."""
        return proposed(caller, Action.ENROL, enrolled=body.model_dump(by_alias=True))

    @router.get("/devices", operation_id="listDevices")
    def list_devices(
        caller: Enroller,
        after: Annotated[str, Query(max_length=64)] = "",
        limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = LONGEST_PAGE,
    ) -> list[dict[str, Any]]:
        """The company's devices, by id."""
        return [device_shown(one) for one in oracle.intake.devices.of_tenant(caller.tenant, after=after, limit=limit)]

    @router.get("/devices/{device}", operation_id="getDevice")
    def show_device(device: DeviceId, caller: Enroller) -> dict[str, Any]:
        """A device with its channels, keys and certificates."""
        return device_shown(oracle.intake.devices.find(caller.tenant, device))

    @router.post("/devices/{device}/keys", status_code=ACCEPTED, operation_id="addDeviceKey")
    def add_key(device: DeviceId, body: KeyIn, caller: Enroller) -> ProposedOut:
        """Proposes another key; the old one holds until it is revoked."""
        return proposed(caller, Action.ADD_KEY, device=device, key=body.model_dump(by_alias=True))

    @router.post("/devices/{device}/keys/{key}/revoke", operation_id="revokeDeviceKey")
    def revoke(device: DeviceId, key: KeyId, caller: Enroller) -> dict[str, Any]:
        """Revokes a key at once; one person is enough."""
        return device_shown(oracle.intake.revoke(device, key, caller))

    @router.post("/devices/{device}/certificates", status_code=ACCEPTED, operation_id="certifyCalibration")
    def certify(device: DeviceId, body: CertificateIn, caller: Enroller) -> ProposedOut:
        """Proposes a calibration certificate."""
        return proposed(caller, Action.CERTIFY, device=device, certificate=body.model_dump(by_alias=True))

    @router.post("/devices/{device}/project", status_code=ACCEPTED, operation_id="assignDevice")
    def assign(device: DeviceId, body: AssignmentIn, caller: Enroller) -> ProposedOut:
        """Proposes the project that the device's readings belong to."""
        return proposed(caller, Action.ASSIGN, device=device, project=body.project)

    @router.post("/devices/{device}/retire", status_code=ACCEPTED, operation_id="retireDevice")
    def retire(device: DeviceId, caller: Enroller) -> ProposedOut:
        """Proposes the end of a device's service; what it measured stays."""
        return proposed(caller, Action.RETIRE, device=device)


def _envelope(tenant: str, one: MessageIn) -> Any:
    return envelope_of(
        tenant,
        one.device,
        boot=one.boot,
        counter=one.counter,
        payload=one.payload,
        key=one.key,
        signature=one.signature,
    )


async def _received(request: Request) -> bytes:
    async with request.form(max_files=1, max_fields=0) as form:
        part = form.get(PART)
        if not isinstance(part, UploadFile):
            raise MessageUnreadable("file", "no file", f"sent as multipart/form-data in the part {PART!r}")
        content = await part.read(LARGEST_FILE_BYTES + 1)
        if len(content) > LARGEST_FILE_BYTES:
            raise MessageUnreadable("file", "too large", f"at most {LARGEST_FILE_BYTES} bytes")
        return content
