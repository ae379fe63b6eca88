"""A device's side of the line: it publishes, waits for receipts, and sends again what has none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiomqtt import Client, ProtocolVersion

from oracle.adapters.device_sender import wire
from oracle.adapters.mqtt_broker import BrokerAddress, broker_secret, embedded_broker, receipts_of, topic_of
from oracle.adapters.mqtt_intake import AT_LEAST_ONCE, MqttIntake
from oracle.domain.envelope import Envelope, Message
from oracle.domain.intake import MessageReport

RESEND_S = 20.0
MOST_SENDINGS = 12
IN_FLIGHT = 100
Receipt = Mapping[str, Any]


class NoReceipt(Exception):
    """The intake did not answer a message, however often it was sent."""


async def send(address: BrokerAddress, envelopes: Sequence[Envelope], *, version: int = 4) -> list[Receipt]:
    """The receipts of one device's messages, in their order. Raises NoReceipt, aiomqtt.MqttError."""
    if not envelopes:
        return []
    tenant, device = envelopes[0].tenant, envelopes[0].device
    user = f"{tenant}/{device}"
    receipts: dict[tuple[int, int], Receipt] = {}
    async with Client(
        address.host,
        address.port,
        username=user,
        password=address.password(user),
        protocol=ProtocolVersion(version),
        max_inflight_messages=IN_FLIGHT,
    ) as client:
        await client.subscribe(receipts_of(tenant, device), qos=0)
        for first in range(0, len(envelopes), IN_FLIGHT):
            waiting = {(one.boot, one.counter): one for one in envelopes[first : first + IN_FLIGHT]}
            receipts |= await _receipted(client, topic_of(tenant, device), waiting)
    return [receipts[one.boot, one.counter] for one in envelopes]


def replay(
    accept: Callable[[Sequence[Message]], list[MessageReport]],
    home: Path,
    by_device: Sequence[Sequence[Envelope]],
) -> list[list[Receipt]]:
    """Sends each device's messages over an embedded broker to the intake, and gives their receipts in order.

    Broker and intake stand for as long as this lasts. Raises NoReceipt.
    """
    return asyncio.run(_replayed(accept, home, by_device))


async def _replayed(
    accept: Callable[[Sequence[Message]], list[MessageReport]],
    home: Path,
    by_device: Sequence[Sequence[Envelope]],
) -> list[list[Receipt]]:
    intake = MqttIntake(accept, keeps_sessions=False)
    async with embedded_broker(broker_secret(home)) as address, intake.running(address):
        return list(await asyncio.gather(*(send(address, envelopes) for envelopes in by_device)))


async def _receipted(
    client: Client, topic: str, waiting: dict[tuple[int, int], Envelope]
) -> dict[tuple[int, int], Receipt]:
    receipts: dict[tuple[int, int], Receipt] = {}
    for _ in range(MOST_SENDINGS):
        for key, envelope in waiting.items():
            if key not in receipts:
                await client.publish(topic, wire(envelope), qos=AT_LEAST_ONCE)
        with suppress(TimeoutError):
            async with asyncio.timeout(RESEND_S):
                await _listen(client, waiting, receipts)
        if len(receipts) == len(waiting):
            return receipts
    raise NoReceipt(f"{len(waiting) - len(receipts)} of {len(waiting)} messages on {topic} have no receipt")


async def _listen(
    client: Client, waiting: Mapping[tuple[int, int], Envelope], receipts: dict[tuple[int, int], Receipt]
) -> None:
    async for message in client.messages:
        for told in json.loads(message.payload if isinstance(message.payload, bytes) else b"[]"):
            key = (told.get("boot"), told.get("counter"))
            if key in waiting:
                receipts.setdefault(key, told)
        if len(receipts) == len(waiting):
            return
