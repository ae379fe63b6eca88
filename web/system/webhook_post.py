"""Delivers webhooks in the background of the server: every endpoint by itself, so that no slow one holds up another."""

from __future__ import annotations

import asyncio
import logging

from registry.bootstrap import Registry
from registry.domain.webhooks import Webhook
from registry.errors import CarbonixError

PAUSE_S = 2.0
MOST_AT_ONCE = 4

log = logging.getLogger("carbonix.webhooks")


class WebhookPost:
    """One task of the server; a failure of ours is logged and tried again, and never ends the server."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._said = ""

    async def run(self) -> None:
        """Steps every few seconds until cancelled."""
        while True:
            await asyncio.sleep(PAUSE_S)
            await self.step()

    async def step(self) -> None:
        """A turn for each endpoint whose time has come, a few of them at once."""
        due = await asyncio.to_thread(self._due)
        free = asyncio.Semaphore(MOST_AT_ONCE)

        async def turn(webhook: Webhook) -> None:
            async with free:
                await asyncio.to_thread(self._turn, webhook)

        await asyncio.gather(*(turn(webhook) for webhook in due))

    def _due(self) -> list[Webhook]:
        try:
            found = self._registry.webhooks.due(self._registry.clock.now())
        except CarbonixError as error:
            self._tell(f"{error.name}: {error.sentence}")
            return []
        self._said = ""
        return found

    def _turn(self, webhook: Webhook) -> None:
        try:
            self._registry.deliver_webhook(webhook)
        except CarbonixError as error:
            self._tell(f"{error.name}: {error.sentence}")
        except Exception:
            log.exception("delivering webhooks failed")

    def _tell(self, sentence: str) -> None:
        if sentence != self._said:
            log.warning("delivering webhooks waits: %s", sentence)
            self._said = sentence
