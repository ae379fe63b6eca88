"""Lets the demonstration's SIMULATED station of air speak while the service runs, by the door that every device has."""

from __future__ import annotations

import asyncio
import logging

from oracle.adapters.device_sender import DeviceSender
from oracle.domain.bronze import MS
from oracle.domain.envelope import Door, at_door
from oracle.errors import DeviceUnknown
from registry.errors import CarbonixError
from web.front import Front
from web.story.air import CADENCE_S, DEVICE, air_records
from web.story.devices import KEY, TENANT, air_station, packs

LOOKS_BACK_S = 2 * 3_600  # what it tells of the time before the service started
REFRESH_EVERY = 60  # steps: the lake judges what came in the last ten minutes
log = logging.getLogger("carbonix.simulated")


class SimulatedAir:
    """One task of a demonstration's server: a boot of its own at each start, a message every ten seconds."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._clock = front.registry.clock
        # Boots only rise: the second of the start is above that of every earlier one.
        self._sender = DeviceSender(TENANT, DEVICE, air_station().signer, KEY, boot=self._clock.now())
        self._told_s = 0
        self._steps = 0

    async def run(self) -> None:
        """Speaks until cancelled; ends at once where this is no demonstration, or nobody enrolled the station."""
        if not self._front.is_demonstration or not await asyncio.to_thread(self._is_enrolled):
            return
        while True:
            try:
                await asyncio.to_thread(self.step)
            except CarbonixError as error:
                log.warning("the simulated station waits: %s: %s", error.name, error.sentence)
            except Exception:
                log.exception("the simulated station failed")
            await asyncio.sleep(CADENCE_S)

    def step(self) -> None:
        """Says what happened since the last step, at the start since LOOKS_BACK_S or its last word."""
        now_s = self._clock.now()
        first_s = self._told_s or max(now_s - LOOKS_BACK_S, self._last_word_s() + 1)
        signed = [at_door(self._sender.message(pack), Door.MQTT) for pack in packs(air_records(first_s, now_s))]
        if signed:
            self._front.oracle.intake.accept(signed)
        self._told_s = max(first_s, now_s)
        if self._steps % REFRESH_EVERY == 0:
            self._front.oracle.lake.refresh()
        self._steps += 1

    def _is_enrolled(self) -> bool:
        try:
            self._front.oracle.intake.devices.find(TENANT, DEVICE)
        except DeviceUnknown:
            return False
        return True

    def _last_word_s(self) -> int:
        heard = self._front.oracle.monitor.tail.since(0).readings
        own = [one.time_ms // MS for _, one in heard if (one.tenant, one.device) == (TENANT, DEVICE)]
        return max(own, default=0)
