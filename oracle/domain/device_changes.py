"""What two people can agree on about a device: enrol it, give it a key, certify a channel, move it, end its service."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from oracle.domain.device import Certificate, Device, DeviceKey
from oracle.errors import DeviceExists, DeviceInOtherProject, DeviceUnknown
from registry.errors import InvalidInput


class Action(StrEnum):
    """The kinds of change, as a proposal names them."""

    ENROL = "enrol"
    ADD_KEY = "addKey"
    CERTIFY = "certify"
    ASSIGN = "assign"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """One change of one device; the member that belongs to the action is set."""

    action: Action
    device: str
    enrolled: Device | None = None
    key: DeviceKey | None = None
    certificate: Certificate | None = None
    project: int | None = None


def changed(device: Device | None, change: DeviceChange, at_s: int) -> Device:
    """The device after the change, agreed at `at_s` (Unix seconds): a new key holds from then on, not before.

    Raises DeviceExists, DeviceUnknown, DeviceInOtherProject, InvalidInput.
    """
    if change.action is Action.ENROL:
        if device is not None:
            raise DeviceExists(change.device)
        if change.enrolled is None:
            raise InvalidInput("device", change.device, "an enrolment states the whole device")
        keys = tuple(replace(key, valid_from_s=at_s, revoked_at_s=None) for key in change.enrolled.keys)
        return replace(change.enrolled, keys=keys)
    if device is None or not device.active:
        raise DeviceUnknown(change.device)
    if change.action is Action.ADD_KEY and change.key is not None:
        key = replace(change.key, valid_from_s=at_s, revoked_at_s=None)
        if any(known.public == key.public for known in device.keys):
            raise InvalidInput("key.public", key.public, "a key that the device did not have before")
        return replace(device, keys=(*device.keys, key))
    if change.action is Action.CERTIFY and change.certificate is not None:
        return certified(device, change.certificate)
    if change.action is Action.ASSIGN:
        return assigned(device, change.project)
    if change.action is Action.RETIRE:
        return replace(device, active=False)
    raise InvalidInput("action", change.action.value, "states what it changes")


def assigned(device: Device, project: int | None) -> Device:
    """The device in its project, for good: what it measured could be credited once in each that it moves to.

    Raises DeviceInOtherProject where it has one; it is enrolled again, under a new id, to measure for another.
    """
    if device.project not in (None, project):
        raise DeviceInOtherProject(device.id, device.project, project)
    return replace(device, project=project)


def certified(device: Device, certificate: Certificate) -> Device:
    """The device under one more certificate. Raises InvalidInput for a channel it does not have, or a number twice."""
    if certificate.channel.value not in device.by_channel:
        raise InvalidInput("channel", certificate.channel.value, f"a channel of device {device.id}")
    if any((one.issuer, one.number) == (certificate.issuer, certificate.number) for one in device.certificates):
        raise InvalidInput("number", certificate.number, "a certificate that the device does not have")
    return replace(device, certificates=(*device.certificates, certificate))


def without_key(device: Device, key: str, at_s: int) -> Device:
    """The device after a key was revoked at `at_s` (Unix seconds). Raises InvalidInput for a key it does not hold."""
    held = device.key(key)
    if held is None or held.revoked_at_s is not None:
        raise InvalidInput("key", key, f"a key that device {device.id} holds")
    keys = tuple(replace(one, revoked_at_s=at_s) if one.id == key else one for one in device.keys)
    return replace(device, keys=keys)
