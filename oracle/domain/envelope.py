"""The message of a device: what is inside, which bytes its key signs, and which bytes are kept."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from oracle.domain.bronze import Trust
from oracle.domain.message_refusals import MessageUnreadable
from oracle.domain.plain_json import parse_json

SIGNED_TYPE = "carbonix/telemetry/1"
LARGEST_MESSAGE_BYTES = 262_144
LARGEST_COUNTER = 2**53 - 1
UPLOAD_BOOT = 0
"""Devices count their boots from 1. Under 0 stand files without counters, where the time of a row is its counter."""

MEMBERS = frozenset({"boot", "counter", "key", "payload", "signature"})
ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}"
_ID = re.compile(ID_PATTERN, re.ASCII)
_SIGNATURE = re.compile(r"[0-9a-f]{128}([0-9a-f]{2})?", re.ASCII)


class Door(StrEnum):
    """Where a message came in."""

    MQTT = "mqtt"
    HTTP = "http"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message. `boot` counts the device's starts, `counter` its messages since; `payload` is the SenML pack's text.

    `key` and `signature` (lower-case hex) are empty for an unsigned message.
    """

    tenant: str
    device: str
    boot: int
    counter: int
    payload: str
    key: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """An envelope as it stands at a door. `account` is true where a token of the tenant came with it."""

    envelope: Envelope
    door: Door
    account: bool
    kept: bytes
    digest: str
    """SHA-256 of the kept bytes, 64 hex digits."""

    @property
    def unsigned_trust(self) -> Trust:
        """How far the message is trusted without a signature."""
        return Trust.ACCOUNT if self.account else Trust.UNSIGNED


def at_door(envelope: Envelope, door: Door, *, account: bool = False) -> Message:
    """The message with the bytes that are kept of it."""
    kept = kept_bytes(envelope)
    return Message(envelope, door, account, kept, sha256(kept).hexdigest())


def signed_bytes(envelope: Envelope) -> bytes:
    """What the device's key signs: who speaks, which message it is, and the payload as it stands."""
    one = envelope
    return f"{SIGNED_TYPE}\n{one.tenant}/{one.device}\n{one.boot}\n{one.counter}\n{one.payload}".encode()


def kept_bytes(envelope: Envelope) -> bytes:
    """The message in the form that is kept and hashed: RFC 8785 of all its members.

    Python's writer gives those bytes for objects of ASCII names, texts and integers; a test compares it with rfc8785.
    """
    members = {
        "boot": envelope.boot,
        "counter": envelope.counter,
        "device": envelope.device,
        "key": envelope.key,
        "payload": envelope.payload,
        "signature": envelope.signature,
        "tenant": envelope.tenant,
    }
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode()


def read_envelope(tenant: str, device: str, data: bytes) -> Envelope:
    """The envelope in the bytes of a message that names its sender elsewhere (in the MQTT topic).

    Raises MessageUnreadable.
    """
    if len(data) > LARGEST_MESSAGE_BYTES:
        raise MessageUnreadable("message", f"{len(data)} bytes", f"at most {LARGEST_MESSAGE_BYTES} bytes")
    try:
        members = parse_json(data.decode())
    except ValueError as fault:
        raise MessageUnreadable("message", str(fault), "a JSON object in UTF-8") from fault
    if not isinstance(members, dict) or set(members) - MEMBERS:
        raise MessageUnreadable("message", data[:64], f"a JSON object with the members {', '.join(sorted(MEMBERS))}")
    if members.get("boot") == UPLOAD_BOOT:
        raise MessageUnreadable("boot", UPLOAD_BOOT, "from 1: a device counts its starts")
    return envelope_of(
        tenant,
        device,
        boot=members.get("boot"),
        counter=members.get("counter"),
        payload=members.get("payload"),
        key=members.get("key", ""),
        signature=members.get("signature", ""),
    )


def envelope_of(
    tenant: str, device: str, *, boot: object, counter: object, payload: object, key: object, signature: object
) -> Envelope:
    """The envelope of checked members. Raises MessageUnreadable."""
    for field, name in (("tenant", tenant), ("device", device)):
        if not _ID.fullmatch(name):
            raise MessageUnreadable(field, name, "1 to 64 letters, digits, '_', '.', ':' or '-', letter or digit first")
    if not isinstance(payload, str) or not _encodable(payload):
        raise MessageUnreadable("payload", payload, "the text of a SenML pack")
    if not isinstance(key, str) or (key and not _ID.fullmatch(key)):
        raise MessageUnreadable("key", key, "the name of a key of the device, or nothing")
    if not isinstance(signature, str) or (signature and not _SIGNATURE.fullmatch(signature)):
        raise MessageUnreadable("signature", signature, "64 or 65 bytes as lower-case hex, or nothing")
    counted = (_count("boot", boot), _count("counter", counter))
    return Envelope(tenant, device, *counted, payload, key, signature)


def _count(field: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_COUNTER:
        raise MessageUnreadable(field, value, f"a whole number from 0 to {LARGEST_COUNTER}")
    return value


def _encodable(text: str) -> bool:
    try:
        return len(text.encode()) <= LARGEST_MESSAGE_BYTES
    except UnicodeEncodeError:
        return False
