"""Revokes a device's key at once: one person is enough to stop a key that is in the wrong hands."""

from __future__ import annotations

from oracle.domain.device import Device
from oracle.domain.device_changes import without_key
from oracle.ports.intake import DeviceDesk
from registry.domain.roles import Permission, Principal


def revoke_key(device: str, key: str, *, caller: Principal, now: int, desk: DeviceDesk) -> Device:
    """The device without the key, told in the audit log. A new key needs two people again.

    Raises NotAuthorised, DeviceUnknown, InvalidInput for a key that the device does not hold.
    """
    caller.check(Permission.ENROL_DEVICES)
    return desk.change(
        caller.tenant,
        device,
        lambda standing: without_key(standing, key, now),
        actor=caller.subject,
        at=now,
        what="revokeKey",
    )
