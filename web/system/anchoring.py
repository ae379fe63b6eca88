"""Anchors what was approved and holds the evidence where it stands, in the background of the server."""

from __future__ import annotations

import asyncio
import logging

from passport.bootstrap import Passport
from registry.adapters.sealer_key import SealerKeyMissing
from registry.errors import CarbonixError

PAUSE_S = 5.0

log = logging.getLogger("carbonix.anchoring")


class Anchorer:
    """One task of the server; a failure is logged and tried again, and never ends the server.

    A server without the sealer's key leaves the work to one that has it (or to `carbonix offsets anchor`).
    """

    def __init__(self, passport: Passport) -> None:
        self._passport = passport

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
            log.warning("anchoring waits: %s: %s", error.name, error.sentence)
        except Exception:
            log.exception("anchoring failed")
        return True

    def _work(self) -> None:
        registry, desk = self._passport.registry, self._passport.offsets
        if desk.table.unfinished():
            desk.anchor()
        if registry.evidence_chains.unheld(stamps=registry.settings.time_authority is not None):
            registry.mark_evidence()
