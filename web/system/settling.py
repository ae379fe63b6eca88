"""Settles in the background of the server, and compares chain and book whether or not it settles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from marketplace.bootstrap import Marketplace
from registry.errors import CarbonixError

COMPARE_EVERY_S = 5  # where nobody asked for a rhythm of settling
DEMONSTRATION_LOOKS_S = 15
log = logging.getLogger("carbonix.settlement")


def settling_itself(market: Marketplace) -> Marketplace:
    """The market of a served demonstration, which looks often, unless an installation said how often, or never.

    Its chain makes no block while nothing happens, and chain time tells no age: whatever waits goes at the next look.
    """
    if market.settle_every_s is not None or market.registry.settings.rpc_url is not None:
        return market
    return replace(market, settle_every_s=DEMONSTRATION_LOOKS_S, policy=replace(market.policy, old_after_s=0))


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
