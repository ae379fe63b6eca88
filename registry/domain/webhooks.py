"""Standard Webhooks: what is sent, how it is signed, when it is sent again, and when nobody tries any more.

Source: Standard Webhooks 1.0 (identifier, timestamp and body are signed together; `v1` is HMAC-SHA256).
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from registry.domain.events import ChainEvent
from registry.errors import InvalidInput

SECRET_PREFIX = "whsec_"
SECRET_BYTES = 32
SIGNATURE_VERSION = "v1"
MOST_EVENT_NAMES = 100
# Pauses between one attempt and the next, as the standard proposes; after the last one the endpoint is paused.
RETRY_STEPS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
GONE = 410  # the receiver says that nothing is wanted any more
ACCEPTED = range(200, 300)
_HEX_DIGITS = 16


class WebhookState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an endpoint stands in the log of the chain: everything up to this block and log was answered."""

    block: int
    log_index: int


@dataclass(frozen=True, slots=True)
class Webhook:
    """An endpoint of a tenant. `next_at` is the Unix second before which nothing is sent to it.

    `attempts` counts what was ever sent, `failures` what failed since something last arrived.
    """

    id: str
    tenant: str
    url: str
    events: tuple[str, ...]
    secret: str = field(repr=False)
    created_at: int
    place: Place
    state: WebhookState = WebhookState.ACTIVE
    reason: str = ""
    failures: int = 0
    next_at: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One event as it is sent: the same identifier and the same body each time, however often."""

    id: str
    type: str
    body: str
    place: Place | None = None  # None for a test, which stands nowhere in the log


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said: a status and the first of its body, or None and why there was no answer."""

    status: int | None
    text: str

    @property
    def accepted(self) -> bool:
        """True if the receiver has it; a redirect is no answer."""
        return self.status in ACCEPTED


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt, with what was sent and what came back; `number` counts an endpoint's attempts from 1."""

    number: int
    at: int
    message: Message
    headers: Mapping[str, str]
    answer: Answer


def secret_of(random: bytes) -> str:
    """The secret as the standard writes it. Raises InvalidInput for fewer bytes than are signed with."""
    if len(random) != SECRET_BYTES:
        raise InvalidInput("secret", f"{len(random)} bytes", f"must be {SECRET_BYTES} random bytes")
    return SECRET_PREFIX + b64encode(random).decode()


def random_of(secret: str) -> bytes:
    """The bytes that are signed with, of a secret as the standard writes it."""
    return b64decode(secret.removeprefix(SECRET_PREFIX))


def signature_of(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 over `id.timestamp.body`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    mac = hmac.new(random_of(secret), signed, sha256).digest()
    return f"{SIGNATURE_VERSION},{b64encode(mac).decode()}"


def headers_of(secret: str, message: Message, timestamp: int) -> dict[str, str]:
    """The headers of one attempt; `timestamp` is its Unix second, so that a receiver can refuse an old one."""
    return {
        "content-type": "application/json",
        "user-agent": "CarboniX-Webhooks/1",
        "webhook-id": message.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature_of(secret, message.id, timestamp, message.body.encode()),
    }


def message_of(webhook_id: str, event: ChainEvent, time: int) -> Message:
    """An event of the chain for an endpoint; `time` is its block's. The identifier follows from both alone."""
    place = Place(event.block, event.log_index)
    number = sha256(f"{webhook_id}/{event.transaction}/{place.block}/{place.log_index}".encode()).hexdigest()
    return Message(f"msg_{number[: 2 * _HEX_DIGITS]}", event.name, _body(event.name, time, _data(event)), place)


def trial_message(name: str, sample: ChainEvent | None, now: int, random: str) -> Message:
    """A test: its type and its data say so. `sample` is an event that happened, to show the form of the data."""
    data = _data(sample) if sample else {}
    kind = f"test.{name}"
    return Message(f"msg_test_{random}", kind, _body(kind, now, {"test": True} | data))


def after_attempt(webhook: Webhook, message: Message, answer: Answer, now: int) -> Webhook:
    """The endpoint after an attempt: further in the log, or waiting for its next one, or paused."""
    tried = replace(webhook, attempts=webhook.attempts + 1)
    if message.place is None:
        return _after_trial(tried, answer, now)
    if not answer.accepted:
        return _failed(tried, answer, now)
    # Who was slow may tell of a place that another process has passed meanwhile.
    return replace(tried, place=max(tried.place, message.place), reason="", failures=0, next_at=now)


def _after_trial(webhook: Webhook, answer: Answer, now: int) -> Webhook:
    """A test that arrives takes a paused endpoint up again where it stood; no other test changes anything."""
    if webhook.state is WebhookState.PAUSED and answer.accepted:
        return replace(webhook, state=WebhookState.ACTIVE, reason="", failures=0, next_at=now)
    return webhook


def _failed(webhook: Webhook, answer: Answer, now: int) -> Webhook:
    failures = webhook.failures + 1
    said = f"HTTP {answer.status}" if answer.status else answer.text
    if answer.status == GONE:
        reason = f"paused: the receiver says that it is gone (HTTP {GONE})"
    elif failures > len(RETRY_STEPS_S):
        reason = f"paused: {failures} attempts in a row failed, the last with {said}"
    else:
        return replace(webhook, failures=failures, reason=said, next_at=now + RETRY_STEPS_S[failures - 1])
    return replace(webhook, failures=failures, state=WebhookState.PAUSED, reason=reason)


def read_events(names: tuple[str, ...], known: frozenset[str]) -> tuple[str, ...]:
    """The names of events, each once, in order of the alphabet. Raises InvalidInput."""
    if not names or len(names) > MOST_EVENT_NAMES:
        raise InvalidInput("events", len(names), f"must be 1 to {MOST_EVENT_NAMES} names of events")
    for name in names:
        if name not in known:
            raise InvalidInput("events", name, "must be the name of an event of the contracts, see /developers")
    return tuple(sorted(set(names)))


def _data(event: ChainEvent) -> dict[str, Any]:
    return {
        "contract": event.contract,
        "block": str(event.block),
        "logIndex": event.log_index,
        "transaction": event.transaction,
        "arguments": _exact(dict(event.arguments)),
    }


def _body(kind: str, time: int, data: Mapping[str, Any]) -> str:
    said = datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps({"type": kind, "timestamp": said, "data": data}, separators=(",", ":"), ensure_ascii=True)


def _exact(value: Any) -> Any:
    """Whole numbers as text: a receiver may read them into numbers of 53 bits."""
    match value:
        case bool() | None:
            return value
        case int():
            return str(value)
        case dict():
            return {name: _exact(one) for name, one in value.items()}
        case list() | tuple():
            return [_exact(one) for one in value]
        case _:
            return value
