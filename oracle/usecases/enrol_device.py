"""Proposes a change of a device: it is enrolled, keyed, assigned or retired when a second person has agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oracle.domain.device_changes import DeviceChange, changed
from oracle.ports.intake import DeviceBook
from registry.domain.approvals import Approval, ApprovalKind
from registry.domain.roles import Permission, Principal
from registry.ports import ApprovalDesk
from registry.usecases.propose_change import propose_change


def enrol_device(
    change: DeviceChange,
    payload: Mapping[str, Any],
    *,
    caller: Principal,
    now: int,
    devices: DeviceBook,
    desk: ApprovalDesk,
) -> Approval:
    """The pending approval. `payload` is the change as the second person will read it.

    What could not be carried out is refused now, not after the second person has looked: DeviceExists, DeviceUnknown,
    InvalidInput. Raises NotAuthorised, and as `propose_change` does.
    """
    caller.check(Permission.ENROL_DEVICES)
    name = (caller.tenant, change.device)
    changed(devices.named({name}).get(name), change, now)
    return propose_change(ApprovalKind.DEVICE_ENROLMENT, payload, caller=caller, now=now, desk=desk)
