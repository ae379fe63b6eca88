"""Proposes a calibration certificate of a channel: its readings are trusted by it when a second person has agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from oracle.domain.device import Certificate
from oracle.domain.device_changes import Action, DeviceChange
from oracle.ports.intake import DeviceBook
from oracle.usecases.enrol_device import enrol_device
from registry.domain.approvals import Approval
from registry.domain.roles import Principal
from registry.errors import InvalidInput
from registry.ports import ApprovalDesk


def certify_calibration(
    device: str,
    certificate: Certificate,
    *,
    caller: Principal,
    now: int,
    devices: DeviceBook,
    desk: ApprovalDesk,
    payload_of: Callable[[DeviceChange], Mapping[str, Any]],
) -> Approval:
    """The pending approval. A certificate holds for readings from its calibration until it expires, not beyond.

    Raises InvalidInput for a calibration in the future, a channel that the device does not have or a certificate that
    it has; DeviceUnknown; and as `enrol_device` does.
    """
    if certificate.calibrated_at_s > now:
        raise InvalidInput("calibratedAt", certificate.calibrated_at_s, f"not after now, {now} Unix seconds")
    change = DeviceChange(Action.CERTIFY, device, certificate=certificate)
    return enrol_device(change, payload_of(change), caller=caller, now=now, devices=devices, desk=desk)
