"""Takes messages from an MQTT broker in groups: each is acknowledged, and its device told, once it is durable."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiomqtt import Client, ProtocolVersion
from aiomqtt import Message as Published

from oracle.adapters.mqtt_broker import INTAKE_USER, TOPICS, BrokerAddress, receipts_of
from oracle.domain.envelope import Door, Message, at_door, read_envelope
from oracle.domain.intake import MessageReport, problem_facts
from oracle.domain.message_refusals import MessageRefused
from registry.errors import CarbonixError

AT_MOST_ONCE, AT_LEAST_ONCE = 0, 1
MOST_PER_GROUP = 1_000
GATHER_S = 0.02
RETRY_S = 1.0
LARGEST_QUEUE = 20_000
PROBLEMS_IN_RECEIPT = 20
CLIENT_ID = "carbonix-intake"
MQTT_5_RECEIVE_MAXIMUM = 2_000
LOG = logging.getLogger("carbonix.intake")
Accept = Callable[[Sequence[Message]], list[MessageReport]]


class MqttIntake:
    """Reads `carbonix/<tenant>/<device>` and answers on `.../receipts`.

    The client acknowledges by hand: a broker that keeps sessions sends again what was not durable when this process
    ended. The broker's word to the device (PUBACK) is the broker's own; ours is the receipt, and a device that has
    none sends again.
    """

    def __init__(self, accept: Accept, *, version: int = 4, keeps_sessions: bool = True) -> None:
        self._accept = accept
        # A broker that forgets with its process cannot send again: waiting for our word would only slow it down.
        self._qos = AT_LEAST_ONCE if keeps_sessions else AT_MOST_ONCE
        self._version = ProtocolVersion(version)
        self.messages = 0
        self.readings = 0

    @asynccontextmanager
    async def running(self, address: BrokerAddress) -> AsyncIterator[MqttIntake]:
        """Connects, and takes messages for as long as this lasts. Raises aiomqtt.MqttError if there is no broker."""
        async with self._client(address) as client:
            _acknowledge_by_hand(client)
            await client.subscribe(f"{TOPICS}/+/+", qos=self._qos)
            task = asyncio.create_task(self._take(client))
            try:
                yield self
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def run(self, address: BrokerAddress) -> None:
        """Takes messages until it is cancelled or the broker is gone (aiomqtt.MqttError)."""
        async with self._client(address) as client:
            _acknowledge_by_hand(client)
            await client.subscribe(f"{TOPICS}/+/+", qos=self._qos)
            await self._take(client)

    def _client(self, address: BrokerAddress) -> Client:
        given: dict[str, Any] = {"clean_session": False}
        if self._version is ProtocolVersion.V5:
            given = {"clean_start": False, "properties": _kept_session()}
        return Client(
            address.host,
            address.port,
            username=INTAKE_USER,
            password=address.password(INTAKE_USER),
            identifier=CLIENT_ID,
            protocol=self._version,
            max_queued_incoming_messages=LARGEST_QUEUE,
            max_inflight_messages=MQTT_5_RECEIVE_MAXIMUM,
            **given,
        )

    async def _take(self, client: Client) -> None:
        queue: asyncio.Queue[Published] = asyncio.Queue(MOST_PER_GROUP)
        feeder = asyncio.create_task(_feed(client, queue))
        try:
            while True:
                await self._group(client, await _gathered(queue, feeder))
        finally:
            feeder.cancel()

    async def _group(self, client: Client, published: Sequence[Published]) -> None:
        read = [_read(one) for one in published]
        messages = [one for one in read if isinstance(one, Message)]
        reports = await self._durable(messages)
        told, receipts = iter(reports), dict[str, list[Mapping[str, Any]]]()
        for one, what in zip(published, read, strict=True):
            _acknowledge(client, one)
            receipt = _receipt(next(told)) if isinstance(what, Message) else _refusal(what)
            receipts.setdefault(one.topic.value, []).append(receipt)
        for topic, of_device in receipts.items():
            await client.publish(receipts_of(*topic.split("/")[1:]), json.dumps(of_device, ensure_ascii=False), qos=0)
        self.messages += len(published)
        self.readings += sum(report.accepted for report in reports)

    async def _durable(self, messages: Sequence[Message]) -> list[MessageReport]:
        """The reports on a group. While disk or database refuse, nothing is acknowledged; the group waits."""
        while messages:
            try:
                return await asyncio.to_thread(self._accept, messages)
            except (CarbonixError, OSError) as fault:
                LOG.warning("%d messages wait: %s", len(messages), fault)
                await asyncio.sleep(RETRY_S)
        return []


def _kept_session() -> Any:
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    properties: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = 86_400
    properties.ReceiveMaximum = MQTT_5_RECEIVE_MAXIMUM
    return properties


async def _feed(client: Client, queue: asyncio.Queue[Published]) -> None:
    async for message in client.messages:
        await queue.put(message)


async def _gathered(queue: asyncio.Queue[Published], feeder: asyncio.Task[None]) -> list[Published]:
    """What has come, at most MOST_PER_GROUP, after GATHER_S from the first."""
    first = asyncio.create_task(queue.get())
    await asyncio.wait({first, feeder}, return_when=asyncio.FIRST_COMPLETED)
    if feeder.done():
        first.cancel()
        feeder.result()
    group = [await first]
    await asyncio.sleep(GATHER_S)
    while len(group) < MOST_PER_GROUP and not queue.empty():
        group.append(queue.get_nowait())
    return group


def _read(published: Published) -> Message | CarbonixError:
    _, tenant, device = [*published.topic.value.split("/"), "", ""][:3]
    data = published.payload if isinstance(published.payload, bytes) else b""
    try:
        return at_door(read_envelope(tenant, device, data), Door.MQTT)
    except MessageRefused as fault:
        return fault


def _receipt(report: MessageReport) -> Mapping[str, Any]:
    problems = [{"code": one.name, **problem_facts(one)} for one in report.problems[:PROBLEMS_IN_RECEIPT]]
    return {
        "boot": report.boot,
        "counter": report.counter,
        "digest": report.digest,
        "accepted": report.accepted,
        "duplicate": report.duplicate,
        "problems": problems,
    }


def _refusal(fault: CarbonixError) -> Mapping[str, Any]:
    return {"accepted": 0, "problems": [{"code": fault.name, **problem_facts(fault)}]}


def _acknowledge_by_hand(client: Client) -> None:
    # aiomqtt has no word for it; the client that it stands on has.
    client._client.manual_ack_set(True)


def _acknowledge(client: Client, message: Published) -> None:
    if message.qos:
        client._client.ack(message.mid, message.qos)
