"""Keeps the intake on a broker: its own embedded one, or a running one to which it comes back when the line is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from aiomqtt import MqttError

from oracle.adapters.intake_desk import IntakeDesk
from oracle.adapters.mqtt_broker import BrokerAddress, broker_secret, embedded_broker
from oracle.adapters.mqtt_intake import MqttIntake

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
SOUND_S = 60.0


async def listen_until_ended(
    desk: IntakeDesk,
    home: Path,
    running: tuple[str, int] | None,
    port: int,
    version: int,
    tell: Callable[[str], None],
) -> None:
    """Takes messages until it is cancelled. `running` is host and port of a broker; None embeds one on `port`."""
    secret = broker_secret(home)
    intake = MqttIntake(desk.accept, version=version, keeps_sessions=running is not None)
    if running is not None:
        await _stay(intake, BrokerAddress(*running, secret), tell)
    async with embedded_broker(secret, port=port) as address:
        tell(f"MQTT 3.1.1 on {address.host}:{address.port}")
        await _stay(intake, address, tell)


async def _stay(intake: MqttIntake, address: BrokerAddress, tell: Callable[[str], None]) -> None:
    """Comes back to the broker after each loss of the line, later and later while it does not last."""
    wait_s, clock = FIRST_WAIT_S, asyncio.get_running_loop().time
    while True:
        began = clock()
        try:
            await intake.run(address)
        except MqttError as fault:
            tell(f"the line to {address.host}:{address.port} is lost ({fault}); again in {wait_s:.0f} s")
        wait_s = FIRST_WAIT_S if clock() - began > SOUND_S else wait_s
        await asyncio.sleep(wait_s)
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)
