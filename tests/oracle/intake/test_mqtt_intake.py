"""Facts about the intake over MQTT: real brokers, real sockets, receipts only for what is durable."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from aiomqtt import Client, MqttError, ProtocolVersion

from oracle.adapters import mqtt_intake
from oracle.adapters.device_line import replay, send
from oracle.adapters.device_sender import wire
from oracle.adapters.lake.bronze_log import BronzeFiles
from oracle.adapters.mqtt_broker import BrokerAddress, broker_secret, embedded_broker, receipts_of, topic_of
from oracle.adapters.mqtt_intake import MqttIntake
from oracle.domain.envelope import Door, Envelope, Message, at_door
from oracle.domain.intake import MessageReport
from registry.adapters.database import Database
from registry.adapters.embedded_chain import REPOSITORY
from tests.oracle.intake.conftest import NOW_S, Field, co2, opened


def test_messages_of_two_devices_come_in_over_a_broker(intake: Field, tmp_path: Path) -> None:
    """Must take messages over MQTT 3.1.1, answer each with what became of it, and know a resent one."""
    one, two = intake.enrolled(), intake.enrolled(id="mast-2")
    first = [one.message([co2(), co2("9")]) for _ in range(30)]
    second = [two.message([co2()])]
    receipts = replay(intake.desk.accept, tmp_path, [first, [*second]])
    assert [receipt["accepted"] for receipt in receipts[0]] == [1] * 30
    assert {receipt["problems"][0]["code"] for receipt in receipts[0]} == {"ReadingOutOfRange"}
    assert len(intake.log.readings) == 31
    again = replay(intake.desk.accept, tmp_path, [first])
    assert {receipt["duplicate"] for receipt in again[0]} == {True}
    assert len(intake.log.readings) == 31


def test_a_device_speaks_and_hears_under_its_own_name_only(intake: Field, tmp_path: Path) -> None:
    """Must let in nobody with a wrong password, and take nothing that a device publishes under another's name."""
    device, other = intake.enrolled(keys=[]), intake.enrolled(id="mast-2", keys=[])

    async def tried() -> list[str]:
        async with embedded_broker(broker_secret(tmp_path)) as address, MqttIntake(intake.desk.accept).running(address):
            stranger = BrokerAddress(address.host, address.port, bytes(32))
            with pytest.raises(MqttError):
                await send(stranger, [device.message([co2()])])
            with pytest.raises(MqttError):
                async with Client(address.host, address.port, username="grove/mast-1", password="\u00e9\u20ac"):
                    pass
            user = "grove/mast-1"
            async with Client(address.host, address.port, username=user, password=address.password(user)) as client:
                await client.publish(topic_of("grove", "mast-2"), wire(other.message([co2("666")])), qos=1)
            await send(address, [device.message([co2("500")])])
            return [one.value for one in intake.log.readings]

    assert asyncio.run(tried()) == ["500"]


def test_what_cannot_be_read_is_answered_and_the_intake_stays(intake: Field, tmp_path: Path) -> None:
    """Must answer a message of no form with its problem, and take the next one."""
    device = intake.enrolled()

    async def tried() -> tuple[str, int]:
        async with embedded_broker(broker_secret(tmp_path)) as address, MqttIntake(intake.desk.accept).running(address):
            user = "grove/mast-1"
            async with Client(address.host, address.port, username=user, password=address.password(user)) as client:
                await client.subscribe(receipts_of("grove", "mast-1"))
                await client.publish(topic_of("grove", "mast-1"), b"[" * 50_000, qos=1)
                async with asyncio.timeout(60):
                    told = json.loads(str((await anext(client.messages)).payload, "utf-8"))[0]
            receipts = await send(address, [device.message([co2()])])
            return told["problems"][0]["code"], receipts[0]["accepted"]

    assert asyncio.run(tried()) == ("MessageUnreadable", 1)


def test_while_the_disk_is_full_nothing_is_receipted_and_nothing_lost(
    intake: Field, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must hold messages that could not be written, write them later, and receipt them only then."""
    monkeypatch.setattr(mqtt_intake, "RETRY_S", 0.05)
    device, intake.log.fails = intake.enrolled(), 3
    receipts = replay(intake.desk.accept, tmp_path, [[device.message([co2()])]])
    assert (receipts[0][0]["accepted"], intake.log.fails, len(intake.log.readings)) == (1, 0, 1)


def test_nothing_receipted_is_lost_when_the_intake_is_killed(migrated_sqlite: Path, tmp_path: Path) -> None:
    """Must keep every receipted message over a kill -9 amid the stream, and take each resent one only once."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(migrated_sqlite, home / "carbonix.db")
    database = Database(f"sqlite:///{home / 'carbonix.db'}")
    field = opened(database, BronzeFiles(home / "lake" / "log"))
    device = field.enrolled(feed="historic")
    messages = [device.message([co2(time_s=NOW_S - 1_000 + number)]) for number in range(200)]
    database.close()

    receipted = asyncio.run(_killed_amid(home, messages))
    kept = [one.counter for one in BronzeFiles(home / "lake" / "log").since(0)]
    assert receipted <= set(kept)
    again = opened(Database(f"sqlite:///{home / 'carbonix.db'}"), BronzeFiles(home / "lake" / "log"))
    reports = again.desk.accept([at_door(one, Door.MQTT) for one in messages])
    assert [report.duplicate for report in reports] == [number in kept for number in range(200)]
    assert sorted(one.counter for one in again.desk.log.since(0)) == list(range(200))


async def _killed_amid(home: Path, messages: Sequence[Envelope]) -> set[int]:
    """Sends messages one by one to an intake of its own process, and kills it after some receipts."""
    command = [sys.executable, "-c", "from oracle.intake_cli import app; app()", "listen", "--port", "0"]
    environment = {**os.environ, "CARBONIX_HOME": str(home), "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        port = int((await asyncio.wait_for(process.stdout.readline(), 60)).decode().rpartition(":")[2])
        return await _receipted_until_killed(BrokerAddress("127.0.0.1", port, broker_secret(home)), messages, process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _receipted_until_killed(
    address: BrokerAddress, messages: Sequence[Envelope], process: asyncio.subprocess.Process
) -> set[int]:
    user, receipted = "grove/mast-1", set()
    async with Client(address.host, address.port, username=user, password=address.password(user)) as client:
        await client.subscribe(receipts_of("grove", "mast-1"))
        sender = asyncio.create_task(_publish(client, messages))
        with suppress(MqttError):
            async with asyncio.timeout(60):
                async for message in client.messages:
                    receipted |= {one["counter"] for one in json.loads(str(message.payload, "utf-8"))}
                    if len(receipted) >= 20:
                        process.kill()
        sender.cancel()
        with suppress(MqttError, asyncio.CancelledError):
            await sender
    return receipted


async def _publish(client: Client, messages: Sequence[Envelope]) -> None:
    for envelope in messages:
        await client.publish(topic_of("grove", "mast-1"), wire(envelope), qos=1)


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[BrokerAddress]:
    """A broker of its own process that speaks MQTT 5 and keeps sessions."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        pytest.skip("mosquitto is not installed: MQTT 5 is tried with it alone")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = tmp_path / "mosquitto.conf"
    file.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n")
    process = subprocess.Popen([program, "-c", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        yield BrokerAddress("127.0.0.1", port, bytes(32))
    finally:
        process.terminate()
        process.wait()


def test_version_5_on_mosquitto_sends_again_what_was_not_durable(intake: Field, mosquitto: BrokerAddress) -> None:
    """Must speak MQTT 5, and get back from the broker what it never acknowledged because its process ended."""
    device = intake.enrolled()
    messages = [device.message([co2(time_s=NOW_S - 60 + number)]) for number in range(20)]

    def refuses(_messages: Sequence[Message]) -> list[MessageReport]:
        raise OSError("the process ends before it writes")

    async def tried() -> list[int]:
        async with MqttIntake(refuses, version=5).running(mosquitto):
            async with Client(mosquitto.host, mosquitto.port, protocol=ProtocolVersion.V5) as client:
                for envelope in messages:
                    await client.publish(topic_of("grove", "mast-1"), wire(envelope), qos=1)
            await asyncio.sleep(0.2)
        async with MqttIntake(intake.desk.accept, version=5).running(mosquitto):
            async with asyncio.timeout(60):
                while len(intake.log.readings) < len(messages):
                    await asyncio.sleep(0.02)
            return [len(receipt["problems"]) for receipt in await send(mosquitto, messages, version=5)]

    assert asyncio.run(tried()) == [0] * 20
    assert sorted(one.counter for one in intake.log.readings) == list(range(20))
