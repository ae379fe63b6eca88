"""Devices, keys and certificates as JSON: what two people agree on, what is stored, and what the doors show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from oracle.adapters.units import HouseUnits
from oracle.domain.channels import Channel
from oracle.domain.device import Algorithm, Certificate, DeclaredChannel, Device, DeviceKey, Feed, Kind
from oracle.domain.device_changes import Action, DeviceChange
from oracle.domain.senml import plain_decimal
from registry.errors import InvalidInput

UDEG = 1_000_000
LARGEST_PROJECT = 2**128 - 1
E = TypeVar("E", Channel, Kind, Feed, Algorithm, Action)


def device_of(tenant: str, facts: Mapping[str, Any]) -> Device:
    """The device that a document states. Raises InvalidInput with the member that breaks a rule."""
    place = facts.get("place")
    latitude, longitude = (None, None) if place is None else (_udeg(place, "latitude"), _udeg(place, "longitude"))
    return Device(
        tenant=tenant,
        id=_text(facts, "id"),
        feed=_one_of(Feed, facts, "feed"),
        channels=tuple(_channel(one) for one in facts.get("channels") or ()),
        project=project_of(facts.get("project")),
        latitude_udeg=latitude,
        longitude_udeg=longitude,
        note=str(facts.get("note") or ""),
        keys=tuple(key_of(one) for one in facts.get("keys") or ()),
        certificates=tuple(certificate_of(one) for one in facts.get("certificates") or ()),
        active=facts.get("active", True) is True,
    )


def facts_of(device: Device) -> dict[str, Any]:
    """The device's document: `device_of` reads the same device from it."""
    return {
        "id": device.id,
        "feed": device.feed.value,
        "project": None if device.project is None else str(device.project),
        "place": _place(device),
        "note": device.note,
        "channels": [_channel_facts(one) for one in device.channels],
        "keys": [_key_facts(one) for one in device.keys],
        "certificates": [_certificate_facts(one) for one in device.certificates],
    }


def change_of(tenant: str, payload: Mapping[str, Any]) -> DeviceChange:
    """The change that an approval's payload states. Raises InvalidInput."""
    action = _one_of(Action, payload, "action")
    if action is Action.ENROL:
        device = device_of(tenant, payload["enrolled"])
        return DeviceChange(action, device.id, enrolled=device)
    return DeviceChange(
        action,
        _text(payload, "device"),
        key=None if payload.get("key") is None else key_of(payload["key"]),
        certificate=None if payload.get("certificate") is None else certificate_of(payload["certificate"]),
        project=project_of(payload.get("project")),
    )


def payload_of_change(change: DeviceChange) -> dict[str, Any]:
    """What is put before the second person: the whole change, readable."""
    payload: dict[str, Any] = {"action": change.action.value, "device": change.device}
    if change.enrolled is not None:
        payload["enrolled"] = facts_of(change.enrolled)
    if change.key is not None:
        payload["key"] = _key_facts(change.key)
    if change.certificate is not None:
        payload["certificate"] = _certificate_facts(change.certificate)
    if change.action is Action.ASSIGN:
        payload["project"] = None if change.project is None else str(change.project)
    return payload


def key_of(facts: Mapping[str, Any]) -> DeviceKey:
    """The key that a document states. Raises InvalidInput."""
    algorithm = _one_of(Algorithm, facts, "algorithm")
    revoked = facts.get("revokedAt")
    valid_from = _whole(facts, "validFrom") if facts.get("validFrom") is not None else 0
    until = None if revoked is None else _whole(facts, "revokedAt")
    return DeviceKey(_text(facts, "id"), algorithm, _text(facts, "public"), valid_from, until)


def certificate_of(facts: Mapping[str, Any]) -> Certificate:
    """The certificate that a document states. Raises InvalidInput."""
    return Certificate(
        channel=_one_of(Channel, facts, "channel"),
        number=_text(facts, "number"),
        issuer=_text(facts, "issuer"),
        calibrated_at_s=_whole(facts, "calibratedAt"),
        expires_at_s=_whole(facts, "expiresAt"),
        accuracy_ppm=_whole(facts, "accuracyPpm"),
        document=_text(facts, "document"),
    )


def project_of(stated: object) -> int | None:
    """A project's number from its decimal text. Raises InvalidInput."""
    if stated is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,38}", str(stated)) or int(str(stated)) > LARGEST_PROJECT:
        raise InvalidInput("project", stated, "the decimal number of a project")
    return int(str(stated))


def _channel(facts: Mapping[str, Any]) -> DeclaredChannel:
    channel, unit = _one_of(Channel, facts, "channel"), _text(facts, "unit")
    lowest, highest = (
        HouseUnits().stored(channel, unit, _decimal(facts, f"channels.{channel.value}.{end}", end))
        for end in ("lowest", "highest")
    )
    kind, cadence_s = _one_of(Kind, facts, "kind"), _whole(facts, "cadenceS")
    return DeclaredChannel(channel, unit, kind, cadence_s, lowest, highest, _whole(facts, "accuracyPpm"))


def _channel_facts(one: DeclaredChannel) -> dict[str, Any]:
    units = HouseUnits()
    return {
        "channel": one.channel.value,
        "unit": one.unit,
        "kind": one.kind.value,
        "cadenceS": one.cadence_s,
        "lowest": units.shown(one.channel, one.unit, one.lowest),
        "highest": units.shown(one.channel, one.unit, one.highest),
        "accuracyPpm": one.accuracy_ppm,
    }


def _key_facts(key: DeviceKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "algorithm": key.algorithm.value,
        "public": key.public,
        "validFrom": key.valid_from_s,
        "revokedAt": key.revoked_at_s,
    }


def _certificate_facts(one: Certificate) -> dict[str, Any]:
    return {
        "channel": one.channel.value,
        "number": one.number,
        "issuer": one.issuer,
        "calibratedAt": one.calibrated_at_s,
        "expiresAt": one.expires_at_s,
        "accuracyPpm": one.accuracy_ppm,
        "document": one.document,
    }


def _place(device: Device) -> dict[str, str] | None:
    if device.latitude_udeg is None or device.longitude_udeg is None:
        return None
    latitude, longitude = (f"{Decimal(one).scaleb(-6):f}" for one in (device.latitude_udeg, device.longitude_udeg))
    return {"latitude": latitude, "longitude": longitude}


def _udeg(place: Mapping[str, Any], name: str) -> int:
    exact = Decimal(_decimal(place, f"place.{name}", name)) * UDEG
    if exact != int(exact):
        raise InvalidInput(f"place.{name}", place[name], "at most 6 digits after the point")
    return int(exact)


def _decimal(facts: Mapping[str, Any], shown: str, name: str) -> str:
    stated = facts.get(name)
    plain = plain_decimal(stated) if isinstance(stated, str) else None
    if plain is None:
        raise InvalidInput(shown, stated, "a decimal number, as text")
    return plain


def _text(facts: Mapping[str, Any], name: str) -> str:
    stated = facts.get(name)
    if not isinstance(stated, str):
        raise InvalidInput(name, stated, "a text")
    return stated


def _whole(facts: Mapping[str, Any], name: str) -> int:
    stated = facts.get(name)
    if isinstance(stated, bool) or not isinstance(stated, int) or not 0 <= stated < 2**53:
        raise InvalidInput(name, stated, "a whole number, not negative")
    return stated


def _one_of(kind: type[E], facts: Mapping[str, Any], name: str) -> E:
    try:
        return kind(str(facts.get(name)))
    except ValueError as fault:
        raise InvalidInput(name, facts.get(name), f"one of {', '.join(one.value for one in kind)}") from fault
