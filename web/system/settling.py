"""Settles in the background of the server, and compares chain and book at each block whether or not it settles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from marketplace.bootstrap import Marketplace
from registry.errors import CarbonixError

COMPARE_EVERY_S = 5  # where nobody asked for a rhythm of settling
log = logging.getLogger("carbonix.settlement")


class BackgroundSettlement:
    """One task of the server; a failure is told once and tried again, and never ends the server.

    Every `every_s` seconds batches go when the policy lets them; 0, or without an operator: only chain and book are
    compared. In the operator's silence makers settle by themselves, and the book must hear of it.
    """

    def __init__(self, market: Marketplace, every_s: int) -> None:
        self._market = market
        self._every_s = every_s
        self._said = ""

    async def run(self) -> None:
        """Steps until cancelled."""
        while True:
            await asyncio.to_thread(self.step)
            await asyncio.sleep(self._every_s or COMPARE_EVERY_S)

    def step(self) -> None:
        """Settles what may go now; compares chain and book, also where settling stands still."""
        settles = self._every_s > 0 and self._market.operator is not None
        works = [self._settle, self._compare] if settles else [self._compare]
        said = "; ".join(dict.fromkeys(filter(None, map(_fault_of, works))))
        if said and said != self._said:
            log.warning("settlement waits: %s", said)
        self._said = said

    def _settle(self) -> None:
        self._market.settlement.settle(at_once=False)

    def _compare(self) -> None:
        self._market.settlement.reconcile()


def _fault_of(work: Callable[[], None]) -> str:
    """The error's name and sentence; nothing where the work is done. What has no name of ours goes to the log whole."""
    try:
        work()
    except CarbonixError as error:
        return f"{error.name}: {error.sentence}"
    except Exception:
        log.exception("settlement failed")
    return ""
