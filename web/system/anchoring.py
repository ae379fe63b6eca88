"""Anchors what was approved and holds the evidence where it stands, in the background of the server."""

from __future__ import annotations

import asyncio
import logging

from passport.bootstrap import Passport
from registry.adapters.sealer_key import SealerKeyMissing
from registry.errors import CarbonixError

PAUSE_S = 5.0
FIRST_STAMP_PAUSE_S = 60
LONGEST_STAMP_PAUSE_S = 3_600

log = logging.getLogger("carbonix.anchoring")


class Anchorer:
    """One task of the server; a failure is logged once and tried again, and never ends the server.

    A server without the sealer's key leaves the work to one that has it (or to `carbonix offsets anchor`). A time-stamp
    authority that is away is asked less and less often.
    """

    def __init__(self, passport: Passport) -> None:
        self._passport = passport
        self._said = ""
        self._stamp_pause_s = 0
        self._stamps_from = 0

    async def run(self) -> None:
        """Steps every few seconds until cancelled, or until it is known that nobody here may seal."""
        while await asyncio.to_thread(self.step):
            await asyncio.sleep(PAUSE_S)

    def step(self) -> bool:
        """Does what can be done now; False if there is no key here."""
        try:
            self._work()
        except SealerKeyMissing:
            return False
        except CarbonixError as error:
            self._tell(f"{error.name}: {error.sentence}")
        except Exception:
            log.exception("anchoring failed")
        else:
            self._said = ""
        return True

    def _work(self) -> None:
        registry, desk = self._passport.registry, self._passport.offsets
        if desk.table.unfinished():
            desk.anchor()
        self._passport.reports.seal_released()
        now = registry.clock.now()
        stamps = registry.settings.time_authority is not None and now >= self._stamps_from
        if registry.evidence_chains.unheld(stamps=stamps):
            pending = registry.mark_evidence().pending
            longer = min(max(2 * self._stamp_pause_s, FIRST_STAMP_PAUSE_S), LONGEST_STAMP_PAUSE_S)
            self._stamp_pause_s = longer if pending else 0
            self._stamps_from = now + self._stamp_pause_s

    def _tell(self, sentence: str) -> None:
        if sentence != self._said:
            log.warning("anchoring waits: %s", sentence)
            self._said = sentence
