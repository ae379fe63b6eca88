"""Settles in the background of the server: batches go when the policy lets them, and open ones are brought on."""

from __future__ import annotations

import asyncio
import logging

from marketplace.bootstrap import Marketplace
from registry.errors import CarbonixError

log = logging.getLogger("carbonix.settlement")


class BackgroundSettlement:
    """One task of the server; a failure is told once and tried again, and never ends the server."""

    def __init__(self, market: Marketplace, every_s: int) -> None:
        self._market = market
        self._every_s = every_s
        self._said = ""

    async def run(self) -> None:
        """Steps until cancelled; ends at once where only the operator's call settles, or nobody here may."""
        while self._every_s and self._market.operator is not None:
            await asyncio.to_thread(self.step)
            await asyncio.sleep(self._every_s)

    def step(self) -> None:
        """Settles what may go now, and compares chain and book."""
        try:
            self._market.settlement.settle(at_once=False)
        except CarbonixError as error:
            self._tell(f"{error.name}: {error.sentence}")
        except Exception:
            log.exception("settlement failed")
        else:
            self._said = ""

    def _tell(self, sentence: str) -> None:
        if sentence != self._said:
            log.warning("settlement waits: %s", sentence)
            self._said = sentence
